"""The sharpener: a network adds its share and no more, sees tiles as the whole, and learns from its places alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from planted_core import SIDE, block_means
from planted_super import LYING, Planted, a_network, planted

from geochem_fusion.core.deep.networks import Ensemble
from geochem_fusion.core.raster.grid import Window, tiles
from geochem_fusion.core.superresolution.base import RIDGE
from geochem_fusion.core.superresolution.covariates import Covariates
from geochem_fusion.core.superresolution.scene import Scene
from geochem_fusion.core.superresolution.sharpener import (
    MEMBERS,
    Choice,
    Core,
    NetworkChoice,
    Sharpener,
    core_of,
    explained,
    fit_sharpener,
    looked_at,
    looked_best,
    network_at,
)

WHOLE = LYING.fine.full_window()
SMALL = NetworkChoice("small", "quarter", 3, 60)


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> tuple[Planted, Scene]:
    files = planted(tmp_path_factory.mktemp("scene"))
    covariates = Covariates(LYING.fine, None, [files.rasters], None, str(files.folder))
    return files, Scene(LYING, block_means(files.truth), covariates)


@pytest.fixture(scope="module")
def core(scene: tuple[Planted, Scene]) -> Core:
    return core_of(scene[1], WHOLE, scene[0].truth)


def everywhere(core: Core) -> np.ndarray:
    return np.ones(len(core.ground.positions), bool)


def test_places_lie_where_the_fine_survey_is_known(scene: tuple[Planted, Scene]) -> None:
    truth = scene[0].truth[:, 4:40, 8:30].copy()
    truth[0, 3, 4] = np.nan
    truth[:, 5, 6] = np.nan
    own = core_of(scene[1], Window(4, 8, 36, 22), truth)
    assert len(own.ground.positions) == 36 * 22 - 1
    np.testing.assert_array_equal(own.laid(own.ground.truth), truth)
    np.testing.assert_allclose(own.laid(own.ground.plain[0])[0][:5], scene[1].at(Window(4, 8, 5, 22)).plain[0, 0])


def test_a_share_of_nothing_is_the_base_and_of_a_half_half_the_network(
    scene: tuple[Planted, Scene], core: Core
) -> None:
    base = fit_sharpener(core, everywhere(core), Choice((RIDGE,), None, 8.0, 0))[0].base
    members = a_network(24 - 12, 2), a_network(24 - 12, 2)
    networks = Ensemble(tuple(replace(member, spread=np.full(2, 0.1)) for member in members))
    known = scene[1].at(WHOLE)
    alone = Sharpener(base).at(known, WHOLE, WHOLE, WHOLE)
    np.testing.assert_array_equal(alone, base.predict(*known.flat()).reshape(alone.shape))
    nothing = Sharpener(base, networks, np.zeros(2))
    np.testing.assert_array_equal(nothing.at(known, WHOLE, WHOLE, WHOLE), alone)
    half = Sharpener(base, networks, np.array([0.5, 0.0])).at(known, WHOLE, WHOLE, WHOLE)
    says = np.mean([network_at(network, known, WHOLE, WHOLE, WHOLE) for network in networks.members], axis=0)
    np.testing.assert_allclose(half[0] - alone[0], 0.5 * says[0], atol=1e-12)
    np.testing.assert_array_equal(half[1], alone[1])


def test_tiles_are_parts_of_the_whole(scene: tuple[Planted, Scene], core: Core) -> None:
    base = fit_sharpener(core, everywhere(core), Choice((RIDGE,), None, 8.0, 0))[0].base
    sharpener = Sharpener(base, Ensemble((a_network(12, 2),)), np.ones(2))
    whole = sharpener.at(scene[1].at(WHOLE), WHOLE, WHOLE, WHOLE)
    for window in tiles(WHOLE, 20):
        wide = sharpener.needs(WHOLE, window)
        part = sharpener.at(scene[1].at(wide), WHOLE, wide, window)
        np.testing.assert_allclose(part, whole[:, window.rows, window.cols], atol=1e-6)


@pytest.mark.parametrize("published", [False, True])
def test_a_network_learns_from_its_places_alone(core: Core, published: bool) -> None:
    pytest.importorskip("torch")
    learns = core.ground.positions[:, 0] < 30
    choice = Choice((), replace(SMALL, published=published), 2.0, 0)
    one, curves = fit_sharpener(core, learns, choice)
    shuffled = core.ground.truth.copy()
    shuffled[:, ~learns] = np.random.default_rng(0).permutation(shuffled[:, ~learns], axis=1)
    strange = replace(core, ground=replace(core.ground, truth=shuffled), truth=core.laid(shuffled))
    other, _ = fit_sharpener(strange, learns, choice)
    assert len(curves) == 4
    assert published or len({curve.best for curve in curves}) == 1  # one number of epochs serves all folds
    assert one.networks is not None
    assert len(one.networks.members) == (4 if published else MEMBERS)
    assert other.networks is not None
    for own, same in zip(one.networks.members, other.networks.members):
        np.testing.assert_array_equal(own.learned, same.learned)
    np.testing.assert_array_equal(one.network_shares, other.network_shares)
    assert ((one.network_shares >= 0) & (one.network_shares <= 1)).all()


def test_little_ground_gets_no_network(core: Core) -> None:
    few = core.ground.positions.max(axis=1) < 30
    sharpener, curves = fit_sharpener(core, few, Choice((), SMALL, 8.0, 0))
    assert few.sum() < SIDE * SIDE
    assert sharpener.networks is None
    assert curves == []


def test_networks_are_judged_after_epochs_that_lie_ever_farther_apart() -> None:
    assert looked_at(1) == [0]
    assert looked_at(4) == [0, 1, 2, 3]
    assert looked_at(16) == [0, 1, 2, 3, 5, 7, 10, 14, 15]
    assert looked_at(300)[-1] == 299
    assert len(looked_at(300)) < 20


def test_what_is_explained_lets_each_element_take_its_best_share() -> None:
    wanted = np.array([[2.0, -2.0, np.nan, 1.0], [1.0, 1.0, 1.0, 1.0]])
    fold = np.array([0, 1, 1, 2])

    def parts(says: np.ndarray) -> list[float]:
        return list(explained(wanted, says, fold, 3))

    whole = [(4 / 9 + 1 / 4) / 2, (4 / 9 + 1 / 2) / 2, (1 / 9 + 1 / 4) / 2]
    assert parts(wanted) == pytest.approx(whole)
    assert parts(5 * wanted) == pytest.approx(whole)  # it says too much, which a share puts right
    assert parts(wanted / 2) == pytest.approx([0.75 * part for part in whole])  # no share is above 1
    assert parts(-wanted) == [0, 0, 0]
    assert parts(np.zeros(wanted.shape)) == [0, 0, 0]
    one = np.array([wanted[0], [1.0, -1.0, np.nan, 0.0]])  # the second element takes no share
    assert parts(one) == pytest.approx([2 / 9, 2 / 9, 1 / 18])


def test_the_epoch_is_the_mean_of_those_that_folds_cannot_tell_apart() -> None:
    looks = [0, 1, 3, 7]  # 1, 2, 4 and 8 epochs
    assert looked_best(np.array([[0.1] * 4, [0.9] * 4, [0.5] * 4, [0.4] * 4]), looks) == 1
    apart = np.array([[0.0, 0.0, 0.0, 0.0], [0.1, 0.3, 0.1, 0.3], [0.3, 0.1, 0.3, 0.1], [0.2001, 0.2, 0.2, 0.2]])
    assert looked_best(apart, looks) == 2  # of 2, 4 and 8 epochs, with the best by a hair
    assert looked_best(np.zeros((4, 4)), looks) in (1, 2)  # between 2 and 4: the middle of all
