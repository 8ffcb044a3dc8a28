"""Pages to print: the template that comes with the plugin, and the PDF file of a map of classes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from osgeo import gdal

from tests.making import wkt, write_raster
from tools.qgis_runner import QgisProcess

IDS = {"title", "subtitle", "map", "legend", "scale_bar", "north_arrow", "notes", "source", "origin"}
LOW, HIGH = (32, 96, 160), (240, 200, 40)
MILLIMETRE = 90 / 25.4  # pixels, of a page drawn at 90 dots an inch


def page_of(path: str, band: int = 1, **texts: str) -> Any:
    from geochem_fusion.algorithms.print_layout import MapPage
    from geochem_fusion.algorithms.styling import class_style

    colours = ["#{:02x}{:02x}{:02x}".format(*colour) for colour in (LOW, HIGH)]
    return MapPage(path, class_style(list(zip(colours, ("to 20 ppm", "more than 20 ppm"))), band), "Cu (ppm)", texts)


@pytest.fixture
def classes(tmp_path: Path) -> str:
    plane = np.zeros((80, 100))
    plane[:, 75:] = 1
    return write_raster(tmp_path / "classes.tif", np.stack([plane, 1 - plane]), 30.0, names=["Cu class", "Zn class"])


def drawn(path: Path, page: int) -> np.ndarray:
    """Return a page as the picture (rows, columns, 3) that a reader of PDF shows."""
    gdal.SetConfigOption("GDAL_PDF_DPI", "90")
    try:
        return np.moveaxis(gdal.Open(f"PDF:{page}:{path}").ReadAsArray()[:3], 0, 2).astype(int)
    finally:
        gdal.SetConfigOption("GDAL_PDF_DPI", None)


def share(picture: np.ndarray, colour: tuple[int, int, int]) -> float:
    """Return how much of the map's frame, which lies 15 to 198 mm across and 28 to 188 mm down, is of a colour."""
    top, bottom, left, right = (round(edge * MILLIMETRE) for edge in (28, 188, 15, 198))
    return float((np.abs(picture[top:bottom, left:right] - colour).max(axis=2) < 12).mean())


def test_a_page_shows_the_classes_where_they_are(qgis_app: Any, classes: str, tmp_path: Path) -> None:
    from geochem_fusion.algorithms.print_layout import write_pages

    path = tmp_path / "maps.pdf"
    write_pages(str(path), [page_of(classes), page_of(classes, 2)])
    pages = [drawn(path, number) for number in (1, 2)]
    # the raster is 3000 m wide and 2400 high, the frame 183 mm by 160: filling it but for the margin is 1 : 16885,
    # and the next smaller scale in round numbers is 1 : 20000
    ground = 150 * 120 / (183 * 160)
    for picture, parts in zip(pages, ((0.75, 0.25), (0.25, 0.75))):
        for colour, part in zip((LOW, HIGH), parts):
            assert share(picture, colour) == pytest.approx(ground * part, abs=0.02)
    assert [p.name for p in tmp_path.glob("*.pdf*")] == ["maps.pdf"]
    assert not list(tmp_path.glob(".*"))


def test_texts_legend_and_scale_bar(qgis_app: Any, classes: str) -> None:
    from qgis.core import QgsLayoutItemLegend, QgsLayoutItemScaleBar, QgsUnitTypes
    from qgis.PyQt.QtCore import Qt

    from geochem_fusion.algorithms.print_layout import TEMPLATE, lay_out, read_template

    pages = [page_of(classes, title="Copper", notes="Keep"), page_of(classes, 2, title="Zinc")]
    project = lay_out(pages, read_template(str(TEMPLATE)))
    layout = project.layoutManager().printLayouts()[0]
    assert layout.pageCollection().pageCount() == 2
    items = [item for item in layout.items() if getattr(item, "id", str)()]
    first = {item.id(): item for item in items if layout.pageCollection().pageNumberForPoint(item.pos()) == 0}
    second = {item.id(): item for item in items if layout.pageCollection().pageNumberForPoint(item.pos()) == 1}
    assert set(first) == set(second) == IDS
    assert [first["title"].currentText(), second["title"].currentText()] == ["Copper", "Zinc"]
    assert first["notes"].currentText() == "Keep"
    assert first["source"].currentText() == "WGS 84 / UTM zone 33N, 1 : 20,000"
    for items in (first, second):
        legend, bar = items["legend"], items["scale_bar"]
        assert isinstance(legend, QgsLayoutItemLegend)
        assert legend.title() == "Cu (ppm)"
        nodes = legend.model().layerLegendNodes(legend.model().rootGroup().findLayers()[0])
        shown = [node.data(Qt.ItemDataRole.DisplayRole) for node in nodes]
        assert shown == ["to 20 ppm", "more than 20 ppm"]
        assert isinstance(bar, QgsLayoutItemScaleBar)
        assert bar.linkedMap() is items["map"]
        assert bar.units() == QgsUnitTypes.DistanceUnit.DistanceMeters
        assert bar.unitsPerSegment() in (200, 250, 500)
        assert items["north_arrow"].linkedMap() is items["map"]


def test_a_large_map_is_measured_in_kilometres(qgis_app: Any, tmp_path: Path) -> None:
    from qgis.core import QgsUnitTypes

    from geochem_fusion.algorithms.print_layout import TEMPLATE, lay_out, read_template

    path = write_raster(tmp_path / "wide.tif", np.zeros((60, 80)), 0.01, (7.0, 51.0), crs=wkt(4326))
    project = lay_out([page_of(path)], read_template(str(TEMPLATE)))
    layout = project.layoutManager().printLayouts()[0]
    # 0.8 degrees at 50.7 are 56.5 km: 1 : 318000 across the frame and 1 : 502000 along it, so none is printed
    assert layout.itemById("source").currentText() == "WGS 84"
    grid = layout.itemById("map").grid()
    assert grid.annotationExpression() == "round(@grid_number, if(@map_crs_acronym = 'longlat', 3, 0))"
    bar = layout.itemById("scale_bar")
    assert bar.units() == QgsUnitTypes.DistanceUnit.DistanceKilometers
    assert bar.unitsPerSegment() in (5, 10)


def test_the_template_works_without_the_plugin(qgis_app: Any, classes: str) -> None:
    """As 'Layout Manager' uses it: all layers of the project, the texts of the template, an extent that is a place."""
    from qgis.core import QgsLayoutItemMap, QgsPrintLayout, QgsProject, QgsReadWriteContext

    from geochem_fusion.algorithms.print_layout import TEMPLATE, read_template

    project = QgsProject()
    layout = QgsPrintLayout(project)
    project.layoutManager().addLayout(layout)
    items, loaded = layout.loadFromTemplate(read_template(str(TEMPLATE)), QgsReadWriteContext())
    assert loaded
    by_id = {item.id(): item for item in items}
    shown = by_id["map"]
    assert isinstance(shown, QgsLayoutItemMap)
    assert not shown.keepLayerSet()
    assert shown.extent().width() == pytest.approx(1830)
    assert by_id["title"].currentText() == "Geochemical map"
    project.setTitle("Copper of the north")
    assert by_id["title"].currentText() == "Copper of the north"
    assert by_id["legend"].autoUpdateModel()
    text = TEMPLATE.read_text(encoding="utf-8")
    assert "nan" not in text
    assert "/home" not in text


LABEL = "<Layout><LayoutItem type='65641' id='{}'/></Layout>"


@pytest.mark.parametrize("content", ["no layout", "<qgis></qgis>", LABEL.format("title"), LABEL.format("map"), None])
def test_another_template_is_refused(qgis_app: Any, content: str | None, tmp_path: Path) -> None:
    from geochem_fusion.algorithms.print_layout import read_template
    from geochem_fusion.core.errors import FusionError

    path = tmp_path / "own.qpt"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(FusionError, match="TEMPLATE"):
        read_template(str(path))


def test_classify_writes_the_pages(processing: Any, provider: Any, tmp_path: Path) -> None:
    from geochem_fusion.algorithms.print_layout import TEMPLATE

    values = np.exp(np.random.default_rng(5).normal(size=(2, 40, 50)) + 3)
    given = {
        "INPUT": write_raster(tmp_path / "map.tif", values, names=["Cu", "Zn"], unit="ppm"),
        "CLASSES": str(tmp_path / "classes.tif"),
        "LAYOUT": str(tmp_path / "maps.pdf"),
        "LAYOUT_TEXT": "The image helps.",
    }
    assert processing.run("geochemfusion:classify", given)["LAYOUT"] == given["LAYOUT"]
    # half of the area is in the lowest class, whose colour is this grey; 500 m and the margin are 1 : 2814, which is
    # printed as 1 : 3000
    ground = (500 / 3) * (400 / 3) / (183 * 160)
    for page in (1, 2):
        assert share(drawn(tmp_path / "maps.pdf", page), (222, 224, 227)) == pytest.approx(ground / 2, abs=0.03)
    own = tmp_path / "own.qpt"
    own.write_text(TEMPLATE.read_text(encoding="utf-8").replace('id="title"', 'id="other"'), encoding="utf-8")
    processing.run("geochemfusion:classify", {**given, "TEMPLATE": str(own)})
    assert (tmp_path / "maps.pdf").stat().st_size > 5000


def test_notes_fit_on_a_page(qgis_app: Any) -> None:
    from geochem_fusion.algorithms.classify import page_notes

    assert page_notes(["first", "", "second"]) == "first\n\nsecond"
    long = page_notes(["a" * 600, "b" * 300, "c" * 300, "d"])
    assert long == "a" * 600 + "\n\n" + "b" * 300 + "\n\nMore stands in the report."
    assert (
        page_notes(["a" * 600, "b" * 600, "c"], 2) == "a" * 600 + "\n\n" + "b" * 600 + "\n\nMore stands in the report."
    )


@pytest.mark.parametrize(
    ("name", "unit", "title"),
    [("Cu_ppm", "ppm", "Cu"), ("Cd_mg_kg", "mg/kg", "Cd"), ("Cu", "ppm", "Cu"), ("Cu_ppm", "", "Cu_ppm")],
)
def test_titles_name_elements(qgis_app: Any, name: str, unit: str, title: str) -> None:
    from geochem_fusion.algorithms.classify import without_unit

    assert without_unit(name, unit) == title


@pytest.mark.parametrize(
    ("scale", "round_one"),
    [(243_817, 250_000), (250_000, 250_000), (250_001, 300_000), (9.6e6, 1e7), (1.0, 1.0), (16_885, 20_000)],
)
def test_scales_are_round(qgis_app: Any, scale: float, round_one: float) -> None:
    from geochem_fusion.algorithms.print_layout import round_scale

    assert round_scale(scale) == round_one


def test_a_text_that_is_on_no_page_is_told(processing: Any, provider: Any, tmp_path: Path) -> None:
    from qgis.core import QgsProcessingFeedback

    from geochem_fusion.algorithms.print_layout import TEMPLATE

    class Warnings(QgsProcessingFeedback):
        def pushWarning(self, text: str) -> None:
            told.append(text)

    own = tmp_path / "own.qpt"
    own.write_text(TEMPLATE.read_text(encoding="utf-8").replace('id="notes"', 'id="other"'), encoding="utf-8")
    values = np.exp(np.random.default_rng(5).normal(size=(40, 50)) + 3)
    given = {
        "INPUT": write_raster(tmp_path / "map.tif", values, names=["Cu"], unit="ppm"),
        "CLASSES": str(tmp_path / "classes.tif"),
        "LAYOUT": str(tmp_path / "maps.pdf"),
        "LAYOUT_TEXT": "The image helps.",
    }

    told: list[str] = []

    def warnings(**changes: Any) -> list[str]:
        told.clear()
        processing.run("geochemfusion:classify", {**given, **changes}, feedback=Warnings())
        return [line for line in told if "LAYOUT" in line]

    assert warnings() == []
    assert warnings(TEMPLATE=str(own), LAYOUT_TEXT="") == []
    assert warnings(TEMPLATE=str(own)) == [
        f"LAYOUT_TEXT is on no page: TEMPLATE {own} has no label whose item id is 'notes'; give one that id."
    ]
    assert warnings(TEMPLATE=str(own), LAYOUT=None) == [
        "LAYOUT_TEXT, TEMPLATE: not used, because LAYOUT was not asked for."
    ]
    assert warnings(LAYOUT_TEXT="a" * 1001) == [
        "LAYOUT_TEXT has 1001 letters, of which a page of LAYOUT holds about 1000: its end may be cut off."
    ]


def test_pages_that_cannot_be_printed_fail_and_leave_what_is_complete(
    provider: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """QGIS takes an exception after the work for a line of the log, and ends well."""
    from qgis.core import QgsLayoutExporter, QgsProcessingContext, QgsProcessingException, QgsProcessingFeedback

    values = np.exp(np.random.default_rng(5).normal(size=(40, 50)) + 3)
    path = write_raster(tmp_path / "map.tif", values, names=["Cu"], unit="ppm")
    (tmp_path / "out").mkdir()
    asked = {name: str(tmp_path / "out" / name) for name in ("CLASSES", "LAYOUT", "REPORT")}
    asked = {"INPUT": path, **{name: asked[name] + end for name, end in zip(asked, (".tif", ".pdf", ".html"))}}

    def fail(*_: Any) -> Any:
        return QgsLayoutExporter.ExportResult.FileError

    monkeypatch.setattr(QgsLayoutExporter, "exportToPdf", fail)
    algorithm = provider.algorithm("classify").create()
    context, feedback = QgsProcessingContext(), QgsProcessingFeedback()
    assert algorithm.prepare(asked, context, feedback)
    with pytest.raises(QgsProcessingException) as caught:
        algorithm.runPrepared(asked, context, feedback)
    assert str(caught.value) == (
        f"Cannot write {asked['LAYOUT']}: the layout cannot be printed. "
        "These outputs were written before and are complete: CLASSES, REPORT."
    )
    assert sorted(one.name for one in (tmp_path / "out").iterdir()) == ["CLASSES.tif", "REPORT.html"]


def test_through_qgis_process(qgis_process: QgisProcess, tmp_path: Path) -> None:
    values = np.exp(np.random.default_rng(5).normal(size=(1, 40, 50)) + 3)
    path = write_raster(tmp_path / "map.tif", values, names=["Cu"], unit="ppm")
    outputs = {"CLASSES": tmp_path / "classes.tif", "LAYOUT": tmp_path / "maps.pdf"}
    qgis_process.run("geochemfusion:classify", {"INPUT": path, **outputs})
    assert share(drawn(tmp_path / "maps.pdf", 1), (222, 224, 227)) > 0.2
    with pytest.raises(Exception, match="LAYOUT shows the map of CLASSES"):
        qgis_process.run("geochemfusion:classify", {"INPUT": path, "LAYOUT": tmp_path / "other.pdf"})
