"""A JupyterLab of the tests' own, and a notebook in it as a person meets it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat

from tests.house.house import ROOT

AXE = ROOT / "widgets" / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
SECONDS = 60
NO_NEWS = {"fetchNews": "false", "checkForUpdates": False}


@contextmanager
def jupyterlab(workspace: Path, database_url: str) -> Iterator[str]:
    """The address of a server on loopback, whose settings are nobody's and whose kernels listen on no port."""
    with tempfile.TemporaryDirectory(prefix="jl-", dir="/tmp") as folder:  # a socket's path must be short
        home = Path(folder)
        settings = home / "settings" / "@jupyterlab" / "apputils-extension"
        settings.mkdir(parents=True)
        (settings / "notification.jupyterlab-settings").write_text(json.dumps(NO_NEWS), encoding="utf-8")
        with (home / "log").open("wb") as log, socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
            free.close()
            process = subprocess.Popen(
                _command(workspace, port), cwd=workspace, env=_environment(home, database_url), stdout=log, stderr=log
            )
        try:
            _wait(f"http://127.0.0.1:{port}", process, home / "log")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(SECONDS)


def _command(workspace: Path, port: int) -> list[str]:
    return [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}",
        "--IdentityProvider.token=", "--ServerApp.password=", f"--ServerApp.root_dir={workspace}",
        "--KernelManager.transport=ipc", "--LabApp.expose_app_in_browser=True", "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]  # fmt: skip


def _environment(home: Path, database_url: str) -> dict[str, str]:
    places = {
        "JUPYTER_CONFIG_DIR": "config", "JUPYTER_DATA_DIR": "data", "JUPYTER_RUNTIME_DIR": "r", "IPYTHONDIR": "ipython",
        "JUPYTERLAB_SETTINGS_DIR": "settings", "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
    }  # fmt: skip
    ours = {name: str(home / place) for name, place in places.items()}
    return {**os.environ, **ours, "SMARTCOM_DATABASE_URL": database_url, "PYTHONPATH": str(ROOT)}


def _wait(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/api/status", timeout=5).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"JupyterLab does not answer at {address}:\n{log.read_text(errors='replace')[-2000:]}")


@dataclass
class Lab:
    """A notebook that is open in JupyterLab, and all its page asked for and complained of."""

    page: Any
    file: Path
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    @classmethod
    def open(cls, browser: Any, address: str, folder: Path, *cells: str) -> Lab:
        """Write a notebook of these cells, open it and run them all."""
        file = folder / "widgets.ipynb"
        kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
        code = [nbformat.v4.new_code_cell(cell) for cell in cells]
        nbformat.write(nbformat.v4.new_notebook(cells=code, metadata=kernel), file)
        page = browser.new_context(viewport={"width": 1280, "height": 1400}).new_page()
        lab = cls(page, file)
        page.set_default_timeout(SECONDS * 1000)
        page.on("request", lambda request: lab.requests.append(request.url))
        page.on("console", lambda said: lab.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: lab.complaints.append(str(error)))
        page.goto(f"{address}/lab/tree/{file.name}?reset")
        page.wait_for_selector(".jp-Notebook .jp-CodeCell")
        page.wait_for_function("jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'")
        lab.command("notebook:run-all-cells")
        return lab

    def command(self, name: str, **options: Any) -> None:
        """What a menu of JupyterLab would do; does not wait until it is done."""
        self.page.evaluate("([name, options]) => void jupyterapp.commands.execute(name, options)", [name, options])

    def run(self, code: str) -> Any:
        """What Python says to code in the last cell, as JSON."""
        cell = self.page.locator(".jp-Notebook .jp-CodeCell").last
        mark = f"run {time.monotonic_ns()}"
        cell.locator(".cm-content").fill(f"import json\nprint({mark!r}, json.dumps({code}))")
        cell.locator(".cm-content").press("Control+Enter")
        output = cell.locator(".jp-OutputArea-output", has_text=mark)
        output.wait_for()
        return json.loads(output.inner_text().removeprefix(mark))

    def faults_by_axe(self, selector: str) -> list[str]:
        """What axe-core finds serious or critical in a part of the page."""
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate("selector => axe.run(selector)", selector)["violations"]
        return [
            f"{fault['id']}: {node['html'][:200]} {node['failureSummary']}"
            for fault in found
            if fault["impact"] in ("serious", "critical")
            for node in fault["nodes"]
        ]
