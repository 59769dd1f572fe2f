"""Making the next piece of work while the one before is used."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")
END = object()


@contextmanager
def ahead(pieces: Iterator[T]) -> Iterator[Iterator[T]]:
    """The same pieces, each made in a thread of its own while the one before it is used; never more than one ahead.

    Whoever leaves early waits for the piece that is being made.

    Args:
        pieces: Makes them; its errors come where its pieces would.
    """
    with ThreadPoolExecutor(1, thread_name_prefix="ahead") as thread:

        def made() -> Iterator[T]:
            coming = thread.submit(next, pieces, END)
            while (piece := coming.result()) is not END:
                coming = thread.submit(next, pieces, END)
                yield piece  # type: ignore[misc]

        yield made()
