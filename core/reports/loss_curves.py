"""Loss curves of networks, drawn alike in every report."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..language import tr
from . import charts
from .page import figure


def loss_figure(training: Sequence[float], held_out: Sequence[float], label: str, title: str) -> str:
    """Return a figure (HTML) of losses after each epoch, NaN where there is none; ``label`` says what they are."""
    series = [_against_epochs(tr("training"), training), _against_epochs(tr("held out"), held_out)]
    return figure(charts.lines(series, tr("epoch"), label), title)


def _against_epochs(name: str, losses: Sequence[float]) -> tuple[str, np.ndarray, np.ndarray]:
    values = np.array(losses, float)
    known = np.flatnonzero(np.isfinite(values))
    return name, known + 1.0, values[known]
