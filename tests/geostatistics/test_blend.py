"""Views of a coarse map, in files and together."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from geochem_fusion.core.geostatistics.blend import Blend, View, mixed
from geochem_fusion.core.geostatistics.covariance import Covariance

EXACT = View(0.6, 0.5, Covariance(0.5, 2.0, 3.0, 0.0))
NOISY = View(0.4, 0.2, Covariance(1.5, 3.0, 2.0, 0.5), 4.5)


def test_what_follows_of_two_views_by_hand() -> None:
    blend = mixed([NOISY, EXACT], [0.3, 0.8], [0.1, 0.2], 1.5)
    assert blend.views == (EXACT, NOISY)  # the likeliest first
    assert blend.weight == pytest.approx(0.38)
    assert blend.estimate == pytest.approx(0.6)
    assert blend.error == pytest.approx(math.sqrt(0.4 * (0.01 + 0.09) + 0.6 * (0.04 + 0.04)))
    assert (blend.covariance, blend.samples, blend.kept) == (EXACT.covariance, 4.5, 0.6)
    assert not blend.exact


def test_noise_of_cells_by_hand() -> None:
    counts = np.array([[1.0, 9.0, np.nan, 0.0]])
    np.testing.assert_allclose(NOISY.noise((1, 4), counts), [[2.25, 0.25, 0.5, 0.5]])
    np.testing.assert_allclose(NOISY.noise((1, 2)), [[0.5, 0.5]])
    assert not EXACT.noise((1, 4), counts).any()


def test_of_a_map_made_coarser() -> None:
    found = Blend((NOISY,), 0.3, 0.1, 1.5, width=0.4).degraded(2)
    assert found.views == (View(0.4, 0.2, Covariance(1.5, 1.5, 2.0, 0.125), 18.0),)
    assert found.width == 0.2


def changed(data: dict[str, Any], **view: Any) -> dict[str, Any]:
    return {**data, "views": [{**data["views"][0], **view}, *data["views"][1:]]}


def test_json_round_trip_and_refusal() -> None:
    blend = mixed([EXACT, NOISY], [0.3, 0.8], [0.1, 0.2], -1.5)
    data = blend.to_json()
    assert Blend.from_json(data) == blend
    covariance = data["views"][0]["covariance"]
    for wrong in ({"range": -1.0}, {"smoothness": 0.7}, {"sill": math.nan}, {"noise": -1.0}):
        with pytest.raises(ValueError, match="view"):
            Blend.from_json(changed(data, covariance={**covariance, **wrong}))
    spread = Blend.from_json(changed(data, spread=0.7)).views
    assert [view.spread for view in spread] == [0.7, 1.0]
    for wrong_spread in (0.0, math.nan):
        with pytest.raises(ValueError, match="view"):
            Blend.from_json(changed(data, spread=wrong_spread))
    for share in (-0.1, 1.1, math.nan):
        with pytest.raises(ValueError, match="view"):
            Blend.from_json(changed(data, share=share))
    with pytest.raises(ValueError, match="samples"):
        Blend.from_json(changed(data, samples=-1.0))
    with pytest.raises(ValueError, match="blend"):
        Blend.from_json(changed(data, share=0.9))  # more than all
    for name, wrong_value in (
        ("width", -0.1),
        ("width", 1.1),
        ("odds", math.inf),
        ("growth", 1.1),
        ("level", 0.0),
        ("scale", 0.0),
        ("typical", 0.0),
        ("typical", float("nan")),
        ("left", -1.0),
    ):
        with pytest.raises(ValueError, match="blend"):
            Blend.from_json({**data, name: wrong_value})


def test_files_of_older_versions_have_one_view_or_the_share_of_the_noise_that_stays() -> None:
    covariance = {"smoothness": 0.5, "range": 2.0, "sill": 3.0, "noise": 0.4, "aspect": 1.0}
    data = {"weight": 0.5, "estimate": 0.6, "error": 0.1, "covariance": covariance, "samples": 5.0, "odds": 2.0}
    assert Blend.from_json(data).views == (View(1.0, 0.5, Covariance(0.5, 2.0, 3.0, 0.4), 5.0),)
    noisy, exact = Blend.from_json({**data, "kept": 0.25}).views
    assert (noisy.share, exact.share, exact.weight, exact.exact) == (0.75, 0.25, 0.5, True)
    assert Blend.from_json({**data, "covariance": {**covariance, "noise": 0.0}, "samples": None, "kept": 0.25}).exact
    for kept in (-0.1, 1.1, math.nan):
        with pytest.raises(ValueError, match="kept"):
            Blend.from_json({**data, "kept": kept})
