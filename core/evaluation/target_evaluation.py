"""How well scores rank known deposits: scores of samples side by side, or one of a raster, beside nulls."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from typing import Any

import numpy as np

from ..errors import FusionError
from ..files import write_plain, write_rows
from ..language import mark, tr
from ..progress import SILENT, Progress, Record
from ..raster.description import Raster, require_numbers, require_values
from ..raster.gdal_reader import RasterStack, describe
from ..raster.grid import tiles
from ..raster.projection import datum_remarks, projection, require_longitudes_of_points
from ..raster.tiles import TILE
from ..reports.provenance import fingerprint
from ..reports.version import versions
from ..samples.areas import Area
from ..samples.metric import into_metres, metric_places
from ..samples.points import PointValues
from .places import ValidationPoints
from .target_cells import Cells, cells_within, rank_cells
from .target_ranking import RankedScore, Ranking, TargetProtocol, rank_scores

MEASURES = {
    "score": mark("the score, or a null that knows nothing of what was measured"),
    "kind": mark("score or null"),
    "auc": mark("mean area under the ROC curve over the draws of negatives; 0.5 says nothing"),
    "auc_sd": mark("standard deviation of that over the draws"),
    "auc_all": mark("AUC against all negatives at once"),
    "auc_places": mark("the same with each known place once, however many deposits it stands for"),
    "auc_places_low": mark("lower end of its 95 % bootstrap interval"),
    "auc_places_high": mark("upper end of its 95 % bootstrap interval"),
    "auc_density": mark("AUC against others of the same sampling density; a score of density alone falls to 0.5"),
    "difference": mark("auc_places minus that of the first score"),
    "difference_se": mark("standard error of the difference by bootstrap over known places"),
    "capture_5": mark("share of the deposits in the best 5 % of the samples or cells"),
    "capture_10": mark("share of the deposits in the best 10 %"),
    "capture_20": mark("share of the deposits in the best 20 %"),
    "meeting_captured": mark("share of the deposits where the curves of the prediction-area plot meet"),
    "meeting_area": mark("share of the samples or cells there"),
    "meeting_threshold": mark("the score there"),
}

# ---------------------------------------------------------------------------------------------- what goes in


@dataclass(frozen=True)
class ScoreMap:
    """A raster with a score: its path, the number of its band counted from 0, and the name it has in tables."""

    path: str
    band: int = 0
    name: str = ""


@dataclass(frozen=True)
class TargetRequest:
    """What to rank by which deposits: the fields of points, each a score, or a band of a raster.

    Of ``deposits`` only the places count. ``area`` and ``mask`` (path of a raster; 0 or nodata does not count) limit
    what is ranked; deposits outside keep negatives away and are not ranked.
    """

    scores: PointValues | ScoreMap
    deposits: PointValues
    protocol: TargetProtocol = field(default_factory=TargetProtocol)
    area: Area | None = None
    mask: str | None = None


# ---------------------------------------------------------------------------------------------- results


@dataclass(frozen=True)
class TargetEvaluation:
    """The result of ``evaluate_targets``: everything that the report, the CSV and the JSON show.

    ``x`` and ``y`` (n,) are the places of the samples in ``crs`` and ``values`` (n,) their first score, or ``cells`` is
    the map; ``deposits_x`` and ``deposits_y`` (m,) lie in the same CRS.
    """

    ranking: Ranking
    crs: str
    deposits_x: np.ndarray
    deposits_y: np.ndarray
    x: np.ndarray
    y: np.ndarray
    values: np.ndarray
    cells: Cells | None
    verdict: str
    inputs: dict[str, Any]
    versions: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def first(self) -> RankedScore:
        return self.ranking.first


# ---------------------------------------------------------------------------------------------- evaluate


def evaluate_targets(request: TargetRequest, progress: Progress = SILENT) -> TargetEvaluation:
    """Rank the places of a score by known deposits: AUC, capture, prediction-area plot, beside nulls.

    Places in degrees are compared in metres on the ground. Raises FusionError where inputs do not fit together or
    nothing is left to rank, Cancelled where the user stops.
    """
    progress = Record(progress)
    request.protocol.check()
    request.deposits.require_deposits()
    request.deposits.require_crs()
    if request.area is not None and not request.area.polygons:
        raise FusionError("The area '{source}' has no polygon: choose a layer with one.", source=request.area.source)
    if isinstance(request.scores, PointValues):
        found = _of_points(request, request.scores, progress)
    else:
        found = _of_map(request, request.scores, progress)
    progress.check(1.0)
    progress.info(found.verdict)
    return found


def _of_points(request: TargetRequest, samples: PointValues, progress: Progress) -> TargetEvaluation:
    samples.check()
    x, y = np.asarray(samples.x, float), np.asarray(samples.y, float)
    deposits_x, deposits_y, inside = _deposits(request, samples.crs, progress)
    places, metric = metric_places(x, y, samples.crs)
    values = samples.cleaned()
    kept = _inside(request, x, y, samples.crs, progress)
    if not kept.all():
        _tell_kept(kept, tr("samples"), progress)
        values = np.where(kept[:, None], values, np.nan)
    rows = np.flatnonzero(kept)
    ranking = rank_scores(
        {name: values[rows, k] for k, name in enumerate(samples.names)},
        places[rows],
        into_metres(samples.crs, metric)(deposits_x, deposits_y),
        request.protocol,
        inside=inside,
        progress=progress.part(0.1, 1.0),
    )
    inputs = {
        "scores": {"name": samples.source, "points": int(np.size(samples.x)), "fields": list(samples.names)},
        **_inputs(request),
    }
    return TargetEvaluation(
        ranking=ranking,
        crs=samples.crs,
        deposits_x=deposits_x,
        deposits_y=deposits_y,
        x=x,
        y=y,
        values=values[:, 0],
        cells=None,
        verdict=verdict(ranking),
        inputs=inputs,
        versions=versions(),
        notes=progress.notes(),
    )


def _of_map(request: TargetRequest, source: ScoreMap, progress: Progress) -> TargetEvaluation:
    described = describe(source.path)
    require_values(described)
    require_numbers([source.band], len(described.bands))
    grid = described.grid
    deposits_x, deposits_y, inside = _deposits(request, grid.crs, progress)
    require_longitudes_of_points(deposits_x, deposits_y, grid, tr("the deposits"))
    cells = _cells(request, source, described, progress.part(0.0, 0.3))
    name = source.name or described.element_names[source.band]
    ranking = rank_cells(
        {name: cells.values}, cells, deposits_x, deposits_y, inside, request.protocol, progress.part(0.3, 1.0)
    )
    return TargetEvaluation(
        ranking=ranking,
        crs=grid.crs,
        deposits_x=deposits_x,
        deposits_y=deposits_y,
        x=np.zeros(0),
        y=np.zeros(0),
        values=np.zeros(0),
        cells=cells,
        verdict=verdict(ranking),
        inputs={"scores": fingerprint(source.path), **_inputs(request)},
        versions=versions(),
        notes=progress.notes(),
    )


def _cells(request: TargetRequest, source: ScoreMap, described: Raster, progress: Progress) -> Cells:
    """Read the score of every cell that counts."""
    stack = RasterStack([source.path], [source.band], request.mask)
    progress.warn_each(stack.remarks)
    grid = described.grid
    scores = np.empty(grid.shape, np.float32)
    for window in progress.part(0, 0.7).each(list(tiles(grid.full_window(), TILE))):
        scores[window.rows, window.cols] = stack.read(window)[0]
    if not np.isfinite(scores).any():
        raise FusionError(
            "The map {path} has no cell with a value (after masking): check its nodata value and MASK.",
            path=described.path,
        )
    cells = Cells.of(scores, grid)
    area = request.area
    if area is None:
        return cells
    within = cells_within(cells, lambda x, y: area.holds(x, y, grid.crs), progress.part(0.7, 1))
    _tell_kept(np.isfinite(within.scores[np.isfinite(scores)]), tr("cells"), progress)
    return within


def _deposits(request: TargetRequest, crs: str, progress: Progress) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return x and y of the deposits in a CRS, and which of them lie in the area that is ranked."""
    deposits = request.deposits
    progress.warn_each(datum_remarks(deposits.crs, crs))
    across, up = projection(deposits.crs, crs)(deposits.x, deposits.y)
    inside = _inside(request, across, up, crs, progress)
    if not inside.all():
        text = tr("Deposits outside the area, which are not ranked: {count} of {total}.")
        progress.warn(text.format(count=int((~inside).sum()), total=len(inside)))
    repeated = len(across) - len(set(zip(across.tolist(), up.tolist())))
    if repeated:
        text = tr("Deposits at the place of another one, which count again: {count} of {total}.")
        progress.warn(text.format(count=repeated, total=len(across)))
    if not inside.any():
        raise FusionError(
            "None of the deposits ({count}) lies in the area: check that both show the same ground and that each CRS "
            "is right.",
            count=len(inside),
        )
    return across, up, inside


def _inside(request: TargetRequest, x: np.ndarray, y: np.ndarray, crs: str, progress: Progress) -> np.ndarray:
    """Return which places (n,) lie in the area and where the mask counts."""
    inside = np.ones(len(x), bool) if request.area is None else request.area.holds(x, y, crs)
    if request.mask is not None:
        stack = RasterStack([request.mask], [0])
        require_values(stack.rasters[0], {0})
        found = ValidationPoints(x, y, crs).gather(stack.grid, stack.read, 1, progress.part(0, 0))[0]
        inside &= np.isfinite(found) & (found != 0)
    return inside


def _tell_kept(kept: np.ndarray, word: str, progress: Progress) -> None:
    """Say how many samples or cells lie outside the area. Raises FusionError where all do."""
    if not kept.any():
        raise FusionError(
            "None of the {count} {places} lies in the area: check that both show the same ground and that each CRS is "
            "right.",
            count=len(kept),
            places=word,
        )
    text = tr("Left out, because they lie outside the area: {count} of {total} {places}.")
    progress.note(text.format(count=int((~kept).sum()), total=len(kept), places=word))


def _inputs(request: TargetRequest) -> dict[str, Any]:
    found: dict[str, Any] = {"deposits": {"name": request.deposits.source, "points": int(np.size(request.deposits.x))}}
    if request.mask is not None:
        found["mask"] = fingerprint(request.mask)
    return found


# ---------------------------------------------------------------------------------------------- verdict


def verdict(ranking: Ranking) -> str:
    """Return the sentence on the first score: whether it says more than chance, and than what knows nothing of it.

    A null counts in the direction in which it ranks better: deposits may lie where samples are sparse, or dense.
    """
    first, null = ranking.first, max(ranking.nulls, key=lambda score: score.either_way)
    low, high = first.places.low, first.places.high
    values = {"name": first.name, "auc": f"{first.auc:.2f}", "null": tr(null.name), "other": f"{null.either_way:.2f}"}
    if low is None or high is None:
        return tr("'{name}': AUC {auc}, of a single known place, which proves nothing.").format(**values)
    values.update({"low": f"{low:.2f}", "high": f"{high:.2f}"})
    if high < 0.5:
        text = tr("'{name}' ranks deposits below other places: AUC {auc} (over known places {low} to {high}).")
    elif low <= 0.5:
        text = tr(
            "'{name}' is not shown to rank deposits better than chance: AUC {auc} (over known places {low} to {high})."
        )
    elif null.either_way >= first.auc:
        text = tr(
            "'{name}' ranks deposits better than chance (AUC {auc}), but no better than what knows nothing of it "
            "({null}, AUC {other} in its better direction)."
        )
    else:
        text = tr(
            "'{name}' ranks deposits better than chance (AUC {auc}, over known places {low} to {high}) and than what "
            "knows nothing of it ({null}, AUC {other} in its better direction)."
        )
    sentence = text.format(**values)
    if first.auc_density is not None:
        sentence += " " + tr("Beside places of the same sampling density its AUC is {auc:.2f}.", auc=first.auc_density)
    return sentence


# ---------------------------------------------------------------------------------------------- files


def score_row(score: RankedScore) -> dict[str, Any]:
    """Return the measures of a score by the names of MEASURES, None for one that it does not have."""
    difference = score.difference
    return {
        "score": score.name,
        "kind": "null" if score.null else "score",
        "auc": score.auc,
        "auc_sd": score.auc_sd,
        "auc_all": score.auc_all,
        "auc_places": score.places.mean,
        "auc_places_low": score.places.low,
        "auc_places_high": score.places.high,
        "auc_density": score.auc_density,
        "difference": difference.mean if difference else None,
        "difference_se": difference.error if difference else None,
        **{f"capture_{percent}": share for percent, share in score.captures.items()},
        "meeting_captured": score.meeting.captured,
        "meeting_area": score.meeting.area,
        "meeting_threshold": score.meeting.threshold,
    }


def write_csv(evaluation: TargetEvaluation, path: str) -> None:
    """Write a line for each score and null, full precision, an empty cell where a measure is missing."""
    write_rows(path, list(MEASURES), [score_row(score) for score in evaluation.ranking.scores])


def write_json(evaluation: TargetEvaluation, path: str) -> None:
    """Write the measures, their meaning, the protocol, the deposits, inputs and versions; null for a missing one."""
    facts = evaluation.ranking.facts
    plain = {item.name: getattr(facts, item.name) for item in fields(facts) if item.name != "distances"}
    quantiles = np.percentile(facts.distances, [50, 90, 100])
    content = {
        "measures": MEASURES,
        "protocol": asdict(evaluation.ranking.protocol),
        "deposits": {
            **plain,
            "distance_median": float(quantiles[0]),
            "distance_90_percent": float(quantiles[1]),
            "distance_largest": float(quantiles[2]),
            "beyond_twice_spacing": facts.beyond(2 * facts.spacing),
            "beyond_min_distance": facts.beyond(evaluation.ranking.protocol.min_distance),
        },
        "verdict": evaluation.verdict,
        "inputs": evaluation.inputs,
        "versions": evaluation.versions,
        "notes": evaluation.notes,
        "rows": [score_row(score) for score in evaluation.ranking.scores],
    }
    write_plain(path, content)
