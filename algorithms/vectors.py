"""Vector layers: the fields of a point layer as columns, and results written as layers of points and lines."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from qgis.core import (
    NULL,
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsFeatureRequest,
    QgsFeatureSink,
    QgsField,
    QgsFields,
    QgsGeometry,
    QgsPointXY,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeatureSource,
    QgsVectorLayer,
    QgsWkbTypes,
)
from qgis.PyQt import QtCore

from ..core.errors import FusionError
from ..core.ground.unit_raster import UnitPolygons, unit_codes
from ..core.language import tr
from ..core.progress import SILENT, Progress
from ..core.prospectivity.favourable import Favourable
from ..core.samples.areas import Area
from ..core.samples.points import PointValues
from .checking import TABLES
from .sample_values import plain_value, require_geometry, require_plain_fields

_BESIDE_SHAPEFILE = (".shx", ".dbf", ".prj", ".cpg")
_WITHOUT_PLACES = (".csv", ".xlsx", ".ods", ".txt", ".dxf", ".gpx")  # would hold no coordinates, or no attributes
_STEP = 1000  # features between two looks at the cancel button
_TYPES = {"f": "Double", "i": "LongLong", "u": "LongLong", "U": "String"}  # of fields, by the kind of an array


@dataclass(frozen=True)
class PointTable:
    """Points of a layer with some of its fields, as the layer holds them.

    ``x`` and ``y`` (n,) in ``crs`` (WKT), one row a vertex; ``rows`` (n, fields) of objects: a number or a text, None
    for NULL. ``features`` (n,) are the ids of the features that the points belong to, and ``without`` counts those
    that were left out because they have no geometry.
    """

    source: QgsProcessingFeatureSource
    x: np.ndarray
    y: np.ndarray
    names: tuple[str, ...]
    rows: np.ndarray
    features: np.ndarray
    without: int = 0

    def raw(self) -> PointValues:
        """Return the points with numbers, texts and None, for what reads tables of laboratories."""
        crs, name = self.source.sourceCrs().toWkt(), self.source.sourceName()
        return PointValues(self.x, self.y, self.names, self.rows, crs, name)


def point_source(
    algorithm: QgsProcessingAlgorithm, parameters: dict[str, Any], name: str, context: QgsProcessingContext
) -> QgsProcessingFeatureSource:
    """Return a layer of points. Raises FusionError where it is none, or where its place is not known."""
    source = algorithm.parameterAsSource(parameters, name, context)
    if source is None:
        message = tr("{name}: '{value}' cannot be read as points: choose a point layer.")
        raise FusionError(message.format(name=name, value=parameters[name]))
    require_geometry(source, name)
    if QgsWkbTypes.geometryType(source.wkbType()) != QgsWkbTypes.GeometryType.UnknownGeometry:
        _require_points(source.wkbType(), source, name)
    _require_crs(source)
    return source


def _require_crs(source: QgsProcessingFeatureSource) -> None:
    _require_known(source.sourceCrs(), source.sourceName())


def _require_known(crs: QgsCoordinateReferenceSystem, layer: str) -> None:
    if not crs.isValid() or crs.description().startswith("Undefined"):  # what GeoPackage says for none
        message = tr("The layer '{layer}' has no coordinate reference system: assign its CRS.")
        raise FusionError(message.format(layer=layer))


def read_points(
    source: QgsProcessingFeatureSource,
    name: str,
    fields_name: str,
    fields: Sequence[str],
    progress: Progress = SILENT,
) -> PointTable:
    """Read the points of a layer (its selection and filter honoured) with some of its fields.

    ``name`` and ``fields_name`` are the parameters that gave the layer and the fields, for the sentences; without a
    ``fields_name`` only the places are read. Raises FusionError where there is no point, no field or not this one, or
    one of which QGIS reads no value.
    """
    names = tuple(dict.fromkeys(fields))
    indices = field_indices(source, fields_name, names) if fields_name else []
    places: list[tuple[float, float]] = []
    rows: list[list[Any]] = []
    features: list[int] = []
    without = 0
    for feature in _features(source, QgsFeatureRequest().setSubsetOfAttributes(indices), progress):
        vertices = _vertices(feature)
        for part in feature.geometry().constParts() if vertices else ():
            _require_points(part.wkbType(), source, name)  # QGIS calls a layer of any geometry by its first one
        without += not vertices
        row = [plain_value(feature[index]) for index in indices]
        places.extend((vertex.x(), vertex.y()) for vertex in vertices)
        rows.extend(row for _ in vertices)
        features.extend(feature.id() for _ in vertices)
    if not places:
        message = tr("{name}: {layer} has no point: choose a layer with points, or clear its selection or filter.")
        raise FusionError(message.format(name=name, layer=source.sourceName()))
    xy, values = np.array(places, float), np.array(rows, object)
    require_plain_fields(source, fields_name, names, values)
    return PointTable(source, xy[:, 0], xy[:, 1], names, values, np.array(features), without)


def field_indices(source: QgsProcessingFeatureSource, fields_name: str, names: Sequence[str]) -> list[int]:
    """Return the numbers of fields. Raises FusionError, which names the parameter, for none and for an unknown one."""
    if not names:
        message = tr("{name} is empty: choose the fields of {layer} that hold concentrations.")
        raise FusionError(message.format(name=fields_name, layer=source.sourceName()))
    indices = [source.fields().lookupField(name) for name in names]
    if min(indices) < 0:
        missing = names[indices.index(min(indices))]
        message = tr("{name}: {layer} has no field '{field}': choose another one.")
        raise FusionError(message.format(name=fields_name, layer=source.sourceName(), field=missing))
    return indices


def _features(
    source: QgsProcessingFeatureSource, request: QgsFeatureRequest, progress: Progress, valid: bool = True
) -> Iterator[QgsFeature]:
    """Yield the features of a source, and look now and then whether the user asked to stop.

    Of shapes that need not be ``valid``, such as polygons that touch themselves, QGIS asks nothing.
    """
    total, flags = max(source.featureCount(), 1), QgsProcessingFeatureSource.Flag
    found = source.getFeatures(request) if valid else source.getFeatures(request, flags.FlagSkipGeometryValidityChecks)
    for number, feature in enumerate(found):
        if number % _STEP == 0:
            progress.check(min(number / total, 1))
        yield feature


def _require_points(shape: Any, source: QgsProcessingFeatureSource, name: str) -> None:
    """Raise FusionError for a type of geometry other than points: corners are no samples."""
    if QgsWkbTypes.geometryType(shape) != QgsWkbTypes.GeometryType.PointGeometry:
        message = tr("{name}: {layer} holds lines or polygons: choose a point layer.")
        raise FusionError(message.format(name=name, layer=source.sourceName()))


def _vertices(feature: QgsFeature) -> list[Any]:
    return list(feature.geometry().vertices()) if feature.hasGeometry() else []


def read_area(
    algorithm: QgsProcessingAlgorithm,
    parameters: dict[str, Any],
    name: str,
    context: QgsProcessingContext,
    progress: Progress = SILENT,
) -> Area:
    """Read the polygons of a layer (its selection and filter honoured); curves become lines of short sides.

    Raises FusionError where it holds no polygon, or where its place is not known.
    """
    source = _polygon_source(algorithm, parameters, name, context)
    features = _features(source, QgsFeatureRequest().setNoAttributes(), progress)
    polygons = [rings for feature in features for rings in _polygons(feature)]
    _require_polygons(polygons, source, name)
    return Area(polygons, source.sourceCrs().toWkt(), source.sourceName())


def read_favourable(layer: QgsVectorLayer, weight: float, distance: float) -> Favourable:
    """Read points, lines and polygons of a layer (its filter honoured); curves become lines of short sides.

    Raises FusionError where its place is not known.
    """
    _require_known(layer.crs(), layer.name())
    points: list[tuple[float, float]] = []
    lines: list[np.ndarray] = []
    polygons: list[list[np.ndarray]] = []
    kinds = QgsWkbTypes.GeometryType
    for feature in layer.getFeatures(QgsFeatureRequest().setNoAttributes()):
        for part in feature.geometry().constParts() if feature.hasGeometry() else ():
            kind = QgsWkbTypes.geometryType(part.wkbType())
            if kind == kinds.PointGeometry:
                points += [(vertex.x(), vertex.y()) for vertex in part.vertices()]
            elif kind == kinds.LineGeometry:
                lines.append(np.array([(vertex.x(), vertex.y()) for vertex in part.segmentize().points()]))
            elif kind == kinds.PolygonGeometry:
                polygons.append(_rings(part.segmentize()))
    places = np.array(points, float).reshape(-1, 2)
    return Favourable(layer.name(), layer.crs().toWkt(), places, lines, polygons, weight, distance)


def read_units(
    algorithm: QgsProcessingAlgorithm,
    parameters: dict[str, Any],
    name: str,
    fields: tuple[str, str],
    context: QgsProcessingContext,
    progress: Progress = SILENT,
) -> UnitPolygons:
    """Read the polygons of a geological map (its selection and filter honoured) with their units and descriptions.

    ``fields`` are the parameters that name the fields of both; left empty they are the layer's fields of these names,
    and descriptions may be missing. Polygons need not be valid, as the even-odd rule takes any; those whose unit is
    NULL are left out and told. Raises FusionError where there is no such field, no polygon, or no place known.
    """
    source = _polygon_source(algorithm, parameters, name, context)
    unit, described = (_field_of(source, parameters, field) for field in fields)
    if unit is None:
        message = tr("{name} is empty: choose the field of {layer} that holds the units.")
        raise FusionError(message.format(name=fields[0], layer=source.sourceName()))
    wanted = [unit] if described is None else [unit, described]
    polygons: list[list[np.ndarray]] = []
    units: list[Any] = []
    texts: dict[Any, str] = {}
    without = 0
    request = QgsFeatureRequest().setSubsetOfAttributes(wanted)
    for feature in _features(source, request, progress, valid=False):
        parts, own = _polygons(feature), plain_value(feature[unit])
        if own is None or own == "":
            without += bool(parts)
            continue
        polygons += parts
        units += [own] * len(parts)
        if described is not None and not texts.get(own):
            texts[own] = str(plain_value(feature[described]) or "")
    if without and not polygons:
        message = tr("{name}: the field '{field}' of {layer} holds no unit: choose another one.")
        field = source.fields().at(unit).name()
        raise FusionError(message.format(name=fields[0], field=field, layer=source.sourceName()))
    _require_polygons(polygons, source, name)
    if without:
        message = tr("Polygons of '{layer}' left out, because they have no unit: {count}.")
        progress.warn(message.format(layer=source.sourceName(), count=without))
    codes = unit_codes(units)
    said = None if described is None else {codes[own]: text for own, text in texts.items() if own in codes}
    crs, layer = source.sourceCrs().toWkt(), source.sourceName()
    return UnitPolygons(polygons, [codes[own] for own in units], crs, said, layer)


def _field_of(source: QgsProcessingFeatureSource, parameters: dict[str, Any], field_name: str) -> int | None:
    """Return the number of the field that a parameter names, or that has its name where it is empty; None for none."""
    chosen = parameters.get(field_name)
    index = source.fields().lookupField(str(chosen) if chosen else field_name)
    if chosen and index < 0:
        message = tr("{name}: {layer} has no field '{field}': choose another one.")
        raise FusionError(message.format(name=field_name, layer=source.sourceName(), field=chosen))
    return index if index >= 0 else None


def _polygon_source(
    algorithm: QgsProcessingAlgorithm, parameters: dict[str, Any], name: str, context: QgsProcessingContext
) -> QgsProcessingFeatureSource:
    source = algorithm.parameterAsSource(parameters, name, context)
    if source is None:
        message = tr("{name}: '{value}' cannot be read as polygons: choose a polygon layer.")
        raise FusionError(message.format(name=name, value=parameters[name]))
    _require_crs(source)
    return source


def _require_polygons(polygons: Sequence[Any], source: QgsProcessingFeatureSource, name: str) -> None:
    if not polygons:
        message = tr("{name}: {layer} has no polygon: choose a layer with polygons, or clear its selection or filter.")
        raise FusionError(message.format(name=name, layer=source.sourceName()))


def _polygons(feature: QgsFeature) -> list[list[np.ndarray]]:
    """Return the rings of each polygon of a feature; curves become lines of short sides."""
    parts = feature.geometry().constParts() if feature.hasGeometry() else ()
    polygon = QgsWkbTypes.GeometryType.PolygonGeometry
    return [_rings(part.segmentize()) for part in parts if QgsWkbTypes.geometryType(part.wkbType()) == polygon]


def _rings(polygon: Any) -> list[np.ndarray]:
    """Return the vertices (n, 2) of a polygon's outline and of its holes."""
    rings = [polygon.exteriorRing(), *(polygon.interiorRing(k) for k in range(polygon.numInteriorRings()))]
    return [np.array([(point.x(), point.y()) for point in ring.points()]).reshape(-1, 2) for ring in rings if ring]


# ---------------------------------------------------------------------------------------------------- results


@dataclass(frozen=True)
class NewField:
    """A field of a result: ``values`` (n,) of real numbers (NaN becomes NULL), whole numbers or texts; masked: NULL."""

    name: str
    values: np.ndarray

    def definition(self) -> QgsField:
        """Return the field as QGIS defines it. Raises TypeError for values of another kind."""
        kind = np.asarray(self.values).dtype.kind
        if kind not in _TYPES:
            raise TypeError(f"{self.name}: values of kind '{kind}' cannot be a field")
        return QgsField(self.name, _field_type(_TYPES[kind]))

    def value(self, index: int) -> Any:
        """Return one value as plain Python, NULL for NaN and for what is masked."""
        value = self.values[index]
        if value is np.ma.masked:
            return NULL
        value = value.item()
        return NULL if isinstance(value, float) and not math.isfinite(value) else value


def _field_type(name: str) -> Any:
    """Return the type of a field; QGIS has taken it from another class since 3.38."""
    if Qgis.QGIS_VERSION_INT >= 33800:
        return getattr(QtCore.QMetaType.Type, {"String": "QString"}.get(name, name))
    return getattr(QtCore.QVariant, name)


@dataclass(frozen=True)
class VectorOutput:
    """A vector output of an algorithm: the parameter ``name`` as it was given."""

    algorithm: QgsProcessingAlgorithm
    parameters: dict[str, Any]
    name: str
    context: QgsProcessingContext

    def points(self, table: PointTable, added: Sequence[NewField], progress: Progress = SILENT) -> str | None:
        """Write the points of a table with all attributes of their layer and new fields, one value a point.

        Returns what QGIS knows the layer by, None where it was not asked for. Raises FusionError where the layer has
        a field of a new name already, has changed since it was read, or cannot be written; no file is left then.
        """
        self.require_free(table, [field.name for field in added])
        fields = QgsFields(table.source.fields())
        for field in added:
            fields.append(field.definition())
        return self._write(
            fields, QgsWkbTypes.Type.Point, table.source.sourceCrs(), _point_features(table, added, fields, progress)
        )

    def new_points(
        self, x: np.ndarray, y: np.ndarray, crs: str, added: Sequence[NewField], progress: Progress = SILENT
    ) -> str | None:
        """Write points ``x``, ``y`` (n,) in ``crs`` (WKT) with fields, one value a point; otherwise as ``points``."""
        fields = QgsFields()
        for field in added:
            fields.append(field.definition())
        reference = QgsCoordinateReferenceSystem.fromWkt(crs)
        places = (QgsGeometry.fromPointXY(QgsPointXY(*place)) for place in zip(x.tolist(), y.tolist()))
        features = _new_features(places, len(x), added, fields, progress)
        return self._write(fields, QgsWkbTypes.Type.Point, reference, features)

    def require_free(self, table: PointTable, names: Sequence[str]) -> None:
        """Raise FusionError where the layer of a table has a field of a new name; letters may be small or capital."""
        taken = [name for name in names if table.source.fields().lookupField(name) >= 0]
        if taken:
            message = tr("{name}: {layer} has the fields {fields} already, which would be lost: rename them first.")
            raise FusionError(message.format(name=self.name, layer=table.source.sourceName(), fields=", ".join(taken)))

    def lines(
        self, lines: Sequence[np.ndarray], crs: str, added: Sequence[NewField], progress: Progress = SILENT
    ) -> str | None:
        """Write lines, each (vertices, 2) in ``crs`` (WKT), with fields, one value a line; otherwise as ``points``."""
        shapes = [QgsGeometry.fromPolylineXY(_corners(line)) for line in lines]
        return self._shapes(QgsWkbTypes.Type.LineString, shapes, crs, added, progress)

    def polygons(
        self,
        areas: Sequence[Sequence[Sequence[np.ndarray]]],
        crs: str,
        added: Sequence[NewField],
        progress: Progress = SILENT,
    ) -> str | None:
        """Write areas, each a list of polygons that are lists of rings (vertices, 2); otherwise as ``lines``."""
        shapes = [
            QgsGeometry.fromMultiPolygonXY([[_corners(ring) for ring in rings] for rings in area]) for area in areas
        ]
        return self._shapes(QgsWkbTypes.Type.MultiPolygon, shapes, crs, added, progress)

    def _shapes(
        self, kind: Any, shapes: Sequence[QgsGeometry], crs: str, added: Sequence[NewField], progress: Progress
    ) -> str | None:
        fields = QgsFields()
        for field in added:
            fields.append(field.definition())
        reference = QgsCoordinateReferenceSystem.fromWkt(crs)
        features = _new_features(shapes, len(shapes), added, fields, progress)
        return self._write(fields, kind, reference, features)

    def _write(self, fields: QgsFields, shape: Any, crs: Any, features: Iterable[QgsFeature]) -> str | None:
        if self.parameters.get(self.name) in (None, ""):
            return None
        asked = self.parameters[self.name]
        text = tr("{name}: {path} cannot be written as a vector layer: give another name, such as one in .gpkg.")
        failure = text.format(name=self.name, path=_path(asked))
        if Path(_path(asked)).suffix.lower() in _WITHOUT_PLACES:
            raise FusionError(failure)
        flags = QgsFeatureSink.SinkFlags(QgsFeatureSink.SinkFlag.RegeneratePrimaryKey)
        try:
            sink, place = self.algorithm.parameterAsSink(
                self.parameters, self.name, self.context, fields, shape, crs, flags
            )
        except QgsProcessingException as error:
            raise FusionError(failure) from error
        if sink is None:
            raise FusionError(failure)
        try:
            written = all(sink.addFeature(feature, QgsFeatureSink.Flag.FastInsert) for feature in features)
            if not (written and sink.flushBuffer()):
                raise FusionError(failure)
        except BaseException:
            del sink  # closes the file
            _remove(asked, place)
            raise
        return str(place)


def _path(asked: Any) -> str:
    return str(asked if isinstance(asked, str) else asked.sink.staticValue())


def _remove(asked: Any, place: str) -> None:
    """Remove an incomplete file; a table in a file that may hold others stays."""
    path, text = Path(place.split("|")[0]), _path(asked)
    if text.startswith(TABLES) or not path.is_file():
        return
    path.unlink()
    for ending in _BESIDE_SHAPEFILE if path.suffix.lower() == ".shp" else ():
        path.with_suffix(ending).unlink(missing_ok=True)


def _point_features(
    table: PointTable, added: Sequence[NewField], fields: QgsFields, progress: Progress
) -> Iterator[QgsFeature]:
    """Yield the points of a table, found by the ids of their features, as some formats change the order."""
    rows: dict[int, list[int]] = {}
    for row, identity in enumerate(table.features.tolist()):
        rows.setdefault(identity, []).append(row)
    for feature in _features(table.source, QgsFeatureRequest(), progress):
        mine = rows.pop(feature.id(), [])
        attributes = feature.attributes()
        for row in mine:
            made = QgsFeature(fields)
            made.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(table.x[row], table.y[row])))
            made.setAttributes([*attributes, *(field.value(row) for field in added)])
            yield made
    if rows:
        message = tr("The layer '{layer}' has changed while it was worked on: start again.")
        raise FusionError(message.format(layer=table.source.sourceName()))


def _corners(vertices: np.ndarray) -> list[QgsPointXY]:
    return [QgsPointXY(float(x), float(y)) for x, y in vertices]


def _new_features(
    shapes: Iterable[QgsGeometry], count: int, added: Sequence[NewField], fields: QgsFields, progress: Progress
) -> Iterator[QgsFeature]:
    for index, shape in enumerate(shapes):
        if index % _STEP == 0:
            progress.check(index / count)
        made = QgsFeature(fields)
        made.setGeometry(shape)
        made.setAttributes([field.value(index) for field in added])
        yield made
