"""Networks as one more method to compare: trained with their defaults on the folds of the other methods."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..deep.pytorch import choose_device
from ..errors import given
from ..geostatistics.folds import Folds
from ..image.image_pass import ImagePass
from ..progress import Progress
from ..raster.images import ImageStack
from ..regression.preparation import Group, image_features
from ..regression.request import Training
from ..regression.training_table import TrainingTable
from ..regression.transforms import inverse_out_of_fold
from .cnn_request import METHOD, RAW, CnnTraining, check
from .cnn_training import CrossFitting
from .patch_samples import cut_patches, parse_ratios
from .reduced_resolution import combination_label


def network_request(training: Training) -> CnnTraining:
    """Return the request that trains networks with their defaults on the inputs and settings of another training.

    Raises FusionError where networks cannot be trained so, or PyTorch is missing.
    """
    features = replace(training.features, kind=RAW.kind)
    request = CnnTraining(
        training.inputs, features, training.transforms, training.folds, training.seed, training.images
    )
    check(request)
    return request


class Networks:
    """Patches of the image at the cells of a table, from which networks learn one group of elements after another."""

    def __init__(self, training: Training, stack: ImageStack, table: TrainingTable, progress: Progress) -> None:
        self.request, self.table = network_request(training), table
        self.combination = (METHOD, self.request.features.kind)
        self.label = combination_label(*self.combination)
        features = image_features(training.inputs, self.request.features, ImagePass(stack), progress.part(0, 0.2))
        grid, ratios = given(table.cells).grid, parse_ratios(self.request.ratios)
        self.patches = cut_patches(
            features, stack.grid, table, grid, ratios, self.request.patch, training.seed, progress.part(0.2, 1)
        )

    def out_of_fold(self, group: Group, folds: Folds, progress: Progress) -> np.ndarray:
        """Return the contents (n, elements) of a group's rows that networks predict without having seen their fold.

        NaN where the networks do not see the ground of a row.
        """
        columns = list(group.columns)
        alone = replace(
            self.table, elements=list(group.names), units=list(group.units), targets=self.table.targets[:, columns]
        )
        fold = np.full(len(self.table), -1)
        fold[group.rows] = folds.fold
        fitting = CrossFitting(
            self.request,
            alone,
            self.patches,
            choose_device(self.request.device),
            [replace(group, columns=(0,))],
            replace(folds, fold=fold),
        )
        parts = fitting.judged(fitting.members(self.patches, None, 1.0, progress))[group.rows]
        return inverse_out_of_fold(
            group.transform, group.values, parts, self.table.weights_of(group.rows, group.columns), folds
        )
