"""What other threads want done to a widget is done in the thread of the notebook."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from functools import partial

from widgets.notebook_thread import NotebookThread


def in_another_thread(what: Callable[[], object]) -> None:
    thread = threading.Thread(target=what)
    thread.start()
    thread.join()


def test_it_is_done_between_two_cells_and_in_its_order() -> None:
    done: list[tuple[int, bool]] = []
    here = threading.current_thread()

    async def notebook() -> None:
        thread = NotebookThread()
        for number in range(3):
            note = partial(lambda number: done.append((number, threading.current_thread() is here)), number)
            in_another_thread(partial(thread.do, note))
        assert done == []
        await asyncio.sleep(0)
        await asyncio.sleep(0)

    asyncio.run(notebook())
    assert done == [(0, True), (1, True), (2, True)]


def test_a_script_hears_it_when_it_catches_up() -> None:
    thread, done = NotebookThread(), list[str]()
    in_another_thread(lambda: thread.do(lambda: done.append("there")))
    assert done == []
    thread.do(lambda: done.append("here"))
    assert done == ["there", "here"]
