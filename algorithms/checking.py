"""What is wrong with parameters, seen before any work: unreadable layers, numbers out of range, output names."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from qgis.core import (
    NULL,
    QgsMapLayer,
    QgsProcessing,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingFeatureSourceDefinition,
    QgsProcessingOutputLayerDefinition,
    QgsProcessingParameterDefinition,
    QgsProcessingUtils,
    QgsRasterLayer,
)

from ..core.errors import FusionError
from ..core.files import check_outputs

_VIRTUAL = "/vsi"  # how GDAL's names of files inside archives, in memory and on servers begin
_RASTERS = "raster", "multilayer"
_NUMBERS = "number", "distance"
_VALUE = int, float, str


def check_values(algorithm: QgsProcessingAlgorithm, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
    """Raise FusionError for what QGIS would call an incorrect value without saying why."""
    for definition in algorithm.parameterDefinitions():
        value = parameters.get(definition.name())
        if value is None or value == "":
            continue
        if definition.type() in _RASTERS:
            for entry in value if isinstance(value, (list, tuple)) else [value]:
                if isinstance(entry, str):
                    _check_raster(definition.name(), entry, context)
        elif definition.type() == "enum":
            _check_choice(definition, value)
        elif isinstance(value, _VALUE):
            _check_plain(definition, value, context)


def _check_raster(name: str, text: str, context: QgsProcessingContext) -> None:
    layer = QgsProcessingUtils.mapLayerFromString(text, context)
    if layer is None and text.startswith(_VIRTUAL):  # QGIS looks for a file of that name on the disk
        layer = QgsRasterLayer(text, Path(text).stem, "gdal")
        if layer.isValid():
            context.temporaryLayerStore().addMapLayer(layer)
    if not isinstance(layer, QgsRasterLayer) or not layer.isValid():
        raise FusionError(f"{name}: '{text}' cannot be read as a raster: choose a raster layer or file.")


def _check_choice(definition: QgsProcessingParameterDefinition, value: Any) -> None:
    """Check the strings that an enum is given; what QGIS makes of numbers and expressions is left to it."""
    chosen = value if isinstance(value, (list, tuple)) else str(value).split(",") if isinstance(value, str) else None
    if chosen is None:
        return
    known = definition.options()
    if not chosen:
        raise FusionError(f"{definition.name()} is empty: give one of {', '.join(known)}.")
    for text in chosen:
        if isinstance(text, str) and text not in known:
            raise FusionError(f"{definition.name()} '{text}' is not known: give one of {', '.join(known)}.")


def _check_plain(
    definition: QgsProcessingParameterDefinition, value: int | float | str, context: QgsProcessingContext
) -> None:
    """Check a number, an extent or a file that is given as a plain value."""
    name, kind = definition.name(), definition.type()
    good = definition.checkValueIsAcceptable(value, context)
    if kind in _NUMBERS and not (good and math.isfinite(float(value))):
        raise FusionError(f"{name} is {value}: give a number{_limits(definition)}.")
    if good:
        return
    if kind == "extent":
        raise FusionError(f"{name} '{value}' is not understood: give xmin,xmax,ymin,ymax [CRS].")
    if kind == "file" and definition.extension():
        raise FusionError(f"{name}: '{value}' does not end in .{definition.extension()}: choose another file.")


def _limits(definition: QgsProcessingParameterDefinition) -> str:
    low, high = definition.minimum(), definition.maximum()
    parts = [f"from {low:.15g}"] if low > -1e300 else []
    parts += [f"to {high:.15g}"] if high < 1e300 and high != 2**31 - 1 else []
    return " " + " ".join(parts) if parts else ""


def missing_value(
    algorithm: QgsProcessingAlgorithm, parameters: dict[str, Any], context: QgsProcessingContext
) -> str | None:
    """Return what to give for the first parameter that must be given and is not, None where none is missing."""
    for definition in algorithm.parameterDefinitions():
        value = parameters.get(definition.name())
        empty = value is None or value == NULL or value in ("", [])
        if empty and not definition.checkValueIsAcceptable(value, context):
            return f"{definition.name()} ({definition.description()}) is missing. {definition.help()}"
    return None


def check_files(algorithm: QgsProcessingAlgorithm, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
    """Raise FusionError where an output cannot be written, has the name of another one or is an input too."""
    outputs: dict[str, str | None] = {}
    inputs: list[str] = []
    for definition in algorithm.parameterDefinitions():
        value = parameters.get(definition.name())
        if definition.isDestination():
            outputs[definition.name()] = _output(value)
        else:
            inputs += _inputs(definition, value, context)
    check_outputs(outputs, inputs)


def _output(value: Any) -> str | None:
    """Return the path of an output, None where QGIS makes one up or none is wanted."""
    if isinstance(value, QgsProcessingOutputLayerDefinition):
        value = value.sink.staticValue()
    made_up = (QgsProcessing.TEMPORARY_OUTPUT, "memory:", "")
    return value if isinstance(value, str) and value not in made_up else None


def _inputs(definition: QgsProcessingParameterDefinition, value: Any, context: QgsProcessingContext) -> Iterator[str]:
    """Yield the files that a parameter names."""
    if definition.type() == "file" and isinstance(value, str):
        yield value
    if definition.type() not in (*_RASTERS, "source"):
        return
    for entry in value if isinstance(value, (list, tuple)) else [value]:
        layer = entry
        if isinstance(entry, QgsProcessingFeatureSourceDefinition):
            entry = entry.source.staticValue()
        if isinstance(entry, str):
            layer = QgsProcessingUtils.mapLayerFromString(entry, context, False)
            yield entry
        if isinstance(layer, QgsMapLayer):
            yield layer.source().split("|")[0]
