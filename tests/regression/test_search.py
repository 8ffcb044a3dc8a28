"""The search: what is tried, on which features, and what is chosen."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from making import ORIGIN, Log, even_means, read_raster, smooth_bands, wkt, write_raster

from geochem_fusion.core.errors import Cancelled
from geochem_fusion.core.image.features import FeatureSet
from geochem_fusion.core.image.image_pass import ImagePass
from geochem_fusion.core.progress import SILENT
from geochem_fusion.core.raster.images import ImageStack
from geochem_fusion.core.regression.fitting import defaults
from geochem_fusion.core.regression.methods import METHODS
from geochem_fusion.core.regression.preparation import Setting
from geochem_fusion.core.regression.request import Training
from geochem_fusion.core.regression.search import WINDOWS, Searched, deal, search, settings
from geochem_fusion.core.regression.training_table import SUPPORTS
from geochem_fusion.core.samples.points import PointValues


class Scene:
    """An image of 2 bands, 96 x 96 pixels, and two elements in cells of 8 x 8 pixels."""

    def __init__(self, folder: Path) -> None:
        bands = smooth_bands(2, 96, 96)
        means = np.stack([even_means(band, 8) for band in bands])
        noise = np.random.default_rng(0).normal(size=means.shape)
        self.image = write_raster(folder / "i.tif", bands)
        self.coarse = write_raster(folder / "c.tif", means / 50 + noise, cell=80, names=["A", "B"])

    def request(self, **changes: Any) -> Training:
        own = Training.of([self.image], self.coarse, method="linear", features="high_frequency")
        return own.changed(**changes)


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return Scene(tmp_path_factory.mktemp("scene"))


def searched(request: Training) -> Searched:
    return search(request, ImagePass(ImageStack(request.inputs.rasters)), SILENT)


def test_without_trials_the_defaults_are_tried_on_the_features_given(scene: Scene) -> None:
    found = searched(scene.request(levels=2, mean_filter=3, support="centre"))
    assert found.setting.texts() == ("2", "3", "centre")
    for fit in found.fits:
        assert [candidate.option for candidate in fit.found.tried[0]] == [defaults("linear")]
        assert fit.found.best[0].setting == found.setting


# ---------------------------------------------------------------------------------------------- settings and trials


def setting(kind: str, support: str, levels: int = 4, window: int = 5) -> Setting:
    return Setting(FeatureSet(kind, ("a", "b"), levels, window), support)


@pytest.mark.parametrize(("tune", "count"), [(0, 1), (3, 1), (4, 2), (11, 3), (28, 8), (500, 8)])
def test_settings_are_few_distinct_and_begin_with_the_own(tune: int, count: int) -> None:
    own = setting("high_frequency", "cell_mean")
    request = Training.of([], "c.tif", tune=tune)
    found = settings(request, own, 6)
    assert found[0] == own
    assert len(found) == len(set(found)) == count
    assert found == settings(request, own, 6)
    for one in found:
        assert 2 <= one.features.levels <= 6
        assert one.features.mean_filter in WINDOWS
        assert one.support in SUPPORTS
        assert replace(one.features, levels=4, mean_filter=5) == own.features
    if count == 8:
        assert found != settings(request.changed(seed=1), own, 6)
        for values in zip(*(one.texts() for one in found)):
            assert len(set(values)) > 1


@pytest.mark.parametrize(
    ("own", "varied"),
    [
        (setting("raw", "cell_mean"), {"support"}),
        (setting("as_is", ""), set()),
        (setting("multiscale", ""), {"levels"}),
        (setting("multiscale", "centre"), {"levels", "support"}),
        (setting("high_frequency", "", window=13), {"levels", "window"}),
    ],
)
def test_only_what_the_features_use_is_varied(own: Setting, varied: set[str]) -> None:
    found = settings(Training.of([], "c.tif", tune=100), own, 4)
    values = {
        "levels": {one.features.levels for one in found},
        "window": {one.features.mean_filter for one in found},
        "support": {one.support for one in found},
    }
    assert {name for name, different in values.items() if len(different) > 1} == varied
    assert max(values["levels"]) <= 4


@pytest.mark.parametrize(("method", "tune", "count"), [("svr", 0, 1), ("svr", 7, 2), ("auto", 30, 8), ("auto", 3, 1)])
def test_trials_are_dealt_evenly_and_are_as_many_as_asked_for(method: str, tune: int, count: int) -> None:
    request = Training.of([], "c.tif", method=method, tune=tune)
    dealt = deal(request, count)
    methods = list(METHODS) if method == "auto" else [method]
    assert dealt[0][: len(methods)] == [defaults(name) for name in methods]
    sizes = [len(dealt[0]) - len(methods), *(len(options) for options in dealt[1:])]
    assert sum(sizes) == tune
    assert max(sizes) - min(sizes) <= 1
    for options in dealt[1:]:
        starts = options[: len(methods)]
        assert starts == [defaults(option.method) for option in starts]
        assert len({option.method for option in starts}) == len(starts)
        assert starts[0].method == ("ensemble" if method == "auto" else method)
    assert dealt == deal(request, count)


# ---------------------------------------------------------------------------------------------- the search


@pytest.fixture(scope="module")
def tuned(scene: Scene) -> tuple[Training, Searched, Log]:
    log = Log()
    request = scene.request(tune=13, folds=3)
    return request, search(request, ImagePass(ImageStack(request.inputs.rasters)), log), log


def test_one_setting_serves_all_elements_that_with_the_least_share_of_the_variance(
    tuned: tuple[Training, Searched, Log],
) -> None:
    _, found, log = tuned
    shares: dict[Setting, list[float]] = {}
    for fit in found.fits:
        (tried,) = fit.found.tried
        assert len(tried) == 14
        for one in dict.fromkeys(c.setting for c in tried):
            assert one is not None
            least = min(c.error for c in tried if c.setting == one)
            shares.setdefault(one, []).append(least / fit.group.values.var())
        assert fit.found.best[0].setting == found.setting
        assert fit.found.best[0].error == min(c.error for c in tried if c.setting == found.setting)
    assert len(shares) == 4
    means = {one: np.mean(values) for one, values in shares.items()}
    assert found.setting == min(means, key=lambda one: means[one])
    assert found.story in log.infos
    assert "TUNE=13: 13 trials besides the defaults, on 4 settings of the features; chosen: levels " in found.story
    assert f"{means[found.setting]:.1%}" in found.story


def test_a_trial_is_what_training_with_its_setting_gives(scene: Scene, tuned: tuple[Training, Searched, Log]) -> None:
    """The same cells fall in the same folds whatever the features, so that errors can be compared."""
    request, found, _ = tuned
    for one in dict.fromkeys(c.setting for c in found.fits[0].found.tried[0]):
        assert one is not None
        levels, window, support = one.texts()
        same = request.changed(tune=0, levels=int(levels), mean_filter=int(window), support=support)
        plain = searched(same)
        for mine, theirs in zip(found.fits, plain.fits):
            np.testing.assert_array_equal(mine.folds.fold, theirs.folds.fold)
            trial = next(c for c in mine.found.tried[0] if c.setting == one and c.option == defaults("linear"))
            assert trial.error == pytest.approx(theirs.found.best[0].error, rel=1e-9)


def test_the_same_seed_searches_alike(tuned: tuple[Training, Searched, Log]) -> None:
    request, found, _ = tuned
    again = searched(request)
    assert again.setting == found.setting
    for mine, theirs in zip(again.fits, found.fits):
        assert mine.found.tried == theirs.found.tried
        np.testing.assert_array_equal(mine.found.parts, theirs.found.parts)


def test_the_features_that_the_contents_follow_are_found(scene: Scene, tmp_path: Path) -> None:
    """Of two supports only the centre sees contents that follow the pixel in the middle of a cell."""
    values = read_raster(scene.image)[:, 4::8, 4::8] / 50
    coarse = write_raster(tmp_path / "c.tif", values, cell=80)
    found = searched(scene.request(geochem=coarse, features="raw", tune=4))
    assert found.setting.support == "centre"
    assert found.fits[0].found.best[0].error < 1e-9 * values[0].var()
    assert "chosen: support centre (mean squared error 0.0% of the variance out of fold" in found.story


def test_cells_that_one_support_lacks_are_not_compared_but_train(scene: Scene, tmp_path: Path) -> None:
    """Without the pixel at its centre a cell has means, but no centre."""
    bands = read_raster(scene.image)
    bands[:, 4, 4] = bands[:, 20, 44] = np.nan
    values = np.stack([even_means(band, 8) for band in bands]) / 50
    image = write_raster(tmp_path / "i.tif", bands)
    coarse = write_raster(tmp_path / "c.tif", values, cell=80)
    log = Log()
    request = scene.request(rasters=[image], geochem=coarse, features="raw", tune=4)
    found = search(request, ImagePass(ImageStack([image])), log)
    assert found.setting.support == "cell_mean"
    assert len(found.table) == 144
    assert any("compared on the 142 cells that all of them have; the model and its scores use all 144" in message
               for message in log.infos)  # fmt: skip
    plain = searched(request.changed(tune=0))
    for mine, theirs in zip(found.fits, plain.fits):
        assert mine.found.options == theirs.found.options
        np.testing.assert_array_equal(mine.folds.fold, theirs.folds.fold)
        np.testing.assert_array_equal(mine.found.parts, theirs.found.parts)


def test_points_search_levels_only_and_one_setting_says_so(scene: Scene) -> None:
    generator = np.random.default_rng(2)
    row, col = (generator.integers(0, 96, 80) for _ in range(2))
    values = read_raster(scene.image)[:, row, col].T
    points = PointValues(ORIGIN[0] + 10 * (col + 0.5), ORIGIN[1] - 10 * (row + 0.5), ("A", "B"), values, wkt())
    request = scene.request(geochem=None, points=points, features="multiscale", tune=8)
    found = searched(request)
    assert {c.setting.support for c in found.fits[0].found.tried[0] if c.setting} == {""}
    assert len({c.setting for c in found.fits[0].found.tried[0]}) == 3
    only = searched(request.changed(features="raw"))
    assert only.story == "TUNE=8: 8 trials besides the defaults, all on the features given."


def test_progress_moves_and_cancelling_stops(scene: Scene) -> None:
    class Watched(Log):
        def __init__(self, stop_after: int | None = None) -> None:
            super().__init__(stop_after)
            self.seen: list[float] = []

        def progress(self, fraction: float) -> None:
            self.seen.append(fraction)

    request = scene.request(tune=8, folds=2)
    whole = Watched()
    search(request, ImagePass(ImageStack(request.inputs.rasters)), whole)
    assert whole.seen == sorted(whole.seen)
    assert 0 <= whole.seen[0] < 0.1
    assert 0.9 < whole.seen[-1] <= 1
    for allowed in range(0, whole.asked, 5):
        with pytest.raises(Cancelled):
            search(request, ImagePass(ImageStack(request.inputs.rasters)), Log(stop_after=allowed))
