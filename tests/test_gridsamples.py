"""The algorithm gridsamples in process and through ``qgis_process``: layers, text fields, checks, the whole chain."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from osgeo import gdal, ogr, osr

from geochem_fusion.core.raster import gdal_reader as raster
from geochem_fusion.core.raster.projection import same_crs
from tests.making import read_raster
from tools.qgis_runner import QgisProcess, QgisProcessError

FIELDS = ["Cd_ppm", "Cu_ppm", "Pb_ppm", "Zn_ppm"]
NAN = math.nan
# x, y, a field of text, a field of numbers; cells of 10 from (0, 0)
ROWS: list[tuple[float, float, Any, Any]] = [
    (1.0, 19.0, "10", 1.0),  # upper left cell
    (2.0, 12.0, "<0.5", -0.5),
    (12.0, 15.0, "0.75", -9999.0),  # upper right cell, twice at the same place
    (12.0, 15.0, "0.25", 3.0),
    (3.0, 4.0, "granite", None),  # lower left cell
    (4.0, 4.0, None, 6.0),
    (5.0, 4.0, "", -2.0),
    (15.0, 5.0, "-9999", None),  # lower right cell
]


def make_points(path: Path, rows: Sequence[tuple[float, float, Any, Any]], code: int | None = 32633) -> str:
    """Write points with a text field Au and a number field As as a GeoPackage."""
    reference = None
    if code is not None:
        reference = osr.SpatialReference()
        reference.ImportFromEPSG(code)
    source = ogr.GetDriverByName("GPKG" if path.suffix == ".gpkg" else "ESRI Shapefile").CreateDataSource(str(path))
    layer = source.CreateLayer("samples", reference, ogr.wkbPoint)
    layer.CreateField(ogr.FieldDefn("Au", ogr.OFTString))
    layer.CreateField(ogr.FieldDefn("As", ogr.OFTReal))
    for x, y, text, value in rows:
        feature = ogr.Feature(layer.GetLayerDefn())
        for field, content in (("Au", text), ("As", value)):
            if content is not None:
                feature.SetField(field, content)
        if math.isfinite(x):
            feature.SetGeometry(ogr.CreateGeometryFromWkt(f"POINT ({x} {y})"))
        layer.CreateFeature(feature)
    return str(path)


def meuse(path: Path, fields: Sequence[str] = FIELDS) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return x, y and values (n, fields) of the points of the Meuse set, NaN for NULL."""
    source = ogr.Open(str(path))
    rows = []
    for feature in source.GetLayer(0):
        point = feature.GetGeometryRef()
        values = [NAN if feature.GetField(field) is None else feature.GetField(field) for field in fields]
        rows.append([point.GetX(), point.GetY(), *values])
    table = np.array(rows, float)
    return table[:, 0], table[:, 1], table[:, 2:]


def feedback_text(run: Any, parameters: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """Run the algorithm and return its results and its log."""
    from qgis.core import QgsProcessingFeedback

    feedback = QgsProcessingFeedback()
    result = run("geochemfusion:gridsamples", parameters, feedback=feedback)
    return result, feedback.textLog()


def everything(folder: Path) -> dict[str, str]:
    return {name: str(folder / f"{name.lower()}.tif") for name in ("OUTPUT", "COUNT", "STD", "CENSORED")}


def test_text_and_number_fields_by_hand(processing: Any, provider: Any, tmp_path: Path) -> None:
    samples = make_points(tmp_path / "samples.gpkg", ROWS)
    paths = everything(tmp_path)
    parameters = {"SAMPLES": samples, "FIELDS": ["Au", "As"], "CELL_SIZE": 10, **paths}
    result, log = feedback_text(processing.run, parameters)
    assert result == {**paths, "N": 5, "CELLS": 3}  # the two samples at one place count once
    grid = raster.describe(paths["OUTPUT"])
    assert grid.band_names == ["Au", "As"]
    assert grid.grid.transform == (0, 10, 0, 20, 0, -10)
    assert same_crs(grid.grid.crs, "EPSG:32633")
    # Au: (10 + 0.25) / 2; the duplicate (0.75 + 0.25) / 2. As: (1 + 0.25) / 2; 3; (6 + 1) / 2
    expected = [[[5.125, 0.5], [NAN, NAN]], [[0.625, 3], [3.5, NAN]]]
    np.testing.assert_array_equal(read_raster(paths["OUTPUT"]), expected)
    np.testing.assert_array_equal(read_raster(paths["COUNT"]), [[[2, 1], [0, 0]], [[2, 1], [2, 0]]])
    spread = [[[9.75 / 2**0.5, NAN], [NAN, NAN]], [[0.75 / 2**0.5, NAN], [5 / 2**0.5, NAN]]]
    np.testing.assert_allclose(read_raster(paths["STD"]), spread, rtol=1e-6)
    shares = [[[0.5, 0], [NAN, NAN]], [[0.5, 0], [0.5, NAN]]]
    np.testing.assert_array_equal(read_raster(paths["CENSORED"]), shares)
    assert "Au: 3 samples used in 2 cells; 3 missing; 1 below detection (25.0% of 4 with a value)" in log
    assert "As: 5 samples used in 3 cells; 3 missing; 2 below detection (40.0% of 5 with a value)" in log
    assert "1 duplicate; 1 cell with one sample only" in log
    summary = log.split("What was changed or assumed on the way, and warnings")[1]
    assert "Below detection: " in summary
    assert "Au: 1 value left out: not a number" in summary
    assert "Au: 1 value left out: not a number, or too large for a 32-bit float (first: 'granite')" in log


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"BELOW_DETECTION": "sqrt2"}, [(10 + 0.5 / 2**0.5) / 2, 0.5]),
        ({"BELOW_DETECTION": "drop"}, [10, 0.5]),
        ({"DUPLICATES": "first"}, [5.125, 0.75]),
        ({"DUPLICATES": "keep", "MIN_SAMPLES": 2}, [5.125, 0.5]),
        ({"MIN_SAMPLES": 2}, [5.125, NAN]),
        ({"MEAN": "geometric", "DUPLICATES": "keep"}, [math.sqrt(10 * 0.25), math.sqrt(0.75 * 0.25)]),
        ({"EXTENT": "0,9,11,20 [EPSG:32633]"}, [5.125]),
        ({"EXTENT": "11,19,10,20"}, [0.5]),
    ],
)
def test_options(
    processing: Any, provider: Any, tmp_path: Path, options: dict[str, Any], expected: list[float]
) -> None:
    samples, output = make_points(tmp_path / "samples.gpkg", ROWS), str(tmp_path / "mean.tif")
    parameters = {"SAMPLES": samples, "FIELDS": ["Au"], "CELL_SIZE": 10, "OUTPUT": output, **options}
    result = processing.run("geochemfusion:gridsamples", parameters)
    assert result["CELLS"] == np.isfinite(expected).sum()
    np.testing.assert_allclose(read_raster(output)[0, 0], expected, rtol=1e-6)


def test_negative_values_may_be_values(processing: Any, provider: Any, tmp_path: Path) -> None:
    samples, output = make_points(tmp_path / "samples.gpkg", ROWS), str(tmp_path / "mean.tif")
    parameters = {"SAMPLES": samples, "FIELDS": ["As"], "CELL_SIZE": 10, "NEGATIVE_IS_LIMIT": False, "OUTPUT": output}
    processing.run("geochemfusion:gridsamples", parameters)
    np.testing.assert_array_equal(read_raster(output), [[[0.25, 3], [2, NAN]]])


def test_limits_codes_and_texts_by_hand(processing: Any, provider: Any, tmp_path: Path) -> None:
    texts = ["1,5", "<0,5", ">30", "n.d.", "tr", "1 234", "-", "-999", "9,25", "lost"]
    numbers = [10.0, 20.0, 30.0, 40.0, 50.0, -5.0, -999.0, 1e31, 0.0, None]
    rows = [(float(k), 5.0, text, number) for k, (text, number) in enumerate(zip(texts, numbers))]
    samples, output = make_points(tmp_path / "samples.gpkg", rows), str(tmp_path / "mean.tif")
    parameters = {"SAMPLES": samples, "FIELDS": ["Au", "As"], "CELL_SIZE": 100, "OUTPUT": output}
    _, log = feedback_text(processing.run, parameters)
    # Au: 1.5, 0.25, 30, trace as the lowest limit 0.25, 1234, 9.25. As: 10 to 50, 2.5, 0
    means = [np.mean([1.5, 0.25, 30, 0.25, 1234, 9.25]), np.mean([10, 20, 30, 40, 50, 2.5, 0])]
    np.testing.assert_allclose(read_raster(output).ravel(), means, rtol=1e-6)
    for text in ("(first: '>30';", "(first: 'n.d.';", "(first: 'tr')", "(first: '-999')", "(first: 'lost')"):
        assert text in log
    assert "As: 2 values (20.0%) left out as codes for missing (first: '-999.0', '1e+31')" in log
    assert "As: 1 value (10.0%) are 0" in log
    named = {"MISSING_CODES": "0;lost;-5", "OVER_LIMIT": "half_more", "BELOW_DETECTION": "drop"}
    _, log = feedback_text(processing.run, {**parameters, **named})
    means = [np.mean([1.5, 45, 1234, 9.25]), 30]
    np.testing.assert_allclose(read_raster(output).ravel(), means, rtol=1e-6)
    assert "lost" not in log
    assert "are 0" not in log


def test_bands_of_contents_have_the_units_of_their_values(processing: Any, provider: Any, tmp_path: Path) -> None:
    rows = [(float(k), 5.0, text, 1.0) for k, text in enumerate(("1 ppb", "<2 ppb", "4 ppb"))]
    parameters = {"SAMPLES": make_points(tmp_path / "samples.gpkg", rows), "FIELDS": ["Au", "As"], "CELL_SIZE": 100}
    files = {name: str(tmp_path / f"{name}.tif") for name in ("OUTPUT", "STD", "COUNT", "CENSORED")}
    processing.run("geochemfusion:gridsamples", {**parameters, **files})
    units = {name: [band.unit for band in raster.describe(path).bands] for name, path in files.items()}
    assert units == {"OUTPUT": ["ppb", ""], "STD": ["ppb", ""], "COUNT": ["", ""], "CENSORED": ["", ""]}


def test_json_fields_are_named(processing: Any, provider: Any, tmp_path: Path) -> None:
    from qgis.core import Qgis, QgsProcessingException

    features = [
        {"type": "Feature", "properties": {"Cu": v}, "geometry": {"type": "Point", "coordinates": [15 + k / 1e3, 45]}}
        for k, v in enumerate((1.5, "<0.5", 3))
    ]
    path, output = tmp_path / "mixed.geojson", str(tmp_path / "mean.tif")
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    parameters = {"SAMPLES": str(path), "FIELDS": ["Cu"], "CELL_SIZE": 1, "OUTPUT": output}
    if Qgis.QGIS_VERSION_INT >= 32400:
        pytest.skip("newer versions of QGIS may read such values")
    with pytest.raises(QgsProcessingException, match=r"the field 'Cu' of mixed is of the type JSON.*\.fgb"):
        processing.run("geochemfusion:gridsamples", parameters)
    assert not (tmp_path / "mean.tif").exists()


def test_selection_filter_and_missing_geometry(processing: Any, provider: Any, tmp_path: Path) -> None:
    from qgis.core import QgsProcessingFeatureSourceDefinition, QgsProject, QgsVectorLayer

    rows = [*ROWS, (NAN, NAN, "99", 99.0)]
    layer = QgsVectorLayer(make_points(tmp_path / "samples.gpkg", rows), "samples", "ogr")
    output = str(tmp_path / "mean.tif")
    parameters = {"FIELDS": ["As"], "CELL_SIZE": 10, "OUTPUT": output}
    QgsProject.instance().addMapLayer(layer)
    try:
        result, log = feedback_text(processing.run, {**parameters, "SAMPLES": layer})
        assert result["N"] == 5
        assert "Features of 'samples' left out, because they have no geometry: 1." in log
        layer.selectByIds([f.id() for f in layer.getFeatures() if f["As"] in (1.0, 3.0)])
        source = QgsProcessingFeatureSourceDefinition(layer.id(), True)
        assert processing.run("geochemfusion:gridsamples", {**parameters, "SAMPLES": source})["N"] == 2
        layer.removeSelection()
        layer.setSubsetString('"As" > 2')
        assert processing.run("geochemfusion:gridsamples", {**parameters, "SAMPLES": layer})["N"] == 2
    finally:
        QgsProject.instance().removeMapLayer(layer.id())


def test_memory_layer_of_multipoints(processing: Any, provider: Any, tmp_path: Path) -> None:
    from qgis.core import QgsFeature, QgsGeometry, QgsVectorLayer

    layer = QgsVectorLayer("MultiPoint?crs=EPSG:4326&field=Cu:integer&field=day:date&field=ok:boolean", "m", "memory")
    feature = QgsFeature(layer.fields())
    feature.setAttributes([7, "2020-01-31", True])
    feature.setGeometry(QgsGeometry.fromWkt("MULTIPOINT((0.05 0.05),(0.15 0.05))"))
    empty = QgsFeature(layer.fields())
    empty.setAttributes([None, None, None])
    empty.setGeometry(QgsGeometry.fromWkt("MULTIPOINT((0.05 0.05))"))
    nowhere = QgsFeature(layer.fields())
    nowhere.setAttributes([5, None, None])
    nowhere.setGeometry(QgsGeometry.fromWkt("MULTIPOINT EMPTY"))
    assert layer.dataProvider().addFeatures([feature, empty, nowhere])[0]
    output = str(tmp_path / "mean.tif")
    parameters = {"SAMPLES": layer, "FIELDS": ["Cu", "day", "ok"], "CELL_SIZE": 0.1, "OUTPUT": output}
    result, log = feedback_text(processing.run, parameters)
    assert (result["N"], result["CELLS"]) == (2, 2)
    np.testing.assert_array_equal(read_raster(output)[0], [[7, 7]])
    assert "Cu: 2 samples used in 2 cells; 1 missing" in log
    assert "day: 2 values left out" in log
    assert "ok: 2 values left out" in log
    assert "no geometry: 1" in log


def test_projected_result_and_extent_in_another_crs(processing: Any, provider: Any, tmp_path: Path) -> None:
    rows = [(15.0, 45.0, "1", 1.0), (15.01, 45.0, "2", 2.0), (15.5, 45.0, "3", 3.0)]
    output = str(tmp_path / "mean.tif")
    parameters = {
        "SAMPLES": make_points(tmp_path / "samples.gpkg", rows, 4326),
        "FIELDS": ["As"],
        "CELL_SIZE": 1000,
        "TARGET_CRS": "EPSG:32633",
        "EXTENT": "14.99,15.02,44.99,45.01 [EPSG:4326]",
        "OUTPUT": output,
    }
    result, log = feedback_text(processing.run, parameters)
    grid = raster.describe(output).grid
    assert same_crs(grid.crs, "EPSG:32633")
    assert {value % 1000 for value in (grid.transform[0], grid.transform[3])} == {0}
    assert (result["N"], result["CELLS"]) == (2, 1)
    col, row = (500500 - grid.transform[0]) // 1000, (grid.transform[3] - 4982500) // 1000
    assert read_raster(output)[0, int(row), int(col)] == 1.5
    assert "Left out, because they lie outside EXTENT: 1 point of 'samples'." in log


def test_the_cell_size_is_found_from_the_spacing(processing: Any, provider: Any, tmp_path: Path) -> None:
    rows = [(500000 + 40.0 * k, 5000000 + 40.0 * j, "1", 1.0) for k in range(8) for j in range(8)]
    parameters = {
        "SAMPLES": make_points(tmp_path / "s.gpkg", rows),
        "FIELDS": ["As"],
        "OUTPUT": str(tmp_path / "m.tif"),
    }
    _, log = feedback_text(processing.run, parameters)
    assert raster.describe(str(tmp_path / "m.tif")).grid.transform[1] == 100  # 80 as a round number
    assert "Cells are 100 wide, for about four samples in each: these lie some 40 apart." in log


def test_csv_through_qgis_process(qgis_process: QgisProcess, tmp_path: Path) -> None:
    lines = ["x,y,Au,As", *(f"{x},{y},{a or ''},{'' if b is None else b}" for x, y, a, b in ROWS)]
    (tmp_path / "samples.csv").write_text("\n".join(lines), encoding="utf-8")
    table = (tmp_path / "samples.csv").as_uri()
    paths = everything(tmp_path)
    document = qgis_process.run_document(
        "geochemfusion:gridsamples",
        {
            "SAMPLES": f"delimitedtext://{table}?xField=x&yField=y&crs=EPSG:32633",
            "FIELDS": ["Au", "As"],
            "CELL_SIZE": 10,
            "BELOW_DETECTION": "drop",
            **paths,
        },
    )
    assert document["results"] == {**paths, "N": 3, "CELLS": 3}
    expected = [[[10, 0.5], [NAN, NAN]], [[1, 3], [6, NAN]]]
    np.testing.assert_array_equal(read_raster(paths["OUTPUT"]), expected)
    np.testing.assert_array_equal(read_raster(paths["CENSORED"])[1], [[0.5, 0], [0.5, NAN]])


def test_real_points_and_the_whole_chain(in_process: Any, shared_data: Path, tmp_path: Path) -> None:
    data, cell = shared_data / "meuse", 400.0
    paths = everything(tmp_path)
    result = in_process.run(
        "geochemfusion:gridsamples",
        {"SAMPLES": data / "points_train.gpkg", "FIELDS": FIELDS, "CELL_SIZE": cell, **paths},
    )
    x, y, values = meuse(data / "points_train.gpkg")
    place = gdal.Open(paths["OUTPUT"]).GetGeoTransform()
    col, row = np.floor((x - place[0]) / cell).astype(int), np.floor((place[3] - y) / cell).astype(int)
    means, count, spread, shares = (read_raster(path) for path in paths.values())
    assert (place[0] % cell, place[3] % cell) == (0, 0)
    assert means.shape[1:] == (row.max() + 1, col.max() + 1)
    assert (row.min(), col.min()) == (0, 0)
    assert result["N"] == len(x) == 109
    assert result["CELLS"] == len(set(zip(row, col)))
    for k in range(len(FIELDS)):
        for r, c in np.ndindex(*means.shape[1:]):
            own = values[(row == r) & (col == c), k]
            own = own[np.isfinite(own)]
            assert count[k, r, c] == len(own)
            expected = (own.mean() if len(own) else NAN, own.std(ddof=1) if len(own) > 1 else NAN)
            np.testing.assert_allclose((means[k, r, c], spread[k, r, c]), expected, rtol=1e-6)
    assert np.nanmax(shares) == 0
    common = {"RASTERS": [data / "covariates.tif"], "GEOCHEM": paths["OUTPUT"]}
    model, fused = tmp_path / "model.gfm", tmp_path / "fused.tif"
    trained = in_process.run("geochemfusion:train", {**common, "METHOD": "linear", "FEATURES": "raw", "MODEL": model})
    assert trained["N"] >= 20
    in_process.run("geochemfusion:apply", {**common, "MODEL": model, "OUTPUT": fused})
    assert raster.describe(str(fused)).band_names == FIELDS
    assert np.isfinite(read_raster(fused)).any(axis=(1, 2)).all()


def test_help_survives_as_html(provider: Any) -> None:
    found = provider.algorithm("gridsamples")
    texts = [found.shortHelpString(), *(p.help() for p in found.parameterDefinitions())]
    assert not any(character in text for text in texts for character in "<>&")  # QGIS shows help as HTML


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"CELL_SIZE": -5}, "CELL_SIZE is -5"),
        ({"CELL_SIZE": 1e-4}, "100,000,000 is the most"),
        ({"FIELDS": ["Hg"]}, "has no field 'Hg'"),
        ({"FIELDS": []}, "FIELDS"),
        ({"EXTENT": "1000,2000,1000,2000"}, "inside EXTENT"),
        ({"MIN_SAMPLES": 9}, "No cell has a value"),
        ({"SAMPLES": "{plain}"}, "has no coordinate reference system"),
        ({"SAMPLES": "{plain}", "TARGET_CRS": "EPSG:32633"}, "has no coordinate reference system"),
        ({"SAMPLES": "{empty}"}, "has no point"),
        ({"TARGET_CRS": "EPSG:4326"}, "in degrees"),
        ({"COUNT": "{out}.tif"}, "OUTPUT and COUNT have the same name"),
    ],
)
def test_bad_input_is_one_clear_sentence(
    processing: Any, provider: Any, tmp_path: Path, changes: dict[str, Any], text: str
) -> None:
    from qgis.core import QgsProcessingException

    samples, written = tmp_path / "samples", tmp_path / "written"
    samples.mkdir()
    written.mkdir()
    places = {
        "plain": make_points(samples / "plain.shp", ROWS, None),
        "empty": make_points(samples / "empty.gpkg", []),
        "out": str(written / "out"),
    }
    parameters = {
        "SAMPLES": make_points(samples / "samples.gpkg", ROWS),
        "FIELDS": ["As"],
        "CELL_SIZE": 100,
        "OUTPUT": "{out}.tif",
        **changes,
    }
    filled = {k: v.format(**places) if isinstance(v, str) else v for k, v in parameters.items()}
    with pytest.raises(QgsProcessingException, match=text) as caught:
        processing.run("geochemfusion:gridsamples", filled)
    assert "Traceback" not in str(caught.value)
    assert list(written.iterdir()) == []


def test_failure_is_a_sentence_and_an_exit_code(qgis_process: QgisProcess, tmp_path: Path) -> None:
    samples, output = make_points(tmp_path / "samples.gpkg", ROWS), tmp_path / "mean.tif"
    with pytest.raises(QgisProcessError) as caught:
        qgis_process.run(
            "geochemfusion:gridsamples",
            {"SAMPLES": samples, "FIELDS": "As", "CELL_SIZE": 10, "EXTENT": "1000,2000,1000,2000", "OUTPUT": output},
        )
    assert caught.value.exit_code == 1
    assert "No point of 'samples' lies inside EXTENT" in caught.value.messages
    assert not output.exists()


def test_cancel_leaves_nothing_behind(provider: Any, tmp_path: Path) -> None:
    from qgis.core import QgsProcessingContext, QgsProcessingFeedback

    feedback = QgsProcessingFeedback()
    feedback.progressChanged.connect(lambda value: feedback.cancel() if value >= 40 else None)
    output = tmp_path / "mean.tif"
    samples = make_points(tmp_path / "samples.gpkg", ROWS)
    parameters = {"SAMPLES": samples, "FIELDS": ["As"], "CELL_SIZE": 1, "OUTPUT": str(output)}
    result, _ = provider.algorithm("gridsamples").create().run(parameters, QgsProcessingContext(), feedback)
    assert feedback.isCanceled()
    assert result == {}
    assert not output.exists()


def test_result_is_styled_when_loaded(processing: Any, provider: Any, tmp_path: Path) -> None:
    from qgis.core import QgsProcessingContext, QgsProcessingFeedback, QgsProject, QgsRasterLayer

    samples, output = make_points(tmp_path / "samples.gpkg", ROWS), str(tmp_path / "mean.tif")
    context, feedback = QgsProcessingContext(), QgsProcessingFeedback()
    details = QgsProcessingContext.LayerDetails("Cell means", QgsProject.instance(), "OUTPUT")
    context.addLayerToLoadOnCompletion(output, details)
    parameters = {"SAMPLES": samples, "FIELDS": ["As"], "CELL_SIZE": 10, "OUTPUT": output}
    _, good = provider.algorithm("gridsamples").create().run(parameters, context, feedback)
    assert good
    layer = QgsRasterLayer(output, "mean")
    context.layerToLoadOnCompletionDetails(output).postProcessor().postProcessLayer(layer, context, feedback)
    assert layer.renderer().type() == "singlebandpseudocolor"
    low, high = np.percentile([0.625, 3, 3.5], [2, 98])
    assert layer.renderer().classificationMin() == pytest.approx(low)
    assert layer.renderer().classificationMax() == pytest.approx(high)


def test_a_table_behind_a_layer_is_not_written_over(in_process: Any, tmp_path: Path) -> None:
    table = tmp_path / "samples.csv"
    table.write_text("x,y,Cu\n500100,5000100,1\n500900,5000900,2\n", encoding="utf-8")
    before = table.read_bytes()
    source = f"delimitedtext://{table.as_uri()}?type=csv&xField=x&yField=y&crs=EPSG:32633"
    with pytest.raises(Exception, match=r"TABLE: .*samples\.csv is also an input, which would be lost"):
        in_process.run(
            "geochemfusion:anomalies", {"SAMPLES": source, "TABLE": table, "SCORES": tmp_path / "scores.gpkg"}
        )
    assert table.read_bytes() == before


def test_a_field_of_dates_is_told_as_it_is_written(provider: Any) -> None:
    from qgis.core import NULL
    from qgis.PyQt.QtCore import QDate, QDateTime, QTime

    from geochem_fusion.algorithms.sample_values import plain_value

    day, noon = QDate(2020, 1, 2), QTime(12, 30)
    given = (day, QDateTime(day, noon), noon, NULL, None, 1.5, "x")
    expected = ["2020-01-02", "2020-01-02T12:30:00", "12:30:00", None, None, 1.5, "x"]
    assert [plain_value(value) for value in given] == expected
