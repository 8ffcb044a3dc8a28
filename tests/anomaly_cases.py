"""A small survey of gold about three deposits, scored, and what its report says."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from typing import cast

import numpy as np
from making import wkt

from geochem_fusion.core.anomalies.anomaly_model import AnomalyModel
from geochem_fusion.core.anomalies.classical import classical_scores
from geochem_fusion.core.anomalies.detection import COMBINED, LABELLED_GEOMETRY, NETWORK, NULLS, Anomalies
from geochem_fusion.core.anomalies.learning import NetworkResult
from geochem_fusion.core.anomalies.neighbours import Support, percentile_ranks
from geochem_fusion.core.anomalies.preparation import prepare
from geochem_fusion.core.anomalies.survey import Survey
from geochem_fusion.core.deep.graph_inference import Edges, Predictions
from geochem_fusion.core.deep.networks import Ensemble, GraphNetwork
from geochem_fusion.core.evaluation.target_ranking import TargetProtocol, rank_scores

ELEMENTS = ("Au", "As", "<script>x</script>", "Cu", "Zn")
DEPOSITS = np.array([[500_320.0, 5_000_310.0], [500_800.0, 5_000_700.0], [501_210.0, 5_000_330.0]])
SCORES = ("multiscale", "level", "raw_target", "geometry")


def places(side: int) -> np.ndarray:
    across, up = np.meshgrid(np.arange(side), np.arange(side), indexing="ij")
    shaken = np.random.default_rng(5).uniform(-30, 30, (side * side, 2))
    return np.array([500_000.0, 5_000_000.0]) + 100 * np.column_stack([across.ravel(), up.ravel()]) + shaken


def found(side: int = 15, deposits: bool = False) -> Anomalies:
    """A survey of gold about deposits, without a network."""
    at = places(side)
    generator = np.random.default_rng(3)
    contents = np.exp(generator.normal(0, 0.4, (len(at), len(ELEMENTS))))
    near = np.min(np.linalg.norm(at[:, None] - DEPOSITS[None], axis=2), axis=1)
    contents[:, :2] *= np.exp(2 * np.exp(-near / 200))[:, None]
    contents[3, 1] = np.nan
    below = np.zeros(contents.shape, bool)
    below[5:14, 0] = True
    fields = tuple(f"{name}_ppm" for name in ELEMENTS)
    count = np.ones(len(at), np.int64)
    survey = Survey(at, ELEMENTS, fields, ("ppm",) * 5, contents, below, count, np.arange(len(at)), wkt())
    prepared, support = prepare(contents), Support.of(at)
    every = classical_scores(prepared, survey, (0,), (1,), support=support)
    scores = {name: every[name] for name in SCORES}
    model = AnomalyModel(ELEMENTS, ("ppm",) * 5, (0,), (1,), prepared.scaling, "classical", 0)
    nobody = np.zeros((0, 2))
    plain = Anomalies(
        survey, prepared, (0,), (1,), scores, "multiscale", support, None, None, nobody, nobody, None, model,
        {"method": "classical", "seed": 0}, {"Geochem Fusion": "1"}, ["A note."],
    )  # fmt: skip
    return with_deposits(plain) if deposits else plain


def with_deposits(plain: Anomalies) -> Anomalies:
    order = [plain.main, *(name for name in plain.scores if name not in (plain.main, *NULLS)), LABELLED_GEOMETRY]
    ranked = {name: plain.scores[name] for name in order if name in plain.scores}
    ranking = rank_scores(ranked, plain.survey.places, DEPOSITS, TargetProtocol(min_distance=200.0, draws=3))
    return replace(plain, deposits=DEPOSITS, ranking=ranking)


class Scales:
    """What the report asks of a network."""

    neighbours = np.array([8, 24])


def with_network(plain: Anomalies) -> Anomalies:
    size, elements = len(plain.survey.places), len(ELEMENTS)
    attention = np.tile([0.0, 0.4, 0.3, 0.2, 0.1], (elements, 1))
    values, none = plain.prepared.ratio, np.zeros(0, int)
    scale_weights = np.tile([0.75, 0.25], (size, 1))
    said = Predictions(values, values, values, scale_weights, attention, Edges(none, none, np.zeros(0), none))
    networks = Ensemble((cast(GraphNetwork, Scales()),))
    lost = np.array([[np.nan, 0.125, 0.5, 0.25, 0.0625]])
    network = NetworkResult(networks, said, lost, 0.871, (0.61, 0.52, 0.33), ((1.0, 0.8), (1.1, 0.9)))
    alone = percentile_ranks(plain.scores["raw_target"])
    scores = {COMBINED: (plain.scores["multiscale"] + alone) / 2, NETWORK: alone, **plain.scores}
    return replace(plain, network=network, scores=scores, main=COMBINED)


def text(page: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", " ", page)))


def section(page: str, heading: str) -> str:
    return next(part for part in page.split("<section>") if part.startswith(f"<h2>{heading}</h2>"))


def rows(part: str) -> list[list[str]]:
    """Return the cells of the tables of a part of a page."""
    return [
        [html.unescape(re.sub(r"<[^>]*>", "", cell)) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row)]
        for row in re.findall(r"<tr[^>]*>(.*?)</tr>", part)
        if "<td" in row
    ]
