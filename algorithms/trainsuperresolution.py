"""geochemfusion:trainsuperresolution"""

from __future__ import annotations

from tempfile import TemporaryDirectory
from typing import Any

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDistance,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterRasterLayer,
)

from ..core.deep.unet import WIDTHS
from ..core.errors import FusionError, given
from ..core.language import mark, tr
from ..core.progress import Progress
from ..core.raster.gdal_reader import describe
from ..core.raster.grid import Grid
from ..core.reports.page import write_report
from ..core.superresolution.ablation import ablation
from ..core.superresolution.request import (
    ASPECTS,
    BLOCK_SIZE,
    CONSTRAINTS,
    EPOCHS,
    FOLDS,
    METHODS,
    SCHEDULES,
    SEED,
    TRANSFORMS,
    SuperResolution,
)
from ..core.superresolution.results import Trained
from ..core.superresolution.super_model import save
from ..core.superresolution.super_report import super_report, write_table
from ..core.superresolution.survey import MOST_PIXELS
from ..core.superresolution.training import train_super_resolution
from . import parameters as groups
from .base import FUSE, plain
from .command import command_line
from .sample_values import add_value_parameters
from .superresolution_inputs import SuperResolutionAlgorithm

MEASURES = {
    "PSNR": mark("Peak signal-to-noise ratio on held-out ground, dB (mean over elements)"),
    "SSIM": mark("Structural similarity on held-out ground (mean over elements)"),
    "RMSE": mark("Root mean square error on held-out ground (mean over elements, none where their units differ)"),
    "SKILL": mark("Skill over the best plain interpolation on held-out ground (mean over elements)"),
}


class TrainSuperResolution(SuperResolutionAlgorithm):
    ID = "trainsuperresolution"
    LABEL = mark("Train super-resolution network")
    ICON = "trainsuperresolution.svg"
    SHORT = mark("Learns from a finer survey of a part of the area how to sharpen the coarse map of all of it.")
    TAGS = mark(
        "super-resolution,deep learning,u-net,cnn,srcnn,vdsr,neural network,pytorch,downscaling,geology,elevation,"
        "random forest,ridge,interpolation,kriging"
    )
    GROUP = FUSE
    HELP = mark(
        "Learns from a finer survey of a part of the area how the coarse map is to be sharpened, with the help of "
        "elevation, geology and further rasters, after Pei et al. (2025). 'Super-resolve geochemical map' then "
        "sharpens the rest.\n\n"
        "The base is a weighted mean of several interpolations of the coarse map, weighed where the finer survey is "
        "known. A ridge regression, a forest and a network say what is to be added; each is added only as far as "
        "ground that was held out supports it, so that the result is interpolation where nothing helps.\n\n"
        "The finer survey must overlap the coarse map and have the same elements on smaller pixels. It takes 30 coarse "
        "cells of it to weigh and to add anything, and 2500 pixels before METHOD=auto tries a network. The same "
        "elevation, rasters and geology are needed again, of all the ground, to sharpen it.\n\n"
        "The report holds all of them beside each other on held-out ground: PSNR, SSIM, root mean square error, "
        "correlation, and the skill over the best plain interpolation. Training networks needs PyTorch, applying them "
        "does not; without PyTorch METHOD=auto does without a network, and says so."
    )

    def define(self) -> None:
        self.add_coarse_map()
        self.add_coarse_choice()
        self._fine()
        self.add_covariates()
        self._method()
        groups.mask(self, mark("Pixels where this raster is 0 or nodata are neither learned from nor judged by."))
        self._outputs()

    def _fine(self) -> None:
        point, every = QgsProcessing.SourceType.TypeVectorPoint, QgsProcessingParameterField.DataType.Any
        self.add(
            QgsProcessingParameterRasterLayer("FINE", tr("Finer survey (raster, else points)"), None, True),
            "Raster of a finer survey of a part of the area, with bands of the same elements; its pixels are those of "
            "the sharpened map. Give this or FINE_SAMPLES.",
        )
        self.add(
            QgsProcessingParameterFeatureSource(
                "FINE_SAMPLES", tr("Finer survey (points, else raster)"), [point], None, True
            ),
            "Points of a finer survey of a part of the area, four or more in a coarse cell; how dense they are decides "
            "on the pixels of the sharpened map, and several in one pixel are averaged. Selection and filter are "
            "honoured. Give this or FINE.",
        )
        label = tr("Elements of the points of the finer survey (fields)")
        self.add(
            QgsProcessingParameterField("FIELDS", label, None, "FINE_SAMPLES", every, True, True),
            "Fields of FINE_SAMPLES with contents, named as the bands of the coarse map; numbers or text (a 'less "
            "than' sign marks a detection limit).",
        )
        add_value_parameters(self, codes_too=mark("Numbers named here are no values in GEOCHEM and FINE either."))

    def _method(self) -> None:
        self.add_choice(
            "METHOD",
            "Method",
            METHODS,
            SuperResolution.method,
            "auto: ridge, forest and the small network, each added as far as held-out ground supports it. "
            "multilevel_unet: the network of Pei et al. (2025). unet, srcnn, vdsr, small: other networks. forest, "
            "ridge: that alone on the weighted mean of interpolations. none: the weighted mean of interpolations.",
        )
        self.add_choice(
            "CONSTRAINT",
            "Keep the means of the coarse cells",
            CONSTRAINTS,
            SuperResolution.constraint,
            "none: the mean of a cell may differ from the coarse map, as it must where coarse values are noisy. soft: "
            "it is drawn to the coarse map as far as held-out ground supports it. hard: it is that of the coarse map.",
        )
        self.add_choice(
            "TRANSFORM",
            "Transform of the values",
            TRANSFORMS,
            SuperResolution.transform,
            "log: work on logarithms. auto: on logarithms of elements that are positive and strongly right-skewed. "
            "none: on the contents as they are.",
        )
        self.add_choice(
            "WIDTH",
            "Width of the network",
            list(WIDTHS),
            SuperResolution.width,
            "Channels of the network: all that its authors gave it, a half or a quarter of them, which is about "
            "three times faster each. METHOD=auto has its small network at full width.",
            advanced=True,
        )
        self._training()

    def _training(self) -> None:
        self.add_choice(
            "ASPECT",
            "Aspect of slopes",
            ASPECTS,
            SuperResolution.aspect,
            "directions: sine and cosine of aspect, which turn along where a network sees the map turned. plain: "
            "degrees from north, as Pei et al. (2025) have it.",
            advanced=True,
        )
        self.add(
            QgsProcessingParameterBoolean("ABLATION", tr("Compare covariates and networks"), False, True),
            "Train everything again without geology and without elevation, and with each network, and put all of it "
            "into the report: on the same blocks, beside forest and ridge. Takes many times as long.",
            advanced=True,
        )
        self.add(
            groups.whole("FOLDS", tr("Cross-validation folds"), FOLDS),
            "How many parts the blocks of the finely surveyed ground are dealt to; each is held out once, with a "
            "buffer around it.",
            advanced=True,
        )
        label, default, least = tr("Block size (0 = automatic)"), round(BLOCK_SIZE.default), BLOCK_SIZE.least
        self.add(
            QgsProcessingParameterDistance("BLOCK_SIZE", label, default, "FINE", False, least),
            "Side of the square blocks that are held out together, in units of the CRS of the sharpened map. 0: as "
            "large as the number of folds allows.",
            advanced=True,
        )
        self.add(
            groups.whole("EPOCHS", tr("Most epochs (0 = automatic)"), EPOCHS),
            "How often a network sees the finely surveyed ground at most; ground held out tells how often is best. "
            "0: 60 for the small network, fewer with METHOD=auto on much ground, and 200 for others; 12 with "
            "SCHEDULE=together.",
            advanced=True,
        )
        self.add_choice(
            "SCHEDULE",
            "Training of networks",
            SCHEDULES,
            SuperResolution.schedule,
            "published: as Pei et al. (2025) train, each network stopping where it no longer improves on a fold of its "
            "own, which it never learns from. together: networks of all folds of held-out ground choose one number of "
            "epochs, and those that are applied learn so long from all ground, by squared errors.",
            advanced=True,
        )
        groups.device(self, SuperResolution.device)
        self.add(
            groups.whole("SEED", tr("Seed"), SEED),
            "Start of the random numbers; the same seed gives the same model with the same versions, at any number of "
            "threads.",
            advanced=True,
        )

    def _outputs(self) -> None:
        self.add(
            QgsProcessingParameterFileDestination("MODEL", tr("Model"), groups.model_filter()),
            "Model file for 'Super-resolve geochemical map': plain numbers, applied without PyTorch and scikit-learn.",
        )
        groups.report(self, mark("All maps beside each other, what is added to interpolation, maps and loss curves."))
        groups.table(self, mark("Table of measures"), mark("All measures of all maps on held-out ground, a line each."))
        for name, label in MEASURES.items():
            self.addOutput(QgsProcessingOutputNumber(name, tr(label)))
        self.addOutput(QgsProcessingOutputNumber("N", tr("Held-out pixels (mean over elements)")))
        self.addOutput(QgsProcessingOutputString("VERDICT", tr("What sharpening is worth, a sentence an element")))

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        super().check(parameters, context)
        raster, points = (self.is_set(parameters, name) for name in ("FINE", "FINE_SAMPLES"))
        if raster == points:
            raise FusionError(
                tr("Give either FINE (a raster) or FINE_SAMPLES (with FIELDS), not both and not neither.")
            )
        if points and not self.is_set(parameters, "FIELDS"):
            raise FusionError(tr("FIELDS is empty: choose the fields of FINE_SAMPLES that hold the elements."))

    def run_core(self, parameters: dict[str, Any], context: QgsProcessingContext, progress: Progress) -> dict[str, Any]:
        coarse = self.coarse_map(parameters, context, progress)
        points = self.points(parameters, "FINE_SAMPLES", "FIELDS", context, progress)
        covariates = self.covariates(parameters, context)
        with TemporaryDirectory(prefix="geochem_fusion_") as folder:
            pixels = self._pixels(parameters, context)
            request = SuperResolution(
                coarse=coarse,
                fine=points or given(self.contents_path(parameters, "FINE", context)),
                **covariates,
                geology=self.geology(parameters, context, pixels, folder, progress.part(0, 0.02)),
                method=self.parameterAsEnumString(parameters, "METHOD", context),
                width=self.parameterAsEnumString(parameters, "WIDTH", context),
                constraint=self.parameterAsEnumString(parameters, "CONSTRAINT", context),
                transform=self.parameterAsEnumString(parameters, "TRANSFORM", context),
                aspect=self.parameterAsEnumString(parameters, "ASPECT", context),
                schedule=self.parameterAsEnumString(parameters, "SCHEDULE", context),
                folds=self.parameterAsInt(parameters, "FOLDS", context),
                block_size=self.parameterAsDouble(parameters, "BLOCK_SIZE", context),
                epochs=self.parameterAsInt(parameters, "EPOCHS", context),
                device=self.parameterAsEnumString(parameters, "DEVICE", context),
                seed=self.parameterAsInt(parameters, "SEED", context),
            )
            more = self.parameterAsBool(parameters, "ABLATION", context)
            trained = train_super_resolution(request, progress.part(0.02, 0.1 if more else 1))
            trials = ablation(request, progress.part(0.1, 1)) if more else []
        command = command_line(self, parameters, context)
        inputs = self.facts(
            parameters, context, {tr("finer survey"): points, tr("samples behind the coarse map"): coarse.points}
        )
        writers = {
            "MODEL": lambda path: save(trained.model, path),
            "REPORT": lambda path: write_report(path, super_report(trained, command, inputs, trials)),
            "TABLE": lambda path: write_table(trained, path),
        }
        return {**self.write_files(parameters, context, writers), **_numbers(trained)}

    def _pixels(self, parameters: dict[str, Any], context: QgsProcessingContext) -> Grid:
        """Return a grid of pixels as those of the sharpened map, or finer ones where points decide on them."""
        fine = self.raster_path(parameters, "FINE", context)
        if fine:
            return describe(fine).grid
        return describe(given(self.raster_path(parameters, "GEOCHEM", context))).grid.finer(MOST_PIXELS)


def _numbers(trained: Trained) -> dict[str, Any]:
    measures = {name: plain(trained.mean(name.lower())) for name in MEASURES}
    if len({element.unit for element in trained.elements}) > 1:
        measures["RMSE"] = None
    count = sum(element.n for element in trained.elements) / max(len(trained.elements), 1)
    verdicts = " ".join(element.verdict for element in trained.elements)
    return {**measures, "N": plain(count), "VERDICT": verdicts}
