"""What is said of the values of a field: how many were limits, codes, unreadable or doubtful, with examples."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..formats import several
from ..language import mark, tr
from ..progress import Progress
from ..units import beyond_whole, unit_of, whole_text
from .censoring import BELOW_DETECTION, OVER_LIMIT, Parsed, ValuePolicy
from .missing_codes import lowest_contents, zeros_stand_apart
from .text_values import Kind

_EXAMPLES, _LONGEST = 3, 40


def examples(raw: np.ndarray | Sequence[Any], where: np.ndarray) -> str:
    """Return the first different values as the layer holds them, each cut to a length for a message."""
    shown: dict[str, None] = {}
    for index in np.flatnonzero(where):
        shown[str(raw[index])[:_LONGEST]] = None
        if len(shown) == _EXAMPLES:
            break
    return "', '".join(shown)


def tell_values(
    name: str, column: Parsed, raw: np.ndarray | Sequence[Any], policy: ValuePolicy, progress: Progress
) -> None:
    """Say what of a field (n,) was read as something else than a measured number."""
    tell = _Tell(name, column, raw, progress)
    tell.notation()
    tell.codes()
    tell.limits(policy)
    tell.left_out()
    tell.doubts()


def tell_notation(name: str, column: Parsed, raw: np.ndarray | Sequence[Any], progress: Progress) -> None:
    """Say how the numbers of a field (n,) were read: decimal signs and units, codes for missing, and doubts."""
    tell = _Tell(name, column, raw, progress)
    tell.notation()
    tell.codes()
    tell.doubts()


class _Tell:
    """The sentences of one field, each said only where it is true of some value."""

    def __init__(self, name: str, column: Parsed, raw: np.ndarray | Sequence[Any], progress: Progress) -> None:
        self.name, self.column, self.raw, self.progress = name, column, raw, progress

    def _warn(self, text: str, where: np.ndarray, **more: object) -> None:
        """Warn of some values (n,), where there are any, with their number, share of the rows and examples."""
        if where.any():
            count = int(where.sum())
            self.progress.warn(
                tr(
                    text,
                    name=self.name,
                    values=several(count, "value"),
                    share=count / len(where),
                    first=examples(self.raw, where),
                    **more,
                )
            )

    def notation(self) -> None:
        cells, known = self.column.cells, self.column.known
        plain = (cells.commas | cells.grouped) & known & ~cells.decided
        if plain.any():
            self.progress.note(
                tr(
                    "{name}: {values} with a comma as decimal sign or with thousands apart (first: '{first}').",
                    name=self.name,
                    values=several(int(plain.sum()), "value"),
                    first=examples(self.raw, plain),
                )
            )
        self._warn(
            mark(
                "{name}: {values} could be thousands or three decimals (first: '{first}') and are read with the "
                "decimal sign of the rest of the field."
            ),
            cells.decided & known,
        )
        self._warn(
            mark("{name}: {values} carry the unit {unit} (first: '{first}') and are read in it."),
            known & bool(cells.unit) & ~cells.converted,
            unit=cells.unit,
        )
        self._warn(
            mark("{name}: {values} carry another unit (first: '{first}') and are converted to {unit}."),
            known & cells.converted,
            unit=cells.unit,
        )

    def codes(self) -> None:
        column = self.column
        self._warn(
            mark(
                "{name}: {values} ({share:.1%}) left out as codes for missing (first: '{first}'); if they are "
                "measured, give MISSING_CODES=none."
            ),
            column.is_(Kind.CODE) & ~column.unbelieved,
        )
        self._warn(
            mark(
                "{name}: {values} ({share:.1%}) negative and left out as missing (first: '{first}'): no detection "
                "limit is believed above {largest:g}, the median of the values above 0; if they are measured, turn "
                "NEGATIVE_IS_LIMIT off, and if they are limits, write '<' before them."
            ),
            column.unbelieved,
            largest=column.largest_limit,
        )

    def limits(self, policy: ValuePolicy) -> None:
        column = self.column
        below = tr(BELOW_DETECTION[policy.below_detection])
        self._warn(
            mark(
                "{name}: {values} ({share:.1%}) negative and read as below the detection limit (first: '{first}'; "
                "{policy}); if they are measured, turn NEGATIVE_IS_LIMIT off, and if they are codes for missing, name "
                "them in MISSING_CODES."
            ),
            column.negative,
            policy=below,
        )
        self._warn(
            mark("{name}: {values} ({share:.1%}) below the detection limit (first: '{first}'; {policy})."),
            column.censored & ~column.negative & ~column.unstated,
            policy=below,
        )
        self._warn(
            mark(
                "{name}: {values} ({share:.1%}) below detection without a limit (first: '{first}'): the lowest limit "
                "of the field, {limit:g}, is taken ({policy})."
            ),
            column.censored & column.unstated,
            limit=column.values[column.censored & column.unstated].min(initial=np.inf),
            policy=below,
        )
        self._warn(
            mark(
                "{name}: {values} ({share:.1%}) above the upper limit of the method (first: '{first}'; {policy}): "
                "means are too low there; OVER_LIMIT says what to do."
            ),
            column.above,
            policy=tr(OVER_LIMIT[policy.over_limit]),
        )

    def left_out(self) -> None:
        column = self.column
        self._warn(
            mark(
                "{name}: {values} left out: below detection, but no value of the field states a limit (first: "
                "'{first}'); means are too high without them: write '<' and the limit."
            ),
            column.is_(Kind.NO_LIMIT),
        )
        self._warn(
            mark(
                "{name}: {values} left out, as they can be read in two ways (first: '{first}'; 1,234 may be 1234 or "
                "1.234, and n.d. not detected or not determined): rewrite them, or name them in MISSING_CODES."
            ),
            column.is_(Kind.AMBIGUOUS),
        )
        self._warn(
            mark("{name}: {values} left out: not a number, or too large for a 32-bit float (first: '{first}')."),
            column.is_(Kind.UNREADABLE),
        )

    def doubts(self) -> None:
        column = self.column
        self._warn(
            mark(
                "{name}: {values} kept that may be codes for missing (first: '{first}'): if they are, name them in "
                "MISSING_CODES."
            ),
            column.doubtful & column.known,
        )
        self._warn(
            mark(
                "{name}: {values} ({share:.1%}) negative and kept as measured (first: '{first}'), as limits would not "
                "be of so many sizes; if they are limits, give MISSING_CODES=none."
            ),
            column.is_(Kind.MEASURED) & (column.values < 0) & column.signed,
        )
        measured = column.values[column.is_(Kind.MEASURED)]
        high = column.censored & (column.values > measured.max(initial=-np.inf))
        if measured.size and high.any():
            self.progress.warn(
                tr(
                    "{name}: {limits} above every measured value (first: '{first}'); if that is a code for missing, "
                    "make it NULL.",
                    name=self.name,
                    limits=several(int(high.sum()), "detection limit"),
                    first=examples(self.raw, high),
                )
            )
        if zeros_stand_apart(measured):
            self._warn(
                mark(
                    "{name}: {values} ({share:.1%}) are 0, and the others {low:g} and more, but for the lowest 5%: if "
                    "0 stands for no value, as MapInfo writes NULL, give MISSING_CODES=0."
                ),
                column.is_(Kind.MEASURED) & (column.values == 0),
                low=lowest_contents(measured),
            )
        unit = unit_of(self.name, column.cells.unit)
        self._warn(
            mark(
                "{name}: {values} ({share:.1%}) above {whole} (first: '{first}'), which no content is, and kept: check "
                "the unit, and whether that number stands for missing (MISSING_CODES)."
            ),
            column.is_(Kind.MEASURED) & beyond_whole(column.values, unit),
            whole=whole_text(unit),
        )
