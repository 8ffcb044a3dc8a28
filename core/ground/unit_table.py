"""The table of geological units that stands beside a raster of their numbers: a description or numbers for each."""

from __future__ import annotations

import csv
from dataclasses import dataclass

from ..errors import FusionError

_SEPARATORS = ",;\t"


@dataclass(frozen=True)
class UnitTable:
    """What is said of units, by number: their descriptions, or numbers of the user's; the other is None."""

    descriptions: dict[int, str] | None
    vectors: dict[int, list[float]] | None


def read_units(path: str) -> UnitTable:
    """Read a table: the number of a unit, then its description or a number in each column; a line a unit.

    Columns are separated by commas, semicolons or tabs, and a first line of names is skipped. It is a table of numbers
    where every line has nothing but numbers. Raises FusionError where it cannot be read, where a line begins with no
    whole number, and for a unit that stands twice.
    """
    lines = _lines(path)
    rows: dict[int, list[str]] = {}
    for number, line in enumerate(lines, 1):
        unit = _number(line[0])
        if unit is None and number == 1:
            continue  # names of the columns
        if unit is None or not unit.is_integer():
            raise FusionError(
                "UNITS: line {number} of {path} begins with '{text}': give the number of a unit there.",
                number=number,
                path=path,
                text=line[0],
            )
        if int(unit) in rows:
            raise FusionError("UNITS: {path} has two lines for the unit {unit}: keep one.", path=path, unit=int(unit))
        rows[int(unit)] = line[1:]
    if not rows or not any(rows.values()):
        raise FusionError(
            "UNITS: {path} holds no unit: give the number of a unit and its description, a line each.", path=path
        )
    numbers = {unit: [_number(text) for text in texts] for unit, texts in rows.items()}
    if all(texts and None not in texts for texts in numbers.values()):
        return UnitTable(None, {unit: [v for v in values if v is not None] for unit, values in numbers.items()})
    return UnitTable({unit: " ".join(texts) for unit, texts in rows.items()}, None)


def _lines(path: str) -> list[list[str]]:
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            text = file.read()
    except (OSError, UnicodeDecodeError) as error:
        raise FusionError("UNITS: {path} cannot be read as a table: give a CSV file in UTF-8.", path=path) from error
    first = text.partition("\n")[0]
    separator = max(_SEPARATORS, key=first.count)
    rows = csv.reader(text.splitlines(), delimiter=separator)
    return [[cell.strip() for cell in row] for row in rows if any(cell.strip() for cell in row)]


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
