"""Geology: shares by area, embeddings of texts, tables and one-hot, units that training never saw."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.ground.geology import DESCRIBED, ONE_HOT, TABLE, Embedding, embedding, unit_fractions
from geochem_fusion.core.raster.grid import Grid
from geochem_fusion.core.raster.projection import crs_wkt

CRS = crs_wkt("EPSG:32633")
TEXTS = {1: "granite, biotite granite", 2: "basalt; lava", 3: "granite and basalt", 4: "marble"}


def grid(size: float, height: int, width: int, x: float = 0.0) -> Grid:
    return Grid((x, size, 0.0, 100.0, 0.0, -size), height, width, CRS)


def test_shares_are_those_of_area() -> None:
    units = np.array([[1, 1, 2, 2], [1, 3, 2, np.nan]])
    found = unit_fractions(units, grid(1, 2, 4), grid(2, 1, 2), [1, 2, 3])
    np.testing.assert_allclose(found[:, 0, 0], [3 / 4, 0, 1 / 4])
    np.testing.assert_allclose(found[:, 0, 1], [0, 1, 0])  # of the mapped ground


def test_pixels_that_lie_across_units_share_them() -> None:
    found = unit_fractions(np.array([[1.0, 2.0, 2.0]]), grid(1, 1, 3), grid(1, 1, 2, x=0.25), [1, 2])
    np.testing.assert_allclose(found[:, 0], [[0.75, 0.0], [0.25, 1.0]])


def test_ground_without_geology_is_a_hole() -> None:
    found = unit_fractions(np.array([[1.0, np.nan]]), grid(1, 1, 2), grid(1, 1, 2), [1])
    assert found[0, 0, 0] == 1
    assert np.isnan(found[0, 0, 1])


def test_descriptions_become_the_vectors_of_a_truncated_decomposition() -> None:
    found = embedding([1, 2, 3, 4], TEXTS, dimensions=4)
    assert found.kind == DESCRIBED
    assert found.codes == (1, 2, 3, 4)
    assert found.seen.all()
    products = found.vectors @ found.vectors.T  # with all axes, those of the rows of TF-IDF
    idf = {w: np.log(5 / (1 + n)) + 1 for w, n in (("granite", 2), ("biotite", 1), ("basalt", 2), ("and", 1))}
    first = np.array([2 * idf["granite"], idf["biotite"]])
    third = np.array([idf["granite"], idf["basalt"], idf["and"]])
    expected = 2 * idf["granite"] ** 2 / np.linalg.norm(first) / np.linalg.norm(third)
    assert products[0, 2] == pytest.approx(expected, abs=1e-12)
    np.testing.assert_allclose(np.diag(products), 1.0, atol=1e-12)
    assert products[0, 1] == pytest.approx(0, abs=1e-12)
    assert products[3, 0] == pytest.approx(0, abs=1e-12)


def test_few_units_leave_dimensions_empty() -> None:
    found = embedding([1, 4], TEXTS)
    assert found.vectors.shape == (4, 5)
    assert (found.vectors[:, 2:] == 0).all()
    assert np.abs(found.vectors[:, :2]).max() > 0.9


def test_the_order_of_units_and_of_lines_does_not_matter() -> None:
    one = embedding([1, 2, 3], TEXTS)
    other = embedding([3, 1, 2, 1], dict(reversed(TEXTS.items())))
    assert one.codes == other.codes
    assert np.array_equal(one.vectors, other.vectors)
    loadings = one.vectors[np.abs(one.vectors).argmax(axis=0)[:1], 0]
    assert loadings[0] > 0


def test_units_that_training_never_saw_are_projected_and_marked() -> None:
    found = embedding([1, 2], TEXTS)
    assert found.seen.tolist() == [True, True, False, False]
    assert np.array_equal(found.vectors[3], np.zeros(5))  # no word of it was ever met
    mixed, granite, basalt = (found.vectors[k] for k in (2, 0, 1))
    assert mixed @ granite > 0.3
    assert mixed @ basalt > 0.3
    fractions = np.array([[[1.0, 0.5, 0.0]], [[0.0, 0.5, 0.25]], [[0.0, 0.0, 0.75]]])
    domain = found.domain(fractions, [1, 3, 9])
    np.testing.assert_allclose(domain, [[0.0, 0.5, 1.0]])


def test_vectors_are_averaged_by_share_over_known_units() -> None:
    found = Embedding((1, 2), np.array([[1.0, 0.0], [0.0, 2.0]]), np.ones(2, bool), TABLE)
    fractions = np.array([[[1.0, 0.25, 0.0, np.nan]], [[0.0, 0.75, 0.0, np.nan]], [[0.0, 0.0, 1.0, np.nan]]])
    planes = found.planes(fractions, [1, 2, 7])
    np.testing.assert_allclose(planes[:, 0, :2], [[1.0, 0.25], [0.0, 1.5]])
    assert np.isnan(planes[:, 0, 2:]).all()


def test_without_descriptions_each_unit_seen_has_a_dimension() -> None:
    for texts in (None, {1: "", 5: "12 - 3"}):
        found = embedding([5, 1, 5], texts)
        assert found.kind == ONE_HOT
        assert found.codes == (1, 5)
        assert np.array_equal(found.vectors, np.eye(2))


def test_a_table_is_taken_as_it_is() -> None:
    found = embedding([2], {2: "granite"}, {2: [0.5, 1.0], 1: [3.0, 4.0]})
    assert found.kind == TABLE
    assert found.codes == (1, 2)
    assert found.seen.tolist() == [False, True]
    np.testing.assert_array_equal(found.vectors, [[3.0, 4.0], [0.5, 1.0]])
    with pytest.raises(FusionError, match="no line for the geological unit 7"):
        embedding([7], None, {2: [0.5]})
    with pytest.raises(FusionError, match="same count"):
        embedding([2], None, {2: [0.5], 3: [1.0, 2.0]})


def test_real_descriptions_in_portuguese(shared_data: Path) -> None:
    path = shared_data / "rondonia_west_geology" / "geology_units.csv"
    if not path.is_file():
        pytest.skip("the set rondonia_west_geology is not there")
    with open(path, encoding="utf-8") as file:
        lines = list(csv.DictReader(file))
    texts = {int(line["unit"]): line["description"] for line in lines}
    seen = [int(line["unit"]) for line in lines if int(line["pixels"])]
    found = embedding(seen, texts)
    assert found.kind == DESCRIBED
    assert len(found.codes) == 8
    assert 0 < found.seen.sum() < 8
    lengths = np.linalg.norm(found.vectors, axis=1)
    assert (lengths <= 1 + 1e-12).all()
    assert (lengths > 0.1).all()
