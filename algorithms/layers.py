"""Raster layers as what the core opens: the file, and what the user set on the layer in QGIS."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsProcessing,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingParameterDefinition,
    QgsProcessingUtils,
    QgsRasterLayer,
    QgsRasterRange,
)

from ..core.errors import FusionError
from ..core.language import tr
from ..core.raster.gdal_reader import rasters_inside
from ..core.raster.projection import crs_wkt
from ..core.raster.source import Source, short_name, with_settings

RASTERS = "raster", "multilayer"  # types of parameters
_AUTHORITIES = "EPSG:", "ESRI:", "OGC:"  # that GDAL knows; USER:100001 is known to one QGIS only


def takes_rasters(definition: QgsProcessingParameterDefinition) -> bool:
    """Whether a parameter of one layer or several takes rasters: some lists are of vector layers."""
    if definition.type() == "multilayer":
        return bool(definition.layerType() == QgsProcessing.SourceType.TypeRaster)
    return definition.type() in RASTERS


def find_raster(name: str, text: str, context: QgsProcessingContext) -> None:
    """Let QGIS find what a text given for a raster parameter names, which it would take for a file's name.

    Raises FusionError where it is no raster.
    """
    layer = QgsProcessingUtils.mapLayerFromString(text, context)
    if layer is None and (":" in text or "|" in text or text.startswith("/vsi")):
        source = Source.parse(text)
        whole = source.path + "".join(f"|option:{option}" for option in source.options)
        # QGIS finds it again by its source, or else by its name
        layer = QgsRasterLayer(whole, short_name(text) if whole == text else text, "gdal")
        if layer.isValid():
            _set(layer, source)
            context.temporaryLayerStore().addMapLayer(layer)
    if isinstance(layer, QgsRasterLayer) and layer.isValid():
        return
    inside = rasters_inside(text)
    if inside:
        message = tr("{name}: '{value}' holds several rasters: choose one of {inside}.")
        raise FusionError(message.format(name=name, value=text, inside=", ".join(inside)))
    message = tr("{name}: '{value}' cannot be read as a raster: choose a raster layer or file.")
    raise FusionError(message.format(name=name, value=text))


def _set(layer: QgsRasterLayer, source: Source) -> None:
    """Set on a layer what a text says besides the file. Raises FusionError for a CRS that is none."""
    if source.crs:
        crs_wkt(source.crs)
        layer.setCrs(QgsCoordinateReferenceSystem.fromOgcWmsCrs(source.crs))
        if not layer.crs().isValid():
            layer.setCrs(QgsCoordinateReferenceSystem.fromWkt(source.crs))
    for band in range(1, layer.bandCount() + 1):
        ranges = [QgsRasterRange(low, high) for low, high in source.ranges(band)]
        if ranges:
            layer.dataProvider().setUserNoDataValue(band, ranges)


def layer_path(layer: Any, name: str) -> str:
    """Return what the core opens for a raster layer, with the CRS and the no data values that its user set.

    Raises FusionError for layers that are no raster files.
    """
    if not isinstance(layer, QgsRasterLayer) or layer.providerType() != "gdal":
        message = tr("{name}: the layer '{layer}' is not a raster file: export it to GeoTIFF first.")
        raise FusionError(message.format(name=name, layer=layer.name()))
    return with_settings(layer.source(), _crs_set(layer), _empty(layer))


def source_text(layer: Any) -> str:
    """Return what names a layer on the command line, of a raster file with what its user set on it."""
    if isinstance(layer, QgsRasterLayer) and layer.providerType() == "gdal":
        return layer_path(layer, "")
    return str(layer.source())


def layer_title(layer: QgsRasterLayer) -> str:
    """Return what a layer is called; one of several rasters in a file, or one that a text names, by its short name.

    QGIS 3.40 calls all rasters of a file by the file.
    """
    name, short = layer.name(), short_name(layer.source())
    if ":" in short and name == short.partition(":")[0]:
        return short
    return short_name(name) if "|" in name else name


def settings_remarks(
    algorithm: QgsProcessingAlgorithm, parameters: dict[str, Any], context: QgsProcessingContext
) -> list[str]:
    """Return what to say of settings of the layers given: those taken, and those that do not count."""
    layers = _layers(algorithm, parameters, context)
    return list(dict.fromkeys(remark for layer in layers for remark in _remarks(layer)))


def _layers(
    algorithm: QgsProcessingAlgorithm, parameters: dict[str, Any], context: QgsProcessingContext
) -> Iterator[QgsRasterLayer]:
    for definition in algorithm.parameterDefinitions():
        name = definition.name()
        if not takes_rasters(definition) or not parameters.get(name):
            continue
        if definition.type() == "raster":
            found = [algorithm.parameterAsRasterLayer(parameters, name, context)]
        else:
            found = algorithm.parameterAsLayerList(parameters, name, context)
        yield from (layer for layer in found if isinstance(layer, QgsRasterLayer) and layer.providerType() == "gdal")


def _remarks(layer: QgsRasterLayer) -> Iterator[str]:
    provider, name = layer.dataProvider(), layer.name()
    if _crs_set(layer):
        text = tr("The layer '{layer}' is read in the coordinate reference system set on it: {crs}.")
        yield text.format(layer=name, crs=layer.crs().description() or layer.crs().toWkt())
    bands = range(1, provider.bandCount() + 1)
    if any(provider.sourceHasNoDataValue(band) and not provider.useSourceNoDataValue(band) for band in bands):
        text = tr(
            "The layer '{layer}' shows the no data value of its file as data; it stays no data here: to have it as "
            "data, give a copy made by 'gdal_translate -a_nodata none'."
        )
        yield text.format(layer=name)
    transparency = layer.renderer().rasterTransparency() if layer.renderer() else None
    if transparency and (
        transparency.transparentSingleValuePixelList() or transparency.transparentThreeValuePixelList()
    ):
        text = tr(
            "Values that the layer '{layer}' shows transparent count as data: to have them as no data, give them as "
            "additional no data value (Layer Properties > Transparency)."
        )
        yield text.format(layer=name)


def _crs_set(layer: QgsRasterLayer) -> str:
    """Return the CRS that is set on a layer where it is not that of its file, for GDAL; else an empty text."""
    crs = layer.crs()
    if not crs.isValid() or crs == layer.dataProvider().crs():
        return ""
    return str(crs.authid() if crs.authid().startswith(_AUTHORITIES) else crs.toWkt())


def _empty(layer: QgsRasterLayer) -> Iterator[tuple[int, float, float]]:
    """Yield (band, least, largest) of the additional no data values of a layer."""
    provider = layer.dataProvider()
    for band in range(1, provider.bandCount() + 1):
        for found in provider.userNoDataValues(band):
            low, high = found.min(), found.max()
            low, high = (-math.inf if math.isnan(low) else low), (math.inf if math.isnan(high) else high)
            bounds = found.bounds()
            if bounds in (QgsRasterRange.BoundsType.IncludeMax, QgsRasterRange.BoundsType.Exclusive):
                low = float(np.nextafter(np.float32(low), np.float32(math.inf)))
            if bounds in (QgsRasterRange.BoundsType.IncludeMin, QgsRasterRange.BoundsType.Exclusive):
                high = float(np.nextafter(np.float32(high), np.float32(-math.inf)))
            yield band, low, high
