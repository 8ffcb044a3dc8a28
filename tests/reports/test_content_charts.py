"""Charts of contents: honest counts, the same places on both axes, logarithms where contents are skewed."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest

from geochem_fusion.core.reports.content_charts import Scale, histogram, scatter

SKEWED = np.exp(np.random.default_rng(3).normal(2, 1, 500))


def dots(svg: str) -> np.ndarray:
    return np.array(re.findall(r"M([\d.]+) ([\d.]+)h0", svg), float)


def test_scatter_states_how_many_there_are_drawn_and_outside() -> None:
    values = np.arange(5000.0)
    svg = scatter(values, values, scale=Scale(0, 3999))
    assert "n = 5000, 2000 drawn, 1000 outside" in svg
    drawn = svg.count("h0")
    assert 1400 < drawn < 1800  # four fifths of the points drawn lie inside
    assert scatter(values, values, scale=Scale(0, 3999)) == svg
    few = scatter(np.array([1.0, np.nan, 3.0]), np.array([1.0, 2.0, 3.0]))
    assert "n = 2<" in few
    assert few.count("h0") == 2


def test_scatter_places_points_on_the_identity_line() -> None:
    svg = scatter(np.array([0.0, 5.0, 10.0]), np.array([0.0, 5.0, 10.0]))
    dots = np.array(re.findall(r"M([\d.]+) ([\d.]+)h0", svg), float)
    start, end = np.array(re.search(r"M([\d.]+) ([\d.]+)L([\d.]+) ([\d.]+)", svg).groups(), float).reshape(2, 2)
    np.testing.assert_allclose(dots, [start, (start + end) / 2, end], atol=0.11)


def test_histogram_counts_tails_and_normalises_each_series() -> None:
    svg = histogram([("a", np.array([0.0, 0.0, 1.0, 99.0])), ("b", np.array([1.0]))], scale=Scale(0, 2), bins=2)
    outlines = re.findall(r'<path d="M([^"v]+)" (?:fill="#|stroke="#)', svg)
    heights = [np.array([p.split()[1] for p in outline.split("L")], float) for outline in outlines]
    ground = heights[0][0]
    first, second = heights[0][1:-1:2], heights[1][1:-1:2]
    assert first[0] == first[1]  # half of the values in each bin: the one beyond the limits counts in the last
    assert ground - second[1] == pytest.approx(2 * (ground - first[0]), abs=0.3)
    assert second[0] == ground


def test_a_scale_is_logarithmic_where_the_known_contents_are_skewed() -> None:
    assert not Scale.of(np.linspace(10, 60, 200), [SKEWED]).logarithmic
    assert not Scale.of(SKEWED - 5).logarithmic  # some are below 0
    assert not Scale.of(np.full(5, np.nan)).logarithmic
    assert Scale.of(np.append(SKEWED, np.nan)) == Scale(SKEWED.min(), SKEWED.max(), True)
    low = SKEWED.min() / 2  # predictions next to 0 and below do not stretch it
    assert Scale.of(SKEWED, [np.array([-3.0, 1e-9, 20.0])]) == Scale(low, SKEWED.max(), True)
    wide = Scale.of(SKEWED, [np.array([1e4])])
    assert (wide.low, wide.high) == (SKEWED.min(), 1e4)


def test_places_are_even_in_logarithms_and_end_where_the_scale_does() -> None:
    scale = Scale(1.0, 100.0, True)
    assert scale.ends == (0.0, 2.0)
    np.testing.assert_allclose(scale.places(np.array([-7.0, 1.0, 10.0, 1000.0])), [0, 0, 1, 2])
    assert np.isnan(scale.places(np.array([np.nan]))).all()
    assert Scale(1.0, 100.0).places(np.array([10.0, 1000.0])).tolist() == [10, 100]


def test_a_skewed_element_has_logarithmic_axes_with_its_contents_at_the_ticks() -> None:
    svg = scatter(np.array([1.0, 10.0, 100.0, 0.0]), np.array([1.0, 10.0, 100.0, 5.0]), scale=Scale(1.0, 100.0, True))
    places = dots(svg)
    np.testing.assert_allclose(places[1], (places[0] + places[2]) / 2, atol=0.11)
    assert "n = 4, 1 outside" in svg
    across = {text: float(place) for place, text in re.findall(r'<text x="([0-9.]+)"[^>]*middle"[^>]*>([0-9]+)<', svg)}
    assert across["10"] == pytest.approx(places[1][0], abs=0.11)
    assert {">1<", ">10<", ">100<"} <= set(re.findall(r">[0-9]+<", svg))
    assert len(dots(scatter(SKEWED, SKEWED))) == 500
    assert scatter(SKEWED, SKEWED) == scatter(SKEWED, SKEWED, scale=Scale(SKEWED.min(), SKEWED.max(), True))


def test_bins_of_a_skewed_element_are_even_in_logarithms_and_shares_are_not() -> None:
    svg = histogram([("a", np.array([1.0, 5.0, 50.0, 90.0]))], scale=Scale(1.0, 100.0, True), bins=2)
    outline = re.search(r'<path d="M([^"v]+)" fill="#', svg).group(1)
    across, up = np.array([place.split() for place in outline.split("L")], float).T
    assert across[2] == pytest.approx((across[0] + across[-1]) / 2, abs=0.11)  # 10 lies in the middle
    assert up[1] == up[3]  # two of four in each
    ticks = re.findall(r'text-anchor="end"[^>]*>([0-9.]+)<', svg)
    assert ticks == ["0", "10", "20", "30", "40", "50"]


def test_charts_are_well_formed_escape_text_and_take_nothing() -> None:
    nasty, values, nothing = '<b>&"', np.array([1.0, 2.0]), np.zeros(0)
    for svg in (
        scatter(values, values, nasty, nasty, note=nasty),
        histogram([(nasty, values)], nasty),
        scatter(nothing, nothing),
        histogram([("a", nothing)]),
    ):
        ElementTree.fromstring(svg)
        assert "<b>" not in svg
