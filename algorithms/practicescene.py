"""geochemfusion:practicescene"""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterRasterDestination,
)

from ..core.language import mark, tr
from ..core.practice.scene import SEED, SIZE, PracticeScene, make_practice_scene
from ..core.progress import Progress
from . import parameters as groups
from .base import PREPARE, FusionAlgorithm
from .content_styles import contents_style
from .loading import load_as
from .styling import CONTENTS

NUMBERS = {"N": mark("Number of samples of the regional survey")}
MAPS = ("COARSE", "VALIDATION", "TRUTH")


class MakePracticeScene(FusionAlgorithm):
    ID = "practicescene"
    LABEL = mark("Make practice scene")
    ICON = "practicescene.svg"
    SHORT = mark("Makes a synthetic image, a coarse copper map, the table of its samples and a finer survey.")
    TAGS = mark("tutorial,example,sample,synthetic,practice,demo,test data")
    GROUP = PREPARE
    HELP = mark(
        "Makes the files of the tutorial: an image of nine ASTER-like bands at 15 m, copper as means of four samples "
        "on a grid of 2 km, these samples as the table of a laboratory, an independent survey of a part on a grid of "
        "0.5 km, and, if asked, the true copper at every pixel.\n\n"
        "Everything is synthetic and lies nowhere: copper follows mafic rock and alteration, which the image sees, and "
        "a trend and scatter that it does not see. The same seed gives the same scene."
    )

    def define(self) -> None:
        self.add(
            groups.whole("SIZE", tr("Pixels along a side"), SIZE),
            "Size of the image: 1200 pixels are 18 km, and 81 coarse cells.",
        )
        self.add(
            groups.whole("SEED", tr("Seed"), SEED),
            "Another number makes another ground.",
            advanced=True,
        )
        labels = {
            "IMAGE": (mark("Practice image"), False, True, mark("GeoTIFF of nine bands with their wavelengths.")),
            "COARSE": (mark("Practice coarse map"), False, True, mark("GeoTIFF of copper in ppm, cells of 2 km.")),
            "VALIDATION": (
                mark("Practice validation grid"),
                True,
                True,
                mark("GeoTIFF of copper in ppm, cells of 0.5 km over a part; for 'Evaluate against validation grid'."),
            ),
            "TRUTH": (
                mark("True copper"),
                True,
                False,
                mark("GeoTIFF of copper in ppm at every pixel, which nobody has of real ground."),
            ),
        }
        for name, (label, optional, default, help_text) in labels.items():
            self.add(QgsProcessingParameterRasterDestination(name, tr(label), None, optional, default), help_text)
        kind = tr("CSV files") + " (*.csv)"
        self.add(
            QgsProcessingParameterFileDestination("TABLE", tr("Laboratory table"), kind, None, True, True),
            "The samples behind the coarse map as CSV, with eastings and northings in EPSG:32645 and a limit of "
            "detection; for 'Read laboratory table'.",
        )
        for name, label in NUMBERS.items():
            self.addOutput(QgsProcessingOutputNumber(name, tr(label)))

    def run_core(self, parameters: dict[str, Any], context: QgsProcessingContext, progress: Progress) -> dict[str, Any]:
        rasters = {name: self.parameterAsOutputLayer(parameters, name, context) or None for name in ("IMAGE", *MAPS)}
        table = self.parameterAsFileOutput(parameters, "TABLE", context) or None
        samples = make_practice_scene(
            PracticeScene(
                image=rasters["IMAGE"],
                coarse=rasters["COARSE"],
                table=table,
                validation=rasters["VALIDATION"],
                truth=rasters["TRUTH"],
                size=self.parameterAsInt(parameters, "SIZE", context),
                seed=self.parameterAsInt(parameters, "SEED", context),
            ),
            progress,
        )
        for name, path in rasters.items():
            if path and name in MAPS:
                self.style(context, path, contents_style(path, CONTENTS))
            if path:
                load_as(context, path, "" if name == "IMAGE" else "Cu (ppm)")
        outputs = {name: path for name, path in {**rasters, "TABLE": table}.items() if path}
        return {**outputs, "N": samples}
