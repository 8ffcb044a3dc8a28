"""Finds the bands or fields of several inputs that hold the same elements."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..errors import FusionError
from ..language import tr
from ..progress import Progress

_SYMBOLS = (
    " h li be b c n o f na mg al si p s cl k ca sc ti v cr mn fe co ni cu zn ga ge as se br rb sr y zr nb mo ru rh pd "
    "ag cd in sn sb te i cs ba la ce pr nd sm eu gd tb dy ho er tm yb lu hf ta w re os ir pt au hg tl pb bi th u "
)
_FIRST_WORD = re.compile(r"([a-z]{1,2})(?:\d*o\d*)?(?![a-z0-9])")  # an element, or its oxide


def _key(name: str) -> str:
    return name.strip().casefold()


def same_name(first: str, other: str) -> bool:
    """Whether two names are the same, case and outer blanks aside."""
    return _key(first) == _key(other)


def _symbols(names: Sequence[str]) -> list[str]:
    """Return the chemical element of each name ('Cu', 'Cu_ppm', 'Fe2O3'), nothing unless all have one."""
    words = [_FIRST_WORD.match(_key(name).replace("_", " ")) for name in names]
    symbols = [word[1] for word in words if word and f" {word[1]} " in _SYMBOLS]
    return symbols if len(symbols) == len(names) else []


def may_pair(first: Sequence[str], other: Sequence[str]) -> bool:
    """Whether bands of other names may be taken by their order: as many, and not known to be other elements."""
    known = _symbols(first), _symbols(other)
    return len(first) == len(other) and (not all(known) or known[0] == known[1])


def match_names(first: Sequence[str], other: Sequence[str]) -> dict[int, int]:
    """Return which band of ``other`` has the name of each band of ``first``, case and outer blanks aside.

    Empty where a name stands twice in either, because then it tells nothing.
    """
    keys = [[_key(name) for name in names] for names in (first, other)]
    if any(len(set(names)) < len(names) for names in keys):
        return {}
    return {k: keys[1].index(name) for k, name in enumerate(keys[0]) if name in keys[1]}


def _match(first: Sequence[str], other: Sequence[str], label: str, progress: Progress) -> dict[int, int]:
    """Match by name, else by position where that may be. Raises FusionError where neither works."""
    found = match_names(first, other)
    if found:
        return found
    if not may_pair(first, other):
        raise FusionError(
            "No band or field of {label} ({other}) has the name of an element of the first fused "
            "map ({first}): give them the same names.",
            label=label,
            other=", ".join(other),
            first=", ".join(first),
        )
    progress.warn(
        tr(
            "The bands or fields of {label} ({other}) do not have the names of the first fused map's "
            "({first}) and are matched by their order: check that it is the same.",
            label=label,
            other=", ".join(other),
            first=", ".join(first),
        )
    )
    return {k: k for k in range(len(first))}


class Elements:
    """Which elements all inputs share, and which band of each input holds them.

    ``first`` are the names of the first input's bands, ``others`` those of the other inputs by a label for
    messages. Elements that an input lacks are left out with a warning. Raises FusionError where none is left.
    """

    def __init__(self, first: Sequence[str], others: dict[str, Sequence[str]], progress: Progress) -> None:
        matches = {label: _match(first, names, label, progress) for label, names in others.items()}
        for k, name in enumerate(first):
            lacking = [label for label, match in matches.items() if k not in match]
            if lacking:
                progress.warn(
                    tr("'{name}' is not evaluated: it is not in {lacking}.", name=name, lacking=", ".join(lacking))
                )
        self.first = [k for k in range(len(first)) if all(k in match for match in matches.values())]
        if not self.first:
            raise FusionError(
                "No element of the first fused map ({first}) is in all of {others}: "
                "evaluate maps of the same elements together.",
                first=", ".join(first),
                others=", ".join(others),
            )
        self.names = [first[k] for k in self.first]
        self._matches = matches

    def bands(self, label: str) -> list[int]:
        return [self._matches[label][k] for k in self.first]
