"""What all algorithms share: parameters with help, layers as paths, feedback, and errors as QGIS wants them."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from qgis.core import (
    NULL,
    QgsProcessing,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
)
from qgis.PyQt.QtGui import QIcon

from ..core.errors import Cancelled, FusionError
from ..core.language import mark, tr
from ..core.progress import SILENT, Progress, Record
from ..core.reports.page import NOTES
from ..core.samples.measured import measured_points
from ..core.samples.points import PointValues
from .checking import check_files, check_values, finished_outputs, missing_value, output_stamps, read_switch
from .choices import titled
from .layers import layer_path, layer_title, settings_remarks
from .sample_values import value_policy
from .styling import Style, style_on_load, write_style
from .vectors import PointTable, point_source, read_points

ROOT = Path(__file__).resolve().parent.parent
PREPARE, FUSE, EXPLORE, CHECK = "prepare", "fuse", "explore", "check"
GROUPS = {PREPARE: mark("Prepare"), FUSE: mark("Fuse"), EXPLORE: mark("Find targets"), CHECK: mark("Check")}
FIRST_ESTIMATE = 10.0  # seconds of work before the first line about what is left
COMMON_TAGS = mark(
    "geochemistry,geochemical map,downscaling,pansharpen,pansharpening,sharpening,fusion,data fusion,super-resolution,"
    "remote sensing,aster,landsat,sentinel,mineral exploration"
)


class FeedbackProgress(Progress):
    """Hands the core's progress and messages to QGIS, and says now and then how long the rest may take."""

    def __init__(self, feedback: QgsProcessingFeedback, clock: Callable[[], float] = time.monotonic) -> None:
        self.feedback, self._clock = feedback, clock
        self._begin, self._next = clock(), FIRST_ESTIMATE

    def progress(self, fraction: float) -> None:
        self.feedback.setProgress(100 * fraction)
        elapsed = self._clock() - self._begin
        if fraction > 0 and elapsed >= self._next:
            self._next = 2 * elapsed  # every line stays in the log
            text = tr("Done: {share}, {time} left at this pace.")
            left = time_text(elapsed * (1 - fraction) / fraction)
            self.feedback.setProgressText(text.format(share=f"{fraction:.0%}", time=left))

    def cancelled(self) -> bool:
        return bool(self.feedback.isCanceled())

    def info(self, message: str) -> None:
        self.feedback.pushInfo(message)

    def warn(self, message: str) -> None:
        self.feedback.pushWarning(message)


def time_text(seconds: float) -> str:
    """Return a length of time as people say it: '40 s', '12 min' or '3 h 5 min'."""
    if seconds < 90:
        return f"{math.ceil(seconds)} s"
    minutes = math.ceil(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"


class FusionAlgorithm(QgsProcessingAlgorithm):
    """Base of the algorithms; a subclass states its id, texts and parameters, and runs one call of the core."""

    ID = ""
    LABEL = ""
    ICON = ""
    SHORT = ""
    HELP = ""
    TAGS = ""  # words of its own that a search finds, besides those of all
    GROUP = PREPARE

    def createInstance(self) -> FusionAlgorithm:
        return type(self)()

    def name(self) -> str:
        return self.ID

    def displayName(self) -> str:
        return tr(self.LABEL)

    def shortDescription(self) -> str:
        return tr(self.SHORT)

    def shortHelpString(self) -> str:
        return tr(self.HELP)

    def helpUrl(self) -> str:
        return (ROOT / "docs" / "help" / f"{self.ID}.html").as_uri()

    def group(self) -> str:
        return tr(GROUPS[self.GROUP])

    def groupId(self) -> str:
        return self.GROUP

    def tags(self) -> list[str]:
        texts = (COMMON_TAGS, self.TAGS, tr(COMMON_TAGS), tr(self.TAGS))  # English words are found in every language
        return list(dict.fromkeys(",".join(texts).split(",")))

    def icon(self) -> QIcon:
        return QIcon(self.svgIconPath())

    def svgIconPath(self) -> str:
        return str(ROOT / "icons" / self.ICON)

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:
        self.define()

    def define(self) -> None:
        """Add parameters and outputs."""
        raise NotImplementedError

    def run_core(self, parameters: dict[str, Any], context: QgsProcessingContext, progress: Progress) -> dict[str, Any]:
        """Do the work and return the results."""
        raise NotImplementedError

    def processAlgorithm(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        self.styles: dict[str, Style] = {}
        parameters = {**parameters, **self.left_out(parameters)}
        progress = Record(FeedbackProgress(feedback))
        before = output_stamps(self, parameters)
        try:
            check_files(self, parameters, context)
            progress.warn_each(settings_remarks(self, parameters, context))
            results = self.run_core(parameters, context, progress)
        except FusionError as error:
            raise QgsProcessingException(f"{error}{finished_outputs(self, parameters, before)}") from error
        except MemoryError as error:
            message = tr("There is not enough memory for this: give a smaller part of the image, or fewer bands.")
            raise QgsProcessingException(message) from error
        except Cancelled:
            done = finished_outputs(self, parameters, before)
            feedback.pushInfo(tr("Cancelled.") + done if done else tr("Cancelled; nothing was written."))
            return {}
        for line in [tr(NOTES), *progress.notes()] if progress.notes() else []:
            feedback.pushInfo(line)
        return results

    def postProcessAlgorithm(self, context: QgsProcessingContext, feedback: QgsProcessingFeedback) -> dict[str, Any]:
        beside: dict[Path, str] = {}  # files of styles, and which output each belongs to
        for path, style in self.styles.items():
            other = beside.setdefault(Path(path.split("|")[0]).with_suffix(".qml"), path)
            if other == path:
                write_style(path, style, feedback)
            else:
                text = tr("No style was written beside {path}, because it would replace that of {other}: give the two "
                          "different names.")  # fmt: skip
                feedback.pushWarning(text.format(path=path, other=other))
        return {}  # the results stay as they are

    def checkParameterValues(self, parameters: dict[str, Any], context: QgsProcessingContext) -> tuple[bool, str]:
        try:
            check_values(self, parameters, context)
            good, message = super().checkParameterValues(parameters, context)
            if not good:
                return False, missing_value(self, parameters, context) or message
            self.check(parameters, context)
        except FusionError as error:
            return False, str(error)
        return True, ""

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        """Raise FusionError for what can be seen to be wrong without opening anything large."""

    def style(self, context: QgsProcessingContext, path: str, style: Style) -> None:
        """Say how an output is to look: when QGIS loads it, and in a ``.qml`` beside it once all is done."""
        self.styles[path] = style
        style_on_load(context, path, style)

    def write_files(
        self, parameters: dict[str, Any], context: QgsProcessingContext, writers: dict[str, Callable[[str], None]]
    ) -> dict[str, str]:
        """Write the optional file outputs that were asked for and return their paths by name."""
        paths = {name: self.parameterAsFileOutput(parameters, name, context) for name in writers}
        wanted = {name: path for name, path in paths.items() if path}
        for name, path in wanted.items():
            writers[name](path)
        return wanted

    # ------------------------------------------------------------------------------------------ parameters

    def add(
        self,
        parameter: QgsProcessingParameterDefinition,
        help_text: str,
        advanced: bool = False,
        **values: object,
    ) -> None:
        """Add a parameter with its help and the values in that; advanced ones are folded away in the dialog."""
        parameter.setHelp(tr(help_text, **values))
        if advanced:
            parameter.setFlags(parameter.flags() | QgsProcessingParameterDefinition.Flag.FlagAdvanced)
        self.addParameter(parameter)

    def add_choice(
        self,
        name: str,
        label: str,
        options: Sequence[str] | Mapping[str, str],
        default: str,
        help_text: str,
        advanced: bool = False,
    ) -> None:
        """Add an enum whose values are the strings themselves; dialogs show the titles beside them that are given."""
        parameter = QgsProcessingParameterEnum(name, tr(label), list(options), False, default, False, True)
        if isinstance(options, Mapping):
            parameter.setMetadata(titled(options))
        self.add(parameter, help_text, advanced)

    def parameterAsBool(self, parameters: dict[str, Any], name: str, context: QgsProcessingContext) -> bool:
        """Read a switch as it is meant, also where the command line gives a text."""
        value = parameters.get(name)
        if isinstance(value, str) and value:
            return read_switch(name, value)
        return bool(super().parameterAsBool(parameters, name, context))

    def left_out(self, parameters: dict[str, Any]) -> dict[str, str]:
        """Return temporary outputs for those that must be there and are not: models leave out what nobody asks for."""
        optional = QgsProcessingParameterDefinition.Flag.FlagOptional
        wanted = [one.name() for one in self.destinationParameterDefinitions() if not one.flags() & optional]
        return {name: QgsProcessing.TEMPORARY_OUTPUT for name in wanted if not self.is_set(parameters, name)}

    def is_set(self, parameters: dict[str, Any], name: str) -> bool:
        value = parameters.get(name)
        return not (value is None or value == NULL or value == "" or value == [])

    def extent(
        self, parameters: dict[str, Any], name: str, context: QgsProcessingContext, crs: Any
    ) -> tuple[float, float, float, float] | None:
        """Return (xmin, ymin, xmax, ymax) in a CRS, None where it was left empty."""
        if not self.is_set(parameters, name):
            return None
        box = self.parameterAsExtent(parameters, name, context, crs)
        if box.isNull() and isinstance(parameters[name], str):  # NaN, in newer versions of QGIS
            raise FusionError(tr("The extent is not a rectangle of numbers: choose another one."))
        return None if box.isNull() else (box.xMinimum(), box.yMinimum(), box.xMaximum(), box.yMaximum())

    def number(self, parameters: dict[str, Any], name: str, context: QgsProcessingContext) -> float | None:
        """Return an optional number, None where it was left empty."""
        return self.parameterAsDouble(parameters, name, context) if self.is_set(parameters, name) else None

    def bands(self, parameters: dict[str, Any], name: str, context: QgsProcessingContext) -> list[int] | None:
        """Return chosen bands counted from 0, None where none was chosen."""
        chosen = self.parameterAsInts(parameters, name, context) if self.is_set(parameters, name) else []
        return [band - 1 for band in chosen] or None

    def band(self, parameters: dict[str, Any], name: str, context: QgsProcessingContext) -> int | None:
        return self.parameterAsInt(parameters, name, context) - 1 if self.is_set(parameters, name) else None

    def fields(self, parameters: dict[str, Any], name: str, context: QgsProcessingContext) -> list[str]:
        """Return the names of chosen fields; QGIS has called this by another name since 3.34."""
        read = getattr(self, "parameterAsStrings", None) or self.parameterAsFields
        return list(read(parameters, name, context))

    def raster_path(self, parameters: dict[str, Any], name: str, context: QgsProcessingContext) -> str | None:
        """Return the path of a raster parameter, None where it is empty."""
        if not self.is_set(parameters, name):
            return None
        layer = self.parameterAsRasterLayer(parameters, name, context)
        if layer is None:
            message = tr("{name}: '{value}' cannot be read as a raster: choose a raster layer or file.")
            raise FusionError(message.format(name=name, value=parameters[name]))
        return layer_path(layer, name)

    def raster_paths(self, parameters: dict[str, Any], name: str, context: QgsProcessingContext) -> list[str]:
        """Return the paths of a list of rasters, in the order given."""
        return [path for path, _ in self.rasters(parameters, name, context)]

    def rasters(self, parameters: dict[str, Any], name: str, context: QgsProcessingContext) -> list[tuple[str, str]]:
        """Return path and layer name of a list of rasters, in the order given."""
        layers = self.parameterAsLayerList(parameters, name, context)
        value = parameters.get(name)
        count = len(value) if isinstance(value, (list, tuple)) else 1
        if not layers or len(layers) < count:
            message = tr("{name}: {value} cannot all be read as rasters: choose raster layers or files.")
            raise FusionError(message.format(name=name, value=value))
        return [(layer_path(layer, name), layer_title(layer)) for layer in layers]

    def columns(
        self,
        parameters: dict[str, Any],
        name: str,
        fields_name: str,
        context: QgsProcessingContext,
        progress: Progress = SILENT,
    ) -> PointTable:
        """Read a point layer (its selection and filter honoured) with the chosen fields, as the layer holds them."""
        source = point_source(self, parameters, name, context)
        fields = self.fields(parameters, fields_name, context) if self.is_set(parameters, fields_name) else []
        return read_points(source, name, fields_name, fields, progress)

    def places(
        self, parameters: dict[str, Any], name: str, context: QgsProcessingContext, progress: Progress = SILENT
    ) -> PointTable:
        """Read the places of a point layer (its selection and filter honoured), without its fields."""
        return read_points(point_source(self, parameters, name, context), name, "", [], progress)

    def points(
        self,
        parameters: dict[str, Any],
        name: str,
        fields_name: str,
        context: QgsProcessingContext,
        progress: Progress = SILENT,
    ) -> PointValues | None:
        """Read a point layer (its selection and filter honoured) with the chosen fields as numbers; None where empty.

        Limits, codes and texts become numbers by the parameters of ``add_value_parameters``, and are told.
        """
        if not self.is_set(parameters, name):
            return None
        raw = self.columns(parameters, name, fields_name, context).raw()
        return measured_points(raw, value_policy(self, parameters, context), progress)


def plain(value: float | None) -> float | None:
    """Return a number as plain Python, which is all that qgis_process can print."""
    return None if value is None or not math.isfinite(value) else float(value)
