"""geochemfusion:classify"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBand,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterString,
)

from ..core.errors import FusionError, given
from ..core.language import mark, tr
from ..core.products.class_limits import METHODS, class_labels
from ..core.products.classification import Classification, Classified, classify_map, is_beyond, write_limits
from ..core.products.classification_report import class_colours, classification_report, threshold_sentence
from ..core.products.element_index import INDICES
from ..core.products.exceedance import DISTRIBUTIONS
from ..core.progress import Progress
from ..core.reports.page import write_report
from ..core.reports.provenance import fingerprint
from ..core.reports.version import plugin_version
from . import parameters as groups
from .base import EXPLORE, FusionAlgorithm
from .command import command_line
from .loading import load_as
from .main_thread import in_main_thread
from .print_layout import MapPage, has_label, read_template, write_pages
from .styling import CONTENTS, BandStyles, Style, class_style, ramp_style

NUMBERS = {"N": mark("Number of pixels with a value")}
PROBABILITIES = "Magma"
MOST_TEXT = 1000  # letters beside a map to print
NOTES = "notes"  # id of the label that they stand in
OUTPUTS = ("CLASSES", "PROBABILITY", "INDEX", "REPORT", "TABLE")  # that stand by themselves


class Classify(FusionAlgorithm):
    ID = "classify"
    LABEL = mark("Classify geochemical map")
    ICON = "classify.svg"
    SHORT = mark("Makes anomaly classes, probabilities of exceeding a threshold and an index of a map of contents.")
    TAGS = mark(
        "classes,anomaly,threshold,percentile,median,MAD,fractal,concentration-area,probability,exceedance,index,"
        "principal component,CLR,exploration,target"
    )
    GROUP = EXPLORE
    HELP = mark(
        "Turns a map of contents, such as the result of 'Apply fusion model', into what a decision is made on. CLASSES "
        "holds anomaly classes of each element: by percentiles of the area, by the median and absolute deviations, or "
        "by the breaks of the concentration-area fractal. The report has the limits of all three side by side, in the "
        "unit of the element.\n\n"
        "With UNCERTAINTY, PROBABILITY says how likely the content at a pixel is above a threshold. INDEX joins "
        "several elements: the sum of their robust z, or the first principal component of centred log-ratios.\n\n"
        "A class is a statement about numbers, not about ore: percentiles find anomalies in any map."
    )

    def define(self) -> None:
        self.add(
            QgsProcessingParameterRasterLayer("INPUT", tr("Map of contents")),
            "Raster with a band for each element: a fused map, or a coarse one.",
        )
        self.add(
            QgsProcessingParameterRasterLayer("UNCERTAINTY", tr("Standard deviation of the map"), None, True),
            "UNCERTAINTY of 'Apply fusion model', on the same grid; needed by PROBABILITY.",
        )
        self.add(
            QgsProcessingParameterBand("BANDS", tr("Elements (bands)"), None, "INPUT", True, True),
            "Bands to class; none chosen means all.",
        )
        self.add_choice(
            "METHOD",
            "Limits of the classes",
            METHODS,
            Classification.method,
            "percentiles: of the area. deviation: the median and 1, 2 and 3 median absolute deviations (times 1.4826), "
            "of logarithms where all contents are above 0. fractal: breaks of the concentration-area curve (Cheng et "
            "al. 1994).",
        )
        self.add(
            QgsProcessingParameterString("THRESHOLD", tr("Threshold"), None, False, True),
            "Content that PROBABILITY is of, in the unit of the map or with its own: one number, or one for each "
            "element, such as Cu=45;Zn=0.02 %. Empty: median and two absolute deviations of each element.",
        )
        self._details()
        labels = {
            "CLASSES": (
                mark("Classes"),
                True,
                mark("GeoTIFF of the class of each element, 0 for the lowest; the legend has limits in the unit."),
            ),
            "PROBABILITY": (
                mark("Probability of exceeding the threshold"),
                False,
                mark("GeoTIFF of probabilities, 0 to 1, a band for each element. Needs UNCERTAINTY."),
            ),
            "INDEX": (
                mark("Index of several elements"),
                False,
                mark("GeoTIFF of one band: the index of INDEX_KIND of the elements of INDEX_BANDS."),
            ),
        }
        for name, (label, default, help_text) in labels.items():
            self.add(QgsProcessingParameterRasterDestination(name, tr(label), None, True, default), help_text)
        groups.report(self, mark("Maps of the classes, limits of all methods in a table, what the index is made of."))
        groups.table(self, mark("Table of limits"), mark("Limits of all methods and elements, a row each."))
        self._layout()
        for name, label in NUMBERS.items():
            self.addOutput(QgsProcessingOutputNumber(name, tr(label)))

    def _layout(self) -> None:
        kind = tr("PDF files") + " (*.pdf)"
        self.add(
            QgsProcessingParameterFileDestination("LAYOUT", tr("Maps to print"), kind, None, True, False),
            "PDF file with a page for each element: its classes with legend, scale bar, north arrow, and how much of "
            "the area lies above the threshold.",
        )
        self.add(
            QgsProcessingParameterString("LAYOUT_TEXT", tr("Text on the pages"), None, True, True),
            "What else the pages of LAYOUT say, such as the VERDICT of 'Train fusion model'.",
            advanced=True,
        )
        template = QgsProcessingParameterFile.Behavior.File
        self.add(
            QgsProcessingParameterFile("TEMPLATE", tr("Template of the pages"), template, "qpt", None, True),
            "Template of a print layout (.qpt) instead of the one that comes with the plugin. Its map must have the "
            "item id map; a legend of the id legend and labels of the ids title, subtitle, notes and origin are "
            "filled where they are there.",
            advanced=True,
        )

    def _details(self) -> None:
        self.add(
            QgsProcessingParameterString("PERCENTILES", tr("Percentiles"), Classification.percentiles),
            "Percentages of the area for METHOD=percentiles, rising, separated by commas.",
            advanced=True,
        )
        self.add_choice(
            "DISTRIBUTION",
            "Distribution of the true content",
            DISTRIBUTIONS,
            Classification.distribution,
            "What PROBABILITY is computed by, with the content as mean and its standard deviation. normal: that by "
            "which UNCERTAINTY was scaled. lognormal: never below 0, with a longer tail above.",
            advanced=True,
        )
        self.add_choice(
            "INDEX_KIND",
            "Index",
            INDICES,
            Classification.index_kind,
            "z_sum: the sum of robust z of the elements (of logarithms where all contents are above 0). component: the "
            "first principal component of centred log-ratios, which rises with the first element of INDEX_BANDS.",
            advanced=True,
        )
        self.add(
            QgsProcessingParameterBand("INDEX_BANDS", tr("Elements of the index (bands)"), None, "INPUT", True, True),
            "Bands that INDEX joins, out of BANDS; none chosen means all of these.",
            advanced=True,
        )

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        template = self.parameterAsFile(parameters, "TEMPLATE", context)
        if template:
            read_template(template)
        if not any(self.is_set(parameters, one.name()) for one in self.destinationParameterDefinitions()):
            raise FusionError(tr("No output was asked for: choose at least one of {names}.", names=", ".join(OUTPUTS)))
        if self.is_set(parameters, "LAYOUT") and not self.is_set(parameters, "CLASSES"):
            raise FusionError(tr("LAYOUT shows the map of CLASSES: give that output too."))

    def run_core(self, parameters: dict[str, Any], context: QgsProcessingContext, progress: Progress) -> dict[str, Any]:
        self.tell_unused(parameters, context, progress)
        names = ("CLASSES", "PROBABILITY", "INDEX")
        paths = {name: self.parameterAsOutputLayer(parameters, name, context) or None for name in names}
        found = classify_map(
            Classification(
                path=given(self.raster_path(parameters, "INPUT", context)),
                uncertainty=self.raster_path(parameters, "UNCERTAINTY", context),
                bands=self.bands(parameters, "BANDS", context),
                method=self.parameterAsEnumString(parameters, "METHOD", context),
                percentiles=self.parameterAsString(parameters, "PERCENTILES", context),
                threshold=self.parameterAsString(parameters, "THRESHOLD", context),
                distribution=self.parameterAsEnumString(parameters, "DISTRIBUTION", context),
                index_kind=self.parameterAsEnumString(parameters, "INDEX_KIND", context),
                index_bands=self.bands(parameters, "INDEX_BANDS", context),
                classes=paths["CLASSES"],
                probability=paths["PROBABILITY"],
                index=paths["INDEX"],
            ),
            progress,
        )
        self.show(context, found, {name: path for name, path in paths.items() if path})
        request = found.request
        inputs = [(tr("map"), request.path), (tr("standard deviation"), request.uncertainty)]
        prints = [(role, fingerprint(path)) for role, path in inputs if path]
        command = command_line(self, parameters, context)
        writers = {
            "REPORT": lambda path: write_report(path, classification_report(found, prints, command)),
            "TABLE": lambda path: write_limits(found, path),
        }
        written = self.write_files(parameters, context, writers)
        layout = self.parameterAsFileOutput(parameters, "LAYOUT", context)
        if layout:  # here, not after the work: QGIS takes errors of that for lines of the log
            pages = layout_pages(found, given(paths["CLASSES"]), self._page_text(parameters, context))
            template = self.parameterAsFile(parameters, "TEMPLATE", context)
            in_main_thread(lambda: write_pages(layout, pages, template))
            written["LAYOUT"] = layout
        return {**{name: path for name, path in paths.items() if path}, **written, "N": found.pixels}

    def _page_text(self, parameters: dict[str, Any], context: QgsProcessingContext) -> str:
        return self.parameterAsString(parameters, "LAYOUT_TEXT", context).strip()

    def tell_unused(self, parameters: dict[str, Any], context: QgsProcessingContext, progress: Progress) -> None:
        """Warn of what was given for pages to print and shows on none."""
        text, template = self._page_text(parameters, context), self.parameterAsFile(parameters, "TEMPLATE", context)
        if not self.is_set(parameters, "LAYOUT"):
            unused = [name for name, value in (("LAYOUT_TEXT", text), ("TEMPLATE", template)) if value]
            if unused:
                progress.warn(tr("{names}: not used, because LAYOUT was not asked for.", names=", ".join(unused)))
            return
        if len(text) > MOST_TEXT:
            progress.warn(
                tr(
                    "LAYOUT_TEXT has {count} letters, of which a page of LAYOUT holds about {most}: its end may be cut "
                    "off.",
                    count=len(text),
                    most=MOST_TEXT,
                )
            )
        if text and template and not has_label(template, NOTES):
            progress.warn(
                tr(
                    "LAYOUT_TEXT is on no page: TEMPLATE {path} has no label whose item id is '{label}'; give one that "
                    "id.",
                    path=template,
                    label=NOTES,
                )
            )

    def show(self, context: QgsProcessingContext, found: Classified, paths: dict[str, str]) -> None:
        """Give the outputs their styles and their names in the layer tree."""
        styles: dict[str, Style] = {
            "CLASSES": classes_style(found),
            "PROBABILITY": BandStyles(
                tuple(
                    (own.name, ramp_style(PROBABILITIES, (0.0, 1.0), band=band))
                    for band, own in enumerate(found.limits, 1)
                )
            ),
            "INDEX": ramp_style(CONTENTS, found.index_range or (0.0, 1.0)),
        }
        names = ", ".join(own.name for own in found.limits)
        for name, path in paths.items():
            self.style(context, path, styles[name])
            load_as(context, path, names if name != "INDEX" or found.index is None else ", ".join(found.index.names))


def classes_style(found: Classified) -> BandStyles:
    """Return a style for each element: its classes, with their limits in its unit."""
    method = found.request.method
    made = []
    for band, own in enumerate(found.limits, 1):
        labels = class_labels(own.of(method), own.unit, is_beyond(method))
        colours = ["#{:02x}{:02x}{:02x}".format(*colour) for colour in class_colours(len(labels))]
        made.append((own.name, class_style(list(zip(colours, labels)), band)))
    return BandStyles(tuple(made))


def layout_pages(found: Classified, classes: str, text: str) -> list[MapPage]:
    """Return the pages to print of the map of classes, one an element; ``text`` stands on all of them."""
    method = tr(METHODS[found.request.method])
    style, pages = classes_style(found), []
    for k, own in enumerate(found.limits):
        name = without_unit(own.name, own.unit)
        titled = f"{name} ({own.unit})" if own.unit else name
        texts = {
            "title": tr("{name}: anomaly classes", name=name),
            "subtitle": tr("Contents in {unit}; limits: {method}", unit=own.unit, method=method)
            if own.unit
            else tr("Limits: {method}", method=method),
            NOTES: page_notes([threshold_sentence(found, k), text, *found.notes], 2),
            "origin": f"{found.raster.name}, Geochem Fusion {plugin_version()}",
        }
        pages.append(MapPage(classes, style.bands[k][1], titled, texts))
    return pages


def page_notes(notes: Sequence[str], kept: int = 1) -> str:
    """Return notes as a text that fits on a page, and that says where more stands; the first ``kept`` are on it."""
    fitting = ""
    for place, note in enumerate(notes):
        if not note:
            continue
        if place >= kept and len(fitting) + len(note) > MOST_TEXT:
            return f"{fitting}\n\n" + tr("More stands in the report.")
        fitting = f"{fitting}\n\n{note}" if fitting else note
    return fitting


def without_unit(name: str, unit: str) -> str:
    """Return the name of a field, such as Cu_ppm or Cd_mg_kg, without the unit at its end."""
    ending = "_" + unit.replace("/", "_")
    return name[: -len(ending)] if unit and name.casefold().endswith(ending.casefold()) else name
