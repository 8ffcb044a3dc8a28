"""How results look: one perceptually uniform ramp per kind of map, when loaded and in a ``.qml`` beside the file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Union

from qgis.core import (
    QgsColorRampShader,
    QgsExpression,
    QgsFeatureRenderer,
    QgsGraduatedSymbolRenderer,
    QgsLineSymbol,
    QgsMapLayer,
    QgsMarkerSymbol,
    QgsPalettedRasterRenderer,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingLayerPostProcessorInterface,
    QgsProperty,
    QgsRasterLayer,
    QgsRasterRenderer,
    QgsRasterShader,
    QgsRendererRange,
    QgsSingleBandPseudoColorRenderer,
    QgsSingleSymbolRenderer,
    QgsStyle,
    QgsVectorLayer,
)
from qgis.PyQt.QtGui import QColor

from ..core.language import tr
from ..core.raster.gdal_call import quiet

CONTENTS = "Viridis"
DEVIATIONS = "Magma"
DIFFERENCES = "RdBu"
OUTSIDE, INSIDE = "#d95f02", "#1b9e77"  # told apart by colour-blind eyes

LINES = "#404040"
THINNEST, THICKEST = 0.1, 1.2  # mm, of lines by weight


@dataclass(frozen=True)
class VectorStyle:
    """How a vector layer looks; for rasters a plain function is a style."""

    renderer: Callable[[QgsVectorLayer], QgsFeatureRenderer]

    def __call__(self, layer: QgsVectorLayer) -> QgsFeatureRenderer:
        return self.renderer(layer)


RasterStyle = Callable[[QgsRasterLayer], QgsRasterRenderer]


@dataclass(frozen=True)
class BandStyles:
    """How the bands of a raster look, by the names of styles that a loaded layer offers; the first is shown."""

    bands: tuple[tuple[str, RasterStyle], ...]

    def __call__(self, layer: QgsRasterLayer) -> QgsRasterRenderer:
        return self.bands[0][1](layer)

    def offer(self, layer: QgsRasterLayer) -> None:
        """Add the styles to those that the user can choose from by name; the first one is left as it is shown."""
        manager = layer.styleManager()
        first = manager.currentStyle()
        for name, style in self.bands[1:]:
            layer.setRenderer(style(layer))
            manager.addStyleFromLayer(name)
        layer.setRenderer(self(layer))
        manager.renameStyle(first, self.bands[0][0])


Style = Union[RasterStyle, VectorStyle, BandStyles]


def ramp_style(ramp: str, limits: tuple[float, float], invert: bool = False, band: int = 1) -> RasterStyle:
    """Show a band with one of QGIS's colour ramps between two values, of three digits each in the legend."""
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
        made = QgsSingleBandPseudoColorRenderer(layer.dataProvider(), band, shader)
        made.setClassificationMin(low)
        made.setClassificationMax(high)
        return made

    return renderer


def inside_style(outside: str, inside: str, band: int = 2) -> RasterStyle:
    """Show a band of 0 and 1 as two classes with these labels."""
    return class_style([(OUTSIDE, outside), (INSIDE, inside)], band)


def class_style(entries: Sequence[tuple[str, str]], band: int = 1) -> RasterStyle:
    """Show a band of whole numbers from 0 on as classes, each in its colour with its label."""

    def renderer(layer: QgsRasterLayer) -> QgsRasterRenderer:
        classes = [
            QgsPalettedRasterRenderer.Class(value, QColor(colour), label)
            for value, (colour, label) in enumerate(entries)
        ]
        return QgsPalettedRasterRenderer(layer.dataProvider(), band, classes)

    return renderer


def graduated_style(field: str, breaks: Sequence[float], ramp: str = CONTENTS) -> VectorStyle:
    """Show points in the colours of a ramp, one class between each two ``breaks``, which rise; NULL is not shown."""

    def renderer(layer: QgsVectorLayer) -> QgsFeatureRenderer:
        colours = QgsStyle.defaultStyle().colorRamp(ramp)
        count = len(breaks) - 1
        classes = []
        for index, (low, high) in enumerate(zip(breaks, breaks[1:])):
            colour = colours.color(index / max(count - 1, 1)).name()
            symbol = QgsMarkerSymbol.createSimple({"color": colour, "size": "2.4", "outline_style": "no"})
            classes.append(QgsRendererRange(low, high, symbol, f"{low:.4g} - {high:.4g}"))
        return QgsGraduatedSymbolRenderer(QgsExpression.quotedColumnRef(field), classes)

    return VectorStyle(renderer)


def weighted_style(field: str, limits: tuple[float, float]) -> VectorStyle:
    """Show lines the thicker the larger a field is, between two values."""
    low, high = (float(limit) for limit in limits)

    def renderer(layer: QgsVectorLayer) -> QgsFeatureRenderer:
        symbol = QgsLineSymbol.createSimple({"color": LINES, "width": str(THINNEST)})
        column = QgsExpression.quotedColumnRef(field)
        width = f"scale_linear({column}, {low!r}, {high!r}, {THINNEST}, {THICKEST})"
        symbol.setDataDefinedWidth(QgsProperty.fromExpression(width))
        return QgsSingleSymbolRenderer(symbol)

    return VectorStyle(renderer)


class _Styler(QgsProcessingLayerPostProcessorInterface):
    """Gives a loaded layer its style."""

    kept: list[_Styler] = []  # QGIS holds no reference of its own

    def __init__(self, style: Style) -> None:
        super().__init__()
        self.style = style

    def postProcessLayer(self, layer: Any, context: QgsProcessingContext, feedback: QgsProcessingFeedback) -> None:
        if isinstance(layer, _kind(self.style)):
            layer.setRenderer(self.style(layer))
            if isinstance(self.style, BandStyles):
                self.style.offer(layer)
            layer.triggerRepaint()


def style_on_load(context: QgsProcessingContext, path: str, style: Style) -> None:
    """Style an output when QGIS loads it; does nothing where it will not be loaded."""
    if not context.willLoadLayerOnCompletion(path):
        return
    styler = _Styler(style)
    _Styler.kept.append(styler)
    context.layerToLoadOnCompletionDetails(path).setPostProcessor(styler)


def write_style(path: str, style: Style, feedback: QgsProcessingFeedback) -> None:
    """Write the style of a file beside it, where QGIS finds it whenever the file is opened; replaces an old one.

    A layer that QGIS cannot open, or a folder that takes no file, is told as a warning: the layer is there all the
    same. Layers that are no files of their own, in memory or in a database, get none.
    """
    file = Path(path.split("|")[0])
    if isinstance(style, VectorStyle) and not file.is_file():
        return
    with quiet():  # where a band is the same everywhere, QGIS asks GDAL for a histogram that there is not
        layer = _kind(style)(path, file.stem)
    if layer.isValid():
        layer.setRenderer(style(layer))
        message, written = layer.saveNamedStyle(str(file.with_suffix(".qml")))
    else:
        message, written = layer.error().message(), False
    if not written:
        text = tr("No style was written beside {path}: {message}")
        feedback.pushWarning(text.format(path=path, message=message))


def _kind(style: Style) -> type[QgsMapLayer]:
    return QgsVectorLayer if isinstance(style, VectorStyle) else QgsRasterLayer
