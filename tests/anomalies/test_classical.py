"""Scores without a network: by hand, beside libraries, and on surveys with an anomaly that is known."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from osgeo import ogr

from geochem_fusion.core.anomalies import classical
from geochem_fusion.core.anomalies.classical import (
    DEFAULT,
    classical_scores,
    component_residual,
    element_distance,
    exceedance,
    isolation,
    level,
    mahalanobis,
    mean_known,
    multiscale,
    shrunk_covariance,
)
from geochem_fusion.core.anomalies.neighbours import Support, percentile_ranks, scales_for
from geochem_fusion.core.anomalies.preparation import Prepared, prepare
from geochem_fusion.core.anomalies.survey import Survey, read_survey
from geochem_fusion.core.samples.points import PointValues

NAN = np.nan
ELEMENTS = ("Au", "As", "Sb", "Cu", "Ni", "Zr")


def survey(n: int = 400, seed: int = 0, halo: float = 2.0) -> tuple[Survey, np.ndarray]:
    """Return a survey with a halo of Au, As and Sb about its middle, and which places (n,) lie in it."""
    rng = np.random.default_rng(seed)
    places = rng.uniform(0, 10_000, (n, 2))
    inside = np.hypot(*(places - 5000).T) < 1200
    logs = rng.normal(0, 1, (n, 6))
    logs[:, :3] += halo * inside[:, None]
    logs[rng.random(logs.shape) < 0.1] = NAN
    ones = np.ones(n, np.int64)
    made = Survey(
        places, ELEMENTS, ELEMENTS, ("ppm",) * 6, np.exp(logs), np.zeros((n, 6), bool), ones, np.arange(n), ""
    )
    return made, inside


def auc(score: np.ndarray, inside: np.ndarray) -> float:
    above = score[inside][:, None] - score[~inside][None]
    return float(np.mean(above > 0) + np.mean(above == 0) / 2)


@pytest.fixture(scope="module")
def scored() -> tuple[dict[str, np.ndarray], np.ndarray]:
    made, inside = survey()
    return classical_scores(prepare(made.contents), made, [0], [1, 2]), inside


def test_every_score_is_there_and_known(scored: tuple[dict[str, np.ndarray], np.ndarray]) -> None:
    scores, _ = scored
    assert next(iter(scores)) == DEFAULT
    assert set(scores) == {
        "multiscale", "level", "exceedance", "raw_target", "target_mean_8", "target_mean_wide", "mahalanobis",
        "principal_components", "element_distance", "isolation_forest", "geometry",
    }  # fmt: skip
    for name, values in scores.items():
        assert values.shape == (400,)
        assert np.isfinite(values).all() or name == "raw_target"


def test_a_halo_is_found_better_than_by_the_target_alone(scored: tuple[dict[str, np.ndarray], np.ndarray]) -> None:
    scores, inside = scored
    found = {
        name: auc(np.where(np.isfinite(values), values, np.nanmedian(values)), inside)
        for name, values in scores.items()
    }
    assert found[DEFAULT] > 0.97
    assert found[DEFAULT] > found["raw_target"] + 0.05
    assert abs(found["geometry"] - 0.5) < 0.15


def test_geometry_is_the_mean_distance_to_the_16_nearest(scored: tuple[dict[str, np.ndarray], np.ndarray]) -> None:
    places = survey()[0].places
    apart = np.sort(np.hypot(*np.moveaxis(places[:, None] - places[None], -1, 0)), axis=1)
    np.testing.assert_allclose(scored[0]["geometry"], apart[:, 1:17].mean(axis=1))


def test_the_raw_target_is_in_the_order_of_the_contents(scored: tuple[dict[str, np.ndarray], np.ndarray]) -> None:
    contents = survey()[0].contents[:, 0]
    known = np.isfinite(contents)
    np.testing.assert_array_equal(np.argsort(scored[0]["raw_target"][known]), np.argsort(contents[known]))
    assert np.isnan(scored[0]["raw_target"][~known]).all()


def small() -> tuple[Prepared, Support]:
    """Three places on a line; the neighbour of each is the nearer of the others."""
    z = np.array([[0.0, 3.0], [2.0, NAN], [-1.0, -2.0]])
    scaling = prepare(np.exp(z)).scaling
    support = Support(np.array([[1.0], [1.0], [2.0]]), np.array([[1], [0], [1]]))
    return Prepared(z, z, z, scaling), support


def test_level_by_hand() -> None:
    prepared, support = small()
    # alone 0, 2, -1: ranks 1/2, 5/6, 1/6; with the neighbour 1, 1, 0.5: ranks 2/3, 2/3, 1/6
    np.testing.assert_allclose(level(prepared, support, [0], [1]), [7 / 12, 3 / 4, 1 / 6])


def test_rounding_sets_no_place_apart() -> None:
    made, _ = survey(201)  # the quartile of a column without gaps is one of its values
    ratio = np.random.default_rng(1).normal(0, 1, (201, 2))
    support = Support.of(made.places)
    noise = ratio * (1 + 2e-16 * np.random.default_rng(2).integers(-3, 4, ratio.shape))
    first, second = (
        exceedance(Prepared(values, values, values, prepare(made.contents).scaling), support, [0, 1], [8])
        for values in (ratio, noise)
    )
    np.testing.assert_array_equal(first, second)


def test_exceedance_by_hand() -> None:
    prepared, support = small()
    # upper quartiles 1 and 1.75: above them 0, 1, 0 and 1.25, unknown, 0; means 0.625, 1, 0; with the neighbour
    # 0.8125, 0.8125, 0.5
    np.testing.assert_allclose(exceedance(prepared, support, [0, 1], [1]), [2 / 3, 2 / 3, 1 / 6])


def test_multiscale_is_the_mean_of_both() -> None:
    prepared, support = small()
    np.testing.assert_allclose(multiscale(prepared, support, [0], [1], [1]), [5 / 8, 17 / 24, 1 / 6])


def test_several_targets_count_by_their_mean() -> None:
    values = np.array([[1.0, 3.0], [NAN, 4.0], [NAN, NAN]])
    np.testing.assert_array_equal(mean_known(values), [2, 4, NAN])
    made, _ = survey()
    prepared = prepare(made.contents)
    scores = classical_scores(prepared, made, [0, 1])
    np.testing.assert_allclose(scores["raw_target"], mean_known(prepared.plain[:, :2]))


def test_a_target_that_is_missing_everywhere_around_is_in_the_middle() -> None:
    made, _ = survey()
    contents = made.contents.copy()
    contents[made.places[:, 0] < 3000, 0] = NAN
    prepared, support = prepare(contents), Support.of(made.places)
    far = made.places[:, 0] < 500
    scores = level(prepared, support, [0], [8])
    np.testing.assert_array_equal(scores[far & np.isnan(support.means(contents[:, 0], 8))], 0.5)


def test_the_order_of_the_rows_and_the_seed() -> None:
    made, _ = survey(150)
    order = np.random.default_rng(1).permutation(150)
    columns = np.array(made.contents, object)
    crs = "EPSG:32633"
    first = read_survey(PointValues(*made.places.T, ELEMENTS, columns, crs))
    second = read_survey(PointValues(*made.places[order].T, ELEMENTS, columns[order], crs))
    scores = [classical_scores(prepare(one.contents), one, [0], [1, 2], seed=3) for one in (first, second)]
    for name in scores[0]:
        assert scores[0][name].tobytes() == scores[1][name].tobytes(), name


def test_covariance_beside_scikit_learn() -> None:
    covariance = pytest.importorskip("sklearn.covariance", reason="scikit-learn is not installed")
    z = np.random.default_rng(2).normal(0, 1, (60, 5)) @ np.random.default_rng(3).normal(0, 1, (5, 5))
    expected, _ = covariance.ledoit_wolf(z, assume_centered=True)
    np.testing.assert_allclose(shrunk_covariance(z), expected, rtol=1e-6)


def test_mahalanobis_beside_the_inverse() -> None:
    z = np.random.default_rng(4).normal(0, 1, (50, 4))
    inverse = np.linalg.inv(shrunk_covariance(z))
    np.testing.assert_allclose(mahalanobis(z), np.sqrt([row @ inverse @ row for row in z]))


@pytest.mark.parametrize("z", [np.zeros((12, 3)), np.ones((12, 3)), np.random.default_rng(5).normal(0, 1, (10, 40))])
def test_outlierness_needs_no_full_rank(z: np.ndarray) -> None:
    for score in (mahalanobis(z), component_residual(z), element_distance(z, 0)):
        assert np.isfinite(score).all()


def test_what_principal_components_leave() -> None:
    rng = np.random.default_rng(6)
    z = np.outer(rng.normal(0, 3, 100), [1.0, 2, 0, -1]) + rng.normal(0, 0.01, (100, 4))
    z[7, 2] = 4.0  # what no other row does
    _, vectors = np.linalg.eigh(z.T @ z)
    rest = z @ vectors[:, :2]  # two of four components are kept
    np.testing.assert_allclose(component_residual(z), np.sqrt((rest**2).sum(axis=1)), atol=1e-9)


def test_distance_between_elements_beside_a_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    z = np.random.default_rng(7).normal(0, 1, (60, 3))
    expected = [np.sort(np.sqrt(((z - row) ** 2).sum(axis=1)))[1:6].mean() for row in z]
    np.testing.assert_allclose(element_distance(z, 0), expected)
    monkeypatch.setattr(classical, "_BLOCK", 7)
    np.testing.assert_allclose(element_distance(z, 0), expected)
    monkeypatch.setattr(classical, "_REFERENCES", 20)
    some = element_distance(z, 0)
    assert (some >= np.array(expected) - 1e-12).all()
    np.testing.assert_array_equal(some, element_distance(z, 0))


def test_the_isolation_forest_is_seeded_and_left_out_where_it_cannot_be(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("sklearn", reason="scikit-learn is not installed")
    z = np.random.default_rng(8).normal(0, 1, (80, 3))
    z[3] = 9.0
    first = isolation(z, 5)
    assert first is not None
    assert np.argmax(first) == 3
    np.testing.assert_array_equal(first, isolation(z, 5))
    monkeypatch.setitem(sys.modules, "sklearn.ensemble", None)
    made, _ = survey(60)
    assert "isolation_forest" not in classical_scores(prepare(made.contents), made, [0])


def test_ten_places_and_three_elements() -> None:
    made, _ = survey(10)
    contents = made.contents[:, :3]
    scores = classical_scores(prepare(contents), made, [0], [1])
    assert all(values.shape == (10,) for values in scores.values())
    assert np.isfinite(scores[DEFAULT]).all()


def test_the_smelters_of_kola_are_found(shared_data: Path) -> None:
    folder = shared_data / "kola_moss"
    if not folder.is_dir():
        pytest.skip("kola_moss is not among the test sets")
    dataset = ogr.Open(str(folder / "samples.gpkg"))
    layer = dataset.GetLayer(0)
    names = [layer.GetLayerDefn().GetFieldDefn(k).GetName() for k in range(layer.GetLayerDefn().GetFieldCount())]
    rows = [(f.GetGeometryRef().GetX(), f.GetGeometryRef().GetY(), [f.GetField(n) for n in names]) for f in layer]
    x, y = np.array([row[:2] for row in rows]).T
    moss = read_survey(PointValues(x, y, names, np.array([row[2] for row in rows], object), "EPSG:32635", "moss"))
    assert len(moss.elements) == 36
    deposits = ogr.Open(str(folder / "deposits.gpkg"))
    smelters = np.array([(f.GetGeometryRef().GetX(), f.GetGeometryRef().GetY()) for f in deposits.GetLayer(0)])
    at = [int(np.argmin(np.hypot(*(moss.places - place).T))) for place in smelters]
    nickel = moss.elements.index("Ni")
    paths = [moss.elements.index(name) for name in ("Co", "Cu", "Cr")]
    support = Support.of(moss.places)
    score = multiscale(prepare(moss.contents), support, [nickel], paths, scales_for(len(moss.places)))
    assert percentile_ranks(score)[at].min() > 0.9  # the nearest samples are 12 km off
