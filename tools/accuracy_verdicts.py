"""How often ``train`` is right: what it says of the image in its log, beside what the finer survey says of the map."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from tools.accuracy_measures import BILINEAR, MEAN_PRESERVING, SPLINE, Line

MAP, UNSEEN = "of the map", "of unseen ground"
HELPS, NOTHING, HURTS = "helps", "adds nothing", "hurts"
# Sentences of core/fusion/contribution.py and core/evaluation/verdict.py; tests compare them.
_SENTENCES: Mapping[str, Mapping[str, str]] = {
    MAP: {
        HELPS: r"The image helps the map of {name} \(",
        NOTHING: r"The image adds nothing to the map of {name} that can be told from chance ",
    },
    UNSEEN: {
        HELPS: r"{name}: .*: the image helps to predict unseen ground\.",
        NOTHING: r"{name}: .*: away from the places that were measured the image adds nothing ",
        HURTS: r"{name}: .*: away from the places that were measured the image alone predicts worse ",
    },
}
BETTER, EQUAL, WORSE = "better", "equal", "worse"
EQUAL_SKILL = 0.01  # difference of skill up to which two maps are taken as equal


def said(element: str, log: Iterable[str]) -> dict[str, str]:
    """Return the kind of sentence that ``train`` said of an element, of the map and of unseen ground.

    ``log`` are its lines, in English. What it did not speak of is left out.
    """
    found = {}
    for line in log:
        for subject, sentences in _SENTENCES.items():
            for kind, pattern in sentences.items():
                if re.match(pattern.format(name=re.escape(element)), line):
                    found[subject] = kind
    return found


def truth(line: Line) -> str | None:
    """Return whether the map is better than the best that interpolation reaches, None where that is not measured."""
    gain = line.gain([BILINEAR, MEAN_PRESERVING, SPLINE], "skill")
    if gain is None:
        return None
    return EQUAL if abs(gain) <= EQUAL_SKILL else BETTER if gain > 0 else WORSE


def verdicts(lines: Sequence[Line]) -> list[list[str]]:
    """Return rows: of what a sentence speaks, its kind, and of how many maps it was said that are better, equal, worse.

    Kinds that were never said are left out.
    """
    rows = []
    for subject, sentences in _SENTENCES.items():
        for kind in sentences:
            found = [truth(line) for line in lines if line.said.get(subject) == kind]
            counts = [found.count(word) for word in (BETTER, EQUAL, WORSE)]
            if any(counts):
                rows.append([subject, kind, *map(str, counts)])
    return rows
