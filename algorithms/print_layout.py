"""Maps as pages to print: a PDF file from the template of a print layout, whose items are found by their ids.

QGIS draws layouts in its main thread only, see ``main_thread``.
"""

from __future__ import annotations

import contextlib
import math
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from qgis.core import (
    QgsLayoutExporter,
    QgsLayoutItem,
    QgsLayoutItemLabel,
    QgsLayoutItemLegend,
    QgsLayoutItemMap,
    QgsLayoutItemPage,
    QgsLayoutItemPicture,
    QgsLayoutItemScaleBar,
    QgsLegendRenderer,
    QgsLegendStyle,
    QgsMapLayerLegendUtils,
    QgsPrintLayout,
    QgsProject,
    QgsRasterLayer,
    QgsReadWriteContext,
    QgsScaleBarSettings,
    QgsUnitTypes,
)
from qgis.PyQt.QtCore import QPointF, Qt
from qgis.PyQt.QtXml import QDomDocument

from ..core.errors import FusionError
from ..core.files import check_place, replace_file, temporary_name
from ..core.raster.gdal_call import quiet
from .styling import RasterStyle

TEMPLATE = Path(__file__).resolve().parent.parent / "layouts" / "geochemical_map.qpt"
MAP, LEGEND, SCALE_BAR = "map", "legend", "scale_bar"  # ids of items; those of labels are the names of their texts
_MAP_TYPE, _LABEL_TYPE = "65639", "65641"  # in templates, QgsLayoutItemRegistry.LayoutMap and LayoutLabel
_MARGIN = 1.03  # how much wider than the raster the map is
_KILOMETRE = 1000.0
_ROUND = (1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 7.5, 10.0)  # first digits of the scales of printed maps
_GAP = 10.0  # mm between pages, as in the window of QGIS


@dataclass(frozen=True)
class MapPage:
    """A page: a raster with the style that it is shown in, and the texts of the labels by their ids."""

    path: str
    style: RasterStyle
    legend: str
    texts: dict[str, str]


def read_template(path: str) -> QDomDocument:
    """Return the template of a layout. Raises FusionError for another file, and for one without a map."""
    document = QDomDocument()
    try:
        good = document.setContent(Path(path).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        good = False
    if not (good and document.documentElement().tagName() == "Layout"):
        raise FusionError(
            "TEMPLATE {path} is no template of a print layout: save one as .qpt in a layout of QGIS.", path=path
        )
    if (_MAP_TYPE, MAP) not in _template_items(document):
        raise FusionError("TEMPLATE {path} has no map whose item id is 'map': give the map that id.", path=path)
    return document


def has_label(path: str, name: str) -> bool:
    """Return whether a template has a label with an item id. Raises FusionError as ``read_template``."""
    return (_LABEL_TYPE, name) in _template_items(read_template(path))


def _template_items(document: QDomDocument) -> list[tuple[str, str]]:
    """Return the type and the id of all items of a template."""
    found = document.documentElement().elementsByTagName("LayoutItem")
    items = [found.at(place).toElement() for place in range(found.count())]
    return [(item.attribute("type"), item.attribute("id")) for item in items]


def round_scale(scale: float) -> float:
    """Return the next smaller scale that maps are printed in: 250000 for 243817."""
    power = 10.0 ** math.floor(math.log10(scale))
    return next(digits * power for digits in _ROUND if digits * power >= scale * (1 - 1e-9))


def write_pages(path: str, pages: Sequence[MapPage], template: str = "") -> None:
    """Write a PDF file with a page for each map, laid out as a template, or that of the plugin.

    Raises FusionError for a template without a map and for a file that cannot be written, which then is not there.
    """
    check_place(path)
    project = lay_out(pages, read_template(template or str(TEMPLATE)))
    layout = project.layoutManager().printLayouts()[0]
    temporary = temporary_name(path)
    try:
        done = QgsLayoutExporter(layout).exportToPdf(temporary, QgsLayoutExporter.PdfExportSettings())
        if done != QgsLayoutExporter.ExportResult.Success:
            raise FusionError("Cannot write {path}: the layout cannot be printed.", path=path)
        replace_file(temporary, path)
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.remove(temporary)


def lay_out(pages: Sequence[MapPage], document: QDomDocument) -> QgsProject:
    """Return a project of its own that holds one layout, with a page for each map."""
    project = QgsProject()
    layout = QgsPrintLayout(project)
    layout.initializeDefaults()
    layout.setName(TEMPLATE.stem)
    project.layoutManager().addLayout(layout)  # which must not outlive the project
    for number, page in enumerate(pages):
        _fill(_items(layout, document, number), page, project)
    layout.refresh()
    return project


def _items(layout: QgsPrintLayout, document: QDomDocument, number: int) -> list[QgsLayoutItem]:
    """Add the items of a template to a layout, those of later ones on a page of their own; return them."""
    if not number:
        found: list[QgsLayoutItem] = layout.loadFromTemplate(document, QgsReadWriteContext())[0]
        return found
    pages = layout.pageCollection()
    page = QgsLayoutItemPage(layout)
    page.setPageSize(pages.page(0).sizeWithUnits())
    pages.addPage(page)
    inside = QPointF(0, pages.page(number).pos().y() + _GAP / 2)
    context = QgsReadWriteContext()
    return list(layout.addItemsFromXml(document.documentElement(), document, context, inside, True))


def _fill(items: Sequence[QgsLayoutItem], page: MapPage, project: QgsProject) -> None:
    """Show a page's raster in the items of a template, and write its texts."""
    with quiet():
        layer = QgsRasterLayer(page.path, Path(page.path).stem)
    layer.setRenderer(page.style(layer))
    project.addMapLayer(layer)
    project.setCrs(layer.crs())
    project.setEllipsoid(layer.crs().ellipsoidAcronym() or "NONE")
    shown = next(item for item in items if isinstance(item, QgsLayoutItemMap) and item.id() == MAP)
    shown.setLayers([layer])
    shown.setKeepLayerSet(True)
    extent = layer.extent()
    extent.scale(_MARGIN)
    shown.zoomToExtent(extent)
    if layer.crs().mapUnits() != QgsUnitTypes.DistanceUnit.DistanceDegrees:  # which have no one scale
        shown.setScale(round_scale(shown.scale()))
    for item in items:
        if isinstance(item, QgsLayoutItemLabel) and item.id() in page.texts:
            item.setText(page.texts[item.id()])
        elif isinstance(item, QgsLayoutItemLegend) and item.id() == LEGEND:
            _fill_legend(item, shown, layer, page.legend)
        elif isinstance(item, QgsLayoutItemScaleBar):
            _fill_scale_bar(item, shown)
        elif isinstance(item, QgsLayoutItemPicture):
            item.setLinkedMap(shown)


def _fill_legend(legend: QgsLayoutItemLegend, shown: QgsLayoutItemMap, layer: QgsRasterLayer, title: str) -> None:
    """Give a legend one layer, without its name and that of its band, under a title."""
    legend.setLinkedMap(shown)
    legend.setLegendFilterByMapEnabled(False)
    legend.setAutoUpdateModel(False)
    legend.setTitle(title)
    root = legend.model().rootGroup()
    root.removeAllChildren()
    node = root.addLayer(layer)
    QgsLegendRenderer.setNodeLegendStyle(node, QgsLegendStyle.Style.Hidden)
    bands = [layer.dataProvider().displayBandName(band) for band in layer.renderer().usesBands()]
    entries = [entry.data(Qt.ItemDataRole.DisplayRole) for entry in legend.model().layerLegendNodes(node)]
    named = [place for place, text in enumerate(entries) if text not in bands]
    QgsMapLayerLegendUtils.setLegendNodeOrder(node, named)
    legend.model().refreshLayerLegend(node)
    legend.adjustBoxSize()


def _fill_scale_bar(bar: QgsLayoutItemScaleBar, shown: QgsLayoutItemMap) -> None:
    """Let a scale bar measure a map in round numbers, of kilometres or metres as the map is large."""
    bar.setLinkedMap(shown)
    bar.setSegmentSizeMode(QgsScaleBarSettings.SegmentSizeMode.SegmentSizeFixed)
    bar.applyDefaultSize(QgsUnitTypes.DistanceUnit.DistanceMeters)
    if bar.unitsPerSegment() >= _KILOMETRE:
        bar.applyDefaultSize(QgsUnitTypes.DistanceUnit.DistanceKilometers)
    bar.update()
