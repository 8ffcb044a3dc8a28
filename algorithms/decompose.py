"""geochemfusion:decompose"""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingParameterBand,
    QgsProcessingParameterDistance,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterString,
)

from ..core.errors import FusionError, given
from ..core.image.decomposition import Decomposition, check_vegetation, decompose_raster
from ..core.image.features import LEVELS, MEAN_FILTER, check_mean_filter
from ..core.language import mark, tr
from ..core.progress import Progress
from . import parameters as groups
from .base import PREPARE, FusionAlgorithm
from .loading import load_as

OUTPUTS = ("HIGH", "LOW", "DERIVATIVE", "FEATURES")


class Decompose(FusionAlgorithm):
    ID = "decompose"
    LABEL = mark("Decompose remote sensing image")
    ICON = "decompose.svg"
    SHORT = mark("Splits an image into low and high frequency (Gaussian pyramid) and computes its spectral derivative.")
    TAGS = mark("gaussian pyramid,laplacian,high frequency,spectral derivative,multiscale,ndvi,features")
    GROUP = PREPARE
    HELP = mark(
        "Splits every band of an image by a Gaussian pyramid: RS_L is what is left after some levels of smoothing and "
        "halving, brought back to full resolution; RS_H = RS - RS_L is the detail. Also computes the first derivative "
        "along the spectrum. Nodata pixels have no weight, stay nodata and never spread.\n\n"
        "Training decomposes the image by itself (FEATURES=high_frequency); run this step to look at the parts, or to "
        "use them elsewhere. The FEATURES output trains as it is (FEATURES=as_is)."
    )

    def define(self) -> None:
        self.add(
            QgsProcessingParameterRasterLayer("INPUT", tr("Image")),
            "Multispectral image, calibrated and mosaicked; its bands should stand in the order of their wavelengths.",
        )
        self.add(
            QgsProcessingParameterBand("BANDS", tr("Bands"), None, "INPUT", True, True),
            "Bands to decompose; none chosen means all.",
        )
        self.add(
            QgsProcessingParameterDistance(
                "CELL_SIZE", tr("Cell size of the coarse geochemical map"), None, "INPUT", True, 0
            ),
            "Width of a cell of the coarse geochemical map, in units of the image's CRS. It sets the levels where "
            "LEVELS is 0: the level whose pixel comes nearest this size.",
        )
        self.add(
            groups.whole("LEVELS", tr("Pyramid levels (0 = automatic)"), LEVELS),
            "How often the image is smoothed and halved. 0: from CELL_SIZE, or 3 without it. Each level doubles the "
            "size of the details that go to RS_H.",
        )
        self.add(
            QgsProcessingParameterBand("RED", tr("Red band"), None, "INPUT", True),
            "Red band for the vegetation index (ASTER band 2, Landsat 8 band 4, Sentinel-2 band 4).",
        )
        self.add(
            QgsProcessingParameterBand("NIR", tr("Near-infrared band"), None, "INPUT", True),
            "Near-infrared band for the vegetation index (ASTER band 3N, Landsat 8 band 5, Sentinel-2 band 8).",
        )
        self.add(
            QgsProcessingParameterNumber(
                "NDVI_MAX",
                tr("Mask pixels with NDVI above"),
                QgsProcessingParameterNumber.Type.Double,
                None,
                True,
                -1,
                1,
            ),
            "Pixels whose vegetation index (NIR - red) / (NIR + red) is higher become nodata before the "
            "decomposition; 0.3 is common. Empty: no mask. Needs RED and NIR.",
        )
        self.add(
            groups.whole("MEAN_FILTER", tr("Mean filter of the features (pixels)"), MEAN_FILTER),
            "Side of the square over which the FEATURES output is averaged, an odd number; 1 = no filter. HIGH, LOW "
            "and DERIVATIVE are never filtered.",
            advanced=True,
        )
        self.add(
            QgsProcessingParameterString("WAVELENGTHS", tr("Wavelengths (micrometres)"), "", False, True),
            "Centre wavelengths, one a band, separated by commas, in micrometres or with a unit such as nm (ASTER: "
            "0.56,0.66,0.81,1.65,2.165,2.205,2.26,2.33,2.395). Leave an entry empty for a band that is not spectral. "
            "Empty: from the image's metadata, else the derivative is per band step.",
            advanced=True,
        )
        groups.scaling(self)
        groups.derivative_mean(self)
        labels = {
            "HIGH": (
                mark("High-frequency image RS_H"),
                True,
                mark("Detail of each band: image minus low-frequency image."),
            ),
            "LOW": (
                mark("Low-frequency image RS_L"),
                False,
                mark("Smooth part of each band at full resolution; RS_L + RS_H = image."),
            ),
            "DERIVATIVE": (
                mark("Spectral derivative"),
                False,
                mark("Difference of neighbouring bands over their wavelength step."),
            ),
            "FEATURES": (
                mark("Features for training"),
                False,
                mark("HIGH and DERIVATIVE in one raster after the mean filter: train with FEATURES=as_is."),
            ),
        }
        for name, (label, default, help_text) in labels.items():
            self.add(QgsProcessingParameterRasterDestination(name, tr(label), None, True, default), help_text)

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        check_mean_filter(self.parameterAsInt(parameters, "MEAN_FILTER", context))
        if self.is_set(parameters, "NDVI_MAX"):
            check_vegetation(self.is_set(parameters, "RED"), self.is_set(parameters, "NIR"))

    def run_core(self, parameters: dict[str, Any], context: QgsProcessingContext, progress: Progress) -> dict[str, Any]:
        image = given(self.raster_path(parameters, "INPUT", context))
        paths = {name: self.parameterAsOutputLayer(parameters, name, context) or None for name in OUTPUTS}
        if not any(paths.values()):
            raise FusionError(tr("No output was asked for: choose at least one of HIGH, LOW, DERIVATIVE and FEATURES."))
        decompose_raster(
            Decomposition(
                image=image,
                bands=self.bands(parameters, "BANDS", context),
                levels=self.parameterAsInt(parameters, "LEVELS", context),
                cell_size=self.number(parameters, "CELL_SIZE", context) or None,
                mean_filter=self.parameterAsInt(parameters, "MEAN_FILTER", context),
                wavelengths=self.parameterAsString(parameters, "WAVELENGTHS", context),
                derivative_mean=self.parameterAsBool(parameters, "DERIVATIVE_MEAN", context),
                red=self.band(parameters, "RED", context),
                near_infrared=self.band(parameters, "NIR", context),
                ndvi_max=self.number(parameters, "NDVI_MAX", context),
                high=paths["HIGH"],
                low=paths["LOW"],
                derivative=paths["DERIVATIVE"],
                features=paths["FEATURES"],
                scaling=self.parameterAsString(parameters, "SCALING", context),
            ),
            progress,
        )
        written = {name: path for name, path in paths.items() if path}
        for path in written.values():
            load_as(context, path)
        return written
