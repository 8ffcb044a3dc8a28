"""Loss curves of networks: epochs count from 1, and one without a loss is left out."""

from __future__ import annotations

import numpy as np

from geochem_fusion.core.reports import charts
from geochem_fusion.core.reports.loss_curves import loss_figure


def test_epochs_count_from_one_and_those_without_a_loss_are_left_out() -> None:
    html = loss_figure([4.0, 2.0, 1.0], [float("nan"), 3.0, 2.5], "Huber loss", "Network 1 & its loss")
    training = ("training", np.array([1.0, 2.0, 3.0]), np.array([4.0, 2.0, 1.0]))
    held_out = ("held out", np.array([2.0, 3.0]), np.array([3.0, 2.5]))
    assert charts.lines([training, held_out], "epoch", "Huber loss") in html
    assert "<figcaption>Network 1 &amp; its loss</figcaption>" in html
