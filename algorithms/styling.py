"""How results look when they are loaded: one perceptually uniform ramp per kind of map."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsColorRampShader,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingLayerPostProcessorInterface,
    QgsRasterLayer,
    QgsRasterShader,
    QgsSingleBandPseudoColorRenderer,
    QgsStyle,
)

CONTENTS = "Viridis"
DIFFERENCES = "RdBu"


class _Styler(QgsProcessingLayerPostProcessorInterface):
    """Gives a loaded raster a colour ramp between two values of its first band."""

    kept: list[_Styler] = []  # QGIS holds no reference of its own

    def __init__(self, ramp: str, low: float, high: float, invert: bool) -> None:
        super().__init__()
        self.ramp, self.low, self.high, self.invert = ramp, low, high, invert

    def postProcessLayer(self, layer: Any, context: QgsProcessingContext, feedback: QgsProcessingFeedback) -> None:
        if isinstance(layer, QgsRasterLayer):
            apply_ramp(layer, self.ramp, self.low, self.high, self.invert)


def apply_ramp(layer: QgsRasterLayer, ramp: str, low: float, high: float, invert: bool = False) -> None:
    """Show the first band of a raster with one of QGIS's colour ramps from ``low`` to ``high``."""
    colours = QgsStyle.defaultStyle().colorRamp(ramp)
    if invert:
        colours.invert()
    function = QgsColorRampShader(low, high, colours)
    function.classifyColorRamp(255)
    shader = QgsRasterShader(low, high)
    shader.setRasterShaderFunction(function)
    renderer = QgsSingleBandPseudoColorRenderer(layer.dataProvider(), 1, shader)
    renderer.setClassificationMin(low)
    renderer.setClassificationMax(high)
    layer.setRenderer(renderer)
    layer.triggerRepaint()


def style_on_load(
    context: QgsProcessingContext, path: str, ramp: str, limits: tuple[float, float] | None, invert: bool = False
) -> None:
    """Style an output when QGIS loads it; does nothing where it will not be loaded or has no range."""
    if limits is None or not context.willLoadLayerOnCompletion(path):
        return
    styler = _Styler(ramp, *limits, invert)
    _Styler.kept.append(styler)
    context.layerToLoadOnCompletionDetails(path).setPostProcessor(styler)
