"""Groups of parameters that several algorithms have, in one place with their helps; a group adds itself to a dialog.

Limits and defaults are those of the requests of the core.
"""

from __future__ import annotations

from collections.abc import Mapping

from qgis.core import (
    QgsProcessing,
    QgsProcessingParameterBand,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDistance,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterString,
)

from ..core.deep.learning import Schedule
from ..core.deep.pytorch import DEVICES
from ..core.fusion.cnn_request import EPOCHS, FREEZE_EPOCHS, PATCH, WIDTH, CnnTraining
from ..core.geostatistics.folds import BLOCK_SIZE, FOLDS
from ..core.image.features import LEVELS, MEAN_FILTER
from ..core.image.indices import INDEX_SETS
from ..core.language import mark, tr
from ..core.model_file import ENDING
from ..core.raster.images import ImageChoice
from ..core.regression.request import CELL_SAMPLES, SEED, FeatureChoice, Training, TransformChoice
from ..core.regression.training_table import SUPPORTS
from ..core.setting_limits import Limits
from .base import FusionAlgorithm
from .sample_values import add_value_parameters


def whole(name: str, label: str, limits: Limits[int]) -> QgsProcessingParameterNumber:
    """Return a parameter for a whole number within limits; ``label`` is in the user's language."""
    kind = QgsProcessingParameterNumber.Type.Integer
    if limits.most is None:
        return QgsProcessingParameterNumber(name, label, kind, limits.default, False, limits.least)
    return QgsProcessingParameterNumber(name, label, kind, limits.default, False, limits.least, limits.most)


# ---------------------------------------------------------------------------------------------- inputs


def images(to: FusionAlgorithm) -> None:
    to.add(
        QgsProcessingParameterMultipleLayers("RASTERS", tr("Images"), QgsProcessing.SourceType.TypeRaster),
        "One or more rasters; the first sets the fine grid, others are resampled to it (bilinear). Bands are "
        "known by their names when the model is applied.",
    )


def coarse_map(to: FusionAlgorithm) -> None:
    """Add a coarse map that may be left out for points."""
    to.add(
        QgsProcessingParameterRasterLayer("GEOCHEM", tr("From a map: coarse geochemical map"), None, True),
        "Raster of cell values, one element a band, of any cell size and offset. Give this or SAMPLES. 'Train fusion "
        "model' takes both: the samples teach, and 'Apply' keeps the means of this map beside them.",
    )
    _bands(to, mark("From a map: elements (bands)"), mark("Bands to train; none chosen means all."))


def only_coarse_map(to: FusionAlgorithm) -> None:
    """Add a coarse map that must be given."""
    to.add(
        QgsProcessingParameterRasterLayer("GEOCHEM", tr("Coarse geochemical map")),
        "Raster of cell values, one element a band, of any cell size and offset.",
    )
    label = mark("Elements (bands of the coarse map)")
    _bands(to, label, mark("Bands to compare the methods for; none chosen means all."))


def _bands(to: FusionAlgorithm, label: str, help_text: str) -> None:
    to.add(QgsProcessingParameterBand("GEOCHEM_BANDS", tr(label), None, "GEOCHEM", True, True), help_text)


def cell_samples(to: FusionAlgorithm) -> None:
    to.add(
        whole("CELL_SAMPLES", tr("From a map: samples behind a cell value (0 = find out)"), CELL_SAMPLES),
        "How many samples a coarse cell value is the mean of, for METHOD=auto and networks. Few samples leave "
        "noise, which is smoothed out instead of being reproduced; with 1000 or more (or an exact mean) the coarse "
        "values are kept. 0: the numbers that the map carries cell by cell (those of 'Grid geochemical samples' do), "
        "or else judged from the map itself.",
    )


def samples(to: FusionAlgorithm) -> None:
    """Add points instead of a coarse map, and their fields."""
    point = QgsProcessing.SourceType.TypeVectorPoint
    to.add(
        QgsProcessingParameterFeatureSource("SAMPLES", tr("From samples: points"), [point], None, True),
        "Point samples instead of a coarse map; several in one pixel are averaged. Selection and filter are honoured. "
        "The model keeps them, so that a map can meet them. With METHOD=auto of 'Train fusion model' skewed elements "
        "become logarithms even with TRANSFORM=none, if not excepted by ELEMENT_TRANSFORMS.",
    )
    any_type, label = QgsProcessingParameterField.DataType.Any, tr("From samples: elements (fields)")
    to.add(
        QgsProcessingParameterField("FIELDS", label, None, "SAMPLES", any_type, True, True),
        "Fields with concentrations, numbers or text (a 'less than' sign marks a detection limit). NULL, -9999 and "
        "codes such as -999 count as missing.",
    )
    add_value_parameters(to)


def mask(
    to: FusionAlgorithm,
    help_text: str = mark("Pixels where this raster is 0 or nodata are ignored, as if the image were nodata there."),
) -> None:
    to.add(QgsProcessingParameterRasterLayer("MASK", tr("Mask"), None, True), help_text)


# ---------------------------------------------------------------------------------------------- features and values


def support(to: FusionAlgorithm) -> None:
    to.add_choice(
        "SUPPORT",
        "Support of the features",
        SUPPORTS,
        Training.support,
        "What stands beside a coarse value in training: cell_mean, the area-weighted mean of the features over "
        "the cell; centre, the features of the pixel at its centre. For points always the pixel that holds the "
        "point.",
        advanced=True,
    )


def transform(to: FusionAlgorithm, known: Mapping[str, str]) -> None:
    """Add the transform of all values; ``known`` are those that can be trained, with or without clr."""
    alone = mark(
        "log: train on logarithms; predictions return to the element's unit with the bias of exp() removed "
        "(smearing). auto: log for elements that are positive and strongly right-skewed."
    )
    composition = mark(
        "log: train on logarithms; predictions return to the element's unit with the bias of exp() removed "
        "(smearing). auto: log for elements that are positive and strongly right-skewed. clr: centred log-ratios "
        "of three or more elements of one unit, trained as a composition, with their mean logarithm; places that "
        "lack one of them are left out for all. Zeros and negatives are never logged."
    )
    to.add_choice(
        "TRANSFORM",
        "Transform of the values",
        known,
        TransformChoice.transform,
        composition if "clr" in known else alone,
    )


def element_transforms(to: FusionAlgorithm) -> None:
    label, default = tr("Transforms of single elements"), TransformChoice.element_transforms
    to.add(
        QgsProcessingParameterString("ELEMENT_TRANSFORMS", label, default, False, True),
        "Exceptions from the transform above, such as Cu=log, K=none; the elements by the names of their bands or "
        "fields.",
        advanced=True,
    )


def features(to: FusionAlgorithm) -> None:
    """Add how the features of any kind are made; which kind, each algorithm asks in its own words."""
    to.add(
        whole("LEVELS", tr("Pyramid levels (0 = automatic)"), LEVELS),
        "Levels of the Gaussian pyramid; 0 takes the level whose pixel comes nearest the coarse cell (3 for points).",
        advanced=True,
    )
    to.add(
        whole("MEAN_FILTER", tr("Mean filter (pixels)"), MEAN_FILTER),
        "Side of the square over which the features high_frequency are averaged, an odd number; 1 = no filter.",
        advanced=True,
    )
    to.add(
        QgsProcessingParameterBoolean("DERIVATIVE", tr("Use the spectral derivative"), FeatureChoice.derivative),
        "Add the first derivative along the spectrum to the features high_frequency.",
        advanced=True,
    )
    derivative_mean(to)
    label, default = tr("Wavelengths (micrometres)"), FeatureChoice.wavelengths
    to.add(
        QgsProcessingParameterString("WAVELENGTHS", label, default, False, True),
        "Centre wavelengths, one for each band of all images, separated by commas, in micrometres or with a unit "
        "(560 nm); leave an entry empty for a band that is not spectral (elevation). Empty: from the images' "
        "metadata, else per band step.",
        advanced=True,
    )
    to.add_choice(
        "INDICES",
        "Alteration indices",
        list(INDEX_SETS),
        FeatureChoice.indices,
        "Band ratios that bring out iron oxides, clays, carbonates and other alteration minerals, added to the "
        "features for ASTER, Landsat 8 and 9 or Sentinel-2 images. Bands are found by their wavelength, else by "
        "names like B2, ASTER_B3N or landsat8_b4; indices whose bands are missing are left out.",
        advanced=True,
    )


def image_choice(to: FusionAlgorithm) -> None:
    """Add how the images are understood: which bands are taken, which of them are classes, what their numbers mean."""
    to.add(
        QgsProcessingParameterString("BANDS", tr("Bands to use"), ImageChoice.bands, False, True),
        "Bands of the images, by name or number (counted over all images), separated by commas. Empty: all but "
        "masks, quality flags and transparency, which are no measurements.",
        advanced=True,
    )
    to.add(
        QgsProcessingParameterString("CATEGORIES", tr("Bands of classes"), ImageChoice.categories, False, True),
        "Bands whose numbers are codes, such as those of a geological map, by name or number, separated by commas. "
        "Each code becomes a feature that is 1 where the band has it and else 0.",
        advanced=True,
    )
    scaling(to)


def scaling(to: FusionAlgorithm) -> None:
    to.add(
        QgsProcessingParameterString("SCALING", tr("Scaling of the numbers"), ImageChoice.scaling, False, True),
        "What turns the numbers of the images into reflectance. auto: by the product, as Landsat Collection 2 and "
        "Sentinel-2 are delivered, where a file does not declare scale and offset itself. none: as they are. Or "
        "scale and offset, such as 0.0000275,-0.2.",
        advanced=True,
    )


def derivative_mean(to: FusionAlgorithm) -> None:
    label = tr("One mean derivative instead of one per band pair")
    to.add(
        QgsProcessingParameterBoolean("DERIVATIVE_MEAN", label, FeatureChoice.derivative_mean),
        "Average the derivatives of all band pairs into a single feature, as x10 in the paper of 2023.",
        advanced=True,
    )


# ---------------------------------------------------------------------------------------------- training


def folds(to: FusionAlgorithm) -> None:
    to.add(
        whole("FOLDS", tr("Cross-validation folds"), FOLDS),
        "How many parts the blocks of ground are dealt to; each is held out once.",
        advanced=True,
    )
    label, default, least = tr("Block size (0 = automatic)"), round(BLOCK_SIZE.default), BLOCK_SIZE.least
    to.add(
        QgsProcessingParameterDistance("BLOCK_SIZE", label, default, "GEOCHEM", False, least),
        "Side of the square blocks that are held out together, in units of the coarse map's CRS. 0: the range of "
        "the variogram, but no more than leaves four blocks a fold.",
        advanced=True,
    )


def seed(to: FusionAlgorithm) -> None:
    to.add(
        whole("SEED", tr("Seed"), SEED),
        "Start of the random numbers; the same seed gives the same model with the same versions and number of threads.",
        advanced=True,
    )


def scheduler(to: FusionAlgorithm) -> None:
    to.add(
        QgsProcessingParameterString("SCHEDULER", tr("Dask scheduler"), None, False, True),
        "Address of a Dask scheduler, for example tcp://192.168.1.10:8786, whose workers compute the tiles; empty "
        "means this computer. Workers read the images under the same paths. See docs/scaling.md.",
        advanced=True,
    )


def network(to: FusionAlgorithm) -> None:
    """Add what a convolutional network is made of and how it learns."""
    to.add(
        QgsProcessingParameterString("RATIOS", tr("Resolutions to mix"), CnnTraining.ratios),
        "How many times coarser the additional samples are, separated by commas: the image is averaged by so many "
        "pixels and the coarse map by as many cells. 1: only the image's own resolution. Points have no other.",
    )
    to.add(
        whole("PATCH", tr("Patch (pixels)"), PATCH),
        "Side of the square around a pixel that the network sees, an odd number.",
    )
    to.add(
        whole("EPOCHS", tr("Most epochs"), EPOCHS),
        "How long a network learns at most, in epochs of as many samples as it has cells; it stops where it has "
        "not improved for {patience} epochs on ground held out, and keeps its best.",
        patience=Schedule.patience,
    )
    to.add(
        QgsProcessingParameterFile("BASE_MODEL", tr("Base model"), optional=True, fileFilter=model_filter()),
        "A model of this algorithm whose convolutions to start from, trained on the same bands and features for "
        "other elements or other ground (transfer learning).",
    )
    to.add(
        whole("FREEZE_EPOCHS", tr("Epochs with frozen convolutions"), FREEZE_EPOCHS),
        "With a base model: for so many epochs only the last layers learn, then all at a tenth of the rate.",
        advanced=True,
    )
    to.add(
        whole("WIDTH", tr("Channels of the first layer"), WIDTH),
        "Size of the network: so many channels after the first convolution, twice as many after the others. With a "
        "base model its size is taken.",
        advanced=True,
    )
    device(to, CnnTraining.device)
    to.add(
        QgsProcessingParameterBoolean("COMPARE", tr("Compare ways of training"), CnnTraining.compare),
        "Train more networks and report whether the coarser samples helped; with BASE_MODEL instead, transfer "
        "against training from scratch at 10, 25, 50 and 100 % of the cells. Takes two to eight times as long.",
        advanced=True,
    )
    to.add(
        QgsProcessingParameterBoolean("KEEP_BEST", tr("Keep what was learned when cancelled"), CnnTraining.keep_best),
        "Cancelling during training then ends it early and writes the best model so far, instead of nothing.",
        advanced=True,
    )


def device(to: FusionAlgorithm, default: str) -> None:
    to.add_choice(
        "DEVICE",
        "Device",
        list(DEVICES),
        default,
        "Where to train. auto: a CUDA device where PyTorch finds one, else the processor.",
        advanced=True,
    )


# ---------------------------------------------------------------------------------------------- outputs


def model_filter() -> str:
    """Return what model files are called in dialogs of files."""
    return tr("Geochem Fusion model") + f" (*{ENDING})"


def model(to: FusionAlgorithm) -> None:
    to.add(
        QgsProcessingParameterFileDestination("MODEL", tr("Model"), model_filter()),
        "Model file for 'Apply fusion model': plain numbers, readable by any version of scikit-learn or without it.",
    )


def report(to: FusionAlgorithm, help_text: str) -> None:
    kind = tr("HTML files") + " (*.html)"
    to.add(QgsProcessingParameterFileDestination("REPORT", tr("Report"), kind, None, True, True), help_text)


def table(to: FusionAlgorithm, label: str, help_text: str) -> None:
    kind = tr("CSV files") + " (*.csv)"
    to.add(QgsProcessingParameterFileDestination("TABLE", tr(label), kind, None, True, False), help_text)


def measures(to: FusionAlgorithm, help_text: str) -> None:
    kind = tr("JSON files") + " (*.json)"
    to.add(QgsProcessingParameterFileDestination("JSON", tr("Measures as JSON"), kind, None, True, False), help_text)


def training_outputs(to: FusionAlgorithm) -> None:
    """Add the files that every training writes, and what the model tells of where it came from."""
    to.add(
        QgsProcessingParameterBoolean("REMEMBER", tr("Remember where the rasters lie"), True),
        "Keep in the model file where images and coarse map lie, so that 'Apply' needs no more than the model. Turn it "
        "off before you pass the model on, if names of folders should not go with it.",
        advanced=True,
    )
    model(to)
    report(to, mark("Scores, predicted against observed, what was tried and what was left out, as one HTML file."))
    table(to, mark("Training table"), mark("Training rows with features, folds and out-of-fold predictions."))
