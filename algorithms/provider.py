"""The Processing provider: the list of algorithms."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.core import QgsProcessingModelAlgorithm, QgsProcessingProvider
from qgis.PyQt.QtGui import QIcon

from ..core.language import mark, tr
from .anomalies import IdentifyAnomalies
from .apply import Apply
from .applysuperresolution import ApplySuperResolution
from .classify import Classify
from .compare import Compare
from .decompose import Decompose
from .evaluate import Evaluate
from .evaluatetargets import EvaluateTargets
from .gridsamples import GridSamples
from .practicescene import MakePracticeScene
from .prospectivity import MapProspectivity
from .readtable import ReadTable
from .train import Train
from .traincnn import TrainCnn
from .trainsuperresolution import TrainSuperResolution

ROOT = Path(__file__).resolve().parent.parent
CHAINS = {  # what models/ holds
    "anomalies_and_targets": mark("Find and evaluate targets"),
    "fuse_and_evaluate": mark("Fuse and evaluate"),
    "grid_and_fuse": mark("Grid samples and fuse"),
    "map_and_evaluate_prospectivity": mark("Map and evaluate prospectivity"),
    "sharpen_and_evaluate": mark("Sharpen and evaluate"),
    "laboratory_table_to_classes": mark("Laboratory table to classes"),
}
CHAIN_TEXTS = ("description", "component_description", "help", "ALG_DESC", "ALG_CREATOR")  # as the files call them
ALGORITHMS = (
    Decompose,
    Train,
    TrainCnn,
    Apply,
    TrainSuperResolution,
    ApplySuperResolution,
    IdentifyAnomalies,
    Classify,
    Evaluate,
    MapProspectivity,
    EvaluateTargets,
    Compare,
    ReadTable,
    GridSamples,
    MakePracticeScene,
)


class Chain(QgsProcessingModelAlgorithm):
    """A graphical model that is listed under a name in the user's language; its id is that of the file."""

    def displayName(self) -> str:
        return tr(CHAINS.get(self.name(), self.name()))

    def createInstance(self) -> Chain:
        copy = Chain()
        copy.loadVariant(self.toVariant())
        copy.setProvider(self.provider())
        copy.setSourceFilePath(self.sourceFilePath())
        return copy


def translated(part: Any) -> Any:
    """Return a part of a graphical model with its texts in the user's language."""
    if isinstance(part, dict):
        return {
            key: tr(value) if key in CHAIN_TEXTS and isinstance(value, str) and value else translated(value)
            for key, value in part.items()
        }
    return [translated(item) for item in part] if isinstance(part, list) else part


class GeochemFusionProvider(QgsProcessingProvider):
    """Everything always loads and is listed; what a package is missing for says so when it is run."""

    def id(self) -> str:
        return "geochemfusion"

    def name(self) -> str:
        return "Geochem Fusion"

    def longName(self) -> str:
        return tr("Geochem Fusion: coarse geochemistry sharpened by satellite images")

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
            chain = Chain()
            if chain.fromFile(str(path)):
                chain.loadVariant(translated(chain.toVariant()))
                chain.setGroup(tr("All steps at once"))
                self.addAlgorithm(chain)
