"""Saved segments: one YAML file each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from smartcom_kernel.core.definitions import Store
from smartcom_kernel.core.errors import Fault, SpecError, Words, hint
from smartcom_kernel.segments.spec import Segment


class SegmentStore(Store[Segment]):
    """The segments of a workspace by name."""

    what = "segment"

    def __init__(self, folder: Path, users_elsewhere: Callable[[str], Sequence[str]] = lambda _: ()) -> None:
        """Segments in a folder.

        Args:
            folder: Where the files are.
            users_elsewhere: What asks about a segment besides other segments, as people call it.
        """
        super().__init__(folder)
        self._users_elsewhere = users_elsewhere

    def parse(self, name: str, spec: Any) -> Segment:
        """A segment from whatever says who belongs to it; see `Segment.parse`.

        Raises:
            SpecError: The definition is faulty, asks about a segment that does not exist, or about itself.
        """
        segment = Segment.parse(name, spec)
        self._check_references(segment)
        return segment

    def delete(self, name: str, *, although_used: bool = False) -> None:
        """Remove a segment; its history stays.

        Args:
            name: Which one.
            although_used: Whether to remove it also when something uses it, which is faulty from then on.

        Raises:
            UnknownName: There is none of this name.
            SpecError: Something uses it; the message says what.
        """
        users = self.users(name) if name in self and not although_used else []
        if users:
            raise SpecError.single(
                f"segment {name!r}",
                f"is used by {', '.join(users)}; change them first, or delete it with although_used=True",
            )
        super().delete(name)

    def users(self, name: str) -> list[str]:
        """What asks about a segment: other segments that can be read, mailings and schedules."""
        others = [other for other, segment in self.readable() if other != name and name in segment.condition.segments()]
        return [*others, *self._users_elsewhere(name)]

    def readable(self) -> Iterator[tuple[str, Segment]]:
        """The saved segments, but for those whose files are faulty."""
        for name in self:
            with suppress(SpecError):
                yield name, self._read(name)

    def _read(self, name: str) -> Segment:
        return Segment.parse(name, self._files.read(name))

    def _check_references(self, segment: Segment) -> None:
        faults: list[Fault] = []
        self._walk(segment, (), {segment.name: segment}, faults)
        if faults:
            raise SpecError(f"segment {segment.name!r}", faults)

    def _walk(self, segment: Segment, path: tuple[str, ...], known: dict[str, Segment], faults: list[Fault]) -> None:
        path = (*path, segment.name)
        for name in sorted(segment.condition.segments()):
            if name in path:
                circle = " → ".join((*path[path.index(name) :], name))
                words = Words(
                    f"segments ask about each other in a circle: {circle}",
                    f"сегменты спрашивают друг о друге: {circle}",
                )
                faults.append(Fault((), words))
            elif name not in self and name not in known:
                words = Words(
                    f"{segment.name} asks about the segment {name!r}, which does not exist{hint(name, self)}",
                    f"{segment.name} спрашивает о сегменте {name!r}, а его нет{hint(name, self, 'ru')}",
                )
                faults.append(Fault((), words))
            elif name not in known:
                known[name] = self._read(name)
                self._walk(known[name], path, known, faults)
