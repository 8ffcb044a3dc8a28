"""What networks say of an image, as features: window by window, with the pixels around a window that they need."""

from __future__ import annotations

import numpy as np

from .deep_network import Ensemble
from .features import Features, FeatureSet
from .grid import Window


class NetworkFeatures(Features):
    """The outputs of networks over an image; whatever takes ``Features`` takes them."""

    def __init__(self, network: Ensemble, channels: Features) -> None:
        names = tuple(f"output {number}" for number in range(1, network.outputs + 1))
        super().__init__(FeatureSet("as_is", names), channels.read, channels.height, channels.width)
        self.network, self.channels = network, channels

    def compute(self, window: Window) -> np.ndarray:
        """Return float32 (outputs, height, width); NaN where a pixel lacks a channel."""
        wide = self.network.reach(window, self.height, self.width)
        return self.network.over(self.channels.compute(wide), wide, window)
