"""Layers of points and lines: what is read from them, and what a tiny algorithm of these tests writes."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from osgeo import ogr

from tests.test_gridsamples import ROWS, make_points


@pytest.fixture
def echo(provider: Any) -> Any:
    """An algorithm that reads SAMPLES and writes them with new fields, and a line between each two of them."""
    from qgis.core import QgsProcessing, QgsProcessingParameterFeatureSink, QgsProcessingParameterFeatureSource
    from qgis.core import QgsProcessingParameterField as Field

    from geochem_fusion.algorithms.base import FusionAlgorithm
    from geochem_fusion.algorithms.styling import graduated_style, weighted_style
    from geochem_fusion.algorithms.vectors import NewField, VectorOutput

    class Echo(FusionAlgorithm):
        ID, LABEL, ICON = "echo", "Echo", "gridsamples.svg"
        new_name = "score"
        meanwhile: Any = None  # called between reading and writing

        def define(self) -> None:
            point, line = QgsProcessing.SourceType.TypeVectorPoint, QgsProcessing.SourceType.TypeVectorLine
            self.addParameter(QgsProcessingParameterFeatureSource("SAMPLES", "Samples", [point]))
            self.addParameter(Field("FIELDS", "Fields", None, "SAMPLES", Field.DataType.Any, True))
            self.addParameter(QgsProcessingParameterFeatureSink("SCORES", "Scores", point))
            self.addParameter(QgsProcessingParameterFeatureSink("EDGES", "Edges", line, None, True, False))

        def run_core(self, parameters: dict[str, Any], context: Any, progress: Any) -> dict[str, Any]:
            table = self.columns(parameters, "SAMPLES", "FIELDS", context)
            if self.meanwhile:
                self.meanwhile()
            n = len(table.x)
            score = np.where(np.arange(n) == 1, math.nan, np.arange(n) / 4)
            texts = np.array([f"row {k}" for k in range(n)])
            added = [NewField(self.new_name, score), NewField("rank", np.arange(n)), NewField("class", texts)]
            scores = VectorOutput(self, parameters, "SCORES", context).points(table, added, progress)
            ends = np.stack([table.x, table.y], axis=1)
            lines = [ends[k : k + 2] for k in range(n - 1)]
            weights = [NewField("weight", np.arange(n - 1, dtype=np.float32) / 2)]
            crs = table.source.sourceCrs().toWkt()
            edges = VectorOutput(self, parameters, "EDGES", context).lines(lines, crs, weights, progress)
            for path, style in (
                (scores, graduated_style("score", [0, 0.5, 2])),
                (edges, weighted_style("weight", (0, 3))),
            ):
                if path:
                    self.style(context, path, style)
            return {"SCORES": scores, "EDGES": edges}

    return Echo


def run(algorithm: Any, parameters: dict[str, Any], context: Any = None, feedback: Any = None) -> dict[str, Any]:
    from qgis.core import QgsProcessingContext, QgsProcessingException, QgsProcessingFeedback

    algorithm.initAlgorithm()
    feedback = feedback or QgsProcessingFeedback()
    results, good = algorithm.run(parameters, context or QgsProcessingContext(), feedback, {}, False)
    if not good:
        raise QgsProcessingException(feedback.textLog())
    return dict(results)


def table_of(layer: Any, names: list[str]) -> Any:
    """Read a layer as an algorithm does."""
    from qgis.core import QgsProcessingContext, QgsProcessingFeatureSource

    from geochem_fusion.algorithms.vectors import read_points

    context = QgsProcessingContext()
    source = QgsProcessingFeatureSource(layer, context)
    source.kept = context, layer
    return read_points(source, "SAMPLES", "FIELDS", names)


def written(path: str) -> list[tuple[str, dict[str, Any]]]:
    """Return geometry and attributes of a file, read with GDAL alone."""
    source = ogr.Open(path)
    layer = source.GetLayer(0)
    return [(f.GetGeometryRef().ExportToWkt(), f.items()) for f in layer]


def test_numbers_texts_and_null_are_told_apart(qgis_app: Any, tmp_path: Path) -> None:
    from qgis.core import QgsVectorLayer

    rows = [*ROWS, (math.nan, math.nan, "99", 99.0)]
    table = table_of(QgsVectorLayer(make_points(tmp_path / "s.gpkg", rows), "s", "ogr"), ["Au", "As", "Au"])
    assert table.names == ("Au", "As")
    assert table.rows.tolist() == [[text, number] for _, _, text, number in ROWS]
    assert (table.without, table.features.tolist()) == (1, list(range(1, len(ROWS) + 1)))
    raw = table.raw()
    assert raw.values is table.rows
    np.testing.assert_array_equal((raw.x, raw.y), np.array([row[:2] for row in ROWS]).T)
    assert (raw.source, raw.crs) == ("s", table.source.sourceCrs().toWkt())


def test_a_point_of_many_is_a_row_of_its_own(qgis_app: Any) -> None:
    from qgis.core import QgsFeature, QgsGeometry, QgsVectorLayer

    layer = QgsVectorLayer("MultiPointZ?crs=EPSG:4326&field=Cu:integer&field=ok:boolean", "m", "memory")
    feature = QgsFeature(layer.fields())
    feature.setAttributes([7, True])
    feature.setGeometry(QgsGeometry.fromWkt("MULTIPOINTZ((1 2 9),(3 4 9))"))
    assert layer.dataProvider().addFeatures([feature])[0]
    table = table_of(layer, ["Cu", "ok"])
    assert table.rows.tolist() == [[7, True], [7, True]]
    assert (table.x.tolist(), table.y.tolist()) == ([1, 3], [2, 4])


@pytest.mark.parametrize(
    ("names", "text"),
    [
        ([], "FIELDS is empty: choose the fields of s that hold concentrations."),
        (["Hg"], "FIELDS: s has no field 'Hg': choose another one."),
    ],
)
def test_a_field_that_cannot_be_used(qgis_app: Any, tmp_path: Path, names: list[str], text: str) -> None:
    from qgis.core import QgsVectorLayer

    from geochem_fusion.core.errors import FusionError

    with pytest.raises(FusionError, match=text):
        table_of(QgsVectorLayer(make_points(tmp_path / "s.gpkg", ROWS), "s", "ogr"), names)


@pytest.mark.parametrize("ending", ["gpkg", "shp", "geojson", "fgb"])
def test_points_keep_their_attributes_and_gain_fields(echo: Any, tmp_path: Path, ending: str) -> None:
    path = str(tmp_path / f"scores.{ending}")
    samples = make_points(tmp_path / "samples.gpkg", [(math.nan, math.nan, "9", 9.0), *ROWS])
    run(echo(), {"SAMPLES": samples, "FIELDS": ["As"], "SCORES": path})
    found = sorted(written(path), key=lambda row: row[1]["rank"])  # FlatGeobuf has an order of its own
    assert len(found) == len(ROWS)
    for k, ((wkt, attributes), (x, y, text, number)) in enumerate(zip(found, ROWS)):
        assert wkt == f"POINT ({x:.0f} {y:.0f})"
        assert (attributes["Au"] or None, attributes["As"]) == (text or None, number)
        assert attributes["score"] == (None if k == 1 else k / 4)
        assert (attributes["rank"], attributes["class"]) == (k, f"row {k}")


def test_a_point_of_many_is_written_as_a_point(echo: Any, tmp_path: Path) -> None:
    from qgis.core import QgsFeature, QgsGeometry, QgsVectorLayer

    path = str(tmp_path / "many.gpkg")
    source = QgsVectorLayer("MultiPoint?crs=EPSG:32633&field=As:double", "m", "memory")
    feature = QgsFeature(source.fields())
    feature.setAttributes([7.5])
    feature.setGeometry(QgsGeometry.fromWkt("MULTIPOINT((1 2),(3 4))"))
    assert source.dataProvider().addFeatures([feature])[0]
    run(echo(), {"SAMPLES": source, "FIELDS": ["As"], "SCORES": path})
    assert [(wkt, a["As"], a["rank"]) for wkt, a in written(path)] == [("POINT (1 2)", 7.5, 0), ("POINT (3 4)", 7.5, 1)]


def test_what_is_selected_is_written(echo: Any, tmp_path: Path) -> None:
    from qgis.core import QgsProcessingContext, QgsProcessingFeatureSourceDefinition, QgsProject, QgsVectorLayer

    path, project = str(tmp_path / "scores.gpkg"), QgsProject.instance()
    layer = QgsVectorLayer(make_points(tmp_path / "samples.gpkg", ROWS), "samples", "ogr")
    layer.selectByIds([3, 5])
    context = QgsProcessingContext()
    context.setProject(project)
    project.addMapLayer(layer)
    try:
        chosen = QgsProcessingFeatureSourceDefinition(layer.id(), True)
        run(echo(), {"SAMPLES": chosen, "FIELDS": ["As"], "SCORES": path}, context)
    finally:
        project.removeMapLayer(layer.id())
    assert [(wkt, a["rank"]) for wkt, a in written(path)] == [("POINT (12 15)", 0), ("POINT (3 4)", 1)]


def test_lines_have_their_weights(echo: Any, tmp_path: Path) -> None:
    samples = make_points(tmp_path / "samples.gpkg", ROWS[:3])
    paths = {"SCORES": str(tmp_path / "s.gpkg"), "EDGES": str(tmp_path / "e.gpkg")}
    assert run(echo(), {"SAMPLES": samples, "FIELDS": ["As"], **paths}) == paths
    assert [(wkt, a["weight"]) for wkt, a in written(paths["EDGES"])] == [
        ("LINESTRING (1 19,2 12)", 0),
        ("LINESTRING (2 12,12 15)", 0.5),
    ]
    assert ogr.Open(paths["EDGES"]).GetLayer(0).GetSpatialRef().GetAuthorityCode(None) == "32633"


def test_styles_come_back_with_the_files(echo: Any, tmp_path: Path) -> None:
    from qgis.core import QgsExpressionContext, QgsRenderContext, QgsVectorLayer

    samples = make_points(tmp_path / "samples.gpkg", ROWS)
    paths = {"SCORES": str(tmp_path / "s.gpkg"), "EDGES": str(tmp_path / "e.shp")}
    run(echo(), {"SAMPLES": samples, "FIELDS": ["As"], **paths})
    points, lines = (QgsVectorLayer(path, "opened again") for path in paths.values())
    graduated = points.renderer()
    assert (graduated.type(), graduated.classAttribute()) == ("graduatedSymbol", '"score"')
    assert [(r.lowerValue(), r.upperValue()) for r in graduated.ranges()] == [(0, 0.5), (0.5, 2)]
    assert [r.symbol().color().name() for r in graduated.ranges()] == ["#440154", "#fde725"]  # the ends of Viridis
    width = lines.renderer().symbol().dataDefinedWidth()
    for feature, expected in zip(lines.getFeatures(), (0.1, 0.1 + 1.1 / 6)):
        context = QgsRenderContext()
        expressions = QgsExpressionContext()
        expressions.setFields(lines.fields())
        expressions.setFeature(feature)
        context.setExpressionContext(expressions)
        assert width.valueAsDouble(expressions, 0)[0] == pytest.approx(expected)


def test_a_layer_in_memory_is_styled_when_loaded(echo: Any, tmp_path: Path) -> None:
    from qgis.core import QgsProcessingContext, QgsProcessingFeedback, QgsProcessingOutputLayerDefinition, QgsProject

    samples = make_points(tmp_path / "samples.gpkg", ROWS)
    context = QgsProcessingContext()
    context.setProject(QgsProject.instance())
    sink = QgsProcessingOutputLayerDefinition("TEMPORARY_OUTPUT", QgsProject.instance())
    place = run(echo(), {"SAMPLES": samples, "FIELDS": ["As"], "SCORES": sink}, context)["SCORES"]
    layer = context.getMapLayer(place)
    assert layer.featureCount() == len(ROWS)
    styler = context.layerToLoadOnCompletionDetails(place).postProcessor()
    styler.postProcessLayer(layer, context, QgsProcessingFeedback())
    assert layer.renderer().type() == "graduatedSymbol"


def test_a_field_is_not_written_over(echo: Any, tmp_path: Path) -> None:
    from qgis.core import QgsProcessingException

    echo.new_name = "AS"  # names of fields have no case
    samples = make_points(tmp_path / "samples.gpkg", ROWS)
    parameters = {"SAMPLES": samples, "FIELDS": ["As"], "SCORES": str(tmp_path / "s.gpkg")}
    with pytest.raises(QgsProcessingException, match="SCORES: samples has the fields AS already"):
        run(echo(), parameters)
    assert not (tmp_path / "s.gpkg").exists()


@pytest.mark.parametrize("ending", ["gpkg", "shp"])
def test_nothing_is_left_of_a_layer_that_changed(echo: Any, tmp_path: Path, ending: str) -> None:
    from qgis.core import QgsProcessingException, QgsVectorLayer

    layer = QgsVectorLayer(make_points(tmp_path / "samples.gpkg", ROWS), "samples", "ogr")
    (tmp_path / "out").mkdir()
    echo.meanwhile = staticmethod(lambda: layer.dataProvider().deleteFeatures([4]))
    parameters = {"SAMPLES": layer, "FIELDS": ["As"], "SCORES": str(tmp_path / "out" / f"s.{ending}")}
    with pytest.raises(QgsProcessingException, match="The layer 'samples' has changed while it was worked on"):
        run(echo(), parameters)
    assert list((tmp_path / "out").iterdir()) == []


def test_a_table_beside_others_stays(echo: Any, tmp_path: Path) -> None:
    from qgis.core import QgsProcessingException, QgsVectorLayer

    layer = QgsVectorLayer(make_points(tmp_path / "samples.gpkg", ROWS), "samples", "ogr")
    house = make_points(tmp_path / "house.gpkg", ROWS)
    echo.meanwhile = staticmethod(lambda: layer.dataProvider().deleteFeatures([4]))
    with pytest.raises(QgsProcessingException, match="has changed"):
        run(echo(), {"SAMPLES": layer, "FIELDS": ["As"], "SCORES": f"ogr:dbname='{house}' table=\"new\" (geom)"})
    assert ogr.Open(house).GetLayerByName("samples").GetFeatureCount() == len(ROWS)


def test_a_name_that_no_format_has(echo: Any, tmp_path: Path) -> None:
    from qgis.core import QgsProcessingException

    samples = make_points(tmp_path / "samples.gpkg", ROWS)
    parameters = {"SAMPLES": samples, "FIELDS": ["As"], "SCORES": "ogr:dbname='/proc/s.gpkg' table=\"s\" (geom)"}
    with pytest.raises(QgsProcessingException, match=r"SCORES: ogr:dbname.* cannot be written as a vector layer"):
        run(echo(), parameters)


def test_cancelling_leaves_nothing_behind(echo: Any, tmp_path: Path) -> None:
    from qgis.core import QgsProcessingFeedback

    samples, path = make_points(tmp_path / "samples.gpkg", ROWS), tmp_path / "s.gpkg"
    feedback = QgsProcessingFeedback()
    echo.meanwhile = feedback.cancel
    assert run(echo(), {"SAMPLES": samples, "FIELDS": ["As"], "SCORES": str(path)}, None, feedback) == {}
    assert not path.exists()


def test_a_kind_that_is_no_field() -> None:
    pytest.importorskip("qgis.core", reason="QGIS is not installed")
    from geochem_fusion.algorithms.vectors import NewField

    with pytest.raises(TypeError, match="kind 'c'"):
        NewField("z", np.array([1j])).definition()
