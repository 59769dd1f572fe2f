/**
 * The visual editor of e-mails: GrapesJS with its MJML elements. It stands in a frame of its own, whose policy lets nothing
 * run that the editor did not bring, and speaks with the message editor around it; nothing is fetched.
 */
import grapesjs, { type Component, type Editor } from "grapesjs";
import russian from "grapesjs/locale/ru.mjs";
import "grapesjs/dist/css/grapes.min.css";
import packed from "grapesjs-mjml";

import { type Apart, apart, source } from "./tags";
import "./visual_editor.css";
import { type Language, WORDS } from "./words";

/** What the message editor says: a source to show, a variable to insert. */
type Heard = { say: "show"; mjml: string; lang: Language } | { say: "insert"; text: string };
/** What it is told: that the editor is there or in use, that the source has been changed, or that something cannot be. */
type Told = { say: "ready" } | { say: "changed"; mjml: string } | { say: "unfit" } | { say: "nowhere" } | { say: "used" } | { say: "shown" };

const PAUSE_MS = 300;
/** The package is CommonJS, and what it exports by default stands one level further in. */
const { default: mjml } = packed as unknown as { default: typeof packed };
const TAKES_TEXT = ["mj-text", "mj-button"];
const BLOCKS = ["mj-1-column", "mj-2-columns", "mj-3-columns", "mj-text", "mj-button", "mj-image", "mj-divider", "mj-spacer", "mj-wrapper"];
/** What stands where no picture is chosen yet; the plugin's own would be fetched. */
const NO_PICTURE = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='350' height='150'%3E%3Crect width='350' height='150' fill='%23ccd6dd'/%3E%3C/svg%3E";
const tell = (told: Told) => window.parent.postMessage(told, "*");

class Visual {
  #editor: Editor;
  #apart: Apart | null = null;
  /** What the editor made of the source before anybody changed anything. */
  #untouched = "";
  #pause: ReturnType<typeof setTimeout> | undefined;

  constructor(language: Language) {
    this.#editor = opened(language);
    this.#editor.on("update", () => {
      clearTimeout(this.#pause);
      this.#pause = setTimeout(() => this.#changed(), PAUSE_MS);
    });
    this.#editor.on("canvas:frame:load", ({ window: canvas }: { window: Window }) => {
      canvas.addEventListener("focus", () => tell({ say: "used" }));
      canvas.addEventListener("blur", () => void this.#settle());
    });
  }

  show(text: string) {
    clearTimeout(this.#pause);
    this.#apart = apart(text);
    if (this.#apart === null) return tell({ say: "unfit" });
    this.#editor.setComponents(this.#apart.body);
    this.#editor.UndoManager.clear();
    this.#untouched = this.#editor.getHtml();
    tell({ say: "shown" });
  }

  /** At the end of the text that is chosen. */
  insert(text: string) {
    const chosen = this.#editor.getSelected();
    if (chosen !== undefined && TAKES_TEXT.includes(String(chosen.get("type")))) chosen.append({ type: "textnode", content: text });
    else tell({ say: "nowhere" });
  }

  /** What is typed into a text is told when the focus leaves, since somebody may go on to save it. */
  async #settle() {
    const text = this.#editor.getEditing()?.view as { disableEditing?(): Promise<void> } | undefined;
    await text?.disableEditing?.();
    this.#changed();
  }

  #changed() {
    clearTimeout(this.#pause);
    const made = this.#editor.getHtml();
    if (this.#apart === null || made === this.#untouched) return;
    this.#untouched = made;
    tell({ say: "changed", mjml: source(made, this.#apart) });
  }
}

function opened(language: Language): Editor {
  const words = WORDS[language];
  document.documentElement.lang = language;
  document.documentElement.className = "smartcom-visual";
  const editor = grapesjs.init({
    container: "#editor",
    height: "100%",
    width: "auto",
    cssIcons: "",
    telemetry: false,
    storageManager: false,
    fromElement: false,
    panels: { defaults: [] },
    blockManager: { appendTo: "#blocks" },
    styleManager: { appendTo: "#styles" },
    traitManager: { appendTo: "#traits" },
    layerManager: { appendTo: "#layers" },
    i18n: { locale: language, localeFallback: "en", detectLocale: false, messagesAdd: { ru: russian } },
    plugins: [(made: Editor) => mjml(made, { blocks: BLOCKS, imagePlaceholderSrc: NO_PICTURE, customComponents: [island], resetDevices: false, useCustomTheme: false, i18n: { ru: words.elements } })],
  });
  editor.Components.getTypes().forEach(({ model }) => escaping(model.prototype));
  editor.Panels.getPanels().reset();
  editor.Keymaps.removeAll();
  return editor;
}

/** The plugin writes the values of attributes as they are, quotes and all. */
function escaping(of: { getAttrToHTML?(): Record<string, unknown> }) {
  const plain = of.getAttrToHTML;
  if (!Object.hasOwn(of, "getAttrToHTML") || plain === undefined) return;
  const escaped = (value: unknown) => (typeof value === "string" ? value.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;") : value);
  of.getAttrToHTML = function () {
    return Object.fromEntries(Object.entries(plain.call(this)).map(([name, value]) => [name, escaped(value)]));
  };
}

/** What the visual editor moves but does not open: loops, conditions, tables, comments. */
function island(editor: Editor) {
  editor.Components.addType("smartcom-part", {
    isComponent: (element) => element.tagName?.toLowerCase() === "smartcom-part",
    model: {
      defaults: { name: "{ }", droppable: false, stylable: false, editable: false },
      toHTML(this: Component) {
        return `<smartcom-part part="${String(this.getAttributes()["part"])}"></smartcom-part>`;
      },
    },
    view: {
      tagName: () => "div",
      onRender({ el, model }: { el: HTMLElement; model: Component }) {
        el.textContent = String(model.getAttributes()["part"]).replace(/⟦|[₀-₉]+⟧/g, "");
        el.style.cssText = "padding:2px 8px;font:12px/1.5 monospace;color:#444;background:#eee;border-left:3px solid #888;white-space:nowrap;overflow:hidden;text-overflow:ellipsis";
      },
    },
  });
}

let visual: Visual | undefined;
window.addEventListener("message", ({ data, source: from }: MessageEvent<Heard>) => {
  if (from !== window.parent) return;
  if (data.say === "show") {
    visual ??= new Visual(data.lang);
    visual.show(data.mjml);
  } else if (data.say === "insert") visual?.insert(data.text);
});
document.body.insertAdjacentHTML("beforeend", '<aside id="blocks"></aside><main id="editor"></main><aside id="settings"><div id="traits"></div><div id="styles"></div><div id="layers"></div></aside>');
tell({ say: "ready" });
