"""The section of the report of anomalies on the network: how well it predicts, where it looks, and what it needs."""

from __future__ import annotations

import numpy as np

from ..formats import number
from ..language import tr
from ..reports import charts
from ..reports.page import figure, figures, heading, paragraph, table
from .detection import Anomalies
from .learning import NetworkResult
from .neighbours import rank_correlation

_INDICATORS = 12
_TARGETS = 4  # whose indicators are drawn


def network_section(found: Anomalies, network: NetworkResult) -> str:
    """Return what a network says as HTML."""
    html = _explained(network) + _agreement(network)
    return html + _losses(network) + _scales(network) + _indicators(found, network)


def _explained(network: NetworkResult) -> str:
    if network.r2 is None:
        return paragraph(tr("The network comes from a model file; how it was trained stands in the report of that."))
    names = tr("both branches, fused"), tr("other elements of the place"), tr("neighbouring places")
    rows = [[name, number(value, 3)] for name, value in zip(names, network.r2)]
    text = tr(
        "R² of values that were hidden from the network, at places held out of training in patches: 1 is perfect, 0 no "
        "better than the mean of each element."
    )
    return table([tr("predicted from"), tr("R² of hidden values")], rows) + paragraph(text)


def _agreement(network: NetworkResult) -> str:
    if network.agreement is None:
        return ""
    text = tr(
        "Networks of two seeds give scores with a rank correlation of {r:.3f}; the mean of their predictions is used."
    )
    return paragraph(text.format(r=network.agreement))


def _losses(network: NetworkResult) -> str:
    series = [
        (tr("network {number}", number=k), np.arange(1, len(losses) + 1), np.array(losses))
        for k, losses in enumerate(network.losses, 1)
        if losses
    ]
    if not series:
        return ""
    drawn = charts.lines(series, tr("epoch"), tr("loss at places held out"))
    return figures([figure(drawn, tr("Training"))])


def _scales(network: NetworkResult) -> str:
    weights = network.predictions.scale_weights
    if not np.isfinite(weights).any():
        return ""
    neighbours = [int(count) for count in network.networks.members[0].neighbours]
    labels = [tr("{count} neighbours", count=count) for count in neighbours]
    drawn = charts.bars(labels, [float(value) for value in np.nanmean(weights, axis=0)], tr("mean weight"))
    return figure(drawn, tr("Weights of the scales, mean over places"))


# ---------------------------------------------------------------------------------------------- key indicators


def _indicators(found: Anomalies, network: NetworkResult) -> str:
    text = tr(
        "Attention is descriptive: it tells where the network looks when an element is hidden, not what it needs, and "
        "nothing of causes. Occlusion is a test: the mean change of the predicted element, in robust standard "
        "deviations of its log-ratio, where another one is hidden as well."
    )
    html = heading(tr("Key indicators")) + paragraph(text)
    for row, target in enumerate(found.targets[:_TARGETS]):
        html += _of_target(found, network, row, target)
    return html


def _of_target(found: Anomalies, network: NetworkResult, row: int, target: int) -> str:
    name = found.survey.elements[target]
    others = np.arange(len(found.survey.elements)) != target
    attention = np.where(others, network.predictions.element_attention[target], np.nan)
    occlusion = np.where(others, network.occlusion[row], np.nan)
    shown = [
        (attention, tr("attention"), tr("{name}: what the network looks at", name=name)),
        (occlusion, tr("change of the prediction"), tr("{name}: what its prediction needs", name=name)),
    ]
    pieces = [
        figure(_top(found, values, label), caption) for values, label, caption in shown if np.isfinite(values).any()
    ]
    both = np.isfinite(attention) & np.isfinite(occlusion)
    html = figures(pieces, large=True)
    if both.sum() > 2:
        like = rank_correlation(attention[both], occlusion[both])
        text = tr("{name}: attention and occlusion have a rank correlation of {r} over {count} elements.")
        html += paragraph(text.format(name=name, r=number(like, 2), count=int(both.sum())))
    return html


def _top(found: Anomalies, values: np.ndarray, label: str) -> str:
    """Draw the largest of values (elements,)."""
    known = np.flatnonzero(np.isfinite(values))
    best = known[np.argsort(-values[known], kind="stable")][:_INDICATORS]
    return charts.bars([found.survey.elements[k] for k in best], [float(values[k]) for k in best], label)
