"""What was found, in sentences and in tables."""

from __future__ import annotations

from ..evaluation.target_evaluation import score_row
from ..evaluation.target_ranking import FEW, RankedScore
from ..files import write_rows
from ..formats import number
from ..language import tr
from .results import SCORE, UNTRAINED, WITHOUT_NETWORK, NetworkFacts, Prospectivity

_SOURCES = ("source", "layers", "weight", "r2", "occlusion")


def said(found: Prospectivity) -> list[str]:
    """Return the sentences that sum up what was found, that on the deposits first."""
    lines = [] if found.ranking is None else [of_deposits(found)]
    share = float((found.areas.rank > 0).sum()) / max(found.cells, 1)
    lines.append(
        tr(
            "Targets at or above the {percentile:g} % percentile of the score: {count}; they cover {share:.1%} of the "
            "{cells} cells with a score.",
            count=len(found.areas),
            percentile=found.percentile,
            share=share,
            cells=found.cells,
        )
    )
    return [*lines, *of_network(found)]


def of_deposits(found: Prospectivity) -> str:
    """Return how well the score ranks the deposits, beside the best of all others and nulls."""
    ranking = found.ranking
    if ranking is None:
        return tr("No deposits were given, so nothing can be said about whether the map is right.")
    first, facts = ranking.first, ranking.facts
    best = max(ranking.scores[1:], key=_worth)
    text = tr(
        "The score ranks {known} cells with known deposits with an AUC of {auc:.2f} and holds {capture:.0%} of the "
        "deposits in its best 10 %; the best of the others, '{other}', has {others:.2f}.",
        known=facts.known,
        auc=first.places.mean,
        capture=first.captures[10],
        other=tr(found.titles.get(best.name, best.name)),
        others=_worth(best),
    )
    if facts.clusters < FEW:
        text += " " + tr("With so few clusters of deposits all this is mostly chance.")
    return text


def _worth(score: RankedScore) -> float:
    """Return the AUC over known cells, of a null in its better direction."""
    return max(score.places.mean, 1 - score.places.mean) if score.null else score.places.mean


def of_network(found: Prospectivity) -> list[str]:
    """Return what the network learned, and what it adds to the score."""
    network = found.network
    if network is None:
        return [tr("The score is made without a network.")]
    lines = of_skill(network)
    plain = found.ranked(WITHOUT_NETWORK)
    if plain is None or plain.difference is None or plain.difference.error is None:
        return lines
    gain, error = -plain.difference.mean, plain.difference.error
    if abs(gain) <= 2 * error:
        text = tr(
            "The network adds nothing that can be told from chance: AUC {gain:+.3f} with a standard error of "
            "{error:.3f}."
        )
    elif gain > 0:
        text = tr("The network adds {gain:+.3f} to the AUC, with a standard error of {error:.3f}.")
    else:
        text = tr("The network takes {gain:+.3f} from the AUC, with a standard error of {error:.3f}.")
    lines.append(text.format(gain=gain, error=error))
    control = found.ranked(UNTRAINED)
    if control is not None:
        main = found.ranked(SCORE)
        lines.append(
            tr(
                "With a network that was not trained the AUC is {other:.3f} instead of {auc:.3f}.",
                other=control.places.mean,
                auc=main.places.mean if main else float("nan"),
            )
        )
    return lines


def of_skill(network: NetworkFacts) -> list[str]:
    """Return what the network explains of hidden values, on ground that it did not learn from and on the other."""
    lines = []
    for text, r2, cross in (
        (
            tr("On ground that was not learned from, {r2:.2f} of the variance of hidden values is explained{cross}."),
            network.r2,
            network.cross_r2,
        ),
        (
            tr("Where the network learned, which proves no skill, it explains {r2:.2f} of it{cross}."),
            network.seen_r2,
            network.seen_cross_r2,
        ),
    ):
        if r2 is not None:
            more = "" if cross is None else tr(", of geochemistry told from the other sources {r2:.2f}", r2=cross)
            lines.append(text.format(r2=r2, cross=more))
    return lines


# ---------------------------------------------------------------------------------------------- files


def write_sources(found: Prospectivity, path: str) -> None:
    """Write a line for each source; what is not known is empty."""
    rows = [
        {
            "source": source.name,
            "layers": len(source.layers),
            "weight": source.weight,
            "r2": source.r2,
            "occlusion": source.occlusion,
        }
        for source in found.sources
    ]
    write_rows(path, list(_SOURCES), rows)


def write_table(found: Prospectivity, path: str) -> None:
    """Write a line for each score that was ranked, or the parts of the score and their weights without deposits.

    Scores with parts of the network left out come last, of the kind ``ablation``.
    """
    if found.ranking is None:
        rows = [{"score": name, "weight": weight} for name, weight in found.weights.items()]
        write_rows(path, ["score", "weight"], rows)
        return
    rows = [{**score_row(score), "weight": found.weights.get(score.name)} for score in found.ranking.scores]
    for name, score in found.network.ablations if found.network else ():
        rows.append({**score_row(score), "score": name, "kind": "ablation", "weight": None})
    write_rows(path, list(rows[0]), rows)


def target_table(found: Prospectivity, most: int | None = None) -> tuple[list[str], list[list[str]]]:
    """Return head and rows of the targets: rank, place of the best cell, area, scores, what leads there.

    Of all, or of the first so many.
    """
    head = [tr("rank"), "x", "y", tr("cells"), tr("highest"), tr("mean"), tr("highest above usual (mean normal score)")]
    x, y = found.grid.map_xy(found.areas.col + 0.5, found.areas.row + 0.5)
    rows = []
    for k, leading in enumerate(found.leading[:most]):
        text = ", ".join(f"{name} {number(value, 2)}" for name, value in leading)
        places = [number(float(value), 7) for value in (x[k], y[k])]
        scores = [f"{value:.3f}" for value in (found.areas.highest[k], found.areas.mean[k])]
        rows.append([str(k + 1), *places, str(int(found.areas.cells[k])), *scores, text or number(None)])
    return head, rows
