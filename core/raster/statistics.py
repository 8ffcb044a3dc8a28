"""Statistics of values that pass by once."""

from __future__ import annotations

import math

import numpy as np


class RunningStatistics:
    """Count, least, largest, mean and standard deviation (divided by n), gathered part by part in float64."""

    def __init__(self) -> None:
        self.count, self.least, self.largest = 0, math.inf, -math.inf
        self.total = self.squares = 0.0

    def add(self, values: np.ndarray) -> None:
        if values.size:
            self.count += values.size
            self.least, self.largest = min(self.least, float(values.min())), max(self.largest, float(values.max()))
            self.total += float(values.sum(dtype=float))
            self.squares += float(np.square(values, dtype=float).sum())

    def summary(self) -> tuple[float, float, float, float]:
        mean = self.total / self.count
        return self.least, self.largest, mean, math.sqrt(max(self.squares / self.count - mean**2, 0.0))
