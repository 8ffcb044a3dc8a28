"""geochemfusion:train"""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterBand,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDistance,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterString,
)

from ..core.errors import FusionError
from ..core.fusion.training import train
from ..core.fusion.training_report import training_report
from ..core.gfm import ENDING
from ..core.image.features import DEFAULT_MEAN_FILTER, KINDS, LARGEST_MEAN_FILTER
from ..core.image.indices import INDEX_SETS, NONE
from ..core.language import mark, tr
from ..core.progress import Progress
from ..core.regression.methods import METHODS
from ..core.regression.training_table import SUPPORTS
from ..core.regression.transforms import TRANSFORMS
from .base import FUSE
from .training_base import SCORES, TrainingAlgorithm

NUMBERS = {
    **SCORES,
    "WEIGHT": mark("Weight of the image with METHOD=auto (mean over elements)"),
    "WEIGHT_ERROR": mark("Standard error of the weight (mean over elements)"),
}


class Train(TrainingAlgorithm):
    ID = "train"
    LABEL = mark("Train fusion model")
    ICON = "train.svg"
    SHORT = mark("Learns how coarse geochemistry depends on an image, with spatial cross-validation.")
    TAGS = mark("regression,random forest,svr,support vector,ensemble,machine learning,cross-validation,model")
    GROUP = FUSE
    HELP = mark(
        "Relates the values of a coarse geochemical map (or of sample points) to features of an image and writes a "
        "model file (.gfm) for 'Apply fusion model'. One model file holds all elements given.\n\n"
        "Scores come from spatial cross-validation: whole blocks of ground are held out together, and beside every "
        "score stands that of interpolating the coarse map without the image. A SKILL below 0 means that the image "
        "alone predicts unseen ground worse than interpolation does.\n\n"
        "Training needs the Python package scikit-learn; applying a model does not."
    )

    def define(self) -> None:
        raster, integer = QgsProcessing.SourceType.TypeRaster, QgsProcessingParameterNumber.Type.Integer
        self.add(
            QgsProcessingParameterMultipleLayers("RASTERS", tr("Images"), raster),
            "One or more rasters; the first sets the fine grid, others are resampled to it (bilinear). Bands are "
            "known by their names when the model is applied.",
        )
        self.add(
            QgsProcessingParameterRasterLayer("GEOCHEM", tr("Coarse geochemical map"), None, True),
            "Raster of cell values, one element a band, of any cell size and offset. Give this or SAMPLES.",
        )
        self.add(
            QgsProcessingParameterBand(
                "GEOCHEM_BANDS", tr("Elements (bands of the coarse map)"), None, "GEOCHEM", True, True
            ),
            "Bands to train; none chosen means all.",
        )
        self.add(
            QgsProcessingParameterNumber(
                "CELL_SAMPLES", tr("Samples behind a cell value (0 = find out)"), integer, 0, False, 0, 1000000
            ),
            "How many samples a coarse cell value is the mean of, for METHOD=auto and networks. Few samples leave "
            "noise, which is smoothed out instead of being reproduced; with 1000 or more (or an exact mean) the coarse "
            "values are kept. 0: judged from the coarse map itself.",
        )
        point = QgsProcessing.SourceType.TypeVectorPoint
        self.add(
            QgsProcessingParameterFeatureSource("SAMPLES", tr("Sample points"), [point], None, True),
            "Point samples instead of a coarse map; several in one pixel are averaged. Selection and filter are "
            "honoured.",
        )
        self.add(
            QgsProcessingParameterField(
                "FIELDS",
                tr("Elements (fields of the points)"),
                None,
                "SAMPLES",
                QgsProcessingParameterField.DataType.Numeric,
                True,
                True,
            ),
            "Numeric fields with concentrations. NULL and -9999 count as missing.",
        )
        self.add_choice(
            "METHOD",
            "Method",
            [*METHODS, "auto"],
            "auto",
            "linear: ordinary least squares. random_forest: 100 trees. svr: support vector regression with a Gaussian "
            "kernel. ensemble: mean of extremely randomised trees, a smooth svr and lines. auto: the best of them by "
            "spatial cross-validation for each element, with the weight that the coarse map supports in the mode "
            "'residual' of 'Apply' (0 where the image does not help).",
        )
        self.add_choice(
            "FEATURES",
            "Features",
            list(KINDS),
            "multiscale",
            "high_frequency: RS_H of each band and the spectral derivative, after the mean filter (the published "
            "method). raw: the bands (direct regression). multiscale: the bands and their low-frequency image at "
            "every level of the pyramid. as_is: the bands are ready-made features, such as the FEATURES output of "
            "'Decompose'.",
        )
        self.add_choice(
            "SUPPORT",
            "Support of the features",
            list(SUPPORTS),
            "cell_mean",
            "What stands beside a coarse value in training: cell_mean, the area-weighted mean of the features over "
            "the cell; centre, the features of the pixel at its centre. For points always the pixel that holds the "
            "point.",
            advanced=True,
        )
        self.add_choice(
            "TRANSFORM",
            "Transform of the values",
            list(TRANSFORMS),
            "none",
            "log: train on logarithms; predictions return to the element's unit with the bias of exp() removed "
            "(smearing). auto: log for elements that are positive and strongly right-skewed. clr: centred log-ratios "
            "of three or more elements of one unit, trained as a composition, with their mean logarithm; places that "
            "lack one of them are left out for all. Zeros and negatives are never logged.",
        )
        self.add(
            QgsProcessingParameterString("ELEMENT_TRANSFORMS", tr("Transforms of single elements"), "", False, True),
            "Exceptions from the transform above, such as Cu=log, K=none; the elements by the names of their bands or "
            "fields.",
            advanced=True,
        )
        self.add(
            QgsProcessingParameterRasterLayer("MASK", tr("Mask"), None, True),
            "Pixels where this raster is 0 or nodata are ignored, as if the image were nodata there.",
        )
        self.add(
            QgsProcessingParameterBoolean("DISCRETE", tr("Discrete values (as published)"), False),
            "Round values down to whole numbers and classify them, as the paper of 2023 did for random forest and "
            "SVR. It biases predictions by half a unit and ruins elements of low content: for comparison only.",
            advanced=True,
        )
        self.add(
            QgsProcessingParameterNumber("LEVELS", tr("Pyramid levels (0 = automatic)"), integer, 0, False, 0, 30),
            "Levels of the Gaussian pyramid; 0 takes the level whose pixel comes nearest the coarse cell (3 for "
            "points).",
            advanced=True,
        )
        self.add(
            QgsProcessingParameterNumber(
                "MEAN_FILTER", tr("Mean filter (pixels)"), integer, DEFAULT_MEAN_FILTER, False, 1, LARGEST_MEAN_FILTER
            ),
            "Side of the square over which the features high_frequency are averaged, an odd number; 1 = no filter.",
            advanced=True,
        )
        self.add(
            QgsProcessingParameterBoolean("DERIVATIVE", tr("Use the spectral derivative"), True),
            "Add the first derivative along the spectrum to the features high_frequency.",
            advanced=True,
        )
        self.add(
            QgsProcessingParameterBoolean(
                "DERIVATIVE_MEAN", tr("One mean derivative instead of one per band pair"), False
            ),
            "Average the derivatives of all band pairs into a single feature, as x10 in the paper of 2023.",
            advanced=True,
        )
        self.add(
            QgsProcessingParameterString("WAVELENGTHS", tr("Wavelengths (micrometres)"), "", False, True),
            "Centre wavelengths, one for each band of all images, separated by commas, in micrometres or with a unit "
            "(560 nm); leave an entry empty for a band that is not spectral (elevation). Empty: from the images' "
            "metadata, else per band step.",
            advanced=True,
        )
        self.add_choice(
            "INDICES",
            "Alteration indices",
            list(INDEX_SETS),
            NONE,
            "Band ratios that bring out iron oxides, clays, carbonates and other alteration minerals, added to the "
            "features for ASTER, Landsat 8 and 9 or Sentinel-2 images. Bands are found by their wavelength, else by "
            "names like B2, ASTER_B3N or landsat8_b4; indices whose bands are missing are left out.",
            advanced=True,
        )
        self.add(
            QgsProcessingParameterString("BANDS", tr("Bands to use"), "", False, True),
            "Bands of the images, by name or number (counted over all images), separated by commas. Empty: all but "
            "masks, quality flags and transparency, which are no measurements.",
            advanced=True,
        )
        self.add(
            QgsProcessingParameterString("CATEGORIES", tr("Bands of classes"), "", False, True),
            "Bands whose numbers are codes, such as those of a geological map, by name or number, separated by commas. "
            "Each code becomes a feature that is 1 where the band has it and else 0.",
            advanced=True,
        )
        self.add(
            QgsProcessingParameterString("SCALING", tr("Scaling of the numbers"), "auto", False, True),
            "What turns the numbers of the images into reflectance. auto: by the product, as Landsat Collection 2 and "
            "Sentinel-2 are delivered, where a file does not declare scale and offset itself. none: as they are. Or "
            "scale and offset, such as 0.0000275,-0.2.",
            advanced=True,
        )
        self.add(
            QgsProcessingParameterNumber("FOLDS", tr("Cross-validation folds"), integer, 5, False, 2, 100),
            "How many parts the blocks of ground are dealt to; each is held out once.",
            advanced=True,
        )
        self.add(
            QgsProcessingParameterDistance("BLOCK_SIZE", tr("Block size (0 = automatic)"), 0, "GEOCHEM", False, 0),
            "Side of the square blocks that are held out together, in units of the coarse map's CRS. 0: the range of "
            "the variogram, but no more than leaves four blocks a fold.",
            advanced=True,
        )
        self.add(
            QgsProcessingParameterNumber("TUNE", tr("Search trials (0 = none)"), integer, 0, False, 0, 10000),
            "Number of trials of a search by spatial cross-validation, besides the defaults: parameters of the "
            "methods, and LEVELS, MEAN_FILTER and SUPPORT as far as FEATURES uses them. Four trials pay for one more "
            "setting of the features (a pass over the image), up to 8; one setting serves all elements.",
            advanced=True,
        )
        self.add(
            QgsProcessingParameterBoolean("REDUCED_CHECK", tr("Check at reduced resolution"), False),
            "Without a finer survey: make the coarse map and the features of the image twice as coarse, fuse back to "
            "the original cells with what training chose, and compare with their values, beside interpolation. Needs "
            "GEOCHEM.",
            advanced=True,
        )
        self.add(
            QgsProcessingParameterNumber("SEED", tr("Seed"), integer, 0, False, 0, 2**31 - 1),
            "Start of the random numbers; the same seed gives the same model.",
            advanced=True,
        )
        model_filter = tr("Geochem Fusion model") + f" (*{ENDING})"
        self.add(
            QgsProcessingParameterFileDestination("MODEL", tr("Model"), model_filter),
            "Model file for 'Apply fusion model': plain numbers, readable by any version of scikit-learn or without "
            "it.",
        )
        self.add(
            QgsProcessingParameterFileDestination(
                "REPORT", tr("Report"), tr("HTML files") + " (*.html)", None, True, True
            ),
            "Scores, predicted against observed, what was tried and what was left out, as one HTML file.",
        )
        self.add(
            QgsProcessingParameterFileDestination(
                "TABLE", tr("Training table"), tr("CSV files") + " (*.csv)", None, True, False
            ),
            "Training rows with features, folds and out-of-fold predictions.",
        )
        for name, label in NUMBERS.items():
            self.addOutput(QgsProcessingOutputNumber(name, tr(label)))
        self.addOutput(QgsProcessingOutputString("VERDICT", tr("What the image contributes, a sentence an element")))

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        super().check(parameters, context)
        self.check_one_source(parameters)
        if self.is_set(parameters, "SAMPLES") and not self.is_set(parameters, "FIELDS"):
            raise FusionError(tr("FIELDS is empty: choose the fields of SAMPLES that hold concentrations."))

    def run_core(self, parameters: dict[str, Any], context: QgsProcessingContext, progress: Progress) -> dict[str, Any]:
        request = self.training(
            parameters,
            context,
            points=self.points(parameters, "SAMPLES", "FIELDS", context),
            method=self.parameterAsEnumString(parameters, "METHOD", context),
            features=self.parameterAsEnumString(parameters, "FEATURES", context),
            discrete=self.parameterAsBool(parameters, "DISCRETE", context),
            tune=self.parameterAsInt(parameters, "TUNE", context),
            cell_samples=self.parameterAsInt(parameters, "CELL_SAMPLES", context),
            reduced_check=self.parameterAsBool(parameters, "REDUCED_CHECK", context),
        )
        result = train(request, progress)
        return self.write_training(parameters, context, result, lambda command: training_report(result, command))
