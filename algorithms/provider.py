"""The Processing provider: the list of algorithms."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsProcessingModelAlgorithm, QgsProcessingProvider
from qgis.PyQt.QtGui import QIcon

from .apply import Apply
from .base import tr
from .compare import Compare
from .decompose import Decompose
from .evaluate import Evaluate
from .gridsamples import GridSamples
from .train import Train
from .traincnn import TrainCnn

ROOT = Path(__file__).resolve().parent.parent
ALGORITHMS = (Decompose, Train, TrainCnn, Apply, Evaluate, Compare, GridSamples)


class GeochemFusionProvider(QgsProcessingProvider):
    """Everything always loads and is listed; what a package is missing for says so when it is run."""

    def id(self) -> str:
        return "geochemfusion"

    def name(self) -> str:
        return "Geochem Fusion"

    def longName(self) -> str:
        return "Geochem Fusion: coarse geochemistry sharpened by satellite images"

    def icon(self) -> QIcon:
        return QIcon(self.svgIconPath())

    def svgIconPath(self) -> str:
        return str(ROOT / "icons" / "geochem_fusion.svg")

    def supportedOutputRasterLayerExtensions(self) -> list[str]:
        return ["tif"]

    def loadAlgorithms(self) -> None:
        for algorithm in ALGORITHMS:
            self.addAlgorithm(algorithm())
        for path in sorted((ROOT / "models").glob("*.model3")):
            model = QgsProcessingModelAlgorithm()
            if model.fromFile(str(path)):
                model.setGroup(tr("All steps at once"))
                self.addAlgorithm(model)
