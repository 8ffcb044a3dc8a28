"""The map of anomalies against kriging systems solved one by one, and what its cells, edges and files are."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from making import Log
from small_rasters import UTM

from geochem_fusion.core.anomalies import anomaly_map as module
from geochem_fusion.core.anomalies.anomaly_map import anomaly_map, local_variogram, proposed_cell_size, reaches
from geochem_fusion.core.anomalies.neighbours import Support
from geochem_fusion.core.errors import Cancelled, FusionError
from geochem_fusion.core.geostatistics.variogram import Variogram
from geochem_fusion.core.raster import tiles
from geochem_fusion.core.raster.gdal_reader import describe, read


def survey(count: int = 300, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Return places over 20 km x 12 km and a score with structure and noise, between 0 and 1."""
    rng = np.random.default_rng(seed)
    places = rng.uniform((500_000, 4_000_000), (520_000, 4_012_000), (count, 2))
    wave = np.sin(places[:, 0] / 3000) * np.cos(places[:, 1] / 2500)
    return places, np.clip(0.5 + 0.35 * wave + 0.15 * rng.normal(size=count), 0, 1)


def strip() -> tuple[np.ndarray, np.ndarray]:
    """The southern third of the survey: as wide, in fewer cells."""
    places, score = survey()
    south = places[:, 1] < 4_004_000
    return places[south], score[south]


def lattice(side: int, spacing: float) -> np.ndarray:
    column, row = np.meshgrid(np.arange(side), np.arange(side))
    return np.column_stack([column.ravel(), row.ravel()]) * spacing + np.array([500_000.0, 4_000_000.0])


def by_hand(places: np.ndarray, score: np.ndarray, model: Variogram, centre: np.ndarray) -> float:
    """Ordinary kriging from the 24 nearest places; the nugget stays on the right side at any distance."""

    def structured(distance: float) -> float:
        h = distance / model.reach
        if model.shape == "exponential":
            return model.sill * (1 - math.exp(-3 * h))
        return model.sill * (1.5 * h - 0.5 * h**3 if h < 1 else 1.0)

    near = sorted(range(len(places)), key=lambda k: math.dist(places[k], centre))[:24]
    system, right = np.zeros((25, 25)), np.ones(25)
    for i, a in enumerate(near):
        system[i, 24] = system[24, i] = 1.0
        right[i] = model.nugget + structured(math.dist(places[a], centre))
        for j, b in enumerate(near):
            system[i, j] = 0.0 if i == j else model.nugget + structured(math.dist(places[a], places[b]))
    weights = np.linalg.solve(system, right)[:24]
    return float(weights @ score[near])


def test_cells_are_the_textbook_estimates_at_their_centres(tmp_path: Path) -> None:
    places, score = survey()
    found = anomaly_map(places, UTM, score, str(tmp_path / "map.tif"), 500.0)
    assert found.model is not None
    assert found.model.nugget > 0
    values = read(found.path)[0]
    rows, columns = np.nonzero(np.isfinite(values))
    for k in np.random.default_rng(1).choice(len(rows), 60, replace=False):
        left, top = found.grid.transform[0], found.grid.transform[3]
        centre = np.array([left + 500 * (columns[k] + 0.5), top - 500 * (rows[k] + 0.5)])
        expected = min(max(by_hand(places, score, found.model, centre), score.min()), score.max())
        assert values[rows[k], columns[k]] == pytest.approx(expected, abs=1e-6)


def test_edges_lie_on_multiples_of_the_cell_size_and_the_file_says_what_it_is(tmp_path: Path) -> None:
    places, score = survey()
    found = anomaly_map(places, UTM, score, str(tmp_path / "map.tif"), 700.0, "Au_score", "rank")
    described = describe(found.path)
    left, width, _, top, _, height = described.grid.transform
    assert (width, height) == (700, -700)
    assert left % 700 == top % 700 == 0
    assert described.grid == found.grid
    assert described.grid.crs == UTM
    assert [(band.name, band.unit) for band in described.bands] == [("Au_score", "rank")]
    assert [p.name for p in tmp_path.iterdir()] == ["map.tif"]


def test_a_constant_score_is_that_constant_and_no_cell_leaves_the_range_of_the_score(tmp_path: Path) -> None:
    places, score = survey()
    flat = anomaly_map(places, UTM, np.full(len(places), 0.25), str(tmp_path / "flat.tif"), 500.0)
    values = read(flat.path)
    assert flat.model is None
    assert set(values[np.isfinite(values)]) == {0.25}
    values = read(anomaly_map(places, UTM, score, str(tmp_path / "map.tif"), 500.0).path)
    assert np.nanmin(values) >= np.float32(score.min())
    assert np.nanmax(values) <= np.float32(score.max())


def test_cells_out_of_reach_of_every_place_are_nodata(tmp_path: Path) -> None:
    """On a lattice of 1 km the area of a place is pi (sqrt 2)^2 / 8 km2, so that the reach is sqrt(pi) km inside."""
    places = lattice(12, 1000.0)
    support = Support.of(places)
    reach = reaches(support)
    inside = np.abs(places - places.mean(axis=0)).max(axis=1) < 5000
    assert reach[inside] == pytest.approx(np.full(100, 1000 * math.sqrt(math.pi)))
    assert (reach[~inside] >= reach[inside].max()).all()
    assert reach.max() <= 2 * math.sqrt(math.pi * 5 / 8) * 1000 + 1e-6  # at the edge the 8th is at (1, 2): 5 km2
    found = anomaly_map(places, UTM, np.random.default_rng(0).random(144), str(tmp_path / "map.tif"), 250.0)
    values, grid = read(found.path)[0], found.grid
    row, column = np.indices(grid.shape)
    x, y = grid.map_xy(column.ravel() + 0.5, row.ravel() + 0.5)
    distance = np.sqrt((x[:, None] - places[:, 0]) ** 2 + (y[:, None] - places[:, 1]) ** 2)
    expected = distance.min(axis=1) <= reach[distance.argmin(axis=1)]
    assert 0 < expected.mean() < 1
    ties = np.sort(distance, axis=1)  # of two nearest places either may be asked
    clear = ties[:, 1] - ties[:, 0] > 1e-6
    np.testing.assert_array_equal(np.isfinite(values.ravel())[clear], expected[clear])


def test_a_single_sample_far_out_is_a_spot(tmp_path: Path) -> None:
    places, score = survey()
    far = np.vstack([places, [[600_000.0, 4_000_000.0]]])
    assert reaches(Support.of(far))[-1] < 0.1 * Support.of(far).distances[-1, 7]
    values = read(anomaly_map(far, UTM, np.append(score, 1.0), str(tmp_path / "map.tif"), 500.0).path)[0]
    assert np.isfinite(values).mean() < 0.3


def test_tiles_threads_and_the_order_of_places_change_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    places, score = strip()
    whole = anomaly_map(places, UTM, score, str(tmp_path / "whole.tif"), 70.0)
    assert whole.grid.width > 256
    monkeypatch.setattr(tiles.os, "cpu_count", lambda: 1)
    for size in (512, 1024):
        monkeypatch.setattr(module, "BLOCK", size)
        anomaly_map(places, UTM, score, str(tmp_path / f"{size}.tif"), 70.0)
        assert (tmp_path / f"{size}.tif").read_bytes() == (tmp_path / "whole.tif").read_bytes()
    order = np.random.default_rng(0).permutation(len(places))
    turned = anomaly_map(places[order], UTM, score[order], str(tmp_path / "turned.tif"), 70.0)
    np.testing.assert_allclose(read(turned.path), read(whole.path), atol=1e-6)


def test_unknown_scores_are_left_out_and_shifts_of_the_score_shift_the_map(tmp_path: Path) -> None:
    places, score = survey()
    known = np.arange(len(score)) % 7 > 0
    gaps = anomaly_map(places, UTM, np.where(known, score, np.nan), str(tmp_path / "gaps.tif"), 500.0)
    part = anomaly_map(places[known], UTM, score[known], str(tmp_path / "part.tif"), 500.0)
    np.testing.assert_array_equal(read(gaps.path), read(part.path))
    shifted = anomaly_map(places[known], UTM, 3 * score[known] + 5, str(tmp_path / "shifted.tif"), 500.0)
    np.testing.assert_allclose(read(shifted.path), 3 * read(part.path) + 5, atol=2e-6)


def test_a_cell_on_a_sample_repeats_no_noise(tmp_path: Path) -> None:
    places = lattice(15, 1000.0)
    score = np.random.default_rng(3).random(len(places))
    found = anomaly_map(places + 250.0, UTM, score, str(tmp_path / "map.tif"), 500.0)  # every fourth centre on a place
    values = read(found.path)[0]
    here = np.isfinite(values)
    assert found.model is not None
    assert found.model.nugget > 0.9 * score.var()
    assert values[here].std() < 0.5 * score.std()


def test_the_variogram_is_that_of_neighbours() -> None:
    """Noise of variance v has semivariance v at any distance; a plane of slope b has b^2 h^2 / 2, without a nugget."""
    places = lattice(40, 100.0) + np.random.default_rng(0).uniform(-20, 20, (1600, 2))
    support = Support.of(places)
    noise = local_variogram(support, np.random.default_rng(1).normal(0, 2, 1600))
    assert noise is not None
    assert noise.at(np.array([150.0, 300.0])) == pytest.approx([4, 4], rel=0.1)
    plane = local_variogram(support, places[:, 0] / 100)
    assert plane is not None
    assert plane.nugget < 0.05
    assert plane.at(np.array([300.0]))[0] == pytest.approx(9 / 4, rel=0.25)  # half of all directions count
    assert local_variogram(support, np.full(1600, 3.0)) is None


def test_a_cell_size_is_proposed_from_the_spacing(tmp_path: Path) -> None:
    """Spacing 0.886 km on a lattice of 1 km, a quarter of it 222 m: 200 m."""
    places, log = lattice(12, 1000.0), Log()
    assert proposed_cell_size(12_000.0, 12_000.0, Support.of(places)) == 200
    found = anomaly_map(places, UTM, np.random.default_rng(0).random(144), str(tmp_path / "m.tif"), progress=log)
    assert found.grid.cell_size == 200
    assert any("200 m" in note for note in log.infos)
    wide = proposed_cell_size(4e6, 1e6, Support.of(places))  # 1000 m would give 4,005,001 cells
    assert wide == 1100


def test_too_many_cells_and_what_is_no_length_are_refused(tmp_path: Path) -> None:
    places, score = survey()
    with pytest.raises(FusionError, match=r"CELL_SIZE 0.5 gives a map of .* give (\S+) or more") as caught:
        anomaly_map(places, UTM, score, str(tmp_path / "map.tif"), 0.5)
    least = float(str(caught.value).split("give ")[1].split(" or more")[0])
    assert 4 < least < 7  # more than 20 km x 12 km in 16 million cells: 3.9 m without the reach
    for wrong in (-1.0, math.nan, math.inf):
        with pytest.raises(FusionError, match="CELL_SIZE"):
            anomaly_map(places, UTM, score, str(tmp_path / "map.tif"), wrong)
    with pytest.raises(FusionError, match="there are 1"):
        anomaly_map(places, UTM, np.where(np.arange(len(score)) == 3, score, np.nan), str(tmp_path / "map.tif"))
    assert not list(tmp_path.iterdir())


def test_cancelling_leaves_nothing_behind(tmp_path: Path) -> None:
    places, score = strip()
    with pytest.raises(Cancelled):
        anomaly_map(places, UTM, score, str(tmp_path / "map.tif"), 40.0, progress=Log(stop_after=3))
    assert not list(tmp_path.iterdir())


def test_few_places_make_a_map(tmp_path: Path) -> None:
    places = np.array([[0.0, 0.0], [1000.0, 0.0], [2100.0, 0.0]])
    values = read(anomaly_map(places, UTM, np.array([0.1, 0.5, 0.9]), str(tmp_path / "map.tif"), 250.0).path)
    assert 0.1 <= np.nanmin(values) < np.nanmax(values) <= np.float32(0.9)
