"""Writes the template of a print layout, ``layouts/geochemical_map.qpt``.

Run with the oldest QGIS that is supported: ``QT_QPA_PLATFORM=offscreen /usr/bin/python3 -m tools.make_layout``. Items
have ids, by which 'Classify geochemical map' fills them; QGIS gives them new identifiers each time it writes them.
"""

from __future__ import annotations

import base64

from qgis.core import (
    QgsApplication,
    QgsLayoutItem,
    QgsLayoutItemLabel,
    QgsLayoutItemLegend,
    QgsLayoutItemMap,
    QgsLayoutItemMapGrid,
    QgsLayoutItemPicture,
    QgsLayoutItemScaleBar,
    QgsLayoutMeasurement,
    QgsLayoutPoint,
    QgsLayoutSize,
    QgsLegendStyle,
    QgsPrintLayout,
    QgsProject,
    QgsReadWriteContext,
    QgsRectangle,
    QgsScaleBarSettings,
    QgsTextFormat,
    QgsUnitTypes,
)
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QFont

from tools.package import ROOT

TEMPLATE = ROOT / "layouts" / "geochemical_map.qpt"
NAME = "Geochemical map"
FONT = "Open Sans"  # the one that QGIS itself brings
TITLE = "[% coalesce(nullif(@project_title, ''), 'Geochemical map') %]"
SUBTITLE = "Element (unit), limits of the classes"
NOTES = (
    "What to know when reading this map: the sentences that stand first in the report, such as the threshold, the "
    "verdict on the image, and what was left out."
)
IN_DEGREES = "map_get(item_variables('map'), 'map_crs_acronym') = 'longlat'"  # names of units are translated
SOURCE = (  # a map in degrees has no one scale, and what QGIS says of it is far off
    "[% map_get(item_variables('map'), 'map_crs_description') || if(" + IN_DEGREES + ", '', ', 1 : ' || "
    "format_number(map_get(item_variables('map'), 'map_scale'), 0)) %]"
)
ORIGIN = "Geochem Fusion"
ARROW = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 60"><path d="M20 16 32 56 20 47 8 56Z" fill="#1b1f24"/>'
    '<path d="M20 16 32 56 20 47Z" fill="#fff" stroke="#1b1f24" stroke-width="1.5"/><path d="M15.5 12V2l9 10V2" '
    'fill="none" stroke="#1b1f24" stroke-width="2"/></svg>'
)
SIDE = 205.0  # mm, where the column beside the map begins


def make_layout() -> QgsPrintLayout:
    """Return the layout: A4 across, the map on the left, all that explains it in a column on the right."""
    project = QgsProject()
    layout = QgsPrintLayout(project)
    layout.project_kept = project  # which must live as long as the layout
    layout.initializeDefaults()
    layout.setName(NAME)
    _label(layout, "title", TITLE, (15, 8, 272, 10), 18, bold=True)
    _label(layout, "subtitle", SUBTITLE, (15, 18, 272, 7), 11)
    shown = _map(layout)
    _legend(layout, shown)
    _scale_bar(layout, shown)
    _north_arrow(layout, shown)
    _label(layout, "notes", NOTES, (SIDE, 122, 82, 72), 8)
    _label(layout, "source", SOURCE, (15, 198, 130, 6), 7)
    _label(layout, "origin", ORIGIN, (147, 198, 140, 6), 7).setHAlign(Qt.AlignmentFlag.AlignRight)
    return layout


def _place(layout: QgsPrintLayout, item: QgsLayoutItem, name: str, box: tuple[float, float, float, float]) -> None:
    """Add an item under an id; ``box`` is left, top, width and height in mm."""
    left, top, width, height = box
    item.setId(name)
    layout.addLayoutItem(item)
    item.attemptMove(QgsLayoutPoint(left, top))
    item.attemptResize(QgsLayoutSize(width, height))


def _label(
    layout: QgsPrintLayout,
    name: str,
    text: str,
    box: tuple[float, float, float, float],
    size: float,
    bold: bool = False,
) -> QgsLayoutItemLabel:
    item = QgsLayoutItemLabel(layout)
    item.setText(text)
    item.setFont(_font(size, bold))
    item.setMarginX(0)
    item.setHAlign(Qt.AlignmentFlag.AlignLeft)
    _place(layout, item, name, box)
    return item


def _font(size: float, bold: bool = False) -> QFont:
    font = QFont(FONT)
    font.setPointSizeF(size)
    font.setBold(bold)
    return font


def _text_format(size: float) -> QgsTextFormat:
    style = QgsTextFormat()
    style.setFont(_font(size))
    style.setSize(size)
    return style


def _map(layout: QgsPrintLayout) -> QgsLayoutItemMap:
    item = QgsLayoutItemMap(layout)
    item.setFrameEnabled(True)
    item.setFrameStrokeWidth(QgsLayoutMeasurement(0.2))
    _place(layout, item, "map", (15, 28, 183, 160))
    item.setExtent(QgsRectangle(0, 0, 1830, 1600))  # of the shape of the item, whose size must be known
    grid = item.grid()
    grid.setEnabled(True)
    grid.setUnits(QgsLayoutItemMapGrid.GridUnit.DynamicPageSizeBased)
    grid.setMinimumIntervalWidth(35)
    grid.setMaximumIntervalWidth(70)
    grid.setStyle(QgsLayoutItemMapGrid.GridStyle.FrameAnnotationsOnly)
    grid.setFrameStyle(QgsLayoutItemMapGrid.FrameStyle.InteriorTicks)
    grid.setAnnotationEnabled(True)
    grid.setAnnotationTextFormat(_text_format(6))
    grid.setAnnotationFormat(QgsLayoutItemMapGrid.AnnotationFormat.CustomFormat)
    grid.setAnnotationExpression("round(@grid_number, if(@map_crs_acronym = 'longlat', 3, 0))")
    for side in (QgsLayoutItemMapGrid.BorderSide.Left, QgsLayoutItemMapGrid.BorderSide.Right):
        grid.setAnnotationDirection(QgsLayoutItemMapGrid.AnnotationDirection.Vertical, side)
    for side in (QgsLayoutItemMapGrid.BorderSide.Right, QgsLayoutItemMapGrid.BorderSide.Top):
        grid.setAnnotationDisplay(QgsLayoutItemMapGrid.DisplayMode.HideAll, side)
    return item


def _legend(layout: QgsPrintLayout, shown: QgsLayoutItemMap) -> None:
    item = QgsLayoutItemLegend(layout)
    item.setLinkedMap(shown)
    item.setLegendFilterByMapEnabled(True)
    item.setResizeToContents(True)
    for part, size in (
        (QgsLegendStyle.Style.Title, 11.0),
        (QgsLegendStyle.Style.Group, 9.0),
        (QgsLegendStyle.Style.Subgroup, 9.0),
        (QgsLegendStyle.Style.SymbolLabel, 8.0),
    ):
        style = item.style(part)
        style.setFont(_font(size, bold=part == QgsLegendStyle.Style.Title))
        item.setStyle(part, style)
    item.setBoxSpace(0)
    _place(layout, item, "legend", (SIDE, 28, 82, 60))


def _scale_bar(layout: QgsPrintLayout, shown: QgsLayoutItemMap) -> None:
    item = QgsLayoutItemScaleBar(layout)
    item.setStyle("Single Box")
    item.setLinkedMap(shown)
    item.setUnits(QgsUnitTypes.DistanceUnit.DistanceKilometers)
    item.setUnitLabel("km")
    item.setNumberOfSegments(2)
    item.setNumberOfSegmentsLeft(0)
    item.setSegmentSizeMode(QgsScaleBarSettings.SegmentSizeMode.SegmentSizeFitWidth)
    item.setMinimumBarWidth(35)
    item.setMaximumBarWidth(60)
    item.setHeight(2)
    item.setTextFormat(_text_format(8))
    item.setBoxContentSpace(0)
    _place(layout, item, "scale_bar", (SIDE, 106, 62, 12))


def _north_arrow(layout: QgsPrintLayout, shown: QgsLayoutItemMap) -> None:
    item = QgsLayoutItemPicture(layout)
    item.setPicturePath("base64:" + base64.b64encode(ARROW.encode()).decode())
    item.setLinkedMap(shown)
    item.setNorthMode(QgsLayoutItemPicture.NorthMode.TrueNorth)
    item.setPictureAnchor(QgsLayoutItem.ReferencePoint.Middle)
    _place(layout, item, "north_arrow", (SIDE + 70, 102, 12, 16))


def main() -> None:
    """Write the template."""
    QgsApplication.setPrefixPath("/usr", True)
    application = QgsApplication([], True)
    application.initQgis()
    TEMPLATE.parent.mkdir(exist_ok=True)
    if not make_layout().saveAsTemplate(str(TEMPLATE), QgsReadWriteContext()):
        raise OSError(f"{TEMPLATE} cannot be written")
    print(TEMPLATE.relative_to(ROOT))


if __name__ == "__main__":
    main()
