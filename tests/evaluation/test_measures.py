"""Measures and verdicts: right at the limits, honest about plain interpolation."""

from __future__ import annotations

import numpy as np
import pytest

from geochem_fusion.core.evaluation import measures


def _row(name: str, rmse: float, n: int = 100) -> measures.Row:
    return measures.Row(name, "Cu", "ppm", n, 0, 0, 0, rmse, None, None, None, None, None, None, 1)


@pytest.mark.parametrize(
    ("fused", "n", "words"),
    [
        (5.1, 100, "Cu: best fused map 'svr' has RMSE 5.100 ppm, 15 % below mean-preserving interp"),
        (5.99, 100, "less than 1 % below mean-preserving interpolation"),
        (6.5, 100, "no fused map beats mean-preserving interpolation of the coarse map, RMSE 6.000 ppm"),
        (5.1, 12, "n = 12, too few to be sure"),
        (6.0, 100, "use the interpolated map"),
    ],
)  # fmt: skip
def test_verdict_is_measured_against_the_best_baseline(fused: float, n: int, words: str) -> None:
    rows = [_row("svr", fused, n), _row("worse", 9, n), _row(measures.AS_IS, 8, n)]
    rows += [_row(measures.BILINEAR, 7.0, n), _row(measures.MEAN_PRESERVING, 6.0, n)]
    assert words in measures.verdict(rows)


def test_verdict_when_the_coarse_map_itself_is_best_or_absent() -> None:
    rows = [
        _row("svr", 7),
        _row(measures.AS_IS, 5),
        _row(measures.BILINEAR, 6),
        _row(measures.MEAN_PRESERVING, 6),
    ]
    assert measures.verdict(rows).endswith("use the coarse map as it is.")
    assert "give the coarse map" in measures.verdict(rows[:1])


def test_correlation_of_tiny_and_huge_values() -> None:
    values = np.array([1.0, 2.0, 4.0])
    assert measures.correlation(values * 1e-200, values * 1e200) == pytest.approx(1)
    assert measures.correlation(values, -values) == pytest.approx(-1)
    assert measures.correlation(values[:1], values[:1]) is None
