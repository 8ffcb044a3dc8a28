"""The styles: what a raster looks like when it is opened again with the ``.qml`` that was written beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from making import write_raster


def feedback() -> Any:
    from qgis.core import QgsProcessingFeedback

    return QgsProcessingFeedback()


def opened(path: str) -> Any:
    """Open a raster as QGIS does, with its style. The renderer lives as long as the layer."""
    from qgis.core import QgsRasterLayer

    return QgsRasterLayer(path, "opened again")


@pytest.fixture
def values() -> np.ndarray:
    planes = np.stack([np.linspace(-3, 8, 80).reshape(8, 10), np.zeros((8, 10))])
    planes[1, :, 5:] = 1
    planes[0, 0, 1] = np.nan
    return planes


def test_a_ramp_comes_back_with_the_file(qgis_app: Any, values: np.ndarray, tmp_path: Path) -> None:
    from qgis.core import QgsStyle

    from geochem_fusion.algorithms.styling import CONTENTS, ramp_style, write_style

    path = write_raster(tmp_path / "map.v2.tif", values)
    write_style(path, ramp_style(CONTENTS, (2.0, 5.0)), feedback())
    layer = opened(path)
    found = layer.renderer()
    assert found.type() == "singlebandpseudocolor"
    assert (found.classificationMin(), found.classificationMax()) == (2, 5)
    items = found.shader().rasterShaderFunction().colorRampItemList()
    colours = QgsStyle.defaultStyle().colorRamp(CONTENTS)
    assert [items[0].color.name(), items[-1].color.name()] == [colours.color(0).name(), colours.color(1).name()]
    assert [p.name for p in sorted(tmp_path.glob("*.qml"))] == ["map.v2.qml"]


def test_a_ramp_can_be_turned_round(qgis_app: Any, values: np.ndarray, tmp_path: Path) -> None:
    from qgis.core import QgsStyle

    from geochem_fusion.algorithms.styling import DIFFERENCES, ramp_style, write_style

    path = write_raster(tmp_path / "d.tif", values)
    write_style(path, ramp_style(DIFFERENCES, (-1, 1), invert=True), feedback())
    layer = opened(path)
    first = layer.renderer().shader().rasterShaderFunction().colorRampItemList()[0]
    assert first.color.name() == QgsStyle.defaultStyle().colorRamp(DIFFERENCES).color(1).name()


def test_classes_come_back_with_the_file(qgis_app: Any, values: np.ndarray, tmp_path: Path) -> None:
    from geochem_fusion.algorithms.styling import INSIDE, OUTSIDE, inside_style, write_style

    path = write_raster(tmp_path / "area.tif", values)
    write_style(path, inside_style("draussen", "drinnen"), feedback())
    layer = opened(path)
    found = layer.renderer()
    assert (found.type(), found.usesBands()) == ("paletted", [2])
    assert [(c.value, c.color.name(), c.label) for c in found.classes()] == [
        (0, OUTSIDE, "draussen"),
        (1, INSIDE, "drinnen"),
    ]


def test_an_old_style_is_replaced_with_its_raster(qgis_app: Any, values: np.ndarray, tmp_path: Path) -> None:
    from geochem_fusion.algorithms.styling import CONTENTS, ramp_style, write_style

    path = write_raster(tmp_path / "map.tif", values)
    for limits in ((0.0, 1.0), (2.0, 3.0)):
        write_style(path, ramp_style(CONTENTS, limits), feedback())
    layer = opened(path)
    assert layer.renderer().classificationMin() == 2


def test_a_style_that_cannot_be_written_is_told(qgis_app: Any, values: np.ndarray, tmp_path: Path) -> None:
    from geochem_fusion.algorithms.styling import CONTENTS, ramp_style, write_style

    path = write_raster(tmp_path / "map.tif", values)
    (tmp_path / "map.qml").mkdir()
    for raster in (path, str(tmp_path / "none.tif")):
        said = feedback()
        write_style(raster, ramp_style(CONTENTS, (0.0, 1.0)), said)
        assert f"No style was written beside {raster}: " in said.textLog()


def test_the_legend_has_limits_of_three_digits(qgis_app: Any, values: np.ndarray, tmp_path: Path) -> None:
    from geochem_fusion.algorithms.styling import CONTENTS, ramp_style

    layer = opened(write_raster(tmp_path / "map.tif", values))
    for limits, shown in (((1.23456789, 45.678912), (1.23, 45.7)), ((1000.1, 1000.4), (1000.1, 1000.4))):
        renderer = ramp_style(CONTENTS, limits)(layer)
        assert (renderer.classificationMin(), renderer.classificationMax()) == pytest.approx(shown)


def test_bands_that_are_the_same_everywhere_are_styled_without_a_word_of_gdal(
    qgis_app: Any, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    from geochem_fusion.algorithms.styling import DEVIATIONS, ramp_style, write_style

    path = write_raster(tmp_path / "flat.tif", np.ones((4, 8, 9)) * np.arange(1, 5)[:, None, None])
    write_style(path, ramp_style(DEVIATIONS, (1.0, 1.0)), feedback())
    assert (tmp_path / "flat.qml").is_file()
    assert "dfMax" not in "".join(capfd.readouterr())
