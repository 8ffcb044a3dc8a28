"""A masked autoencoder for tests: as small as one can be, every weight random."""

from __future__ import annotations

import math

import numpy as np

from geochem_fusion.core.deep.masked_autoencoder import MaskedAutoencoder, Sizes, design_of, shapes

TINY = Sizes(8, 2, 8, 1, 2, 8, 1, 2)
SOURCE, GEOCHEMISTRY = np.array([0, 1, 0, 2]), np.array([1, 0, 1, 0])


def random_masked_network(
    sizes: Sizes = TINY, seed: int = 0, geochemistry: np.ndarray = GEOCHEMISTRY
) -> MaskedAutoencoder:
    """Return a network over four layers of three sources of which every weight counts."""
    count = sum(math.prod(shape) for shape in shapes([2, 1, 1], sizes).values())
    learned = 0.3 * np.random.default_rng(seed).normal(size=count).astype(np.float32)
    return MaskedAutoencoder(design_of(sizes), SOURCE, geochemistry, learned)
