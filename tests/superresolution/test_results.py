"""Results: means over the elements that have a measure."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from geochem_fusion.core.raster.grid import Grid
from geochem_fusion.core.superresolution.results import ElementOutcome, Pictures, Trained


def element(psnr: float | None, rmse: float) -> ElementOutcome:
    return ElementOutcome("Cu", "", "none", [], psnr, None, rmse, None, None, 1, "bilinear", {}, "")


def test_means_leave_out_what_is_not_known() -> None:
    grid, plane = Grid((0, 1, 0, 0, 0, -1), 1, 1), np.zeros((1, 1, 1))
    nothing: Any = None
    found = Trained(nothing, [element(20.0, 1.0), element(None, 3.0)], [], grid, Pictures(grid, *[plane] * 4), [])
    assert found.mean("psnr") == pytest.approx(20.0)
    assert found.mean("rmse") == pytest.approx(2.0)
    assert found.mean("ssim") is None
