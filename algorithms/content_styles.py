"""Colours of maps of contents: the range of each element by itself, logarithmic where it is skewed."""

from __future__ import annotations

import numpy as np
from qgis.core import (
    QgsColorRampLegendNodeSettings,
    QgsColorRampShader,
    QgsRasterLayer,
    QgsRasterRenderer,
    QgsRasterShader,
    QgsSingleBandPseudoColorRenderer,
    QgsStyle,
)
from qgis.PyQt.QtGui import QColor

from ..core.formats import is_skewed, shared_range
from ..core.language import tr
from ..core.raster.gdal_reader import describe, read_small
from .styling import BandStyles, RasterStyle, ramp_style

_STOPS = 9  # of a logarithmic ramp, each with its content in the legend
_TOP = 0.5  # percent of a map that may lie beyond the end of its colours


def contents_style(path: str, ramp: str, shared: tuple[float, float] | None = None) -> BandStyles:
    """Return a style for each band of a raster.

    Colours span the range of the ``shared`` map (of the first band; None for none) and that of the map itself where it
    reaches farther, so that no anomaly is cut off. Contents above 0 that are skewed have logarithmic colours.
    """
    styles = []
    for band, (name, plane) in enumerate(zip(describe(path).band_names, read_small(path)), 1):
        styles.append((name, content_style(ramp, plane, shared if band == 1 else None, band)))
    return BandStyles(tuple(styles))


def content_style(ramp: str, plane: np.ndarray, shared: tuple[float, float] | None, band: int) -> RasterStyle:
    """Return the style of a band from its values (height, width)."""
    known = plane[np.isfinite(plane)].astype(float)
    if not known.size:
        return ramp_style(ramp, shared or (0.0, 1.0), band=band)
    low, high = shared_range([known], _TOP)
    if shared:
        low, high = min(low, shared[0]), max(high, shared[1])
    if is_skewed(known) and low > 0:
        return _logarithmic(ramp, (low, high), float(known.max()) > high, band)
    return ramp_style(ramp, (low, high), band=band)


def _logarithmic(ramp: str, limits: tuple[float, float], beyond: bool, band: int) -> RasterStyle:
    """Show a band in colours even in the logarithm, with contents of three digits in the legend."""
    stops = [float(f"{stop:.3g}") for stop in np.geomspace(*limits, _STOPS)]

    def renderer(layer: QgsRasterLayer) -> QgsRasterRenderer:
        colours = QgsStyle.defaultStyle().colorRamp(ramp)
        function = QgsColorRampShader(stops[0], stops[-1])
        function.setColorRampType(QgsColorRampShader.Type.Interpolated)
        function.setColorRampItemList(
            [
                QgsColorRampShader.ColorRampItem(stop, QColor(colours.color(k / (_STOPS - 1))), label)
                for k, (stop, label) in enumerate(zip(stops, _labels(stops, beyond)))
            ]
        )
        settings = QgsColorRampLegendNodeSettings()
        settings.setUseContinuousLegend(False)
        function.setLegendSettings(settings)
        shader = QgsRasterShader(stops[0], stops[-1])
        shader.setRasterShaderFunction(function)
        made = QgsSingleBandPseudoColorRenderer(layer.dataProvider(), band, shader)
        made.setClassificationMin(stops[0])
        made.setClassificationMax(stops[-1])
        return made

    return renderer


def _labels(stops: list[float], beyond: bool) -> list[str]:
    labels = [f"{stop:.3g}" if stop < 1000 else f"{stop:.0f}" for stop in stops]
    return [*labels[:-1], tr("{content} and more", content=labels[-1])] if beyond else labels
