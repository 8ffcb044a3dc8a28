"""How algorithms take values of samples: the parameters of the policy, and layers and fields that hold no values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from qgis.core import (
    NULL,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingFeatureSource,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterString,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QDate, QDateTime, Qt, QTime

from ..core.errors import FusionError
from ..core.language import mark, tr
from ..core.samples.censoring import BELOW_DETECTION, OVER_LIMIT, ValuePolicy
from .choices import titled

VALUE_PARAMETERS = ("BELOW_DETECTION", "NEGATIVE_IS_LIMIT", "OVER_LIMIT", "MISSING_CODES")


def add_value_parameters(
    algorithm: Any,
    folded: Sequence[str] = VALUE_PARAMETERS,
    negative_is_limit: bool = True,
    below: str = VALUE_PARAMETERS[0],
    codes_too: str = "",
) -> None:
    """Add the parameters that say what becomes of limits and codes; ``folded`` ones are advanced.

    ``negative_is_limit`` is the default of that switch: off for what is usually no content. ``below`` is what the
    parameter for values below detection is called, and ``codes_too`` (marked) says what else MISSING_CODES is for.
    """
    for parameter, help_text in _definitions(negative_is_limit, below):
        algorithm.add(parameter, help_text, parameter.name() in folded)
        if codes_too and parameter.name() == VALUE_PARAMETERS[-1]:
            parameter.setHelp(f"{parameter.help()} {tr(codes_too)}")


def _definitions(negative_is_limit: bool, below: str) -> list[tuple[QgsProcessingParameterDefinition, str]]:
    return [
        (
            _choice(below, tr("Values below detection"), BELOW_DETECTION, "half"),
            mark(
                "What stands for a value below its detection limit. half: limit / 2. sqrt2: limit / square root of 2. "
                "drop: left out, which makes means too high."
            ),
        ),
        (
            QgsProcessingParameterBoolean(
                "NEGATIVE_IS_LIMIT", tr("A negative value is minus the limit"), negative_is_limit
            ),
            mark(
                "A value -x means 'less than x', as laboratories write it, where x is no larger than the median of the "
                "values above 0; beyond it the value is left out. -9999 and codes such as -999 are missing all the "
                "same. Turn off where values may truly be negative, such as isotope ratios; many different ones are "
                "kept anyway."
            ),
        ),
        (
            _choice("OVER_LIMIT", tr("Values above the upper limit"), OVER_LIMIT, "limit"),
            mark(
                "What stands for a value that a laboratory could not measure because it was too high (a 'greater than' "
                "sign before the limit). limit: the limit itself. half_more: one and a half times the limit. drop: "
                "left out, which removes the richest samples."
            ),
        ),
        (
            QgsProcessingParameterString("MISSING_CODES", tr("Codes for missing values"), "", False, True),
            mark(
                "Further numbers or words that stand for a missing value, separated by semicolons, such as -999;-8888 "
                "or 0 (what MapInfo writes for NULL). Known codes are found without: -9999, -99, -999, -8888, -32768, "
                "1e31, 1.70141e38, 9999 far above all else. The word none among them: nothing is judged, only what is "
                "named (and NULL, -9999 and numbers of 1e20 and more) is missing."
            ),
        ),
    ]


def _choice(name: str, label: str, options: Mapping[str, str], default: str) -> QgsProcessingParameterEnum:
    parameter = QgsProcessingParameterEnum(name, label, list(options), False, default, False, True)
    parameter.setMetadata(titled(options))
    return parameter


def value_policy(
    algorithm: QgsProcessingAlgorithm,
    parameters: dict[str, Any],
    context: QgsProcessingContext,
    below: str = VALUE_PARAMETERS[0],
) -> ValuePolicy:
    """Return what the parameters of ``add_value_parameters`` say."""
    return ValuePolicy(
        below_detection=algorithm.parameterAsEnumString(parameters, below, context),
        over_limit=algorithm.parameterAsEnumString(parameters, "OVER_LIMIT", context),
        negative_is_limit=algorithm.parameterAsBool(parameters, "NEGATIVE_IS_LIMIT", context),
        missing_codes=algorithm.parameterAsString(parameters, "MISSING_CODES", context),
    )


def require_geometry(source: QgsProcessingFeatureSource, name: str) -> None:
    """Raise FusionError for a table, which has no place for its rows; ``name`` is the parameter."""
    if source.wkbType() == QgsWkbTypes.Type.NoGeometry:
        message = tr(
            "{name}: {layer} is a table without geometry: use 'Read laboratory table' first, which makes a point layer "
            "of it, and choose that."
        )
        raise FusionError(message.format(name=name, layer=source.sourceName()))


def require_plain_fields(
    source: QgsProcessingFeatureSource, name: str, fields: Sequence[str], rows: np.ndarray
) -> None:
    """Raise FusionError for a field of JSON without a value, as QGIS reads numbers beside texts in GeoJSON.

    ``rows`` (n, fields) are the values as they were read, None for NULL; ``name`` is the parameter.
    """
    for field, column in zip(fields, rows.T):
        kind = source.fields().at(source.fields().lookupField(field)).typeName()
        if kind.lower() == "json" and all(value is None for value in column):
            message = tr(
                "{name}: the field '{field}' of {layer} is of the type {type}, as GeoJSON gives one with numbers and "
                "texts, and QGIS reads no value of it: convert the layer with 'Convert format' of GDAL to a .fgb or "
                ".shp file, where it is text, and choose that."
            )
            raise FusionError(message.format(name=name, field=field, layer=source.sourceName(), type=kind))


def plain_value(value: Any) -> Any:
    """Return a field's value as a number or text, None for NULL."""
    if isinstance(value, (int, float, str)):
        return value
    if value is None or value == NULL:
        return None
    dated = isinstance(value, (QDate, QTime, QDateTime))
    return value.toString(Qt.DateFormat.ISODate) if dated else str(value)
