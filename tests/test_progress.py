"""What work says while it runs: what is kept of it, through every wrapper."""

from __future__ import annotations

import pytest
from making import Log

from geochem_fusion.core.deep.learning import KeepBest
from geochem_fusion.core.errors import Cancelled
from geochem_fusion.core.progress import SILENT, Record


def test_notes_and_warnings_are_kept_once_and_in_their_order() -> None:
    log = Log()
    record = Record(log)
    record.info("passing")
    record.part(0, 0.5).note("dropped")
    KeepBest(record.part(0.5, 1)).warn("converted")
    record.note("dropped")
    assert record.notes() == ["dropped", "converted"]
    assert (log.infos, log.warnings) == (["passing", "dropped", "dropped"], ["converted"])
    assert log.notes() == []


def test_a_record_begins_with_what_was_noted_before() -> None:
    whole = Record(SILENT)
    whole.note("before")
    inner = Record(whole.part(0, 1))
    inner.note("within")
    whole.note("after")
    assert inner.notes() == ["before", "within"]
    assert whole.notes() == ["before", "within", "after"]


def test_items_are_given_with_their_parts_until_the_user_stops() -> None:
    class Whole(Log):
        fractions: list[float] = []

        def progress(self, fraction: float) -> None:
            self.fractions.append(fraction)

    log = Whole(stop_after=2)
    items = log.part(0.5, 1).each("abcd")
    assert [next(items), next(items)] == ["a", "b"]
    with pytest.raises(Cancelled):
        next(items)
    for _, part in log.parts("ab"):
        part.progress(0.5)
    assert log.fractions == [0.5, 0.625, 0.75, 0.25, 0.75]
    assert list(log.each("")) == []
