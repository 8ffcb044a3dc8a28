"""Charts: round ticks, honest counts, right colours, escaped text."""

from __future__ import annotations

import base64
import re
import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest
from osgeo import gdal

from geochem_fusion.core.reports import charts


def _decoded(image: str) -> np.ndarray:
    """Return the pixels of an embedded PNG, shape (4, height, width)."""
    data = base64.b64decode(re.search(r"base64,([^\"]+)\"", image).group(1))
    gdal.FileFromMemBuffer("/vsimem/decoded.png", data)
    pixels = gdal.Open("/vsimem/decoded.png").ReadAsArray()
    gdal.Unlink("/vsimem/decoded.png")
    return pixels


def test_ramps_run_from_end_to_end_and_differences_are_white_at_zero() -> None:
    assert charts.colours(np.array([0.0, 1.0, 9.0]), 0, 1).tolist() == [
        [0x44, 1, 0x54],
        [0xFD, 0xE7, 0x25],
    ] + [[0xFD, 0xE7, 0x25]]
    assert charts.colours(np.array([0.0]), -1, 1, charts.DIVERGING).tolist() == [[0xF7, 0xF7, 0xF7]]
    lightness = charts.SEQUENTIAL @ [0.2126, 0.7152, 0.0722]
    assert (np.diff(lightness) > 0).all()


def test_map_image_keeps_places_and_leaves_nodata_transparent() -> None:
    pixels = _decoded(charts.map_image(np.array([[0.0, np.nan], [0.5, 1.0]]), 0, 1))
    assert pixels[3].tolist() == [[255, 0], [255, 255]]
    assert pixels[:3, 0, 0].tolist() == [0x44, 1, 0x54]
    assert pixels[:3, 1, 1].tolist() == [0xFD, 0xE7, 0x25]


@pytest.mark.parametrize("shape", [(1500, 700), (1, 2000), (3, 3)])
def test_large_maps_are_thinned(shape: tuple[int, int]) -> None:
    pixels = _decoded(charts.map_image(np.zeros(shape), 0, 1))
    assert max(pixels.shape[1:]) == min(max(shape), -(-max(shape) // -(-max(shape) // 600)))
    assert min(pixels.shape[1:]) >= 1


def test_bars_are_as_long_as_their_values() -> None:
    svg = charts.bars(["one", "two", "less", "none"], [1.0, 2.0, -1.0, float("nan")])
    widths = [float(w) for w in re.findall(r'<rect [^>]*width="([\d.]+)"', svg)]
    assert widths[1] == pytest.approx(2 * widths[0], abs=0.2)
    assert widths[2] == pytest.approx(widths[0], abs=0.2)
    assert widths[3] == 0
    assert "\u2013" in svg


def test_every_chart_is_well_formed_and_escapes_text() -> None:
    nasty, values = '<b>&"', np.array([1.0, 2.0])
    for svg in (
        charts.bars([nasty], [1.0], nasty),
        charts.colour_bar(0, 1, label=nasty),
        charts.point_map(values, values, values, 0, 1),
        charts.curves([charts.Line(nasty, values, values)], nasty, nasty, mark=(nasty, 1.0, 2.0)),
        charts.marked_map(np.zeros((2, 2)), 0, 1, np.array([[0.5, 0.5]]), nasty),
    ):
        ElementTree.fromstring(svg)
        assert "<b>" not in svg
    assert "<b>" not in charts.map_image(np.zeros((2, 2)), 0, 1, label=nasty)


def test_charts_of_nothing_do_not_fail() -> None:
    nothing = np.zeros(0)
    for svg in (
        charts.bars([], []),
        charts.point_map(nothing, nothing, nothing, 0, 1),
    ):
        ElementTree.fromstring(svg)


def test_point_map_frames_all_places_alike() -> None:
    x, y = np.array([0.0, 10.0, 20.0]), np.array([0.0, 5.0, 10.0])
    whole = charts.point_map(x, y, np.array([1.0, 2.0, 3.0]), 1, 3)
    part = charts.point_map(x, y, np.array([np.nan, 2.0, 3.0]), 1, 3)
    assert re.findall(r"<circle[^>]+>", part) == re.findall(r"<circle[^>]+>", whole)[1:]


def test_lines_run_through_their_places_and_carry_a_mark() -> None:
    x, y = np.array([1.0, 2.0, 4.0]), np.array([2.0, 4.0, 8.0])
    svg = charts.lines([("observed", x, y), ("none", np.zeros(0), np.zeros(0))], "lag", "semivariance", ("block", 2.0))
    frame = charts.Frame((0.0, 4.2), (0.0, 9.2))
    places = [f"{frame.across(a):.1f} {frame.up(b):.1f}" for a, b in zip(x, y)]
    assert f'd="M{places[0]}L{places[1]}L{places[2]}"' in svg
    assert f'd="M{frame.across(2.0):.1f} ' in svg
    assert "block" in svg
    assert "observed" in svg
    assert "block" not in charts.lines([("observed", x, y)], mark=("block", 5.0))


def test_curves_run_through_their_places_with_band_and_mark() -> None:
    x, y = np.array([0.0, 50.0, 100.0]), np.array([0.0, 80.0, 100.0])
    frame = charts.Frame((0.0, 100.0), (0.0, 100.0))
    places = [f"{frame.across(a):.1f} {frame.up(b):.1f}" for a, b in zip(x, y)]
    low = [f"{frame.across(a):.1f} {frame.up(b - 10):.1f}" for a, b in zip(x, y)]
    series = [charts.Line("score", x, y), charts.Line("null", x, x, dashed=True)]
    svg = charts.curves(series, "area", "captured", (x, y - 10, y), ("here", 50.0, 80.0))
    assert f'd="M{"L".join(places)}" stroke="{charts.BLUE}"' in svg
    assert f'd="M{"L".join([*low, *places[::-1]])}Z" fill="{charts.BLUE}"' in svg
    assert svg.count('stroke-dasharray="5 3"') == 1
    assert f'<circle cx="{frame.across(50.0):.1f}" cy="{frame.up(80.0):.1f}"' in svg
    assert {"score", "null", "here"} <= set(re.findall(r">([^<]+)</text>", svg))


def test_marks_stand_on_maps_where_they_lie() -> None:
    svg = charts.marked_map(np.zeros((2, 4)), 0, 1, np.array([[0.25, 0.5]]), aspect=2.0)
    assert 'width="320" height="160.0"' in svg
    assert svg.count("M76.0 80.0a4 4") == 2  # a circle of radius 4 about (80, 80), twice
    x = np.array([0.0, 10.0])
    marked = charts.point_map(x, x, x, 0, 10, marks=np.array([[10.0, 0.0], [99.0, 0.0]]))
    assert marked.count("M306.0 310.0a4 4") == 2
    assert marked.count("a4 4 0 1 0 8 0") == 2  # none for the place outside


def test_few_places_are_dots_and_many_one_picture_with_later_rows_on_top() -> None:
    x, y = (part.ravel().astype(float) for part in np.meshgrid(np.arange(50), np.arange(50)))
    shades = np.tile(np.array([[10, 20, 30]], np.uint8), (2500, 1))
    few = charts.place_map(x[:100], y[:100], shades[:100])
    assert few.count("<circle") == 100
    assert "rgb(10,20,30)" in few
    again = np.append(x, 25.0), np.append(y, 25.0), np.append(shades, [[200, 0, 0]], axis=0).astype(np.uint8)
    many = charts.place_map(*again, np.array([[25.0, 25.0], [25.0, 25.0], [99.0, 0.0]]), np.array([[0.0, 0.0]]))
    assert "<circle" not in many
    assert len(re.findall("a4 4 0 1 0 8 0", many)) == 2  # one circle, its halo and itself: the others are hidden or far
    assert many.count("l4.5 8h-9Z") == 2
    pixels = _decoded(many)
    red = np.argwhere((pixels[0] == 200) & (pixels[3] == 255))
    assert len(red) > 1
    height, width = pixels.shape[1:]
    assert (height, width) == (600, 600)
    middle = 10 + 25 * 300 / 49  # of 320 across
    assert np.abs(red.mean(axis=0) - [600 * (320 - middle) / 320, 600 * middle / 320]).max() < 1


def test_logarithmic_axes_and_bars_have_ticks_at_round_contents() -> None:
    svg = charts.log_chart(np.array([0.01, 0.1, 1.0, 100.0]), np.array([50.0, 20.0, 5.0, 1.0]), "Au", "km", [1.0])
    for text in (">0.01<", ">1<", ">100<", ">10<", ">50<"):
        assert text in svg
    assert svg.count("stroke-dasharray") == 1
    assert svg.count("h0") == 4
    bar = charts.colour_bar(1.0, 100.0, logarithmic=True)
    places = {text: float(place) for place, text in re.findall(r'<text x="([0-9.]+)"[^>]*>([0-9]+)<', bar)}
    assert places["10"] == pytest.approx((places["1"] + places["100"]) / 2)


def test_a_key_names_each_colour() -> None:
    svg = charts.key([("a < b", (1, 2, 3)), ("c", (4, 5, 6))])
    assert "rgb(1,2,3)" in svg
    assert "a &lt; b" in svg
    assert svg.count("<rect") == 2
