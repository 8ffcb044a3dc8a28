"""Finds the bands or fields of several inputs that hold the same elements."""

from __future__ import annotations

from collections.abc import Sequence

from ..element_names import may_pair
from ..errors import FusionError
from ..language import tr
from ..progress import Progress
from ..units import match_contents


def _match(first: Sequence[str], other: Sequence[str], label: str, progress: Progress) -> dict[int, int]:
    """Match by name, else by position where that may be. Raises FusionError where neither works."""
    found = match_contents(first, other, label, progress)
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
