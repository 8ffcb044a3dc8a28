"""The report of classes: limits in units, shares, loadings; colours that rise."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from making import write_raster

from geochem_fusion.core.products.classification import Classification, classify_map
from geochem_fusion.core.products.classification_report import BACKGROUND, class_colours, classification_report


def test_colours_begin_grey_and_differ() -> None:
    assert class_colours(1) == [BACKGROUND]
    for count in (2, 3, 6, 9):
        colours = class_colours(count)
        assert colours[0] == BACKGROUND
        assert len(set(colours)) == count


def test_limits_and_loadings(tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    values = np.exp(rng.normal(size=(2, 40, 40)) + 3)
    path = write_raster(tmp_path / "map.tif", values, names=["Cu", "Zn"], unit="ppm")
    spread = write_raster(tmp_path / "u.tif", values, names=["Cu", "Zn"], unit="ppm")
    outputs = {name: str(tmp_path / f"{name}.tif") for name in ("classes", "probability", "index")}
    request = Classification(path, spread, threshold="Cu=45", index_kind="component", **outputs)
    html = classification_report(classify_map(request), command="qgis_process run x")
    share = (values[0] > 45).mean()
    assert f"Cu: {share:.1%} of the area lies above the threshold of 45.0 ppm." in html
    assert "normal distribution" in html
    assert html.count("percentiles of the area") == 12  # five limits and a map, of two elements
    assert "<td>given</td>" in html
    assert "<td>median + 2 MAD</td>" in html
    assert "100% of the variance" in html  # two log-ratios are one number
    assert "qgis_process run x" in html
