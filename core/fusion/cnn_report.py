"""The training report of networks: that of every training, with loss curves and comparisons."""

from __future__ import annotations

import numpy as np

from ..language import tr
from ..reports.loss_curves import loss_figure
from ..reports.page import figures, paragraph, table
from .cnn_training import CnnResult
from .training_report import training_report


def cnn_report(result: CnnResult, command: str = "") -> str:
    """Return the report as one HTML page; ``command`` is the call that trains the same model again."""
    sections = [(tr("Networks"), _networks(result))]
    if result.trials:
        sections.append((tr("Comparison of ways to train"), _trials(result)))
    return training_report(result, command, sections)


def _networks(result: CnnResult) -> str:
    """Return how the networks learned: what from, when they stopped, and their losses."""
    settings = result.model.history["settings"]
    first = result.members[0].network
    samples = ", ".join(
        tr("{count} at ratio {ratio}", count=count, ratio=ratio) for ratio, count in result.samples.items()
    )
    text = tr(
        "{count} networks of {weights} weights see patches of {patch} pixels. Each learned from all folds of ground "
        "but two: it stopped by the first, and the second, which it never saw, judged it. The model is the mean of "
        "all. Samples: {samples}; half of those that a network learns from are coarser, where there are any. Seed "
        "{seed}.",
        count=len(result.members),
        weights=first.weights,
        patch=int(first.patch[0]),
        samples=samples,
        seed=settings["seed"],
    )
    if settings["base_model"]:
        text += " " + tr(
            "The convolutions start as those of {base}, frozen for {epochs} epochs.",
            base=settings["base_model"],
            epochs=settings["freeze_epochs"],
        )
    head = [tr("network"), tr("judged by fold"), tr("stopped by fold"), tr("best epoch"), tr("epochs")]
    head += [tr("training loss"), tr("held-out loss")]
    rows, curves = [], []
    for number, member in enumerate(result.members, 1):
        curve, best = member.curve, member.curve.best
        losses = [curve.training[best], curve.held_out[best]]
        rows.append([number, member.test + 1, member.stop + 1, best + 1, len(curve.training), *losses])
        title = tr("Network {number}: loss after each epoch", number=number)
        curves.append(loss_figure(curve.training, curve.held_out, tr("Huber loss"), title))
    return paragraph(text) + table(head, rows) + figures(curves)


def _trials(result: CnnResult) -> str:
    names = [element.name for element in result.elements]
    head = [tr("way"), tr("share of cells, %"), *(f"R² {name}" for name in names), tr("mean R²")]
    rows = [
        [tr(trial.label), round(100 * trial.share), *map(float, trial.r2), float(np.mean(trial.r2))]
        for trial in result.trials
    ]
    text = tr(
        "R² of cells that no network had seen in any way, on the scale of training, from the views of each cell. All "
        "ways have the same folds and seed; another seed moves these numbers too, so small differences say nothing."
    )
    return table(head, rows) + paragraph(text)
