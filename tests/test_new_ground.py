"""Synthetic sets: fields with the covariance that they are said to have, and coarse maps of their contents."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from making import read_raster
from scipy import special

from tools import accuracy, new_ground


def matern(distance: float, reach: float, smoothness: float) -> float:
    u = np.sqrt(2 * smoothness) * distance / reach
    return float(2 ** (1 - smoothness) / special.gamma(smoothness) * u**smoothness * special.kv(smoothness, u))


@pytest.mark.parametrize("smoothness", [1.0, 1.5, 3.0])
def test_fields_have_the_matern_covariance(smoothness: float) -> None:
    random = np.random.default_rng(5)
    fields = [new_ground.matern_field((110, 130), 6.0, smoothness, random) for _ in range(40)]
    assert fields[0].shape == (110, 130)
    assert np.mean([field**2 for field in fields]) == pytest.approx(1, abs=0.03)
    for lag in (3, 6, 12):
        along = np.mean([field[:, :-lag] * field[:, lag:] for field in fields])
        down = np.mean([field[:-lag] * field[lag:] for field in fields])
        # Pixels cut off the shortest waves, which rough fields have most of; so smoother ones are compared.
        assert (along + down) / 2 == pytest.approx(matern(lag, 6.0, smoothness), abs=0.03)


def test_cells_beyond_the_edge_count_what_is_covered() -> None:
    plane = np.arange(5 * 7, dtype=float).reshape(5, 7)
    cells = new_ground.block_means(new_ground.blocks(plane, 2))
    assert cells.shape == (3, 4)
    assert cells[0, 0] == np.mean([0, 1, 7, 8])
    assert cells[0, 3] == np.mean([6, 13])  # half covered
    assert np.isnan(cells[2, 3])  # a quarter


def test_samples_are_of_different_pixels() -> None:
    cells = np.tile(2.0 ** np.arange(9), (200, 1, 1))
    cells[0, 0, 2:] = np.nan
    cells[1] = np.nan
    means = new_ground.sample_means(cells, 4, np.random.default_rng(0))
    assert np.isnan(means[1, 0])
    assert means[0, 0] == pytest.approx(1.5, rel=0.2)  # both of the pixels it has
    assert np.nanmean(means[2:]) == pytest.approx(511 / 9, rel=0.1)
    exhausted = new_ground.sample_means(np.full((4000, 1, 5), 3.0), 4, np.random.default_rng(1))
    assert exhausted.std() == pytest.approx(3 * 0.05 / 2, rel=0.1)  # the error of four samples


def test_halves_share_no_seed_and_a_seed_gives_the_same_ground() -> None:
    assert list(new_ground.seeds("first", 3)) == [0, 2, 4]
    assert list(new_ground.seeds("second", 3)) == [1, 3, 5]
    once, again, other = (new_ground.make_ground(seed) for seed in (4, 4, 6))
    np.testing.assert_array_equal(once.bands, again.bands)
    assert once.elements == again.elements != other.elements
    for name in once.contents:
        np.testing.assert_array_equal(once.contents[name], again.contents[name])


def test_grounds_are_as_varied_as_they_should_be() -> None:
    grounds = [new_ground.make_ground(seed) for seed in range(16)]
    assert {len(ground.bands) for ground in grounds} == {3, 4, 5, 6}
    elements = [element for ground in grounds for element in ground.elements.values()]
    assert {element.smoothness for element in elements} == set(new_ground.SMOOTHNESS)
    for ground in grounds:
        height, width = ground.bands.shape[1:]
        assert 100 <= min(height, width) <= max(height, width) <= 200
        assert 4 <= ground.ratio <= 16
        assert min(height, width) // ground.ratio >= 8
        assert all((plane > 0).all() for plane in ground.contents.values())


def test_sets_are_laid_out_as_accuracy_reads_them(tmp_path: Path) -> None:
    new_ground.make_sets(tmp_path, "second", 1)
    ground = new_ground.make_ground(1)
    (exact, told, samples, counted) = accuracy.jobs(tmp_path, "new ground, second half")
    assert [job.kind for job in (exact, told, samples, counted)] == ["exact", "told", "samples", "counted"]
    assert {job.group for job in (exact, told, samples, counted)} == {"new ground, second half"}
    assert exact.ratio == ground.ratio
    truth, coarse = read_raster(exact.case.validation), read_raster(exact.case.coarse)
    np.testing.assert_allclose(truth, np.stack(list(ground.contents.values())), rtol=1e-6)
    assert coarse[0, 1, 2] == pytest.approx(
        truth[0, ground.ratio : 2 * ground.ratio, 2 * ground.ratio : 3 * ground.ratio].mean(), rel=1e-5
    )
    noisy = read_raster(samples.case.coarse)
    assert np.corrcoef(noisy[0][np.isfinite(noisy[0])], coarse[0][np.isfinite(coarse[0])])[0, 1] > 0.5
    made_with = json.loads((tmp_path / "new_01" / "ground.json").read_text(encoding="utf-8"))
    assert made_with["Cu"]["smoothness"] == ground.elements["Cu"].smoothness
