"""Transforms: which is chosen."""

from __future__ import annotations

import numpy as np

from geochem_fusion.core.transforms import choose_transform


def test_automatic_transform_takes_logarithms_of_positive_skewed_values_only() -> None:
    generator = np.random.default_rng(0)
    normal, skewed = generator.normal(20, 2, 300), np.exp(generator.normal(3, 1, 300))
    assert choose_transform("auto", "Cu", skewed) == "log"
    assert choose_transform("auto", "Cu", normal) == "none"
    assert choose_transform("auto", "Cu", np.append(skewed, 0.0)) == "none"
    assert choose_transform("auto", "Cu", 200 - skewed) == "none"
    assert choose_transform("none", "Cu", skewed) == "none"
    assert choose_transform("log", "Cu", normal) == "log"
