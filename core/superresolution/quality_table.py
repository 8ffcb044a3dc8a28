"""The measures of all maps of all elements as a table for other programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..files import write_rows
from .results import QualityRow, Trained

COLUMNS = ("element", "unit", "kind", "map", "n", "data_range", "psnr", "ssim", "rmse", "r", "skill", "best_plain")


def write_table(trained: Trained, path: str) -> None:
    """Write a line for each map of each element, as CSV; a measure that is not known is empty."""
    write_rows(path, COLUMNS, table_rows(trained))


def table_rows(trained: Trained) -> Iterator[dict[str, Any]]:
    """Yield the lines of the table by the names of its columns."""
    for element in trained.elements:
        for row in element.rows:
            yield {"element": element.name, "unit": element.unit, **_measures(row)}


def similarity(row: QualityRow) -> float | None:
    """Return the mean SSIM of a map, None where there is none."""
    return None if row.quality.ssim is None else row.quality.ssim.value


def _measures(row: QualityRow) -> dict[str, Any]:
    own = row.quality
    return {
        "kind": row.kind,
        "map": row.name,
        "n": own.n,
        "data_range": own.data_range,
        "psnr": own.psnr,
        "ssim": similarity(row),
        "rmse": own.rmse,
        "r": own.r,
        "skill": own.skill,
        "best_plain": own.best_plain,
    }
