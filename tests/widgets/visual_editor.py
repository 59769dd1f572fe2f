"""The visual editor in a page of its own, as the message editor opens it, without JupyterLab."""

from __future__ import annotations

from typing import Any

from widgets.widget import bundled

POLICY = "default-src 'none'; script-src 'nonce-n'; style-src 'unsafe-inline'; img-src data:; font-src data:"
BEGIN = """\
async ([policy, script, style]) => {
  window.told = [];
  addEventListener("message", ({ data }) => told.push(data));
  const frame = document.querySelector("iframe");
  frame.srcdoc = `<!doctype html><meta http-equiv="Content-Security-Policy" content="${policy}"><body>`;
  await new Promise((done) => (frame.onload = done));
  const page = frame.contentDocument;
  const styled = Object.assign(page.createElement("style"), { textContent: style });
  page.head.append(styled);
  page.body.append(Object.assign(page.createElement("script"), { type: "module", nonce: "n", textContent: script }));
}"""
SAY = "said => document.querySelector('iframe').contentWindow.postMessage(said, '*')"


class VisualEditor:
    """An open visual editor.

    Args:
        page: A page of a browser; what it complains of is in `complaints`.
    """

    def __init__(self, page: Any) -> None:
        self.page = page
        self.complaints: list[str] = []
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.set_content("<input><iframe style='width:1100px;height:650px'></iframe>")
        page.evaluate(BEGIN, [POLICY, bundled("visual_editor.js"), bundled("visual_editor.css")])
        page.wait_for_function("told.some(({ say }) => say === 'ready')")

    def show(self, mjml: str) -> str:
        """Have an e-mail shown; returns what the editor says to it."""
        self.page.evaluate("told.length = 0")
        self.page.evaluate(SAY, {"say": "show", "mjml": mjml, "lang": "en"})
        self.page.wait_for_function("told.length > 0")
        return str(self.page.evaluate("told[0].say"))

    def changed(self) -> str:
        """The source after the next change."""
        self.page.wait_for_function("told.some(({ say }) => say === 'changed')")
        return str(self.page.evaluate("told.findLast(({ say }) => say === 'changed').mjml"))

    @property
    def canvas(self) -> Any:
        """The e-mail as it is shown."""
        return self.page.frame_locator("iframe").frame_locator("#editor iframe.gjs-frame")

    def type_into(self, text: str, words: str) -> str:
        """Type at the end of a text, leave it, and read the source."""
        self.canvas.get_by_text(text).first.dblclick()
        self.page.keyboard.press("ControlOrMeta+End")
        self.page.keyboard.type(words)
        self.page.locator("input").focus()
        return self.changed()
