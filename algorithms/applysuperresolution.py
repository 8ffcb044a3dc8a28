"""geochemfusion:applysuperresolution"""

from __future__ import annotations

from collections.abc import Callable
from tempfile import TemporaryDirectory
from typing import Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsProcessingContext,
    QgsProcessingParameterExtent,
    QgsProcessingParameterFile,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterString,
)

from ..core.language import mark, tr
from ..core.model_file import ENDING
from ..core.progress import Progress
from ..core.raster.gdal_reader import describe
from ..core.superresolution.application import apply_super_resolution
from ..core.superresolution.request import SuperApplication
from ..core.superresolution.super_model import load
from . import parameters as groups
from .base import FUSE
from .content_styles import contents_style
from .loading import elements_label, load_as
from .sample_values import add_value_parameters
from .styling import CONTENTS, DEVIATIONS, Style, inside_style
from .superresolution_inputs import SuperResolutionAlgorithm

OUTPUTS = ("OUTPUT", "UNCERTAINTY", "DOMAIN")


class ApplySuperResolution(SuperResolutionAlgorithm):
    ID = "applysuperresolution"
    LABEL = mark("Super-resolve geochemical map")
    ICON = "applysuperresolution.svg"
    SHORT = mark("Sharpens a whole coarse geochemical map by a model that a finer survey of a part of it has taught.")
    TAGS = mark(
        "super-resolution,deep learning,u-net,cnn,neural network,downscaling,geology,elevation,interpolation,map"
    )
    GROUP = FUSE
    HELP = mark(
        "Applies a model of 'Train super-resolution network' to a whole coarse map, tile by tile, and writes one band "
        "per element in its unit. The pixels are those of the finer survey that the model learned from.\n\n"
        "Give elevation, further rasters, geology and samples behind the map as in training, for the ground to be "
        "sharpened; bands are found by their names. DOMAIN says where "
        "inputs leave what training saw, such as geological units without a finer sample: there the model guesses.\n\n"
        "Neither PyTorch nor scikit-learn is needed. The report of the training says how much better than plain "
        "interpolation the result is; it may be nothing."
    )

    def define(self) -> None:
        self.add(
            QgsProcessingParameterFile(
                "MODEL", tr("Model"), QgsProcessingParameterFile.Behavior.File, ENDING.lstrip("."), None, False
            ),
            "Model file (.gfm) that 'Train super-resolution network' wrote.",
        )
        self.add_coarse_map()
        self.add_coarse_choice()
        self.add_covariates()
        self.add(
            QgsProcessingParameterExtent("EXTENT", tr("Extent"), None, True),
            "Part of the area to write; empty means all of it.",
        )
        groups.mask(self, mark("Pixels where this raster is 0 or nodata get no value."))
        add_value_parameters(self, codes_too=mark("Numbers named here are no values in GEOCHEM either."))
        self.add(
            QgsProcessingParameterString("SCHEDULER", tr("Dask scheduler"), None, False, True),
            "Address of a Dask scheduler, for example tcp://192.168.1.10:8786, whose workers compute the tiles; empty "
            "means this computer. Workers read elevation, rasters and geology under the same paths. See "
            "docs/scaling.md.",
            advanced=True,
        )
        self.add(
            QgsProcessingParameterRasterDestination("OUTPUT", tr("Sharpened map")),
            "GeoTIFF, one band per element, in the pixels of the finer survey over the whole coarse map.",
        )
        self.add(
            QgsProcessingParameterRasterDestination("UNCERTAINTY", tr("Standard deviation"), None, True, False),
            "Standard deviation of each element at each pixel, in its unit, after the errors on held-out ground.",
        )
        self.add(
            QgsProcessingParameterRasterDestination("DOMAIN", tr("Domain of the model"), None, True, False),
            "1 where inputs are as training saw them, 0 where they leave it: geological units that it never met, and "
            "contents or covariates beyond their range there. The log says how often each is the cause.",
        )

    def run_core(self, parameters: dict[str, Any], context: QgsProcessingContext, progress: Progress) -> dict[str, Any]:
        path = self.parameterAsFile(parameters, "MODEL", context)
        grid = load(path).lattice
        coarse, covariates = self.coarse_map(parameters, context, progress), self.covariates(parameters, context)
        asked = {name: self.parameterAsOutputLayer(parameters, name, context) for name in OUTPUTS}
        written = {name: made for name, made in asked.items() if made}
        with TemporaryDirectory(prefix="geochem_fusion_") as folder:
            applied = apply_super_resolution(
                SuperApplication(
                    model=path,
                    coarse=coarse,
                    output=written["OUTPUT"],
                    **covariates,
                    geology=self.geology(parameters, context, grid, folder, progress.part(0, 0.05)),
                    uncertainty=written.get("UNCERTAINTY"),
                    domain=written.get("DOMAIN"),
                    extent=self.extent(parameters, "EXTENT", context, QgsCoordinateReferenceSystem.fromWkt(grid.crs)),
                    scheduler=self.parameterAsString(parameters, "SCHEDULER", context).strip() or None,
                ),
                progress.part(0.05, 1),
            )
        label = elements_label(describe(written["OUTPUT"]).bands)
        styles: dict[str, Callable[[str], Style]] = {
            "OUTPUT": lambda made: contents_style(made, CONTENTS, applied.display_range),
            "UNCERTAINTY": lambda made: contents_style(made, DEVIATIONS),
            "DOMAIN": lambda made: inside_style(tr("outside the domain"), tr("inside the domain"), 1),
        }
        for name, made in written.items():
            self.style(context, made, styles[name](made))
            load_as(context, made, label, coarse.path if name == "OUTPUT" else None)
        return written
