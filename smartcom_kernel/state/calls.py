"""What can happen to a call: it is queued, taken by an operator, tried, and at last it ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from psycopg.types.json import Json

from smartcom_kernel.state.connect import Connection, count, rows


@dataclass(frozen=True)
class Queued:
    """What an operator will have to do.

    Args:
        queue: Which operators; empty for all.
        priority: 1 is called first.
        title: What the call is about.
        script: What to say.
    """

    queue: str
    priority: int
    title: str
    script: str


@dataclass(frozen=True)
class CallTask:
    """A person to call.

    Args:
        task: The number of the task, by which its result is told.
        customer_id: Whom.
        phone: Where.
        title: What the call is about.
        script: What to say.
        queue: Which operators it is for; empty for all.
        priority: 1 is called first.
        due_at: From when on it is too late; None where it never is.
        tries: How often nobody was reached.
    """

    task: int
    customer_id: str
    phone: str
    title: str
    script: str
    queue: str
    priority: int
    due_at: datetime | None
    tries: int


@dataclass(frozen=True)
class Asked:
    """A task that was looked at.

    Args:
        task: Which.
        why_not: Why it was not taken: ``withdrawn``, ``expired`` or ``waits``; empty where it was.
        until: Until when it is quiet for the person; None where it is not.
        key: The key of its message.
    """

    task: int
    why_not: str
    until: datetime | None
    key: str


@dataclass(frozen=True)
class Try:
    """What came of one call.

    Args:
        task: Of which task.
        tried_at: When.
        result: Its code.
        remark: What the operator noted.
        not_before: When the person may be called again; None where that does not change.
        is_final: Whether the task ends by it.
        counts: Whether it is one of the tries after which a task is given up.
    """

    task: int
    tried_at: datetime
    result: str
    remark: str
    not_before: datetime | None
    is_final: bool
    counts: bool


@dataclass(frozen=True)
class Tried:
    """What became of a task by a try; `ended_at` is None while it goes on."""

    task: int
    result: str
    ended_at: datetime | None
    phone: str
    key: str


@dataclass(frozen=True)
class KnownTask:
    """How a task stands."""

    task: int
    result: str
    ended_at: datetime | None
    operator: str
    is_held: bool | None


@dataclass(frozen=True)
class CallStanding:
    """How many tasks of a queue stand the same: ``open``, ``held``, ``waits``, or the result by which they ended."""

    queue: str
    standing: str
    tasks: int
    first_due_at: datetime | None


def queue(connection: Connection, tasks: Sequence[tuple[int, Queued]], *, now: datetime) -> None:
    """Messages are taken in as tasks, by their ids."""
    if not tasks:
        return
    told = [task for _, task in tasks]
    count(connection, "calls.queue", {
        "ids": [message_id for message_id, _ in tasks], "now": now,
        "queues": [t.queue for t in told], "priorities": [t.priority for t in told],
        "titles": [t.title for t in told], "scripts": [t.script for t in told],
    })  # fmt: skip


def held(connection: Connection, operator: str, *, most: int) -> list[CallTask]:
    """What an operator has in hand."""
    return [CallTask(**row) for row in rows(connection, "calls.held", {"operator": operator, "most": most})]


def take(
    connection: Connection,
    operator: str,
    *,
    queue: str,
    most: int,
    hold_seconds: float,
    quiet_hours: Mapping[str, tuple[str, str]],
    now: datetime,
) -> list[Asked]:
    """Look at the most urgent tasks that nobody has, and take those that may be called now."""
    return [Asked(**row) for row in rows(connection, "calls.take", {
        "operator": operator, "queue": queue, "most": most, "hold_seconds": hold_seconds,
        "quiet_hours": Json(dict(quiet_hours)), "now": now,
    })]  # fmt: skip


def wait(connection: Connection, task: int, until: datetime) -> None:
    """Nobody in the time zone of a task's person is called before a moment."""
    count(connection, "calls.wait", {"task": task, "until": until})


def tried(connection: Connection, told: Sequence[Try], *, operator: str, tries: int) -> list[Tried]:
    """Record tries, at most one of each task; returns those that were news of an open task.

    Args:
        connection: The caller's transaction.
        told: The tries.
        operator: Who made them; what somebody else holds is left alone.
        tries: After how many in vain a task ends.
    """
    return [Tried(**row) for row in rows(connection, "calls.tried", {
        "operator": operator, "tries": tries,
        "tasks": [t.task for t in told], "tried_ats": [t.tried_at for t in told], "results": [t.result for t in told],
        "remarks": [t.remark for t in told], "not_befores": [t.not_before for t in told],
        "finals": [t.is_final for t in told], "counts": [t.counts for t in told],
    })]  # fmt: skip


def known(connection: Connection, tasks: Sequence[int]) -> dict[int, KnownTask]:
    """How tasks stand, by their numbers; what is none is absent."""
    found = (KnownTask(**row) for row in rows(connection, "calls.known", {"tasks": list(tasks)}))
    return {task.task: task for task in found}


def let_go(connection: Connection, operator: str) -> int:
    """Let others have what an operator holds; returns how many tasks."""
    return count(connection, "calls.let_go", {"operator": operator})


def standing(connection: Connection, *, now: datetime) -> list[CallStanding]:
    """How many tasks of each queue stand the same."""
    return [CallStanding(**row) for row in rows(connection, "calls.standing", {"now": now})]
