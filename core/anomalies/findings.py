"""What was found, in sentences and in tables."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..evaluation.target_ranking import FEW, Ranking
from ..files import write_rows
from ..language import tr
from .classical import DEFAULT
from .detection import COMBINED, LABELLED, NETWORK, NULLS, TITLES, Anomalies
from .learning import NetworkResult
from .neighbours import rank_correlation

_LIKE = 0.95  # rank correlation of the scores of two seeds, below which it is told


def said(found: Anomalies) -> list[str]:
    """Return the sentences that sum up what was found."""
    survey, known = found.survey, np.isfinite(found.survey.contents)
    lines = [
        tr(
            "Sought: {targets}, with {pathfinders} as pathfinders, among {elements} elements at {places} places.",
            targets=", ".join(found.names),
            pathfinders=", ".join(survey.elements[k] for k in found.pathfinders if known[:, k].any()) or "-",
            elements=len(survey.elements),
            places=len(survey.places),
        )
    ]
    if found.network is not None:
        lines += _of_network(found, found.network)
    if found.ranking is not None:
        lines.append(_of_deposits(found, found.ranking))
    return lines


def _of_network(found: Anomalies, network: NetworkResult) -> list[str]:
    lines = []
    if network.r2 is not None:
        lines.append(
            tr(
                "The network explains {r2:.2f} of the variance of values that were hidden at places held out.",
                r2=network.r2[0],
            )
        )
    if network.agreement is not None and network.agreement < _LIKE:
        lines.append(
            tr(
                "The scores of networks of two seeds agree with a rank correlation of {r:.2f} only: take none of them "
                "at its word.",
                r=network.agreement,
            )
        )
    if found.ranking is None:
        like = rank_correlation(found.scores[COMBINED], found.scores[DEFAULT])
        lines.append(
            tr(
                "With and without the network the scores have a rank correlation of {r:.2f}. Which of them finds "
                "deposits cannot be told without DEPOSITS.",
                r=like,
            )
        )
        return lines
    by_name = {score.name: score for score in found.ranking.scores}
    plain, joint = by_name.get(DEFAULT), by_name.get(COMBINED)
    first = found.ranking.first
    if first.name == NETWORK:
        joint = first
    if plain is None or joint is None or first.name not in (COMBINED, NETWORK) or plain.difference is None:
        return lines
    gain, error = -plain.difference.mean, plain.difference.error
    if error is None:
        return lines
    if abs(gain) <= 2 * error:
        text = tr(
            "The network adds nothing that can be told from chance: AUC over known places {gain:+.3f} with a standard "
            "error of {error:.3f}."
        )
    elif gain > 0:
        text = tr("The network adds {gain:+.3f} to the AUC over known places, with a standard error of {error:.3f}.")
    else:
        text = tr("The network takes {gain:+.3f} from the AUC over known places, with a standard error of {error:.3f}.")
    return [*lines, text.format(gain=gain, error=error)]


def _of_deposits(found: Anomalies, ranking: Ranking) -> str:
    first, facts = ranking.first, ranking.facts
    best = max(ranking.scores[1:], key=lambda score: score.either_way)
    text = tr(
        "The score ranks {known} different places of known deposits with an AUC of {auc:.2f}; the best of the others, "
        "'{other}', has {others:.2f}.",
        known=facts.known,
        auc=first.auc,
        other=tr(TITLES.get(best.name, best.name)),
        others=best.either_way,
    )
    if found.main == LABELLED:
        text += " " + tr("It is out of fold: no place was scored by a model that knew the deposits near it.")
    if first.auc_density is not None and 2 * (facts.matched or 0) >= facts.used:
        text += " " + tr("Beside places of the same sampling density its AUC is {auc:.2f}.", auc=first.auc_density)
    if facts.known < FEW:
        text += " " + tr("With so few places all this is mostly chance.")
    return text


# ---------------------------------------------------------------------------------------------- files


def write_table(found: Anomalies, path: str) -> None:
    """Write a line for each score: what it is worth against the deposits, and how like the main one it is."""
    ranked = {score.name: score for score in found.ranking.scores} if found.ranking else {}
    rows = []
    for name in [*found.scores, *(name for name in ranked if name not in found.scores)]:
        score = ranked.get(name)
        own = found.scores.get(name)
        rows.append(
            {
                "score": name,
                "kind": "null" if name in NULLS or (score is not None and score.null) else "score",
                "main": int(name == found.main),
                "rank_correlation": None if own is None else rank_correlation(own, found.score),
                "auc": score and score.auc,
                "auc_sd": score and score.auc_sd,
                "auc_density": score and score.auc_density,
                "auc_places": score and score.places.mean,
                "auc_places_low": score and score.places.low,
                "auc_places_high": score and score.places.high,
                "capture_5": score and score.captures[5],
                "capture_10": score and score.captures[10],
                "capture_20": score and score.captures[20],
            }
        )
    write_rows(path, list(rows[0]), rows)


def write_attention(found: Anomalies, path: str) -> None:
    """Write a line for each two elements: the attention that a hidden one pays to a visible one, and its occlusion.

    Nothing but the names of the columns where there is no network.
    """
    columns = ["element", "attends_to", "attention", "occlusion"]
    rows: list[dict[str, Any]] = []
    if found.network is not None:
        attention, occlusion = found.network.predictions.element_attention, found.network.occlusion
        targets = {k: n for n, k in enumerate(found.targets)}
        for i, name in enumerate(found.survey.elements):
            for j, other in enumerate(found.survey.elements):
                if i != j:
                    lost = float(occlusion[targets[i], j]) if i in targets else float("nan")
                    rows.append(dict(zip(columns, (name, other, _plain(attention[i, j]), _plain(lost)))))
    write_rows(path, columns, rows)


def _plain(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
