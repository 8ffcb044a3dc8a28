"""Colours of contents: logarithmic where they are skewed, as far as the map reaches, a style for each element."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.making import write_raster


def style_of(path: str, shared: tuple[float, float] | None, band: int = 1) -> Any:
    from qgis.core import QgsRasterLayer

    from geochem_fusion.algorithms.content_styles import contents_style

    layer = QgsRasterLayer(path, "map")
    made = contents_style(path, "Viridis", shared).bands[band - 1][1](layer)
    layer.setRenderer(made)
    return layer, layer.renderer()


def test_skewed_contents_have_logarithmic_colours_up_to_their_end(qgis_app: Any, tmp_path: Path) -> None:
    values = np.exp(np.random.default_rng(1).normal(3, 1, (1, 60, 80)))
    path = write_raster(tmp_path / "map.tif", values, names=["Cu"])
    _, renderer = style_of(path, (10.0, 45.0))
    function = renderer.shader().rasterShaderFunction()
    stops = [item.value for item in function.colorRampItemList()]
    np.testing.assert_allclose(np.diff(np.log(stops)), np.log(stops[-1] / stops[0]) / 8, rtol=0.1)
    assert stops[0] == pytest.approx(np.percentile(values, 0.5), rel=0.01)
    assert stops[-1] == pytest.approx(np.percentile(values, 99.5), rel=0.01)
    assert stops[-1] > 45
    labels = [item.label for item in function.colorRampItemList()]
    assert labels[-1] == f"{stops[-1]:.3g} and more"
    assert labels[0] == f"{stops[0]:.3g}"


def test_even_contents_have_the_range_of_both_maps(qgis_app: Any, tmp_path: Path) -> None:
    values = np.linspace(20, 60, 4800).reshape(1, 60, 80)
    path = write_raster(tmp_path / "map.tif", values, names=["Cu"])
    _, renderer = style_of(path, (10.0, 45.0))
    assert renderer.classificationMin() == 10
    assert renderer.classificationMax() == pytest.approx(59.8, abs=0.01)
    _, renderer = style_of(path, (30.0, 70.0))
    assert (renderer.classificationMin(), renderer.classificationMax()) == (20.2, 70)


def test_the_range_of_the_shared_map_is_that_of_its_first_element(qgis_app: Any, tmp_path: Path) -> None:
    values = np.stack([np.linspace(20, 60, 4800).reshape(60, 80), np.full((60, 80), np.nan)])
    path = write_raster(tmp_path / "map.tif", values, names=["Cu", "Zn"])
    _, renderer = style_of(path, (10.0, 45.0), 2)
    assert (renderer.usesBands(), renderer.classificationMin(), renderer.classificationMax()) == ([2], 0, 1)
