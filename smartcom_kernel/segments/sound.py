"""Which saved segments can be counted, so that one faulty segment does not hide the others."""

from __future__ import annotations

from smartcom_kernel.core.errors import SmartcomError
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.metrics.frame import blank_frame
from smartcom_kernel.segments.spec import Segment
from smartcom_kernel.segments.store import SegmentStore


def sorted_out(store: SegmentStore, tables: Tables) -> tuple[list[Segment], dict[str, str]]:
    """The saved segments that can be counted, and why each of the others cannot, by name.

    A file may be faulty, or a question that is well said may have no answer: the score of a model that never scored.
    """
    blank = blank_frame(tables)
    sound, faults = list[Segment](), dict[str, str]()
    for name in store:
        try:
            segment = store[name]
            segment.condition.where(blank, tables)
        except SmartcomError as error:
            faults[name] = str(error)
        else:
            sound.append(segment)
    return sound, faults
