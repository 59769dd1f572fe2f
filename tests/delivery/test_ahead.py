from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from smartcom_kernel.delivery.ahead import ahead


def test_the_next_piece_is_made_while_the_one_before_is_used() -> None:
    made, used = [threading.Event() for _ in range(3)], list[int]()

    def pieces() -> Iterator[int]:
        for n, event in enumerate(made):
            event.set()
            yield n

    with ahead(pieces()) as coming:
        for n in coming:
            used.append(n)
            if n < 2:
                assert made[n + 1].wait(5)
    assert used == [0, 1, 2]


def test_never_more_than_one_piece_is_made_ahead() -> None:
    made: list[int] = []

    def pieces() -> Iterator[int]:
        for n in range(10):
            made.append(n)
            yield n

    with ahead(pieces()) as coming:
        next(coming)
    assert made == [0, 1]


def test_an_error_comes_where_its_piece_would() -> None:
    def pieces() -> Iterator[int]:
        yield 1
        raise ZeroDivisionError("the second")

    used: list[int] = []
    with pytest.raises(ZeroDivisionError, match="the second"), ahead(pieces()) as coming:
        used.extend(coming)
    assert used == [] or used == [1]
    with ahead(pieces()) as coming:
        assert next(coming) == 1
        with pytest.raises(ZeroDivisionError):
            next(coming)
