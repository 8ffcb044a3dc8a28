"""Indices recomputed: sums of robust z by hand, the component of log-ratios by a singular value decomposition."""

from __future__ import annotations

import numpy as np
import pytest

from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.products.element_index import find_index

NAMES = ("Cu", "Zn", "Pb")
NAN = np.nan


def contents() -> np.ndarray:
    rng = np.random.default_rng(1)
    shared = rng.normal(size=(20, 30))
    values = np.exp(np.stack([2 + shared, 3 - 0.5 * shared, 1 + 0.1 * shared]) + 0.2 * rng.normal(size=(3, 20, 30)))
    values[0, 3, 4] = NAN
    return values


def test_the_sum_of_robust_z() -> None:
    values = np.exp(np.array([[[1.0, 2, 3, 4, 100]], [[5.0, 4, 3, 2, 1]]]))
    found = find_index("z_sum", NAMES[:2], values).at(values)
    z = (np.array([-2.0, -1, 0, 1, 97]) + np.array([2.0, 1, 0, -1, -2])) / 1.4826
    np.testing.assert_allclose(found, z[None], rtol=1e-6, atol=1e-9)
    signed = np.array([[[-1.0, 0, 1, 2, 9]]])  # no logarithms
    np.testing.assert_allclose(
        find_index("z_sum", ("d34S",), signed).at(signed)[0], np.array([-2, -1, 0, 1, 8]) / 1.4826
    )


def test_the_component_is_that_of_centred_log_ratios_whatever_the_units() -> None:
    values = contents()
    index = find_index("component", NAMES, values)
    logs = np.log(values)
    ratios = (logs - logs.mean(axis=0)).reshape(3, -1).T
    known = np.isfinite(ratios).all(axis=1)
    centred = ratios[known] - ratios[known].mean(axis=0)
    _, singular, vectors = np.linalg.svd(centred, full_matrices=False)
    score = centred @ vectors[0] / (singular[0] / np.sqrt(len(centred) - 1)) * np.sign(vectors[0, 0])
    found = index.at(values).ravel()
    np.testing.assert_allclose(found[known], score, rtol=1e-6, atol=1e-9)
    assert np.isnan(found[~known]).all()
    assert index.explained == pytest.approx(singular[0] ** 2 / (singular**2).sum())
    assert index.loadings is not None
    assert index.loadings[0] == pytest.approx(np.corrcoef(score, ratios[known, 0])[0, 1])
    assert index.loadings[0] > 0
    scaled = values * np.array([1e3, 1.0, 1e-4])[:, None, None]
    np.testing.assert_allclose(
        find_index("component", NAMES, scaled).at(scaled), index.at(values), rtol=1e-6, atol=1e-9
    )


def test_what_has_no_index() -> None:
    values = contents()
    with pytest.raises(FusionError, match="needs two elements"):
        find_index("component", NAMES[:1], values[:1])
    with pytest.raises(FusionError, match="no pixels have contents above 0 of all of Cu, Zn, Pb"):
        find_index("component", NAMES, -values)
    with pytest.raises(FusionError, match="the ratios of the elements are the same"):
        find_index("component", NAMES, np.ones((3, 4, 4)))
    with pytest.raises(FusionError, match="one value of 'Cu'"):
        find_index("z_sum", NAMES[:1], np.ones((1, 4, 4)))
