"""Results in the layer tree: names with units, one group, and the coarse map in the same colours."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from making import even_means, smooth_bands, write_raster

from geochem_fusion.core.raster.description import Band


@pytest.mark.parametrize(
    ("bands", "label"),
    [
        ([("Cu", "ppm")], "Cu (ppm)"),
        ([("Cu", "")], "Cu"),
        ([("Cu", "ppm"), ("Zn", "ppm")], "Cu, Zn (ppm)"),
        ([("Cu", "ppm"), ("K", "%"), ("x", "")], "Cu (ppm), K (%), x"),
        ([("A", "ppm"), ("B", "ppm"), ("C", "ppm"), ("D", "%"), ("E", "%")], "A, B, C (ppm) + 2"),
    ],
)
def test_label_names_elements_and_units(qgis_app: Any, bands: list[tuple[str, str]], label: str) -> None:
    from geochem_fusion.algorithms.loading import elements_label

    assert elements_label([Band(*band) for band in bands]) == label


@pytest.fixture
def project(qgis_app: Any) -> Iterator[Any]:
    from qgis.core import QgsProject

    made = QgsProject()
    yield made
    made.clear()


def test_layers_are_named_grouped_and_share_colours(project: Any, tmp_path: Path) -> None:
    from qgis.core import (
        QgsProcessingContext,
        QgsProcessingFeedback,
        QgsProcessingLayerPostProcessorInterface,
        QgsRasterLayer,
        QgsSingleBandPseudoColorRenderer,
    )

    from geochem_fusion.algorithms.loading import GROUP, load_as

    class Styled(QgsProcessingLayerPostProcessorInterface):
        def postProcessLayer(self, layer: Any, context: Any, feedback: Any) -> None:
            renderer = QgsSingleBandPseudoColorRenderer(layer.dataProvider(), 1)
            renderer.setClassificationMin(2.0)
            renderer.setClassificationMax(9.0)
            layer.setRenderer(renderer)

    values = np.arange(12.0).reshape(3, 4)
    path, coarse = write_raster(tmp_path / "fused.tif", values), write_raster(tmp_path / "coarse.tif", values)
    own, styled = QgsRasterLayer(coarse, "coarse"), QgsRasterLayer(coarse, "styled by the user")
    context, feedback = QgsProcessingContext(), QgsProcessingFeedback()
    context.setProject(project)
    context.addLayerToLoadOnCompletion(path, QgsProcessingContext.LayerDetails("Fused map", project, "OUTPUT"))
    before = Styled()
    details = context.layerToLoadOnCompletionDetails(path)
    details.setPostProcessor(before)
    load_as(context, path, "Cu (ppm)", coarse)
    layer = QgsRasterLayer(path, "copper")  # the name of the file, or that of the output, as the user's settings say
    styled.setRenderer(QgsSingleBandPseudoColorRenderer(styled.dataProvider(), 1))
    for added in (own, styled, layer):
        project.addMapLayer(added)
    details.postProcessor().postProcessLayer(layer, context, feedback)
    assert layer.name() == "copper, Cu (ppm)"
    assert (layer.renderer().classificationMin(), layer.renderer().classificationMax()) == (2.0, 9.0)
    assert own.renderer().type() == "singlebandpseudocolor"
    assert (own.renderer().classificationMin(), own.renderer().classificationMax()) == (2.0, 9.0)
    assert np.isnan(styled.renderer().classificationMin())
    node = project.layerTreeRoot().findLayer(layer.id())
    assert GROUP in (getattr(details, "groupName", ""), node.parent().name())
    assert project.layerTreeRoot().findLayer(own.id()).parent() == project.layerTreeRoot()


def test_nothing_happens_to_what_is_not_loaded(qgis_app: Any) -> None:
    from qgis.core import QgsProcessingContext

    from geochem_fusion.algorithms.loading import load_as

    context = QgsProcessingContext()
    load_as(context, "none.tif", "Cu")
    assert context.layersToLoadOnCompletion() == {}


def test_all_that_apply_writes_is_loaded_with_a_named_style_for_each_band(
    processing: Any, provider: Any, project: Any, tmp_path: Path
) -> None:
    from qgis.core import QgsProcessingContext, QgsProcessingFeedback, QgsRasterLayer

    bands = smooth_bands(2, 64, 64)
    image = write_raster(tmp_path / "image.tif", bands)
    values = np.stack([even_means(bands[0] * 2 + 9, 8), even_means(bands[1] * 3 + 1, 8)])
    coarse = write_raster(tmp_path / "coarse.tif", values, 80.0, names=["Cu", "Zn"], unit="ppm")
    model = str(tmp_path / "m.gfm")
    training = {"RASTERS": [image], "GEOCHEM": coarse, "METHOD": "linear", "FEATURES": "raw", "MODEL": model}
    processing.run("geochemfusion:train", training)
    context = QgsProcessingContext()
    context.setProject(project)
    outputs = {name: str(tmp_path / f"{name}.tif") for name in ("OUTPUT", "UNCERTAINTY", "APPLICABILITY")}
    for name, path in outputs.items():
        context.addLayerToLoadOnCompletion(path, QgsProcessingContext.LayerDetails(name, project, name))
    asked = {"MODEL": model, "RASTERS": [image], "GEOCHEM": coarse, "MODE": "interpolation", **outputs}
    processing.run("geochemfusion:apply", asked, context=context)
    names = {
        "OUTPUT": ["Cu", "Zn"],
        "UNCERTAINTY": ["Cu standard deviation", "Zn standard deviation"],
        "APPLICABILITY": ["inside area of applicability", "dissimilarity index"],
    }
    for name, path in outputs.items():
        layer = QgsRasterLayer(path, name)
        project.addMapLayer(layer)
        details = context.layerToLoadOnCompletionDetails(path)
        details.postProcessor().postProcessLayer(layer, context, QgsProcessingFeedback())
        manager = layer.styleManager()
        assert sorted(manager.styles()) == sorted(names[name])
        assert manager.currentStyle() == names[name][0]
        shown = {}
        for style in names[name]:
            manager.setCurrentStyle(style)
            shown[style] = (layer.renderer().type(), layer.renderer().usesBands())
        ramps = [("singlebandpseudocolor", [1]), ("singlebandpseudocolor", [2])]
        classes = [("paletted", [2]), ("singlebandpseudocolor", [1])]
        assert list(shown.values()) == (classes if name == "APPLICABILITY" else ramps)
