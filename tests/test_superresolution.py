"""Both algorithms of super-resolution in process and through ``qgis_process``: layers, files, styles, units."""

from __future__ import annotations

import csv
import html
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from making import even_means, read_raster, smooth_bands, write_raster
from osgeo import gdal, ogr, osr
from surveys import write_points

from geochem_fusion.core.superresolution.super_model import load
from tools.qgis_runner import QgisProcess

SIZE, PIXEL, RATIO = 96, 100.0, 8
CORE = slice(16, 80)
WEST, NORTH = 500000.0, 5000000.0
NUMBERS = {"PSNR", "SSIM", "RMSE", "SKILL", "N"}
GRANITE = slice(0, 41)  # columns; a border within the pixels of coarse cells


@pytest.fixture(scope="module")
def layers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A map of two elements that follow elevation and rock, coarse everywhere and fine in the middle."""
    folder = tmp_path_factory.mktemp("superresolution")
    trend, relief = smooth_bands(2, SIZE, SIZE, 7)
    elevation = 500 + 2 * (relief - relief.mean())
    rock = np.zeros((SIZE, SIZE))
    rock[:, GRANITE] = 1.0
    copper = 40 + 0.05 * (trend - trend.mean()) + 8 * rock + 0.04 * (elevation - 500)
    zinc = 90 + 0.04 * (trend - trend.mean()) - 10 * rock
    truth = np.stack([copper, zinc])
    names = ["Cu", "Zn"]
    fine = truth[:, CORE, CORE]
    coarse = np.stack([even_means(plane, RATIO) for plane in truth])
    rows, cols = np.mgrid[CORE, CORE]
    x, y = WEST + (cols.ravel() + 0.5) * PIXEL, NORTH - (rows.ravel() + 0.5) * PIXEL
    corner = WEST + CORE.start * PIXEL, NORTH - CORE.start * PIXEL
    return {
        "GEOCHEM": write_raster(folder / "coarse.tif", coarse, RATIO * PIXEL, names=names, unit="ppm"),
        "FINE": write_raster(folder / "fine.tif", fine, PIXEL, corner, names, unit="ppm"),
        "ELEVATION": write_raster(folder / "elevation.tif", elevation[None], PIXEL, names=["elevation"]),
        "GEOLOGY": polygons(folder / "geology.gpkg"),
        "METHOD": "ridge",
        "units": write_raster(folder / "units.tif", 1 + rock[None], PIXEL, names=["unit"]),
        "points": write_points(folder / "points.gpkg", x, y, dict(zip(("Cu_ppm", "Zn_ppm"), fine.reshape(2, -1)))),
        "truth": truth,
    }


def polygons(path: Path) -> str:
    """Write two units as polygons, one of them of two parts."""
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(32633)
    source = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
    layer = source.CreateLayer("geology", reference, ogr.wkbMultiPolygon)
    for name in ("UNIT", "DESCRIPTION"):
        layer.CreateField(ogr.FieldDefn(name, ogr.OFTString))
    border, east, middle, south = WEST + GRANITE.stop * PIXEL, WEST + SIZE * PIXEL, NORTH - 3000, NORTH - SIZE * PIXEL
    parts = {
        ("granite", "coarse biotite granite"): [(WEST, south, border, middle), (WEST, middle, border, NORTH)],
        ("basalt", "olivine basalt"): [(border, south, east, NORTH)],
        (None, "lake"): [(WEST - 900, south, WEST - 800, NORTH)],
    }
    for (unit, text), boxes in parts.items():
        shapes = [
            f"(({left} {low}, {right} {low}, {right} {high}, {left} {high}, {left} {low}))"
            for left, low, right, high in boxes
        ]
        feature = ogr.Feature(layer.GetLayerDefn())
        if unit:
            feature.SetField("UNIT", unit)
        feature.SetField("DESCRIPTION", text)
        feature.SetGeometry(ogr.CreateGeometryFromWkt(f"MULTIPOLYGON ({', '.join(shapes)})"))
        layer.CreateFeature(feature)
    return str(path)


def asked(layers: dict[str, Any], **more: Any) -> dict[str, Any]:
    given = {**{name: value for name, value in layers.items() if name.isupper()}, **more}
    return {name: value for name, value in given.items() if value is not None}


def rows_of(table: Path) -> Iterator[float]:
    """Yield the numbers of a table of measures, line by line."""
    with table.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            yield from (float(row[name]) for name in ("n", "psnr", "ssim", "rmse", "r", "skill"))


def applied(layers: dict[str, Any], model: str, **more: Any) -> dict[str, Any]:
    return asked(layers, **{"FINE": None, "METHOD": None, "MODEL": model, **more})


@pytest.fixture(scope="module")
def trained(
    processing: Any, provider: Any, layers: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("trained")
    endings = {"MODEL": "gfm", "REPORT": "html", "TABLE": "csv"}
    files = {name: str(folder / f"super.{ending}") for name, ending in endings.items()}
    return dict(processing.run("geochemfusion:trainsuperresolution", asked(layers, **files)))


def test_training_writes_what_it_found(trained: dict[str, Any]) -> None:
    assert set(trained) == NUMBERS | {"MODEL", "REPORT", "TABLE", "VERDICT"}
    with Path(trained["TABLE"]).open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    chosen = [row for row in rows if row["kind"] == "chosen"]
    assert [row["element"] for row in chosen] == ["Cu", "Zn"]
    for name in ("PSNR", "SSIM", "RMSE", "SKILL", "N"):
        assert trained[name] == pytest.approx(np.mean([float(row[name.lower()]) for row in chosen]))
    assert trained["SKILL"] > 0.1  # rock and relief, which interpolation does not know
    report = html.unescape(Path(trained["REPORT"]).read_text(encoding="utf-8"))
    sentences = re.findall('<p class="lead">(.*?)</p>', report)
    assert " ".join(sentences) == trained["VERDICT"]
    assert [sentence.partition(":")[0] for sentence in sentences] == ["Cu", "Zn"]
    assert "geology" in report


def test_names_of_units_are_known_by_their_description(trained: dict[str, Any]) -> None:
    found = load(trained["MODEL"]).embedding
    assert found is not None
    assert found.kind == "described"
    assert found.seen.tolist() == [True, True]


def test_the_map_that_is_applied(
    processing: Any, provider: Any, layers: dict[str, Any], trained: dict[str, Any], tmp_path: Path
) -> None:
    files = {name: str(tmp_path / f"{name.lower()}.tif") for name in ("OUTPUT", "UNCERTAINTY", "DOMAIN")}
    done = processing.run("geochemfusion:applysuperresolution", applied(layers, trained["MODEL"], **files))
    assert done == files
    assert {path.name for path in tmp_path.glob("*.qml")} == {"output.qml", "uncertainty.qml", "domain.qml"}
    made = gdal.Open(files["OUTPUT"])
    assert [made.GetRasterBand(k).GetDescription() for k in (1, 2)] == ["Cu", "Zn"]
    assert made.GetGeoTransform() == (WEST, PIXEL, 0.0, NORTH, 0.0, -PIXEL)
    values, truth = read_raster(files["OUTPUT"]), layers["truth"]
    assert np.isfinite(values).all()
    blocks = np.repeat(np.repeat([even_means(p, RATIO) for p in truth], RATIO, axis=1), RATIO, axis=2)
    outside = np.ones((SIZE, SIZE), bool)
    outside[CORE, CORE] = False
    for plane, wanted, block in zip(values, truth, blocks):
        assert np.std((plane - wanted)[outside]) < np.std((block - wanted)[outside])
    assert (read_raster(files["UNCERTAINTY"]) > 0).all()


def test_a_part_is_cut_from_the_whole(
    processing: Any, provider: Any, layers: dict[str, Any], trained: dict[str, Any], tmp_path: Path
) -> None:
    whole, part = str(tmp_path / "whole.tif"), str(tmp_path / "part.tif")
    box = f"{WEST + 1000},{WEST + 3000},{NORTH - 5000},{NORTH - 2000} [EPSG:32633]"
    processing.run("geochemfusion:applysuperresolution", applied(layers, trained["MODEL"], OUTPUT=whole))
    processing.run("geochemfusion:applysuperresolution", applied(layers, trained["MODEL"], OUTPUT=part, EXTENT=box))
    np.testing.assert_array_equal(read_raster(part), read_raster(whole)[:, 20:50, 10:30])


def test_units_that_training_never_saw_are_outside_the_domain(
    processing: Any, provider: Any, layers: dict[str, Any], trained: dict[str, Any], tmp_path: Path
) -> None:
    path = tmp_path / "strange.gpkg"
    polygons(path)
    source = ogr.Open(str(path), 1)
    source.ExecuteSQL("UPDATE geology SET UNIT = 'gabbro' WHERE UNIT = 'basalt'")
    del source
    domain = [str(tmp_path / f"{k}.tif") for k in range(2)]
    for geology, own in ((layers["GEOLOGY"], domain[0]), (str(path), domain[1])):
        given = applied(layers, trained["MODEL"], GEOLOGY=geology, OUTPUT=str(tmp_path / "o.tif"), DOMAIN=own)
        processing.run("geochemfusion:applysuperresolution", given)
    same, strange = (read_raster(own) for own in domain)
    np.testing.assert_array_equal(strange[0][:, GRANITE], same[0][:, GRANITE])
    assert same[0].mean() > 0.5
    assert (strange[0][:, GRANITE.stop :] == 0).all()


def test_a_raster_of_units_with_its_table(
    processing: Any, provider: Any, layers: dict[str, Any], tmp_path: Path
) -> None:
    model = str(tmp_path / "m.gfm")
    table = tmp_path / "units.csv"
    table.write_text("unit,silica\n1,50\n2,70\n", encoding="utf-8")
    given = asked(layers, GEOLOGY=layers["units"], UNITS=str(table), MODEL=model)
    processing.run("geochemfusion:trainsuperresolution", given)
    found = load(model).embedding
    assert found is not None
    assert (found.kind, found.codes, found.vectors.tolist()) == ("table", (1, 2), [[50.0], [70.0]])


def test_points_as_finer_survey(processing: Any, provider: Any, layers: dict[str, Any], tmp_path: Path) -> None:
    model = str(tmp_path / "m.gfm")
    points = {"FINE": None, "FINE_SAMPLES": layers["points"], "FIELDS": ["Cu_ppm", "Zn_ppm"]}
    done = processing.run("geochemfusion:trainsuperresolution", asked(layers, **points, MODEL=model))
    assert load(model).lattice.cell_size == pytest.approx(PIXEL)
    assert done["N"] == pytest.approx(64 * 64, rel=0.1)


def test_codes_that_are_named_are_no_values(
    processing: Any, provider: Any, layers: dict[str, Any], tmp_path: Path
) -> None:
    """Whichever number it is: one amid the contents, in one band or two, in either map and when applied."""
    code, found = 91.25, []
    coarse, fine = (read_raster(layers[name]) for name in ("GEOCHEM", "FINE"))
    for name, value in (("coded", code), ("holed", np.nan)):
        coarse[:, 1, 2:4], fine[1, 30:40, 5:20] = value, value
        corner = WEST + CORE.start * PIXEL, NORTH - CORE.start * PIXEL
        own = {
            "GEOCHEM": write_raster(tmp_path / f"{name}_c.tif", coarse, RATIO * PIXEL, names=["Cu", "Zn"], unit="ppm"),
            "FINE": write_raster(tmp_path / f"{name}_f.tif", fine, PIXEL, corner, ["Cu", "Zn"], unit="ppm"),
            "METHOD": "none",
            "MISSING_CODES": "n.d.; 91.25" if name == "coded" else "",
        }
        model, output = str(tmp_path / f"{name}.gfm"), str(tmp_path / f"{name}.tif")
        told = processing.run("geochemfusion:trainsuperresolution", {**own, "MODEL": model})
        shared = {key: own[key] for key in ("GEOCHEM", "MISSING_CODES")}
        processing.run("geochemfusion:applysuperresolution", {**shared, "MODEL": model, "OUTPUT": output})
        found.append((told["RMSE"], told["N"], read_raster(output)))
    assert found[0][:2] == found[1][:2]
    np.testing.assert_array_equal(found[0][2], found[1][2])
    assert np.isfinite(found[0][2]).any()


def test_a_network_is_trained_and_applied(
    processing: Any, provider: Any, layers: dict[str, Any], tmp_path: Path
) -> None:
    pytest.importorskip("torch", reason="PyTorch is not installed (make setup-deep)")
    model, report, out = (str(tmp_path / name) for name in ("m.gfm", "r.html", "o.tif"))
    given = asked(layers, METHOD="small", EPOCHS=1, FOLDS=2, MODEL=model, REPORT=report)
    processing.run("geochemfusion:trainsuperresolution", given)
    assert "loss after each epoch" in Path(report).read_text(encoding="utf-8")
    processing.run("geochemfusion:applysuperresolution", applied(layers, model, OUTPUT=out))
    assert np.isfinite(read_raster(out)).all()


def test_the_line_of_the_report_through_qgis_process(
    qgis_process: QgisProcess, layers: dict[str, Any], trained: dict[str, Any], tmp_path: Path
) -> None:
    found = re.search(r"<pre><code>(.*?)</code></pre>", Path(trained["REPORT"]).read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    line = shlex.split(html.unescape(found[1]).replace("\\\n", ""))
    assert "METHOD=ridge" in line
    table, model = Path(trained["TABLE"]), Path(trained["MODEL"])
    before = list(rows_of(table))
    table.unlink()
    qgis_process.call(*line[1:])
    assert list(rows_of(table)) == pytest.approx(before, rel=1e-9)  # with PyTorch or without, which a model file tells
    out = tmp_path / "o.tif"
    qgis_process.run("geochemfusion:applysuperresolution", applied(layers, str(model), OUTPUT=out))
    assert np.isfinite(read_raster(out)).all()
