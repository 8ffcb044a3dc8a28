"""How results look: one perceptually uniform ramp per kind of map, when loaded and in a ``.qml`` beside the file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsColorRampShader,
    QgsPalettedRasterRenderer,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingLayerPostProcessorInterface,
    QgsRasterLayer,
    QgsRasterRenderer,
    QgsRasterShader,
    QgsSingleBandPseudoColorRenderer,
    QgsStyle,
)
from qgis.PyQt.QtGui import QColor

from ..core.language import tr

CONTENTS = "Viridis"
DEVIATIONS = "Magma"
DIFFERENCES = "RdBu"
OUTSIDE, INSIDE = "#d95f02", "#1b9e77"  # told apart by colour-blind eyes

Style = Callable[[QgsRasterLayer], QgsRasterRenderer]


def ramp_style(ramp: str, limits: tuple[float, float], invert: bool = False) -> Style:
    """Show the first band with one of QGIS's colour ramps between two values, of three digits each in the legend."""
    low, high = (float(f"{limit:.3g}") for limit in limits)
    if not high > low:
        low, high = limits

    def renderer(layer: QgsRasterLayer) -> QgsRasterRenderer:
        colours = QgsStyle.defaultStyle().colorRamp(ramp)
        if invert:
            colours.invert()
        function = QgsColorRampShader(low, high, colours)
        function.classifyColorRamp(255)
        shader = QgsRasterShader(low, high)
        shader.setRasterShaderFunction(function)
        made = QgsSingleBandPseudoColorRenderer(layer.dataProvider(), 1, shader)
        made.setClassificationMin(low)
        made.setClassificationMax(high)
        return made

    return renderer


def inside_style(outside: str, inside: str) -> Style:
    """Show the second band, 0 or 1, as two classes with these labels."""

    def renderer(layer: QgsRasterLayer) -> QgsRasterRenderer:
        classes = [
            QgsPalettedRasterRenderer.Class(value, QColor(colour), label)
            for value, colour, label in ((0, OUTSIDE, outside), (1, INSIDE, inside))
        ]
        return QgsPalettedRasterRenderer(layer.dataProvider(), 2, classes)

    return renderer


class _Styler(QgsProcessingLayerPostProcessorInterface):
    """Gives a loaded raster its style."""

    kept: list[_Styler] = []  # QGIS holds no reference of its own

    def __init__(self, style: Style) -> None:
        super().__init__()
        self.style = style

    def postProcessLayer(self, layer: Any, context: QgsProcessingContext, feedback: QgsProcessingFeedback) -> None:
        if isinstance(layer, QgsRasterLayer):
            layer.setRenderer(self.style(layer))
            layer.triggerRepaint()


def style_on_load(context: QgsProcessingContext, path: str, style: Style) -> None:
    """Style an output when QGIS loads it; does nothing where it will not be loaded."""
    if not context.willLoadLayerOnCompletion(path):
        return
    styler = _Styler(style)
    _Styler.kept.append(styler)
    context.layerToLoadOnCompletionDetails(path).setPostProcessor(styler)


def write_style(path: str, style: Style, feedback: QgsProcessingFeedback) -> None:
    """Write the style of a raster file beside it, where QGIS finds it whenever the file is opened; replaces an old one.

    A raster that QGIS cannot open, or a folder that takes no file, is told as a warning: the raster is there all
    the same.
    """
    layer = QgsRasterLayer(path, Path(path).stem)
    if layer.isValid():
        layer.setRenderer(style(layer))
        message, written = layer.saveNamedStyle(str(Path(path).with_suffix(".qml")))
    else:
        message, written = layer.error().message(), False
    if not written:
        text = tr("No style was written beside {path}: {message}")
        feedback.pushWarning(text.format(path=path, message=message))
