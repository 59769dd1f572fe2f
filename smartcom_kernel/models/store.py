"""Fitted models of a workspace: ``models/<name>/card.json``, ``card.md`` and the fitted model itself.

The model's file is a Python pickle, which runs code when it is read: only its owner may read or write it (mode 600),
and it is read only where it is the file its card speaks of. The cards hold sums and no customers; everybody may read
them. A new model has a file of a new name, and the card that names it is replaced last: a crash leaves the old model or
the new one.
"""

from __future__ import annotations

import hashlib
import pickle
import shutil
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from smartcom_kernel.core.atomic import write_atomically
from smartcom_kernel.core.definitions import NAME
from smartcom_kernel.core.errors import SetupError, UnknownName
from smartcom_kernel.models.model_card import CARD, ClusterCard, PropensityCard

AGAIN = "fit it again under this name"
READABLE = 0o644
CARD_FILE, PAGE_FILE, MODEL_FILES = "card.json", "card.md", "model-*.pickle"
C = TypeVar("C", PropensityCard, ClusterCard)


class ModelStore(Mapping[str, PropensityCard | ClusterCard]):
    """The cards of all models by name, and the models.

    Args:
        folder: Where they are; made by the first `save`.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __iter__(self) -> Iterator[str]:
        names = (path.parent.name for path in self.folder.glob(f"*/{CARD_FILE}"))
        return iter(sorted(name for name in names if NAME.fullmatch(name)))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __getitem__(self, name: str) -> PropensityCard | ClusterCard:
        """A card.

        Raises:
            UnknownName: There is no such model; the message offers the nearest.
            SetupError: The card cannot be read.
        """
        if name not in list(self):
            raise UnknownName("model", name, self)
        path = self.folder / name / CARD_FILE
        try:
            return CARD.validate_json(path.read_bytes())
        except ValidationError as error:
            raise SetupError(f"the card of model {name!r} cannot be read ({path}): {AGAIN}; {error}") from None

    def save(self, card: C, model: Any, page: str) -> C:
        """Keep a model in place of the one of this name; returns its card, which names the file.

        Args:
            card: What is known of it.
            model: The fitted model.
            page: The card for people, in Markdown.
        """
        content = pickle.dumps(model, protocol=5)
        digest = hashlib.sha256(content).hexdigest()
        card = card.model_copy(update={"file": f"model-{digest[:12]}.pickle", "sha256": digest})
        folder = self.folder / card.name
        write_atomically(folder / card.file, content)
        write_atomically(folder / PAGE_FILE, page.encode(), mode=READABLE)
        write_atomically(folder / CARD_FILE, card.model_dump_json(indent=1).encode(), mode=READABLE)
        for old in set(folder.glob(MODEL_FILES)) - {folder / card.file}:
            old.unlink(missing_ok=True)
        return card

    def load(self, name: str) -> tuple[PropensityCard | ClusterCard, Any]:
        """A card and its model.

        Raises:
            UnknownName: There is no such model.
            SetupError: Another version of scikit-learn made it, or its file is not the one its card speaks of.
        """
        card = self[name]
        made_by, here = card.versions.get("scikit-learn"), version("scikit-learn")
        if made_by != here:
            raise SetupError(
                f"model {name!r} was made by scikit-learn {made_by}, and this is {here}, which may read "
                f"it wrongly: {AGAIN}"
            )
        path = self.folder / name / Path(card.file).name
        content = path.read_bytes() if path.is_file() else b""
        if hashlib.sha256(content).hexdigest() != card.sha256:
            raise SetupError(f"{path} is missing or is not the model that its card speaks of: {AGAIN}")
        return card, pickle.loads(content)  # noqa: S301 the digest in the card was checked

    def delete(self, name: str) -> None:
        """Remove a model; the scores it has left stay.

        Raises:
            UnknownName: There is no such model.
        """
        if name not in list(self):
            raise UnknownName("model", name, self)
        shutil.rmtree(self.folder / name)
