"""The call of ``qgis_process`` that repeats a run, for the reports."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsMapLayer,
    QgsProcessingContext,
    QgsProcessingDestinationParameter,
    QgsProcessingFeatureSourceDefinition,
    QgsProcessingOutputLayerDefinition,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingUtils,
    QgsProperty,
    QgsRectangle,
    QgsReferencedRectangle,
)

from ..core.reports.provenance import command
from .base import FusionAlgorithm
from .layers import source_text

_TEMPORARY = "TEMPORARY_OUTPUT"


def command_line(algorithm: FusionAlgorithm, parameters: dict[str, Any], context: QgsProcessingContext) -> str:
    """Return the call with every parameter that differs from its default; temporary outputs get a name of their own."""
    words, notes = [], []
    for definition in algorithm.parameterDefinitions():
        name = definition.name()
        if not algorithm.is_set(parameters, name):
            continue
        texts = _texts(algorithm, definition, parameters, context)
        if texts and texts != [_text(definition.defaultValue(), context)]:
            words += [(name, text) for text in texts]
        value = parameters[name]
        if isinstance(value, QgsProcessingFeatureSourceDefinition) and value.selectedFeaturesOnly:
            notes.append(f"{name}: only the features that were selected in the layer were used; save them first.")
    return command(algorithm.id(), words, notes)


def _texts(
    algorithm: FusionAlgorithm,
    definition: QgsProcessingParameterDefinition,
    parameters: dict[str, Any],
    context: QgsProcessingContext,
) -> list[str]:
    """Return the values of a parameter as text, one for each item of a list."""
    name, value = definition.name(), parameters[definition.name()]
    if isinstance(definition, QgsProcessingParameterEnum):
        if definition.allowMultiple():
            return [str(v) for v in algorithm.parameterAsEnumStrings(parameters, name, context)]
        return [algorithm.parameterAsEnumString(parameters, name, context)]
    if isinstance(definition, QgsProcessingDestinationParameter):
        path = _text(value, context)
        if path == _TEMPORARY:
            return [f"{name.lower()}.{definition.defaultFileExtension()}"]
        return [path] if path else []
    items = value if isinstance(value, (list, tuple)) else [value]
    return [text for text in (_text(item, context) for item in items) if text]


def _text(value: Any, context: QgsProcessingContext) -> str:
    if isinstance(value, (QgsProcessingFeatureSourceDefinition, QgsProcessingOutputLayerDefinition)):
        inner = value.source if isinstance(value, QgsProcessingFeatureSourceDefinition) else value.sink
        return _text(inner.staticValue() if isinstance(inner, QgsProperty) else inner, context)
    if isinstance(value, QgsMapLayer):
        return source_text(value)
    if isinstance(value, QgsReferencedRectangle):
        return f"{_text(QgsRectangle(value), context)} [{value.crs().authid()}]"
    if isinstance(value, QgsRectangle):
        return f"{value.xMinimum()!r},{value.xMaximum()!r},{value.yMinimum()!r},{value.yMaximum()!r}"
    if hasattr(value, "authid"):
        return str(value.authid())
    if isinstance(value, bool):
        return str(value).lower()
    layer = QgsProcessingUtils.mapLayerFromString(value, context, False) if isinstance(value, str) and value else None
    return source_text(layer) if layer else "" if value is None else str(value)
