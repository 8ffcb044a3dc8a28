"""geochemfusion:apply"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingParameterBand,
    QgsProcessingParameterExtent,
    QgsProcessingParameterFile,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterString,
)

from ..core.files import DEFAULT_LAYOUT, LAYOUTS
from ..core.fusion.application import Application, apply_model, with_remembered
from ..core.fusion.modes import MODES
from ..core.language import mark, tr
from ..core.model_file import ENDING
from ..core.progress import Progress
from ..core.raster.gdal_reader import describe
from .base import FUSE, FusionAlgorithm
from .content_styles import contents_style
from .loading import elements_label, load_as
from .styling import CONTENTS, DEVIATIONS, BandStyles, inside_style


class Apply(FusionAlgorithm):
    ID = "apply"
    LABEL = mark("Apply fusion model")
    ICON = "apply.svg"
    SHORT = mark("Predicts element contents at every pixel of an image and keeps the means of the coarse map.")
    TAGS = mark("prediction,map,residual,uncertainty,applicability")
    GROUP = FUSE
    HELP = mark(
        "Applies a model file to a whole scene, tile by tile, and writes one band per element in its unit.\n\n"
        "In the mode 'residual' the result is corrected so that its mean over every coarse cell equals the coarse "
        "value (the largest misfit is in the log), or the value freed of noise where the model took the cells for "
        "means of a few samples. Pixels without a value in every band, and in the modes 'detail' and 'residual' "
        "pixels outside the cells of the coarse map, are nodata.\n\n"
        "A model that was trained on samples at points keeps them. Without a coarse map the mode 'residual' adds the "
        "kriged rest of the samples to the weighed prediction, and meets each sample up to its nugget; the mode "
        "'interpolation' is ordinary kriging of the samples. With a coarse map too the means of its cells are kept, "
        "and the samples shape what lies inside the cells.\n\n"
        "A sharp map is not yet a right one: compare it with plain interpolation in 'Evaluate against validation "
        "grid'."
    )

    def define(self) -> None:
        raster = QgsProcessing.SourceType.TypeRaster
        self.add(
            QgsProcessingParameterFile(
                "MODEL", tr("Model"), QgsProcessingParameterFile.Behavior.File, ENDING.lstrip("."), None, False
            ),
            "Model file (.gfm) that 'Train fusion model' wrote.",
        )
        self.add(
            QgsProcessingParameterMultipleLayers("RASTERS", tr("Images"), raster, None, True),
            "Rasters with the bands that the model was trained on, found by their names; the first sets the output "
            "grid. Empty: the images and the coarse map of the training, where the model remembers them and they are "
            "still there or lie beside it as they did.",
        )
        self.add(
            QgsProcessingParameterRasterLayer("GEOCHEM", tr("Coarse geochemical map"), None, True),
            "Coarse map whose values are kept; needed by all modes but 'prediction', and by 'residual' and "
            "'interpolation' only where the model was not trained on samples. Bands are matched by name.",
        )
        self.add_choice(
            "MODE",
            "Mode",
            {name: mode.label for name, mode in MODES.items()},
            Application.mode,
            "prediction: the regression itself. detail: the interpolated coarse map plus the high-frequency part of "
            "the regression. residual: the regression plus a smooth correction, so that coarse cell means are kept. "
            "interpolation: the coarse map alone, kriged so that its cell means are kept, for where the verdict says "
            "that the image adds nothing; the image gives only the grid and where there is ground. A model of samples "
            "meets these where no coarse map is given.",
        )
        self.add(
            QgsProcessingParameterExtent("EXTENT", tr("Extent"), None, True),
            "Part of the scene to write; empty means all of it.",
        )
        self.add(
            QgsProcessingParameterRasterLayer("MASK", tr("Mask"), None, True),
            "Pixels where this raster is 0 or nodata are left out, as if the image were nodata there.",
        )
        self.add(
            QgsProcessingParameterBand(
                "GEOCHEM_BANDS", tr("Elements (bands of the coarse map)"), None, "GEOCHEM", True, True
            ),
            "Bands of the coarse map to look for the elements of the model in; none chosen means all. Bands that are "
            "not needed may be empty.",
            advanced=True,
        )
        self.add(
            QgsProcessingParameterString("SCHEDULER", tr("Dask scheduler"), None, False, True),
            "Address of a Dask scheduler, for example tcp://192.168.1.10:8786, whose workers compute the tiles; empty "
            "means this computer. Workers read the images under the same paths. See docs/scaling.md.",
            advanced=True,
        )
        self.add_choice(
            "LAYOUT",
            "Layout of the files",
            LAYOUTS,
            DEFAULT_LAYOUT,
            "tiled: compressed GeoTIFF with overviews. cog: the same as a Cloud Optimized GeoTIFF, which programs read "
            "from a server piece by piece; it is written once more at the end.",
            advanced=True,
        )
        self.add(
            QgsProcessingParameterRasterDestination("OUTPUT", tr("Fused map")),
            "GeoTIFF, one band per element, on the grid of the first image.",
        )
        self.add(
            QgsProcessingParameterRasterDestination("UNCERTAINTY", tr("Standard deviation"), None, True, False),
            "Standard deviation of each element at each pixel, in its unit: the true value lies within 1.645 of them "
            "in about 90 % of the places, where the map is low as where it is high (80 to 97 % on single maps of real "
            "surveys). It grows with the content. What varies within coarse cells and shows neither in their "
            "values nor in the image is not in it. Needs MODE=residual and a model of METHOD=auto or of a network, "
            "trained on a coarse raster; or MODE=interpolation and any model. Of a model of samples it is that "
            "of a new sample at the pixel, nugget included, and grows with the content where elements are kriged as "
            "logarithms; a coarse map whose means are kept too makes it less, and is taken as exact.",
        )
        self.add(
            QgsProcessingParameterRasterDestination("APPLICABILITY", tr("Area of applicability"), None, True, False),
            "Where the model may be trusted (Meyer and Pebesma 2021): band 1, how far a pixel is from the nearest "
            "training place in the features that matter; band 2, 1 where that is as near as in cross-validation, else "
            "0.",
        )

    def run_core(self, parameters: dict[str, Any], context: QgsProcessingContext, progress: Progress) -> dict[str, Any]:
        output = self.parameterAsOutputLayer(parameters, "OUTPUT", context)
        applicability = self.parameterAsOutputLayer(parameters, "APPLICABILITY", context) or None
        uncertainty = self.parameterAsOutputLayer(parameters, "UNCERTAINTY", context) or None
        given = self.is_set(parameters, "RASTERS")
        request = Application(
            model=self.parameterAsFile(parameters, "MODEL", context),
            rasters=self.raster_paths(parameters, "RASTERS", context) if given else [],
            output=output,
            geochem=self.raster_path(parameters, "GEOCHEM", context),
            geochem_bands=self.bands(parameters, "GEOCHEM_BANDS", context),
            mode=self.parameterAsEnumString(parameters, "MODE", context),
            mask=self.raster_path(parameters, "MASK", context),
            applicability=applicability,
            uncertainty=uncertainty,
            scheduler=self.parameterAsString(parameters, "SCHEDULER", context).strip() or None,
            layout=self.parameterAsEnumString(parameters, "LAYOUT", context),
        )
        request = with_remembered(request, progress)
        if self.is_set(parameters, "EXTENT"):
            crs = QgsCoordinateReferenceSystem.fromWkt(describe(request.rasters[0]).grid.crs)
            if given:
                crs = self.parameterAsLayerList(parameters, "RASTERS", context)[0].crs()
            request = replace(request, extent=self.extent(parameters, "EXTENT", context, crs))
        applied = apply_model(request, progress)
        label = elements_label(describe(output).bands)
        self.style(context, output, contents_style(output, CONTENTS, applied.display_range))
        load_as(context, output, label, request.geochem)
        if uncertainty:
            self.style(context, uncertainty, contents_style(uncertainty, DEVIATIONS))
            load_as(context, uncertainty, label)
        if applicability:
            self.style(context, applicability, applicability_style(applicability))
            load_as(context, applicability)
        outputs = {"OUTPUT": output, "UNCERTAINTY": uncertainty, "APPLICABILITY": applicability}
        return {name: path for name, path in outputs.items() if path}


def applicability_style(path: str) -> BandStyles:
    """Return the styles of a raster of the area of applicability: inside or outside, and how unlike pixels are."""
    index, inside = describe(path).band_names
    unlike = contents_style(path, DEVIATIONS).bands[0][1]
    return BandStyles(((inside, inside_style(tr("outside the area"), tr("inside the area"))), (index, unlike)))
