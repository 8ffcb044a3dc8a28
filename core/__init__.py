"""The method itself: numpy, scipy, GDAL and (to train) scikit-learn; never QGIS.

What a program needs stands here by its name, ``from geochem_fusion.core import Training, train``: the call of each
step, what it is asked and what it returns. A name is looked up when it is first used, so that importing this package
loads nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .anomalies.detection import Anomalies, find_anomalies
    from .anomalies.request import AnomalyRequest
    from .errors import Cancelled, FusionError
    from .evaluation.evaluation import Evaluation, EvaluationRequest, FusedMap, evaluate
    from .evaluation.target_evaluation import ScoreMap, TargetEvaluation, TargetRequest, evaluate_targets
    from .evaluation.target_ranking import Ranking, TargetProtocol, rank_scores
    from .fusion.application import Application, Applied, apply_model
    from .fusion.cnn_training import CnnResult, CnnTraining, train_cnn
    from .fusion.comparison import Comparing, Comparison, compare
    from .fusion.model import FusionModel
    from .fusion.model import load as load_model
    from .fusion.model import save as save_model
    from .fusion.training import Training, train
    from .fusion.training_result import TrainingResult
    from .image.decomposition import Decomposition, decompose_raster
    from .laboratory.reading import LaboratoryTable, TableRequest, read_table
    from .practice.scene import PracticeScene, make_practice_scene
    from .products.classification import Classification, Classified, classify_map
    from .progress import Progress
    from .prospectivity.prospecting import map_prospectivity
    from .prospectivity.request import ProspectivityRequest
    from .prospectivity.results import Prospectivity
    from .raster.description import Raster
    from .raster.gdal_reader import describe
    from .samples.areas import Area
    from .samples.gridding import Gridded, Gridding, Policy, grid_samples
    from .samples.points import PointValues
    from .superresolution.application import apply_super_resolution
    from .superresolution.request import CoarseMap, Geology, SuperApplication, SuperResolution
    from .superresolution.results import Applied as SuperApplied
    from .superresolution.results import Trained as SuperTrained
    from .superresolution.super_model import SuperResolutionModel
    from .superresolution.super_model import load as load_super_model
    from .superresolution.super_model import save as save_super_model
    from .superresolution.training import train_super_resolution

__all__ = [  # as the table below has them
    "Anomalies",
    "AnomalyRequest",
    "Application",
    "Applied",
    "Area",
    "Cancelled",
    "Classification",
    "Classified",
    "CnnResult",
    "CnnTraining",
    "CoarseMap",
    "Comparing",
    "Comparison",
    "Decomposition",
    "Evaluation",
    "EvaluationRequest",
    "FusedMap",
    "FusionError",
    "FusionModel",
    "Geology",
    "Gridded",
    "Gridding",
    "LaboratoryTable",
    "PointValues",
    "Policy",
    "PracticeScene",
    "Progress",
    "Prospectivity",
    "ProspectivityRequest",
    "Ranking",
    "Raster",
    "ScoreMap",
    "SuperApplication",
    "SuperApplied",
    "SuperResolution",
    "SuperResolutionModel",
    "SuperTrained",
    "TableRequest",
    "TargetEvaluation",
    "TargetProtocol",
    "TargetRequest",
    "Training",
    "TrainingResult",
    "apply_model",
    "apply_super_resolution",
    "classify_map",
    "compare",
    "decompose_raster",
    "describe",
    "evaluate",
    "evaluate_targets",
    "find_anomalies",
    "grid_samples",
    "load_model",
    "load_super_model",
    "make_practice_scene",
    "map_prospectivity",
    "rank_scores",
    "read_table",
    "save_model",
    "save_super_model",
    "train",
    "train_cnn",
    "train_super_resolution",
]
_NAMES = {
    "anomalies.detection": "Anomalies find_anomalies",
    "anomalies.request": "AnomalyRequest",
    "errors": "Cancelled FusionError",
    "evaluation.evaluation": "Evaluation EvaluationRequest FusedMap evaluate",
    "evaluation.target_evaluation": "ScoreMap TargetEvaluation TargetRequest evaluate_targets",
    "evaluation.target_ranking": "Ranking TargetProtocol rank_scores",
    "fusion.application": "Application Applied apply_model",
    "fusion.cnn_training": "CnnResult CnnTraining train_cnn",
    "fusion.comparison": "Comparing Comparison compare",
    "fusion.model": "FusionModel load_model save_model",
    "fusion.training": "Training train",
    "fusion.training_result": "TrainingResult",
    "image.decomposition": "Decomposition decompose_raster",
    "laboratory.reading": "LaboratoryTable TableRequest read_table",
    "practice.scene": "PracticeScene make_practice_scene",
    "products.classification": "Classification Classified classify_map",
    "progress": "Progress",
    "prospectivity.prospecting": "map_prospectivity",
    "prospectivity.request": "ProspectivityRequest",
    "prospectivity.results": "Prospectivity",
    "raster.description": "Raster",
    "raster.gdal_reader": "describe",
    "samples.areas": "Area",
    "samples.gridding": "Gridded Gridding Policy grid_samples",
    "samples.points": "PointValues",
    "superresolution.application": "apply_super_resolution",
    "superresolution.request": "CoarseMap Geology SuperApplication SuperResolution",
    "superresolution.results": "SuperApplied SuperTrained",
    "superresolution.super_model": "SuperResolutionModel load_super_model save_super_model",
    "superresolution.training": "train_super_resolution",
}
_HOMES = {name: module for module, names in _NAMES.items() for name in names.split()}
_CALLED = {  # in their module, which says what they are of
    "load_model": "load",
    "save_model": "save",
    "load_super_model": "load",
    "save_super_model": "save",
    "SuperApplied": "Applied",
    "SuperTrained": "Trained",
}


if not TYPE_CHECKING:  # which would take any name to be there

    def __getattr__(name: str) -> object:
        """Return a name of the list from its module. Raises AttributeError for any other one."""
        if name not in _HOMES:
            raise AttributeError(f"module '{__name__}' has no attribute '{name}'")
        value: object = getattr(import_module(f".{_HOMES[name]}", __name__), _CALLED.get(name, name))
        globals()[name] = value  # found at once the next time
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
