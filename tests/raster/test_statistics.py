"""Statistics in parts equal those of all values at once."""

from __future__ import annotations

import numpy as np
import pytest

from geochem_fusion.core.raster.statistics import RunningStatistics


def test_parts_equal_the_whole() -> None:
    values = np.random.default_rng(0).normal(1000, 3, 5000).astype(np.float32)
    found = RunningStatistics()
    for part in np.split(values, [10, 10, 700]):
        found.add(part)
    wide = values.astype(float)
    assert found.count == 5000
    assert found.summary() == pytest.approx((wide.min(), wide.max(), wide.mean(), wide.std()), rel=1e-9)


def test_by_hand() -> None:
    found = RunningStatistics()
    found.add(np.array([1.0, 3.0]))
    found.add(np.array([5.0]))
    assert found.summary() == pytest.approx((1, 5, 3, np.sqrt(8 / 3)))
