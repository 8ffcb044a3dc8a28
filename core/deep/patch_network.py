"""The patch network as plain arrays: what a model file holds is enough to apply it, without PyTorch.

It sees a patch around a pixel and says one number an element. It has no padding and no stride, so that it can run over
a whole window at once and gives at every pixel, but for the rounding of sums, what it gives for the patch around that
pixel alone: every convolution is shared by all patches that contain it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np

from ..errors import FusionError, require_intact
from .layers import box_mean, convolved, folded, max_pooled, rectified
from .views import standardised

BORDER = 5  # pixels that four 3 x 3 convolutions and a 3 x 3 maximum take from each side of a patch
LARGEST_PATCH = 129
_WIDEST = 4096  # channels that a file may ask for


@dataclass(frozen=True)
class PatchNetwork:
    """Two 3 x 3 convolutions, a 3 x 3 maximum, two 3 x 3 convolutions, the mean over the rest, two dense layers.

    Every convolution is normalised (``gain``, ``shift``, running ``mean`` and ``variance``, each (channels,)) and
    rectified. ``kernel1`` ... ``kernel4`` (out, in, 3, 3); ``hidden`` (units, channels), ``hidden_bias`` (units,);
    ``head`` (elements, units), ``head_bias`` (elements,). ``centre`` and ``scale`` (channels,) standardise the input,
    in which a missing value counts as average. ``patch`` (1,) is its side in pixels.
    """

    kind: ClassVar[str] = "patch_network"
    whole_numbers: ClassVar[frozenset[str]] = frozenset({"patch"})
    patch: np.ndarray
    centre: np.ndarray
    scale: np.ndarray
    kernel1: np.ndarray
    gain1: np.ndarray
    shift1: np.ndarray
    mean1: np.ndarray
    variance1: np.ndarray
    kernel2: np.ndarray
    gain2: np.ndarray
    shift2: np.ndarray
    mean2: np.ndarray
    variance2: np.ndarray
    kernel3: np.ndarray
    gain3: np.ndarray
    shift3: np.ndarray
    mean3: np.ndarray
    variance3: np.ndarray
    kernel4: np.ndarray
    gain4: np.ndarray
    shift4: np.ndarray
    mean4: np.ndarray
    variance4: np.ndarray
    hidden: np.ndarray
    hidden_bias: np.ndarray
    head: np.ndarray
    head_bias: np.ndarray

    @property
    def halo(self) -> int:
        """Pixels around a pixel that it depends on."""
        return int(self.patch[0]) // 2

    @property
    def outputs(self) -> int:
        return len(self.head)

    @property
    def weights(self) -> int:
        """How many numbers the kernels and dense layers hold, without biases and normalisation."""
        kernels = [self.layer(number)["kernel"] for number in range(1, 5)]
        return sum(array.size for array in (*kernels, self.hidden, self.head))

    def layer(self, number: int) -> dict[str, np.ndarray]:
        """Return the arrays of a convolution (1 to 4) by name."""
        return {name: getattr(self, f"{name}{number}") for name in ("kernel", "gain", "shift", "mean", "variance")}

    def over(self, planes: np.ndarray) -> np.ndarray:
        """Return float32 (elements, height, width) from channels (c, height + 2 halo, width + 2 halo), NaN missing."""
        height, width = (size - 2 * self.halo for size in planes.shape[1:])
        x = standardised(planes, self.centre, self.scale)
        for number, (kernel, bias) in enumerate(self._folded, 1):
            x = rectified(convolved(x, kernel, bias))
            if number == 2:
                x = max_pooled(x)
        x = box_mean(x, int(self.patch[0]) - 2 * BORDER)[:, :height, :width]
        flat = np.ascontiguousarray(x).reshape(len(x), -1)
        flat = rectified(self.hidden @ flat + self.hidden_bias[:, None])
        return (self.head @ flat + self.head_bias[:, None]).astype(np.float32).reshape(-1, height, width)

    @cached_property
    def _folded(self) -> list[tuple[np.ndarray, np.ndarray]]:
        """Return kernel and bias of each convolution, its normalisation in them."""
        return [folded(**self.layer(number)) for number in range(1, 5)]

    def check(self, width: int) -> None:
        """Raise FusionError unless all arrays fit each other and an input of ``width`` channels."""
        require_intact(self.patch.shape == (1,) and _is_patch(int(self.patch[0])), "the size of the patch")
        require_intact(
            self.centre.shape == (width,) == self.scale.shape and bool((self.scale > 0).all()), "channel scaling"
        )
        channels = width
        for number in range(1, 5):
            arrays = self.layer(number)
            kernel = arrays.pop("kernel")
            require_intact(kernel.ndim == 4 and kernel.shape[1:] == (channels, 3, 3), f"convolution {number}")
            channels = len(kernel)
            require_intact(0 < channels <= _WIDEST, f"convolution {number}")
            require_intact(all(a.shape == (channels,) for a in arrays.values()), f"normalisation {number}")
            require_intact(bool((arrays["variance"] >= 0).all()), f"normalisation {number}")
        units = len(self.hidden_bias)
        require_intact(
            self.hidden.shape == (units, channels) and self.hidden_bias.shape == (units,), "the hidden layer"
        )
        elements = len(self.head_bias)
        require_intact(self.head.shape == (elements, units) and self.head_bias.shape == (elements,), "the last layer")
        require_intact(units > 0 and elements > 0, "the last layer")


def check_patch(patch: int) -> None:
    """Raise FusionError unless a patch is an odd number of pixels within limits."""
    if not _is_patch(patch):
        raise FusionError(
            "PATCH is {patch}: give an odd number of pixels, {smallest} to {largest}.",
            patch=patch,
            smallest=2 * BORDER + 1,
            largest=LARGEST_PATCH,
        )


def _is_patch(size: int) -> bool:
    return size % 2 == 1 and 2 * BORDER < size <= LARGEST_PATCH
