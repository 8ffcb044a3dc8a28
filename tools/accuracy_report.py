"""The results of ``make accuracy`` as Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from tools.accuracy_measures import AS_IS, BILINEAR, MEAN_PRESERVING, SPLINE, Line
from tools.accuracy_verdicts import BETTER, EQUAL, EQUAL_SKILL, WORSE, verdicts

EXACT, TOLD, SAMPLES, COUNTED, GRIDDED, POINTS = "exact", "told", "samples", "counted", "gridded", "points"
KINDS = {
    EXACT: "Exact block means (coarse_x<ratio>.tif), against the fine survey",
    TOLD: "The same, told to be exact (CELL_SAMPLES=1000), where there is a map of samples too",
    SAMPLES: "Means of four noisy samples a cell (coarse_x<ratio>_s4.tif), against the fine survey",
    COUNTED: "The same, with the number of samples told (CELL_SAMPLES=4)",
    GRIDDED: "Samples gridded by gridsamples, one ratio a set, against the fine survey or validation points",
    POINTS: "Point sets, against validation points",
}
_ASKED = 0.85, 0.95  # share of true values within an interval of 90 % that is taken as right

Columns = Mapping[str, Callable[[Line], "float | None"]]
_COVERAGE: Columns = {
    "in 90 % interval": lambda line: None if line.inside is None else line.inside.whole,
    "of the map's highest tenth": lambda line: None if line.inside is None else line.inside.map_highest,
    "of its lower half": lambda line: None if line.inside is None else line.inside.map_lower,
    "of the truth's highest tenth": lambda line: None if line.inside is None else line.inside.highest,
    "of the truth's lower half": lambda line: None if line.inside is None else line.inside.lower,
}


def report(lines: Sequence[Line], failures: Sequence[str] = ()) -> str:
    """Return the results as Markdown: a table for each kind of coarse map, its means, losses included."""
    parts = [
        "# Accuracy of the defaults\n",
        "The same call for every set, nothing set by hand. skill = 1 - MSE / MSE(bilinear interpolation of the coarse "
        "map), above 0 is better; mp-cubic: cubic interpolation that keeps the means of the cells; spline: cubic "
        "B-spline through their centres. Coarse misfit: largest |block mean - coarse value| in standard deviations of "
        "the coarse map; a noisy coarse map is not meant to be reproduced. In 90 % interval: share of the "
        "finer survey within 1.645 of the map's standard deviations; the same where the map is in the highest tenth or "
        "the lower half of its values, and where the finer survey is. Intervals that are right hold 90 % wherever the "
        "map is, but fewer of the truth's highest tenth: what the map could not tell is high there by choice.\n",
    ]
    for kind, title in KINDS.items():
        chosen = [line for line in lines if line.job.kind == kind]
        if chosen:
            parts += [f"## {title}\n", (_points_table if kind == POINTS else _grid_table)(chosen)]
    gridded = [line for line in lines if line.job.kind != POINTS]
    if gridded:
        parts += ["## Means over cases\n", _means_table(gridded)]
    said = verdicts(lines)
    if said:
        parts += ["## What train said of the image\n", _verdicts_table(said)]
    if failures:
        parts += ["## Failed\n", *(f"- {failure}" for failure in failures), ""]
    return "\n".join(parts)


def _grid_table(lines: Sequence[Line]) -> str:
    columns: Columns = {
        "skill, default": lambda line: line.default["skill"],
        "mp-cubic": lambda line: line.value(MEAN_PRESERVING, "skill"),
        "spline": lambda line: line.value(SPLINE, "skill"),
        "default - mp-cubic": lambda line: line.gain([MEAN_PRESERVING], "skill"),
        "default - spline": lambda line: line.gain([SPLINE], "skill"),
        "r, default": lambda line: line.default["r"],
        "r, mp-cubic": lambda line: line.value(MEAN_PRESERVING, "r"),
        **_COVERAGE,
    }
    rows = [[*_first_cells(line), *_cells(columns, [[line]]), _misfit(line)] for line in lines]
    notes: list[str] = []
    groups = _by(lines, lambda line: line.job.group)
    for group, own in groups.items():
        note = f", {group}" if len(groups) > 1 else ""
        by_set = list(_by(own, lambda line: line.job.set).values())
        rows.append([f"**mean of cases{note}**", "", "", "", *_cells(columns, [own]), ""])
        rows.append([f"**mean of sets{note}**", "", "", "", *_cells(columns, by_set), ""])
        notes += [f"Of {group}:\n"] if note else []
        for rival, names in (("mp-cubic", [MEAN_PRESERVING]), ("spline", [SPLINE])):
            notes.append(_losses(own, [line.gain(names, "skill") for line in own], rival))
        notes.append(_coverage(own))
    return _table([*_HEAD, *columns, "coarse misfit"], rows, 3) + "\n" + "\n".join(notes)


def _coverage(lines: Sequence[Line]) -> str:
    """Say how the 90 % intervals hold over the cases."""
    inside = [line.inside for line in lines if line.inside is not None]
    if not inside:
        return ""
    asked = np.mean([_ASKED[0] <= each.whole <= _ASKED[1] for each in inside])
    return (
        f"90 % intervals hold {_mean(each.whole for each in inside):.3f} of the true values as a mean of cases; "
        f"between {_ASKED[0]} and {_ASKED[1]} in {asked:.0%} of {len(inside)} cases; "
        f"least in the map's highest tenth: {min(each.map_highest for each in inside):.3f}.\n"
    )


def _means_table(lines: Sequence[Line]) -> str:
    """One row for each kind of coarse map and group of sets, so that new ground stands beside the real sets."""
    columns: Columns = {
        "skill, default": lambda line: line.default["skill"],
        "mp-cubic": lambda line: line.value(MEAN_PRESERVING, "skill"),
        "spline": lambda line: line.value(SPLINE, "skill"),
        "default - best interpolation": lambda line: line.gain([BILINEAR, MEAN_PRESERVING, SPLINE], "skill"),
        **_COVERAGE,
    }
    rows = []
    for kind, own in _by(lines, lambda line: line.job.kind).items():
        for group, cases in _by(own, lambda line: line.job.group).items():
            rows.append([kind, group, str(len(cases)), *_cells(columns, [cases])])
    return _table(["coarse map", "sets", "cases", *columns], rows, 2)


def _verdicts_table(said: Sequence[Sequence[str]]) -> str:
    head = ["said", "kind", *(f"map {word}" for word in (BETTER, EQUAL, WORSE))]
    note = (
        "\nCases by what train said of the image, and by how the map then did: better or worse than the best "
        f"interpolation, or equal to it within {EQUAL_SKILL} of skill.\n"
    )
    return _table(head, said, 2) + note


def _by(lines: Sequence[Line], key: Callable[[Line], str]) -> dict[str, list[Line]]:
    """Return the lines by a key, in the order in which keys come first."""
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(key(line), []).append(line)
    return found


def _points_table(lines: Sequence[Line]) -> str:
    rivals = [BILINEAR, MEAN_PRESERVING, SPLINE]
    columns: Columns = {
        "r of log10, default": lambda line: line.default["r_log10"],
        "as is": lambda line: line.value(AS_IS, "r_log10"),
        "bilinear": lambda line: line.value(BILINEAR, "r_log10"),
        "mp-cubic": lambda line: line.value(MEAN_PRESERVING, "r_log10"),
        "spline": lambda line: line.value(SPLINE, "r_log10"),
        "default - best interpolation": lambda line: line.gain(rivals, "r_log10"),
    }
    rows = [[*_first_cells(line), *_cells(columns, [[line]]), _misfit(line)] for line in lines]
    for name in dict.fromkeys(line.job.set for line in lines):
        own = [line for line in lines if line.job.set == name and line.default["r_log10"] is not None]
        rows.append([f"**mean of {name}**", "", f"{len(own)} elements", "", *_cells(columns, [own]), ""])
    note = "\n-: a map has values of zero or below, which have no logarithm; such elements are not in the means.\n"
    losses = _losses(lines, [line.gain(rivals, "r_log10") for line in lines], "the best interpolation")
    return _table([*_HEAD, *columns, "coarse misfit"], rows, 3) + note + "\n" + losses


_HEAD = ("set", "ratio", "element", "n")


def _first_cells(line: Line) -> list[str]:
    return [line.job.set, f"x{line.job.ratio}", line.element, str(line.default["n"])]


def _misfit(line: Line) -> str:
    return "-" if line.misfit is None else f"{line.misfit:.1e}"


def _cells(columns: Columns, groups: Sequence[Sequence[Line]]) -> list[str]:
    """Return a cell for each column, the mean over groups of the mean over a group; differences carry their sign."""
    cells = []
    for title, value in columns.items():
        mean = _mean(_mean(value(line) for line in group) for group in groups)
        sign = "+" if title.startswith("default - ") else ""
        cells.append("-" if mean is None else f"{mean:{sign}.3f}")
    return cells


def _losses(lines: Sequence[Line], gains: Sequence[float | None], rival: str) -> str:
    known = [(gain, line) for gain, line in zip(gains, lines) if gain is not None]
    lost = sorted(((gain, line) for gain, line in known if gain < 0), key=lambda item: item[0])
    if not lost:
        return f"Better than {rival} or equal in all {len(known)} cases.\n"
    gain, line = lost[0]
    worst = f"{line.job.set} x{line.job.ratio} {line.element} {gain:+.3f}"
    return f"Worse than {rival} in {len(lost)} of {len(known)} cases; the largest loss is {worst}.\n"


def _mean(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return float(np.mean(known)) if known else None


def _table(head: Sequence[str], rows: Sequence[Sequence[str]], texts: int) -> str:
    rule = ["---"] * texts + ["---:"] * (len(head) - texts)
    return "\n".join(f"| {' | '.join(row)} |" for row in [head, rule, *rows]) + "\n"
