"""The readtable step on tables as laboratories send them: CSV, XLSX and DBF of one table give the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from osgeo import gdal, ogr

from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.laboratory.reading import LaboratoryTable, TableRequest, flag_name, read_table, table_name
from geochem_fusion.core.raster.projection import same_crs
from tests.making import Log

NAMES = ["ID", "UTM_E", "UTM_N", "Cu_ppm", "Au_ppb", "SiO2_pct", "Rock"]
ROWS = [
    ["001", "500000.25", "7000000", "12.5", "<5", "65", "granite"],
    ["002", "500100.25", "7000100", ">1000", "7", "51.5", "basalt"],
    ["003", "500200.25", "7000200", "0.75", "LOD/2", "", "schist"],
    ["STD", "", "", "900", "900", "60", ""],
    ["004", "500300.25", "7000300", "33", "n.d.", "48.25", "schist"],
]
CERTIFICATE = """VA21 - Finalized
,,,,Au-AA23,ME-MS61,XRF,ME-MS61
ID,X,Y,Rock,Au,Cu,Cu,fid
Unit,,,,ppb,ppm,%,
LOD,,,,5,1,0.01,
S1,25.1234,-30.5123,granite,bdl,45,0.01,1
S2,25.2234,-30.6123,basalt,12,>1000,0.45,1
S2,25.2234,-30.6123,basalt,12,>1000,0.45,1
S3,0,0,basalt,12,7,0.02,1
"""


def write_csv(path: Path, delimiter: str = ",", comma: bool = False) -> str:
    rows = [[cell.replace(".", ",") if comma and cell[-1:].isdigit() else cell for cell in row] for row in ROWS]
    path.write_text("\n".join(delimiter.join(row) for row in [NAMES, *rows]), encoding="utf-8")
    return str(path)


def write_ogr(path: Path, driver: str) -> str:
    source = ogr.GetDriverByName(driver).CreateDataSource(str(path))
    layer = source.CreateLayer("table" if driver != "ESRI Shapefile" else path.stem, None, ogr.wkbNone)
    numbers = ("UTM_E", "UTM_N", "SiO2_pct")  # as a spreadsheet holds them; the others have texts
    for name in NAMES:
        layer.CreateField(ogr.FieldDefn(name, ogr.OFTReal if name in numbers else ogr.OFTString))
    for row in ROWS:
        feature = ogr.Feature(layer.GetLayerDefn())
        for name, cell in zip(NAMES, row):
            if cell:
                feature.SetField(name, float(cell) if name in numbers else cell)
        layer.CreateFeature(feature)
    return str(path)


def described(table: LaboratoryTable) -> dict[str, Any]:
    columns = [(c.name, c.field, c.kind, c.unit, c.counts, c.examples, repr(c.values.tolist())) for c in table.columns]
    return {"places": np.column_stack([table.x, table.y]).tolist(), "columns": columns, "left": table.left_out}


MAKERS = {
    "semicolon.csv": lambda path: write_csv(path, ";", comma=True),
    "tab.txt": lambda path: write_csv(path, "\t"),
    "table.xlsx": lambda path: write_ogr(path, "XLSX"),
    "table.ods": lambda path: write_ogr(path, "ODS"),
    "table.dbf": lambda path: write_ogr(path, "ESRI Shapefile"),
}


@pytest.mark.parametrize("name", MAKERS)
def test_one_table_in_any_format(tmp_path: Path, name: str) -> None:
    plain = read_table(TableRequest(write_csv(tmp_path / "plain.csv"), crs="EPSG:32735"))
    other = read_table(TableRequest(MAKERS[name](tmp_path / name), crs="EPSG:32735"))
    assert described(other) == described(plain)
    assert [c.field for c in plain.columns] == ["ID", "Cu_ppm", "Au_ppb", "SiO2_pct", "Rock"]
    assert plain.columns[1].values.tolist() == ["12.5", ">1000", "0.75", "33"]
    assert plain.columns[2].values.tolist() == ["<5", "7", "<5", None]
    np.testing.assert_array_equal(plain.columns[3].values, [65, 51.5, np.nan, 48.25])
    assert plain.x.tolist() == [500000.25, 500100.25, 500200.25, 500300.25]
    assert plain.left_out == 1


def test_options_of_gdal_are_set_back(tmp_path: Path) -> None:
    read_table(TableRequest(write_ogr(tmp_path / "a.xlsx", "XLSX"), crs="EPSG:32735"))
    assert gdal.GetThreadLocalConfigOption("OGR_XLSX_HEADERS") is None


def test_a_certificate(tmp_path: Path) -> None:
    path = tmp_path / "VA21.csv"
    path.write_text(CERTIFICATE, encoding="utf-8")
    log = Log()
    table = read_table(TableRequest(str(path), limits="flag"), log)
    assert same_crs(table.crs, "EPSG:4326")
    fields = {column.field: column for column in table.columns}
    # copper was measured twice, with two methods and units; a field fid would be lost in a GeoPackage
    assert list(fields) == ["ID", "Rock", "Au_ppb", "Cu_ppm", "Cu_pct", "fid_1"]
    assert (fields["Cu_ppm"].method, fields["Cu_pct"].method) == ("ME-MS61", "XRF")
    assert fields["Au_ppb"].values.tolist() == [5, 12, 12]
    assert fields["Au_ppb"].flags is not None
    assert fields["Au_ppb"].flags.tolist() == [-1, 0, 0]
    assert dict(table.head) == {"names": 3, "methods": 2, "units": 4, "limits of detection": 5}
    assert (table.left_out, table.repeated_rows, table.repeated_places) == (1, 1, 1)
    said = "\n".join([*log.infos, *log.warnings])
    for part in ("WGS 84", "0, 0, far from all others: 1 (rows 9)", "same as another one in every cell: 1", "X is 'X'"):
        assert part in said
    assert table.notes
    assert flag_name("Au_ppb") == "Au_ppb_limit"
    assert table_name(str(path)) == "VA21"


def test_columns_of_one_name_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("lon,lat,Cu_ppm,Cu ppm,note,Note\n1.5,2.5,3,4,a,b\n")
    assert [c.field for c in read_table(TableRequest(str(path))).columns] == ["Cu_ppm", "Cu_ppm_2", "note", "Note_2"]


def refused(tmp_path: Path, text: str, **more: Any) -> str:
    path = tmp_path / "a.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FusionError) as caught:
        read_table(TableRequest(str(path), **more))
    return str(caught.value)


def test_what_is_missing_is_asked_for(tmp_path: Path) -> None:
    metres = "X,Y,Cu\n500000,7000000,1\n500100,7000100,2\n"
    assert "CRS is missing: the coordinates 'X' (500000 to 500100) and 'Y' (7000000 to 7000100)" in refused(
        tmp_path, metres
    )
    assert "CRS is one of degrees" in refused(tmp_path, metres, crs="EPSG:4326")
    assert "no column is named like an element" in refused(tmp_path, "lon,lat,height\n1.5,2.5,3\n")
    assert "no row of samples" in refused(tmp_path, "lon,lat,Cu\n")
    assert "HEADER_ROW is 9" in refused(tmp_path, metres, crs="EPSG:32735", header_row=9)
    assert "LIMITS 'words' is not known" in refused(tmp_path, metres, limits="words")
    assert "MISSING_CODES" in refused(tmp_path, metres, crs="EPSG:32735", missing_codes="-1 -2")
    assert "no row has coordinates" in refused(tmp_path, "a,b,Cu\nx,y,1\n", x_field="a", y_field="b")


def table_of(path: Path, lines: list[str], log: Log, crs: str = "EPSG:32633") -> LaboratoryTable:
    path.write_text("\n".join(lines), encoding="utf-8")
    return read_table(TableRequest(str(path), crs=crs), log)


def test_signs_in_a_column_of_their_own(tmp_path: Path) -> None:
    log = Log()
    lines = ["ID,X,Y,Cu_Q,Cu_ppm", "a,500000,4000000,<,5", "b,500100,4000000,,12", "c,500200,4000000,>,900"]
    table = table_of(tmp_path / "t.csv", lines, log)
    assert table.contents[0].values.tolist() == ["<5", "12", ">900"]
    assert table.contents[0].counts["below"] == table.contents[0].counts["above"] == 1


def test_coordinates_that_cannot_be(tmp_path: Path) -> None:
    swapped = ["ID,X,Y,Cu_ppm", "a,4000000,500000,5", "b,4000100,500100,7"]
    with pytest.raises(FusionError, match="changed for each other: give X_FIELD=Y and Y_FIELD=X"):
        table_of(tmp_path / "swapped.csv", swapped, Log())
    log = Log()
    lines = [f"{k},{500000 + 100 * k},{4000000 + 100 * k},{k}" for k in range(1, 13)]
    table = table_of(tmp_path / "far.csv", ["ID,X,Y,Cu_ppm", *lines, "13,50060,4000300,9"], log)
    assert len(table.x) == 13
    assert any("may have a wrong digit in their coordinates, and are kept: 1 (rows 14)" in w for w in log.warnings)


def test_degrees_whose_name_says_west(tmp_path: Path) -> None:
    log = Log()
    lines = ["ID,Latitude (N),Longitude (W),Cu_ppm", "a,36.123,115.123,5", "b,36.223,115.223,7"]
    table = table_of(tmp_path / "west.csv", lines, log, crs="")
    assert (table.x.tolist(), table.y.tolist()) == ([-115.123, -115.223], [36.123, 36.223])


def test_a_row_for_each_content_is_refused(tmp_path: Path) -> None:
    lines = ["ID,X,Y,Element,Value", "a,500000,4000000,Cu,5", "a,500000,4000000,Zn,70", "b,500100,4000000,Cu,7"]
    with pytest.raises(FusionError, match="the column 'Element' holds elements, so that each content has a row"):
        table_of(tmp_path / "long.csv", lines, Log())


@pytest.mark.parametrize("times", [1, 100])
def test_percent_that_a_spreadsheet_keeps_as_hundredths(tmp_path: Path, times: int) -> None:
    names = ["SiO2_pct", "TiO2_pct", "Al2O3_pct", "Fe2O3_pct", "MgO_pct", "CaO_pct"]
    parts = [0.65, 0.01, 0.15, 0.06, 0.05, 0.06]
    lines = [f"{k},{500000 + k},4000000," + ",".join(f"{times * part:g}" for part in parts) for k in range(3)]
    log = Log()
    table_of(tmp_path / "oxides.csv", [",".join(["ID", "X", "Y", *names]), *lines], log)
    assert any("add up to 0.98 in most rows" in line for line in log.warnings) == (times == 1)
