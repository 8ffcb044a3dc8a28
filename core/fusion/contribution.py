"""What the image contributes to the map of each element, found from the training rows and told in a sentence."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..geostatistics.image_weight import Blend, blends
from ..geostatistics.pixel_noise import NARROWEST, noise_width
from ..image.features import Features
from ..language import tr
from ..raster.grid import BLOCK, Window, nested
from ..regression.training_table import CoarseCells
from .model import FusionModel
from .prediction import Prediction

_CLEAR = 2.0  # standard errors from which a weight is told as certain
_PARTS_SEEN = 16  # blocks of pixels by which the noise of an image is judged
_SMALL = 0.1  # a weight below which the map is that of plain interpolation to the eye


def contributions(
    cells: CoarseCells,
    rows: Sequence[np.ndarray],
    observed: Sequence[np.ndarray],
    leave_group_out: Sequence[np.ndarray],
    samples: int,
) -> list[Blend]:
    """Return the blend of each element.

    Per element: ``rows`` of the table that have a value, the ``observed`` values, and predictions of the image model
    at cells left out one by one or in small random groups (``leave_group_out``), because that is how the model is used:
    with the cells around it known. ``samples`` is the number behind a cell value, 0 to find out.
    """
    pairs = [(cells.spread(r, o), cells.spread(r, n)) for r, o, n in zip(rows, observed, leave_group_out)]
    return blends(pairs, cells.pixels, cells.aspect, samples)


def noise_widths(model: FusionModel, features: Features, ratio: float) -> list[float]:
    """Return for each element how wide a Gaussian mean rids its prediction of the noise of the image, in cell sides.

    It is judged by parts of the image, evenly spread; ``ratio`` is the side of a coarse cell in pixels.
    """
    whole = Window(0, 0, features.height, features.width)
    windows = list(nested(whole, BLOCK))
    chosen = windows[:: -(-len(windows) // _PARTS_SEEN)]
    prediction = Prediction(model, features, whole)
    planes = [values for window in chosen if (values := prediction.at(window)[0]) is not None]
    return [max(noise_width([p[k] for p in planes]) / ratio, NARROWEST) for k in range(len(model.targets))]


def sentence(name: str, blend: Blend) -> str:
    """Return what a user should know of an element's blend."""
    number = tr(
        "weight {weight:.2f} (estimate {estimate:.2f}, standard error {error:.2f})",
        weight=blend.weight,
        estimate=blend.estimate,
        error=blend.error,
    )
    if blend.weight < _SMALL:
        text = tr("The image adds nothing for {name}: {number}; the map is that of interpolation, or nearly so.")
    elif blend.estimate < _CLEAR * blend.error:
        text = tr("The image may help a little for {name}: {number}.")
    else:
        text = tr("The image contributes to {name}: {number}.")
    return text.format(name=name, number=number)


def coarse_sentence(blend: Blend, judged: bool = False) -> str:
    """Return how the coarse map was read; who can still say what was ``judged`` of it is asked to."""
    if blend.exact:
        return tr(
            "The coarse values are taken as exact block means and are kept (log odds {odds:.1f} for noise).",
            odds=blend.odds,
        )
    text = tr(
        "The coarse values are taken as means of a few samples, about {samples:.0f} a cell, and {share:.0%} of their "
        "noise is smoothed out, not reproduced (log odds {odds:.1f} for noise).",
        samples=blend.samples,
        share=1 - blend.kept,
        odds=blend.odds,
    )
    return text + " " + tr("Give CELL_SAMPLES to say how many there are.") if judged else text
