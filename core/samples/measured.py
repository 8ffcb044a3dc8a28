"""Points as a layer holds them to points with numbers, for steps that need a number at each: training, evaluation."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..progress import SILENT, Progress
from .censoring import ValuePolicy, parse_values, substituted
from .missing_codes import missing_codes
from .points import PointValues
from .tallies import tell_values


def measured_points(points: PointValues, policy: ValuePolicy | None = None, progress: Progress = SILENT) -> PointValues:
    """Return points whose ``values`` (n, fields) are floats, NaN where a field has none; what was read is told.

    ``points.values`` are numbers, texts and None as a layer holds them. Raises FusionError for a policy that is none.
    """
    policy = policy or ValuePolicy()
    policy.check()
    codes = missing_codes(policy.missing_codes)
    raw = np.asarray(points.values, object)
    values, units = np.full(raw.shape, np.nan), []
    for number, name in enumerate(points.names):
        column = parse_values(raw[:, number], policy.negative_is_limit, codes)
        tell_values(name, column, raw[:, number], policy, progress)
        values[:, number] = substituted(column, policy.below_detection, policy.over_limit)
        units.append(column.cells.unit)
    return replace(points, values=values, units=units)
