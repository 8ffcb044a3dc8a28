"""The prospectivity step: layers of a region, what is unusual in them, targets, and what all of it is worth."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

import numpy as np

from ..deep.networks import Ensemble
from ..errors import FusionError
from ..evaluation.target_ranking import Ranking
from ..files import check_outputs
from ..formats import widened
from ..language import tr
from ..memory import give_back
from ..progress import SILENT, Progress, Record
from ..raster.description import Band
from ..raster.gdal_writer import RasterWriter
from ..raster.grid import Grid, Window, nested
from ..raster.tiles import TILE, TileStore
from ..reports.provenance import fingerprint
from ..reports.version import versions
from ..samples.map_contents import tell_contents
from ..samples.metric import aspect_of
from ..units import Content
from . import network_learning, recipe, rivals
from .favourable import Nearness
from .layers import Layers, lay, without_codes, without_zeros, zeros_are_empty
from .network_learning import Network
from .normal_scores import NormalScores, Ranks
from .parts import LOCAL_HALO, Parts, fit, local_residuals
from .prospectivity_model import ProspectivityModel, load
from .request import VIT, ProspectivityRequest
from .results import SCORE, TITLES, NetworkFacts, Pictures, Prospectivity
from .rivals import Judged, Scored, judged_cells, rank
from .sample import gathered, lattice_of, windows_of
from .scoring import PartMaker, Planes, ScoreMaker, fill, tables_of
from .target_areas import leading, means_in_areas, target_areas

_LEADING = 0.5  # mean normal score, above which a layer is named for a target
_PICTURE = 600  # cells a side of a picture
_SHOWN = (recipe.LEVEL, recipe.NEIGHBOURS, recipe.ERROR)  # parts that are drawn beside the score
_FEWEST = 2  # layers
_ZEROS_EMPTY = "zeros_empty"  # in the history of a model: whether 0 stood for no value in its contents
CONTROLLED = 2**22  # cells, up to which an untrained network is asked too: it takes as long as the trained one


def map_prospectivity(request: ProspectivityRequest, progress: Progress = SILENT) -> Prospectivity:
    """Write the map of prospectivity, and return what was found.

    Raises FusionError for bad input and Cancelled where the user stops; then no output is left behind.
    """
    progress = Record(progress)
    request.check()
    _check_outputs(request)
    before = load(request.model) if request.model else None
    layers = _layers(request, before, progress.part(0, 0.02))
    nearness = Nearness(request.favourable, layers.grid) if request.favourable else None
    with ExitStack() as files:
        run = _Run(request, layers, nearness, files)
        if before is None:
            parts, network = run.learned(progress.part(0.02, 0.5))
        else:
            parts = before.parts.on(layers.grid)
            network = network_learning.of_model(before.networks, layers, before.parts.scores, progress.part(0.02, 0.1))
        run.give_back()  # what learning took, before tiles need theirs
        scored = run.scored(parts, network, before, progress.part(0.5, 0.75))
        run.give_back()
        found = run.found(scored, network, progress.part(0.75, 0.95))  # what may still fail comes before any file
        run.give_back()
        run.write(scored, progress.part(0.95, 1))
    progress.check(1.0)
    return replace(found, notes=tuple(progress.notes()))


def _check_outputs(request: ProspectivityRequest) -> None:
    outputs = {"PROSPECTIVITY": request.output, "ANOMALY": request.anomaly, "FAVOURABILITY": request.favourability}
    inputs = [*(path for path, _ in request.rasters), request.mask, request.model]
    check_outputs(outputs, inputs)


def _layers(request: ProspectivityRequest, before: ProspectivityModel | None, progress: Progress) -> Layers:
    rasters = without_codes(request.rasters, request.missing_codes)
    names = request.geochemistry, request.classes
    layers = Layers(rasters, *names, request.cell_size, request.mask, progress.part(0, 0.1))
    if before is not None:
        lay(before.layers, layers)
        layers.zeros_empty = before.history.get(_ZEROS_EMPTY) is True
        return layers
    if len(layers.layers) < _FEWEST:
        raise FusionError("RASTERS have a single layer: give several, geochemistry and others.")
    contents = [layer.name for layer in layers.layers if layer.geochemistry]
    if contents:
        progress.note(tr("Geochemical layers: {names}.", names=", ".join(contents)))
    else:
        progress.warn(
            tr(
                "No layer is named as an element, so the score says how unusual cells are in all layers: name bands in "
                "GEOCHEM_BANDS where there is geochemistry."
            )
        )
    return layers


class _Run:
    """One map: its layers, and the scratch files that its tiles are kept in."""

    def __init__(
        self, request: ProspectivityRequest, layers: Layers, nearness: Nearness | None, files: ExitStack
    ) -> None:
        self.request, self.layers, self.nearness, self.files = request, layers, nearness, files
        self.grid = layers.grid
        self.lattice = lattice_of(self.grid)
        self.windows = windows_of(self.grid)

    def kept(self, make: Planes, bands: int, progress: Progress = SILENT) -> Planes:
        """Make all tiles, keep them in a scratch file beside the output, and return what reads any window of them."""
        store = self.files.enter_context(TileStore(self.request.output, self.grid.full_window(), bands))
        fill(store, make, self.windows, progress)
        return store.read

    def give_back(self) -> None:
        """Give back the memory that the last step took."""
        self.layers.drop()
        give_back()

    # ------------------------------------------------------------------------------------------ learning

    def learned(self, progress: Progress) -> tuple[Parts, Network | None]:
        """Fit the parts of the score and the network to the map."""
        parts = self._fitted(progress.part(0, 0.1))
        self.give_back()  # what the sample took, before PyTorch needs its own
        return parts, network_learning.learned(self.request, self.layers, parts.scores, progress.part(0.1, 1))

    def _fitted(self, progress: Progress) -> Parts:
        """Fit the parts of the score to a sample of the map."""
        numbers, values = gathered(self.layers.read, self.lattice, self.windows, progress)
        if zeros_are_empty(values, self.layers.geochemistry):
            self.layers.zeros_empty = True
            without_zeros(values.T, self.layers.geochemistry)
            progress.warn(
                tr("All contents are 0 in the same cells and nowhere else, so 0 is taken for no value there.")
            )
        contents = [(column, layer) for column, layer in zip(values.T, self.layers.layers) if layer.geochemistry]
        names = [Content(layer.name, layer.unit) for _, layer in contents]
        tell_contents([column for column, _ in contents], names, "RASTERS", progress)
        kept = _varying(values, self.layers.names, progress)
        self.layers.keep(kept)
        layers, values = self.layers, values[:, kept]
        scores = NormalScores(tuple(Ranks.of(column) for column in values.T))
        scored = scores.in_place(values.T).T
        kinds = layers.geochemistry, layers.measured
        return fit(scores, scored, numbers, *kinds, self.request.seed, self._local(scores), self.grid)

    def _local(self, scores: NormalScores) -> Callable[[np.ndarray], np.ndarray]:
        """Return what tells of cells, by their numbers (n,), what layers differ from their surroundings (n, layers)."""
        layers, grid = self.layers, self.grid

        def read(window: Window) -> np.ndarray:
            outer = window.grown(LOCAL_HALO, *grid.shape)
            return local_residuals(scores.in_place(layers.read(outer))[layers.measured], outer, window, grid)

        return lambda numbers: rivals.at_cells(layers, numbers, read, int(layers.measured.sum()))

    # ------------------------------------------------------------------------------------------ scoring

    def scored(
        self, parts: Parts, network: Network | None, before: ProspectivityModel | None, progress: Progress
    ) -> Scored:
        """Make all parts and the score; ranks and weights are those of the model from ``before`` where there is one."""
        make = PartMaker(self.layers, parts, network.parts if network else None)
        planes = self.kept(make, len(make.names), progress.part(0, 0.75))
        ranks = before.ranks if before else tables_of(planes, make.names, self.lattice, progress.part(0.75, 0.8))
        weights = before.weights if before else parts.weights(ranks, network=network is not None)
        maker = ScoreMaker(planes, self.grid.shape, make.names, ranks, weights, self.nearness)
        self.score = self.kept(maker, 1, progress.part(0.8, 0.95))
        history = {"cell_size": self.grid.cell_size, "cells": [*self.grid.shape], _ZEROS_EMPTY: self.layers.zeros_empty}
        if before:
            model = replace(before, weights=weights, history={**before.history, **history})
        else:
            names, sources = self.layers.names, [layer.source for layer in self.layers.layers]
            members = Ensemble((network.parts.network,)) if network else None
            table = Ranks.of(gathered(self.score, self.lattice, self.windows, progress.part(0.95, 1))[1])
            model = ProspectivityModel(tuple(names), tuple(sources), parts, ranks, table, weights, members, history)
        return Scored(self.layers, model, make.names, planes, maker)

    # ------------------------------------------------------------------------------------------ writing

    def write(self, scored: Scored, progress: Progress) -> None:
        """Write the rasters that were asked for."""
        model, used = scored.model, list(scored.model.weights)
        outputs = self.request.output, self.request.anomaly, self.request.favourability
        bands = [Band("score"), Band("percentile", "%"), *(Band(name) for name in used)]
        every = bands, [Band("anomaly")], [Band("favourability")]
        with ExitStack() as files:
            writers = [
                files.enter_context(RasterWriter(path, self.grid, own)) if path else None
                for path, own in zip(outputs, every)
            ]
            for window in progress.each(list(nested(self.grid.full_window(), TILE))):
                planes = dict(zip(scored.names, scored.parts(window)))
                score = self.score(window)[0]
                ranks = [model.ranks[name](planes[name]) for name in used]
                anomaly, favourable = planes[_anomaly_part(planes)], self._favourability(window, planes, score, model)
                contents = np.stack([score, 100 * model.score(score), *ranks]), anomaly[None], favourable[None]
                for writer, content in zip(writers, contents):
                    if writer is not None:
                        writer.write(content, window)
            self.give_back()  # what tiles took, before overviews need theirs

    def _favourability(
        self, window: Window, planes: Mapping[str, np.ndarray], score: np.ndarray, model: ProspectivityModel
    ) -> np.ndarray:
        """Return how far other layers and features lead one to expect enriched ground, 0 to 1, the mean of both."""
        found = []
        if recipe.EXPECTED in planes:
            found.append(model.ranks[recipe.EXPECTED](planes[recipe.EXPECTED]))
        if self.nearness is not None:
            found.append(self.nearness.at(window))
        mean = np.mean(found, axis=0) if found else np.zeros(window.shape)
        return np.where(np.isfinite(score), mean, np.nan)

    # ------------------------------------------------------------------------------------------ finding

    def found(self, scored: Scored, network: Network | None, progress: Progress) -> Prospectivity:
        """Return targets, ranks and pictures."""
        request, model = self.request, scored.model
        facts, sources = network_learning.facts(request, network, self.layers, progress.part(0, 0.3))
        self.give_back()  # what the second network took to learn
        titles = {**recipe.TITLES, **rivals.TITLES, **TITLES}
        references = len(model.parts.neighbours.values)
        titles[recipe.NEIGHBOURS] = tr(recipe.TITLES[recipe.NEIGHBOURS], count=references)
        judged = ranking = None
        known = self._known()
        cells = int(known.sum())
        if request.deposits is not None:
            judged = judged_cells(known, self.grid, request.deposits, request.protocol, progress)
            ranking, facts, titles[rivals.BEST_LAYER] = self._ranked(
                scored, judged, network, facts, progress.part(0.3, 0.9)
            )
        pictures = self._pictures(scored, judged)
        del known, judged
        self.give_back()

        threshold = float(np.interp(request.percentile / 100, model.score.shares, model.score.values))
        areas = target_areas(lambda window: self.score(window)[0], self.grid.shape, threshold)
        contents = np.flatnonzero(self.layers.geochemistry)
        named = contents if len(contents) else np.arange(len(self.layers.layers))

        def normal(window: Window) -> np.ndarray:
            return np.asarray(model.parts.scores.in_place(self.layers.read(window))[named])

        means = means_in_areas(areas, normal, len(named), progress.part(0.9, 1))
        return Prospectivity(
            grid=self.grid,
            sources=sources,
            geochemistry=tuple(self.layers.names[k] for k in contents),
            weights=model.weights,
            titles=titles,
            cells=cells,
            threshold=threshold,
            percentile=request.percentile,
            areas=areas,
            leading=leading(means, [self.layers.names[k] for k in named], _LEADING),
            model=model,
            pictures=pictures,
            shown={"PROSPECTIVITY": _score_range(model), "ANOMALY": _range(model), "FAVOURABILITY": (0.0, 1.0)},
            ranking=ranking,
            network=facts,
            settings=_settings(request, model),
            inputs=_inputs(request),
            versions=versions(*(["PyTorch"] if request.method == VIT else [])),
        )

    def _ranked(
        self,
        scored: Scored,
        judged: Judged,
        network: Network | None,
        facts: NetworkFacts | None,
        progress: Progress,
    ) -> tuple[Ranking, NetworkFacts | None, str]:
        """Return all scores ranked, what is then known of the network, and the title of the best layer."""
        found, best_layer = rivals.all_scores(scored, judged, self.score, self.request.seed, progress.part(0, 0.3))
        self.give_back()
        if network is not None and network_learning.untrainable() is None:
            facts, found = self._beside(scored, judged, network, facts, found, progress.part(0.3, 0.9))
        return rank(judged, found, self.request.protocol, progress.part(0.9, 1)), facts, best_layer

    def _beside(
        self,
        scored: Scored,
        judged: Judged,
        network: Network,
        facts: NetworkFacts | None,
        found: dict[str, np.ndarray],
        progress: Progress,
    ) -> tuple[NetworkFacts | None, dict[str, np.ndarray]]:
        """Add what an untrained network does and, where it is asked for, what networks with parts left out do."""
        request = self.request
        if self.grid.height * self.grid.width <= CONTROLLED:
            control = network_learning.untrained(request, network)
            found = rivals.with_untrained(found, scored, judged, control, self.kept)
        else:
            progress.note(tr("No untrained network stands beside the score: it would take as long as the map itself."))
        if request.ablations and facts is not None:
            scores, ground = scored.model.parts.scores, network.parts.ground
            rows = [
                (variant.title, rivals.worth(scored, judged, found[SCORE], parts, self.kept, request.protocol))
                for variant, parts in network_learning.varied(request, self.layers, scores, ground, progress)
            ]
            facts = replace(facts, ablations=tuple(rows))
        return facts, found

    def _known(self) -> np.ndarray:
        """Return where there is a score, bool (rows, columns): a fourth of the memory of the score itself."""
        known = np.empty(self.grid.shape, bool)
        for window in self.windows:
            known[window.rows, window.cols] = np.isfinite(self.score(window)[0])
        return known

    def _pictures(self, scored: Scored, judged: Judged | None) -> Pictures:
        planes = {SCORE: self._thinned(self.score, [0])[0]}
        shown = [name for name in _SHOWN if name in scored.names]
        thin = self._thinned(scored.parts, [scored.names.index(name) for name in shown])
        planes.update(zip(shown, thin))
        return Pictures(planes, aspect_of(self.grid), _shares_of(self.grid, judged))

    def _thinned(self, read: Planes, chosen: Sequence[int]) -> np.ndarray:
        """Return some of the planes that are read, with few of their cells (planes, rows, columns) for a picture."""
        step = max(int(np.ceil(max(self.grid.shape) / _PICTURE)), 1)
        first = step // 2
        thin = np.empty((len(chosen), *(len(range(first, size, step)) for size in self.grid.shape)), np.float32)
        for window in self.windows:
            row, col = (-((first - start) // step) for start in (window.row, window.col))
            here = (
                slice(first + row * step - window.row, None, step),
                slice(first + col * step - window.col, None, step),
            )
            part = read(window)[(slice(None), *here)][chosen]
            thin[:, row : row + part.shape[1], col : col + part.shape[2]] = part
        return thin


def _varying(values: np.ndarray, names: Sequence[str], progress: Progress) -> list[int]:
    """Return the layers that differ from cell to cell; the others are told. Raises FusionError for fewer than two."""
    kept, empty, constant = [], [], []
    for k, name in enumerate(names):
        known = values[np.isfinite(values[:, k]), k]
        if not known.size:
            empty.append(name)
        elif known.min() == known.max():
            constant.append(name)
        else:
            kept.append(k)
    for some, text in (
        (empty, tr("Layers left out, because they have no value here: {names}.")),
        (constant, tr("Layers left out, because they are the same everywhere: {names}.")),
    ):
        if some:
            progress.warn(text.format(names=", ".join(some)))
    if len(kept) < _FEWEST:
        raise FusionError("Fewer than two layers differ from cell to cell: check that the rasters overlap.")
    return kept


def _anomaly_part(names: Iterable[str]) -> str:
    """Return the part that says how far the geochemistry lies above its surroundings; of all layers without any."""
    return recipe.LEVEL if recipe.LEVEL in names else recipe.LOCAL_ALL


def _score_range(model: ProspectivityModel) -> tuple[float, float]:
    """Return the colours' range of the score, its percentiles 2 and 98."""
    low, high = np.interp([0.02, 0.98], model.score.shares, model.score.values)
    return widened(float(low), float(high))


def _range(model: ProspectivityModel) -> tuple[float, float]:
    """Return the colours' range of the anomaly, from 0 to its 98 % percentile."""
    table = model.ranks[_anomaly_part(model.ranks)]
    return 0.0, float(np.interp(0.98, table.shares, table.values)) or 1.0


def _shares_of(grid: Grid, judged: Judged | None) -> np.ndarray:
    """Return the places of deposits on the map as shares of its width and height (n, 2)."""
    if judged is None:
        return np.zeros((0, 2))
    col, row = grid.col_row(judged.x, judged.y)
    places = np.column_stack([col / grid.width, row / grid.height])
    return places[((places >= 0) & (places <= 1)).all(axis=1)]


def _settings(request: ProspectivityRequest, model: ProspectivityModel) -> dict[str, Any]:
    names = ("WINDOW", "PATCH", "WIDTH", "MASK_RATIO", "STEPS")
    network = {name: getattr(request, name.lower()) for name in names} if model.networks else {}
    features = request.favourable
    near = {"WEIGHTS": [f.weight for f in features], "DISTANCES": [f.distance for f in features]} if features else {}
    return {
        "METHOD": request.method,
        "CELL_SIZE": request.cell_size,
        "PERCENTILE": request.percentile,
        "SEED": request.seed,
        **near,
        **network,
        tr("coherence of the geochemistry"): f"{model.parts.coherence:.2f}",
    }


def _inputs(request: ProspectivityRequest) -> tuple[tuple[str, Mapping[str, Any]], ...]:
    found: list[tuple[str, Mapping[str, Any]]] = [(tr("layer"), fingerprint(path)) for path, _ in request.rasters]
    found += [(tr("favourable features"), {"name": f.source, "features": f.count}) for f in request.favourable]
    if request.deposits is not None:
        deposits = request.deposits
        found.append((tr("deposits"), {"name": deposits.source, "points": int(np.size(deposits.x))}))
    if request.mask:
        found.append((tr("mask"), fingerprint(request.mask)))
    return tuple(found)
