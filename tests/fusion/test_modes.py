"""What is known of the modes as data; the maps that they make are recomputed in the tests of applying a model."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from making import image_over_cells

from geochem_fusion.core.errors import FusionError, given
from geochem_fusion.core.fusion.model import FusionModel, Target
from geochem_fusion.core.fusion.modes import MODES, CoarseScene, Take, check_mode
from geochem_fusion.core.image.features import FeatureSet
from geochem_fusion.core.progress import SILENT, Progress
from geochem_fusion.core.raster.grid import Window
from geochem_fusion.core.raster.tiles import TileStore
from geochem_fusion.core.regression.predictors import Linear


def test_what_a_mode_needs_and_keeps() -> None:
    assert {name: (mode.needs_coarse, mode.keeps_means) for name, mode in MODES.items()} == {
        "prediction": (False, False),
        "detail": (True, False),
        "residual": (True, True),
        "interpolation": (True, True),
    }
    assert [name for name, mode in MODES.items() if not mode.uses_image] == ["interpolation"]


def test_a_mode_without_its_coarse_map_is_refused() -> None:
    check_mode("prediction", False)
    check_mode("detail", True)
    for mode in ("detail", "residual", "interpolation"):
        with pytest.raises(FusionError, match=f"MODE={mode} needs the coarse map: give GEOCHEM"):
            check_mode(mode, False)
    with pytest.raises(
        FusionError, match="MODE 'best' is not known: give one of prediction, detail, residual, interpolation"
    ):
        check_mode("best", True)


@pytest.mark.parametrize("mode", ["detail", "residual"])
def test_a_flat_prediction_over_a_flat_coarse_map_gives_its_value(mode: str, tmp_path: Path) -> None:
    """The prediction says 3 everywhere and the coarse map 5: there is no detail, and all means must be 5."""
    alignment = image_over_cells(8.0, (4, 5))
    spec = FeatureSet("raw", ("b1",), 1)
    target = Target("Cu", "ppm", "linear", "none", 1.0, (0,), Linear(np.zeros(1), np.array([3.0])))
    model = FusionModel(spec, (target,), np.zeros((2, 1)), 64.0, "")

    def predict(windows: Sequence[Window], take: Take, progress: Progress) -> None:
        for window in windows:
            take(np.full((1, *window.shape), 3.0, np.float32), window)

    area = alignment.fine.full_window()
    correct = given(MODES[mode].correct)
    with TileStore(str(tmp_path / "out.tif"), area, 1, 16) as store:
        corrected = correct(CoarseScene(model, predict, store, alignment, np.full((1, 4, 5), 5.0)), SILENT)
        np.testing.assert_allclose(corrected.at(area), np.full((1, 32, 40), 5.0), rtol=1e-6)
    assert len(corrected.misfit) == (mode == "residual")
