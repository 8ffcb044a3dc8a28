"""What is wrong with parameters, seen before any work: unreadable layers, numbers out of range, output names."""

from __future__ import annotations

import math
from collections.abc import Iterator
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
    QgsProviderRegistry,
    QgsRasterLayer,
    QgsVectorLayer,
)

from ..core.errors import FusionError
from ..core.files import Stamp, check_outputs, stamp
from ..core.language import tr
from ..core.raster.gdal_call import files_behind
from .layers import RASTERS, find_raster, takes_rasters

TABLES = "ogr:", "postgis:", "postgres:", "spatialite:"  # how QGIS names tables in files and databases
_NUMBERS = "number", "distance"
_VALUE = int, float, str
_SWITCHES = {
    **dict.fromkeys(("true", "yes", "on", "y", "t", "1"), True),
    **dict.fromkeys(("false", "no", "off", "n", "f", "0"), False),
}


def check_values(algorithm: QgsProcessingAlgorithm, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
    """Raise FusionError for what QGIS would call an incorrect value without saying why."""
    for definition in algorithm.parameterDefinitions():
        value = parameters.get(definition.name())
        if value is None or value == "":
            continue
        if definition.type() in RASTERS:
            find = find_raster if takes_rasters(definition) else _find_vector
            for entry in value if isinstance(value, (list, tuple)) else [value]:
                if isinstance(entry, str):
                    find(definition.name(), entry, context)
        elif definition.type() == "layer" and isinstance(value, str):
            _check_layer(definition, value, context)
        elif definition.type() == "enum":
            _check_choice(definition, value)
        elif definition.type() == "boolean" and isinstance(value, str):
            read_switch(definition.name(), value)
        elif isinstance(value, _VALUE):
            _check_plain(definition, value, context)


def _find_vector(name: str, text: str, context: QgsProcessingContext) -> None:
    if not isinstance(QgsProcessingUtils.mapLayerFromString(text, context), QgsVectorLayer):
        message = tr("{name}: '{value}' cannot be read as a vector layer: choose points, lines or polygons.")
        raise FusionError(message.format(name=name, value=text))


def _check_layer(definition: QgsProcessingParameterDefinition, value: str, context: QgsProcessingContext) -> None:
    """Check that a text names a layer of polygons or a raster, where either may be given."""
    if not isinstance(QgsProcessingUtils.mapLayerFromString(value, context), (QgsRasterLayer, QgsVectorLayer)):
        message = tr("{name}: '{value}' cannot be read as polygons or as a raster: choose a layer or file.")
        raise FusionError(message.format(name=definition.name(), value=value))


def read_switch(name: str, text: str) -> bool:
    """Return what a switch given as text means: QGIS takes any text but "", 0 and false as true, "no" as well.

    Raises FusionError for a text that says neither.
    """
    meaning = _SWITCHES.get(text.strip().lower())
    if meaning is None:
        message = tr("{name} '{value}' is neither yes nor no: give true or false.")
        raise FusionError(message.format(name=name, value=text))
    return meaning


def _check_choice(definition: QgsProcessingParameterDefinition, value: Any) -> None:
    """Check the strings that an enum is given; what QGIS makes of numbers and expressions is left to it."""
    chosen = value if isinstance(value, (list, tuple)) else str(value).split(",") if isinstance(value, str) else None
    if chosen is None:
        return
    name, known = definition.name(), ", ".join(definition.options())
    if not chosen:
        raise FusionError(tr("{name} is empty: give one of {known}.").format(name=name, known=known))
    for text in chosen:
        if isinstance(text, str) and text not in definition.options():
            message = tr("{name} '{value}' is not known: give one of {known}.")
            raise FusionError(message.format(name=name, value=text, known=known))


def _check_plain(
    definition: QgsProcessingParameterDefinition, value: int | float | str, context: QgsProcessingContext
) -> None:
    """Check a number, an extent or a file that is given as a plain value."""
    name, kind = definition.name(), definition.type()
    good = definition.checkValueIsAcceptable(value, context)
    if kind in _NUMBERS and not (good and math.isfinite(float(value))):
        raise FusionError(_wanted_number(definition).format(name=name, value=value))
    if good:
        return
    if kind == "extent":
        message = tr("{name} '{value}' is not understood: give xmin,xmax,ymin,ymax [CRS].")
        raise FusionError(message.format(name=name, value=value))
    if kind == "file" and definition.extension():
        message = tr("{name}: '{value}' does not end in .{ending}: choose another file.")
        raise FusionError(message.format(name=name, value=value, ending=definition.extension()))


def _wanted_number(definition: QgsProcessingParameterDefinition) -> str:
    """Return the sentence that asks for a number within the limits, with places for name and value."""
    low, high = definition.minimum(), definition.maximum()
    from_low, to_high = low > -1e300, high < 1e300 and high != 2**31 - 1
    if from_low and to_high:
        text = tr("{name} is {value}: give a number from {low} to {high}.")
    elif from_low:
        text = tr("{name} is {value}: give a number from {low}.")
    elif to_high:
        text = tr("{name} is {value}: give a number to {high}.")
    else:
        text = tr("{name} is {value}: give a number.")
    return text.replace("{low}", f"{low:.15g}").replace("{high}", f"{high:.15g}")


def missing_value(
    algorithm: QgsProcessingAlgorithm, parameters: dict[str, Any], context: QgsProcessingContext
) -> str | None:
    """Return what to give for the first parameter that must be given and is not, None where none is missing."""
    for definition in algorithm.parameterDefinitions():
        value = parameters.get(definition.name())
        empty = value is None or value == NULL or value in ("", [])
        if empty and not definition.checkValueIsAcceptable(value, context):
            message = tr("{name} ({label}) is missing. {help}")
            return message.format(name=definition.name(), label=definition.description(), help=definition.help())
    return None


def check_files(algorithm: QgsProcessingAlgorithm, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
    """Raise FusionError where an output cannot be written, has the name of another one or is an input too."""
    inputs: list[str] = []
    for definition in algorithm.parameterDefinitions():
        if not definition.isDestination():
            inputs += _inputs(definition, parameters.get(definition.name()), context)
    check_outputs(_outputs(algorithm, parameters), files_behind(inputs))


def output_stamps(algorithm: QgsProcessingAlgorithm, parameters: dict[str, Any]) -> dict[str, Stamp | None]:
    """Return the stamps of the outputs that are named, by their parameters; None where there is no file yet."""
    return {name: stamp(path) for name, path in _outputs(algorithm, parameters).items() if path}


def finished_outputs(
    algorithm: QgsProcessingAlgorithm, parameters: dict[str, Any], before: dict[str, Stamp | None]
) -> str:
    """Return a sentence on the outputs that were complete when work failed, empty where none was.

    Files appear under their names when they are complete, so those whose stamps changed are.
    """
    done = [name for name, now in output_stamps(algorithm, parameters).items() if now and now != before.get(name)]
    if not done:
        return ""
    return " " + tr("These outputs were written before and are complete: {names}.", names=", ".join(done))


def _outputs(algorithm: QgsProcessingAlgorithm, parameters: dict[str, Any]) -> dict[str, str | None]:
    """Return the files of the outputs by their parameters, None where QGIS makes one up or none is wanted."""
    wanted = (one.name() for one in algorithm.destinationParameterDefinitions())
    return {name: _output(parameters.get(name)) for name in wanted}


def _output(value: Any) -> str | None:
    """Return the path of an output, None where QGIS makes one up, none is wanted or it is a table."""
    if isinstance(value, QgsProcessingOutputLayerDefinition):
        value = value.sink.staticValue()
    made_up = (QgsProcessing.TEMPORARY_OUTPUT, "memory:", "")
    return value if isinstance(value, str) and value not in made_up and not value.startswith(TABLES) else None


def _inputs(definition: QgsProcessingParameterDefinition, value: Any, context: QgsProcessingContext) -> Iterator[str]:
    """Yield the files that a parameter names."""
    if definition.type() == "file" and isinstance(value, str):
        yield value
    if definition.type() not in (*RASTERS, "source", "layer"):
        return
    for entry in value if isinstance(value, (list, tuple)) else [value]:
        layer = entry
        if isinstance(entry, QgsProcessingFeatureSourceDefinition):
            entry = entry.source.staticValue()
        if isinstance(entry, str):
            layer = QgsProcessingUtils.mapLayerFromString(entry, context, False)
            yield entry
            named, provider, source = QgsProcessingUtils.decodeProviderKeyAndUri(entry)
            if named:
                yield _path_of(provider, source)
        if isinstance(layer, QgsMapLayer):
            yield layer.source().split("|")[0]
            yield _path_of(layer.providerType(), layer.source())


def _path_of(provider: str, source: str) -> str:
    """Return the file that a provider of layers reads, empty where it reads none."""
    return str(QgsProviderRegistry.instance().decodeUri(provider, source).get("path") or "")
