"""geochemfusion:prospectivity"""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDistance,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterString,
    QgsVectorLayer,
)

from ..core.errors import FusionError
from ..core.language import mark, tr
from ..core.progress import Progress
from ..core.prospectivity.favourable import DISTANCE, WEIGHT, Favourable, parse_numbers
from ..core.prospectivity.findings import said, write_sources, write_table
from ..core.prospectivity.prospecting import map_prospectivity
from ..core.prospectivity.prospectivity_model import save
from ..core.prospectivity.prospectivity_report import prospectivity_report
from ..core.prospectivity.request import (
    CELL_SIZE,
    MASK_RATIO,
    METHODS,
    PATCH,
    SEED,
    STEPS,
    WIDTH,
    WINDOW,
    ProspectivityRequest,
)
from ..core.prospectivity.results import Prospectivity
from ..core.prospectivity.target_areas import PERCENTILE
from ..core.reports.page import write_report
from ..core.setting_limits import Limits
from . import parameters as groups
from .base import EXPLORE, FusionAlgorithm, plain
from .command import command_line
from .loading import load_as
from .styling import CONTENTS, ramp_style
from .vectors import NewField, VectorOutput, read_favourable

RASTERS = ("PROSPECTIVITY", "ANOMALY", "FAVOURABILITY")
NUMBERS = {
    "AUC": mark("AUC of the score over cells, against the deposits"),
    "CAPTURE_10": mark("Share of the deposits in the best 10 % of the area"),
    "N": mark("Number of cells"),
    "N_TARGETS": mark("Number of targets"),
}


class MapProspectivity(FusionAlgorithm):
    ID = "prospectivity"
    LABEL = mark("Map mineral prospectivity (unsupervised)")
    ICON = "prospectivity.svg"
    SHORT = mark("Ranks ground by how unusual its geochemistry is beside all other layers, without known deposits.")
    TAGS = mark(
        "mineral potential,prospectivity,target,unsupervised,anomaly,masked autoencoder,vision transformer,"
        "deep learning,geophysics,multi-source,exploration"
    )
    GROUP = EXPLORE
    HELP = mark(
        "Learns from layers of several sources (geochemistry, geophysics, images, geology) what is usual in the "
        "region, and maps what is not: geochemistry above its surroundings and above what the other layers lead one to "
        "expect. "
        "No deposit is needed; known ones only judge the map.\n\n"
        "The score joins simple scores, each as ranks, with those of a masked vision Transformer. All simple scores "
        "stand beside it in the report: the local residual, distance to the nearest neighbours, principal components, "
        "an isolation forest and the best single layer. On maps that were tried the network added nothing that could "
        "be told from chance; the report says what it adds to this one.\n\n"
        "Training the network needs PyTorch; without it the score is made without a network, and the log says so. "
        "A high score is a place to look at, not a deposit."
    )

    def define(self) -> None:
        self._layers()
        self._method()
        self._known()
        self._outputs()

    def _layers(self) -> None:
        self.add(
            QgsProcessingParameterMultipleLayers("RASTERS", tr("Layers"), QgsProcessing.SourceType.TypeRaster),
            "Rasters of any cell size; each file is a source, and the geochemistry of all files is one. Finer ones are "
            "averaged into the cells of the map. Bands with classes become shares of each class.",
        )
        self.add(
            QgsProcessingParameterString("GEOCHEM_BANDS", tr("Geochemical bands"), None, False, True),
            "Names of the bands that are contents of elements, separated by commas. Empty: those that are named as "
            "elements or oxides or have a chemical unit, such as Cu, Li_ppm or K2O_pct.",
        )
        self.add(
            QgsProcessingParameterString("CATEGORIES", tr("Bands with classes"), None, False, True),
            "Names of bands whose numbers are codes of classes, separated by commas. Those with a table of colours or "
            "categories are known without.",
        )
        self.add(
            QgsProcessingParameterString("MISSING_CODES", tr("Codes for missing values"), None, False, True),
            "Numbers that stand for no value in all RASTERS, separated by semicolons, such as -999;-8888. What files "
            "declare, or is set on a layer as additional no data values, is known without, and so are usual codes far "
            "from all other values.",
            advanced=True,
        )
        vector = QgsProcessing.SourceType.TypeVectorAnyGeometry
        self.add(
            QgsProcessingParameterMultipleLayers("FAVOURABLE", tr("Favourable features"), vector, None, True),
            "Points, lines or polygons near which deposits are likely, such as faults, contacts or intrusions. Ground "
            "close to them is favoured.",
        )
        self.add(
            QgsProcessingParameterString("WEIGHTS", tr("Weights of the features"), None, False, True),
            "A number for each layer of FAVOURABLE, separated by commas: how much each counts. Empty: 1 for all.",
            advanced=True,
        )
        self.add(
            QgsProcessingParameterString("DISTANCES", tr("Reach of the features (metres)"), None, False, True),
            "A length in metres for each layer of FAVOURABLE, separated by commas: at this distance a feature counts "
            "for a third of what it does beside it. Empty: five cells for all.",
            advanced=True,
        )
        size = QgsProcessingParameterDistance(
            "CELL_SIZE", tr("Cell size (0 = automatic)"), CELL_SIZE.default, "RASTERS", False, CELL_SIZE.least
        )
        self.add(size, "Side of the cells of the map, in units of the first raster. 0: that of the geochemistry.")
        groups.mask(self)

    def _method(self) -> None:
        self.add_choice(
            "METHOD",
            "Method",
            METHODS,
            ProspectivityRequest.method,
            "vit: simple scores joined with a masked vision Transformer. classical: the simple scores alone.",
        )
        numbers: list[tuple[str, str, Limits[int], str]] = [
            (
                "WINDOW",
                tr("Window of the network"),
                WINDOW,
                mark("Cells along the side of what the network sees at a time."),
            ),
            ("PATCH", tr("Patch of the network"), PATCH, mark("Cells along the side of what it takes as one.")),
            ("WIDTH", tr("Width of the network"), WIDTH, mark("Numbers that stand for a patch in the network.")),
            ("STEPS", tr("Training steps"), STEPS, mark("How many batches of windows the network learns from.")),
        ]
        for name, label, limits, text in numbers:
            self.add(groups.whole(name, label, limits), text, advanced=True)
        kind = QgsProcessingParameterNumber.Type.Double
        ratio = QgsProcessingParameterNumber(
            "MASK_RATIO",
            tr("Share of patches hidden"),
            kind,
            MASK_RATIO.default,
            False,
            MASK_RATIO.least,
            MASK_RATIO.most or 1.0,
        )
        self.add(ratio, "How much of a window is hidden while the network learns to fill it in.", advanced=True)
        self.add(
            QgsProcessingParameterBoolean("ABLATIONS", tr("Compare with parts left out"), False),
            "Train the network again without its fusion convolution, without its Transformer, and without each source, "
            "and report how each map ranks the deposits. Takes about seven times as long.",
            advanced=True,
        )
        groups.device(self, ProspectivityRequest.device)
        self.add(
            groups.whole("SEED", tr("Seed"), SEED),
            "Start of the random numbers; the same seed gives the same map with the same versions, at any number of "
            "threads.",
            advanced=True,
        )
        self.add(
            QgsProcessingParameterFile(
                "MODEL_IN", tr("Model made before"), optional=True, fileFilter=groups.model_filter()
            ),
            "Map these layers with a model of this algorithm, made of other ground with the same layers. Needs no "
            "PyTorch. METHOD and the settings of the network are then those of the model.",
        )

    def _known(self) -> None:
        point = QgsProcessing.SourceType.TypeVectorPoint
        self.add(
            QgsProcessingParameterFeatureSource("DEPOSITS", tr("Known deposits (to judge)"), [point], None, True),
            "Points of known deposits. They judge the map and have no part in it.",
        )
        kind = QgsProcessingParameterNumber.Type.Double
        least, most = PERCENTILE.least, PERCENTILE.most or 100.0
        label = tr("Percentile from which cells are targets")
        self.add(
            QgsProcessingParameterNumber("PERCENTILE", label, kind, PERCENTILE.default, False, least, most),
            "Connected cells at or above this percentile of the score are a target.",
            advanced=True,
        )

    def _outputs(self) -> None:
        labels = {
            "PROSPECTIVITY": (
                tr("Prospectivity"),
                True,
                mark("The score from 0 to 1, its percentile, and a band for each part of it."),
            ),
            "ANOMALY": (
                tr("Anomaly"),
                False,
                mark("How far the geochemistry lies above its surroundings and above what is expected."),
            ),
            "FAVOURABILITY": (
                tr("Favourability"),
                False,
                mark("How far the other layers, and what lies near FAVOURABLE, lead one to expect enriched ground."),
            ),
        }
        for name, (label, default, text) in labels.items():
            self.add(QgsProcessingParameterRasterDestination(name, label, None, not default, default), text)
        polygon = QgsProcessing.SourceType.TypeVectorPolygon
        self.add(
            QgsProcessingParameterFeatureSink("TARGETS", tr("Targets"), polygon, None, True, True),
            "Connected areas of high scores with their rank, area, highest and mean score, and the elements that lie "
            "furthest above what is usual in them.",
        )
        csv = tr("CSV files") + " (*.csv)"
        self.add(
            QgsProcessingParameterFileDestination("SOURCES", tr("Sources"), csv, None, True, False),
            "How much the network weighs each source, beside how much worse it fills in hidden values without it.",
        )
        groups.report(self, mark("Map, targets, all scores beside each other, what the network adds, curves."))
        groups.table(self, mark("Table of scores"), mark("What every score is worth, a line each."))
        self.add(
            QgsProcessingParameterFileDestination("MODEL", tr("Model"), groups.model_filter(), None, True, False),
            "Model file, to map other ground with the same layers by MODEL_IN.",
        )
        for name, label in NUMBERS.items():
            self.addOutput(QgsProcessingOutputNumber(name, tr(label)))

    # -------------------------------------------------------------------------------------------- running

    def run_core(self, parameters: dict[str, Any], context: QgsProcessingContext, progress: Progress) -> dict[str, Any]:
        with TemporaryDirectory(prefix="geochem_fusion_") as folder:
            paths = {name: self.parameterAsOutputLayer(parameters, name, context) or None for name in RASTERS}
            output = paths["PROSPECTIVITY"] or str(Path(folder) / "prospectivity.tif")
            request = self.request(parameters, context, output, paths)
            found = map_prospectivity(request, progress.part(0, 0.95))
        for sentence in said(found):
            progress.info(sentence)
        command = command_line(self, parameters, context)
        written = self.layers(parameters, context, found, paths, progress.part(0.95, 1))
        writers = {
            "SOURCES": lambda path: write_sources(found, path),
            "REPORT": lambda path: write_report(path, prospectivity_report(found, command)),
            "TABLE": lambda path: write_table(found, path),
            "MODEL": lambda path: save(found.model, path),
        }
        return {**written, **self.write_files(parameters, context, writers), **_numbers(found)}

    def request(
        self, parameters: dict[str, Any], context: QgsProcessingContext, output: str, paths: dict[str, str | None]
    ) -> ProspectivityRequest:
        deposits = self.is_set(parameters, "DEPOSITS")
        return ProspectivityRequest(
            rasters=self.rasters(parameters, "RASTERS", context),
            output=output,
            anomaly=paths["ANOMALY"],
            favourability=paths["FAVOURABILITY"],
            geochemistry=_names(self.parameterAsString(parameters, "GEOCHEM_BANDS", context)),
            classes=_names(self.parameterAsString(parameters, "CATEGORIES", context)),
            favourable=self.favourable(parameters, context),
            deposits=self.places(parameters, "DEPOSITS", context).raw() if deposits else None,
            mask=self.raster_path(parameters, "MASK", context),
            cell_size=self.parameterAsDouble(parameters, "CELL_SIZE", context),
            percentile=self.parameterAsDouble(parameters, "PERCENTILE", context),
            method=self.parameterAsEnumString(parameters, "METHOD", context),
            window=self.parameterAsInt(parameters, "WINDOW", context),
            patch=self.parameterAsInt(parameters, "PATCH", context),
            width=self.parameterAsInt(parameters, "WIDTH", context),
            mask_ratio=self.parameterAsDouble(parameters, "MASK_RATIO", context),
            steps=self.parameterAsInt(parameters, "STEPS", context),
            ablations=self.parameterAsBool(parameters, "ABLATIONS", context),
            device=self.parameterAsEnumString(parameters, "DEVICE", context),
            seed=self.parameterAsInt(parameters, "SEED", context),
            model=self.parameterAsFile(parameters, "MODEL_IN", context) or None,
            missing_codes=self.parameterAsString(parameters, "MISSING_CODES", context),
        )

    def favourable(self, parameters: dict[str, Any], context: QgsProcessingContext) -> list[Favourable]:
        """Read the layers of favourable features with their weights and reaches."""
        if not self.is_set(parameters, "FAVOURABLE"):
            return []
        layers = self.parameterAsLayerList(parameters, "FAVOURABLE", context)
        if not layers or not all(isinstance(layer, QgsVectorLayer) for layer in layers):
            message = tr("{name}: '{value}' cannot be read as a vector layer: choose points, lines or polygons.")
            raise FusionError(message.format(name="FAVOURABLE", value=parameters["FAVOURABLE"]))
        weights, distances = (
            parse_numbers(name, self.parameterAsString(parameters, name, context), len(layers), limits)
            for name, limits in (("WEIGHTS", WEIGHT), ("DISTANCES", DISTANCE))
        )
        return [read_favourable(layer, weight, distance) for layer, weight, distance in zip(layers, weights, distances)]

    def layers(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        found: Prospectivity,
        paths: dict[str, str | None],
        progress: Progress,
    ) -> dict[str, Any]:
        """Style the rasters, write the targets, and return what there is."""
        written: dict[str, Any] = {}
        for name, path in paths.items():
            if path:
                written[name] = path
                self.style(context, path, ramp_style(CONTENTS, found.shown[name]))
                load_as(context, path)
        targets = self.targets(parameters, context, found, progress)
        if targets is not None:
            written["TARGETS"] = targets
            load_as(context, targets)
        return written

    def targets(
        self, parameters: dict[str, Any], context: QgsProcessingContext, found: Prospectivity, progress: Progress
    ) -> str | None:
        """Write the targets as polygons."""
        areas = found.areas
        x, y = found.grid.map_xy(areas.col + 0.5, areas.row + 0.5)
        fields = [
            NewField("rank", np.arange(1, len(areas) + 1)),
            NewField("cells", areas.cells.astype(np.int64)),
            NewField("highest", areas.highest),
            NewField("mean", areas.mean),
            NewField("x", np.asarray(x, float)),
            NewField("y", np.asarray(y, float)),
            NewField("leading", np.array([", ".join(name for name, _ in layers) for layers in found.leading], "U")),
        ]
        output = VectorOutput(self, parameters, "TARGETS", context)
        return output.polygons(areas.outlines(found.grid), found.grid.crs, fields, progress)


def _names(text: str) -> list[str]:
    """Return names that commas separate."""
    return [name for name in (part.strip() for part in re.split(r"[,;]", text)) if name]


def _numbers(found: Prospectivity) -> dict[str, float | None]:
    first = found.ranking.first if found.ranking else None
    return {
        "AUC": None if first is None else plain(first.places.mean),
        "CAPTURE_10": None if first is None else plain(first.captures[10]),
        "N": found.cells,
        "N_TARGETS": len(found.areas),
    }
