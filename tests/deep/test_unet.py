"""The networks of super-resolution in numpy: the published rows and weights, what is missing, and tiles."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from geochem_fusion.core.deep.networks import WINDOW_KINDS
from geochem_fusion.core.deep.unet import (
    DESIGNS,
    RESIDUAL_NETWORKS,
    TOGETHER,
    WIDTHS,
    WINDOW,
    ResidualNetwork,
    parted,
    plan_of,
    width_of,
)
from geochem_fusion.core.deep.window_inference import Lattice, blended
from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.raster.grid import Window, tiles

KINDS = sorted(RESIDUAL_NETWORKS)
# Layers that end each row of the published table, and what comes out of the row: channels, side.
ROWS = {
    "e1": (("e1_2", "e1_shortcut"), (64, 32)),
    "e2": (("e2_2", "e2_shortcut"), (128, 16)),
    "e3": (("e3_2", "e3_shortcut"), (256, 8)),
    "e4": (("e4_2", "e4_shortcut"), (512, 4)),
    "b5": (("b5_up", "b5_shortcut"), (512, 4)),
    "d6": (("d6_up", "d6_shortcut"), (256, 8)),
    "d7": (("d7_up", "d7_shortcut"), (128, 16)),
    "d8": (("d8_up", "d8_shortcut"), (64, 32)),
    "d9": (("d9_2",), (64, 32)),
    "l10": (("l10_1", "l10_shortcut"), (64, 32)),
    "l11": (("l11_2", "l11_shortcut"), (32, 32)),
    "out": (("out",), (10, 32)),
}
# (out, in, side) of every layer of the table, counted by hand.
LAYERS = [
    *((64, 18, 3), (64, 64, 3), (64, 18, 1)),
    *((128, 64, 1), (128, 128, 3), (128, 64, 1)),
    *((256, 128, 1), (256, 256, 3), (256, 128, 1)),
    *((512, 256, 1), (512, 512, 3), (512, 256, 1)),
    *((1024, 512, 1), (1024, 1024, 3), (512, 1024, 2), (512, 512, 1)),
    *((512, 1024, 3), (512, 512, 3), (256, 512, 2), (256, 1024, 1)),
    *((256, 512, 3), (256, 256, 3), (128, 256, 2), (128, 512, 1)),
    *((128, 256, 3), (128, 128, 3), (64, 128, 2), (64, 256, 1)),
    *((64, 128, 3), (64, 64, 3)),
    *((64, 128, 2), (64, 64, 1), (64, 128, 1)),
    *((32, 128, 2), (32, 32, 3), (32, 128, 1)),
    (10, 32, 3),
]


def random_network(
    kind: str, channels: int = 3, outputs: int = 2, width: int = 8, literal: bool = False
) -> ResidualNetwork:
    """Return a network with random weights that keep the size of what passes."""
    generator = np.random.default_rng(0)
    shapes = plan_of(kind, channels, outputs, width).shapes()
    parts = [generator.normal(size=s) * (0.1 if len(s) == 1 else np.prod(s[1:]) ** -0.5) for s in shapes.values()]
    centre, scale = generator.normal(size=channels), generator.uniform(0.5, 2, channels)
    gain, shift = generator.uniform(0.5, 2, channels), generator.normal(size=channels)
    if not DESIGNS[kind].normalised:
        gain, shift = np.ones(channels), np.zeros(channels)
    learned = np.concatenate([part.ravel() for part in parts])
    arrays = (part.astype(np.float32) for part in (gain, shift, learned))
    spread = generator.uniform(0.5, 2, outputs)
    return RESIDUAL_NETWORKS[kind](np.array([width, int(literal)]), centre, scale, *arrays, spread)


def planes(height: int = WINDOW, width: int = WINDOW, channels: int = 3) -> np.ndarray:
    return np.random.default_rng(1).normal(size=(channels, height, width)).astype(np.float32)


def weights(kind: str, channels: int, outputs: int, width: str) -> int:
    shapes = plan_of(kind, channels, outputs, width_of(kind, width)).shapes()
    return sum(int(np.prod(shape)) for shape in shapes.values())


def test_the_published_network_has_its_rows() -> None:
    plan = plan_of("multilevel_unet", 18, 10, 64)
    for layers, expected in ROWS.values():
        assert [plan.results[name] for name in layers] == [expected] * len(layers)
    kernels = [
        kernel if not name.endswith("_up") else (kernel[1], kernel[0], 2, 2) for name, kernel in plan.kernels.items()
    ]
    assert sorted((out, into, side) for out, into, side, _ in kernels) == sorted(LAYERS)
    for width, divisor in WIDTHS.items():
        narrow = plan_of("multilevel_unet", 18, 10, width_of("multilevel_unet", width))
        for layers, (channels, side) in ROWS.values():
            count = channels if layers == ("out",) else channels // divisor
            assert {narrow.results[name] for name in layers} == {(count, side)}


def test_the_published_network_has_26_million_weights() -> None:
    expected = sum(out * into * side**2 + out for out, into, side in LAYERS)
    assert weights("multilevel_unet", 18, 10, "full") == expected == 26_329_002
    assert round(expected / 1e6, 1) == 26.3
    assert weights("multilevel_unet", 18, 10, "quarter") == 1_649_970
    network = random_network("multilevel_unet", 18, 10, 4)
    assert network.weights == network.learned.size + 36  # gain and shift of the input are learned too


def test_the_other_kinds_have_the_layers_of_their_papers() -> None:
    assert list(plan_of("small", 9, 3, width_of("small", "full")).kernels.values()) == [
        (24, 9, 3, 3),
        (24, 24, 3, 3),
        (3, 24, 3, 3),
    ]
    assert weights("small", 9, 3, "full") == 7827
    assert list(plan_of("srcnn", 5, 2, 64).kernels.values()) == [(64, 5, 9, 9), (32, 64, 1, 1), (2, 32, 5, 5)]
    deep = list(plan_of("vdsr", 5, 2, 64).kernels.values())
    assert deep == [(64, 5, 3, 3), *[(64, 64, 3, 3)] * 18, (2, 64, 3, 3)]
    plain = plan_of("unet", 5, 2, 64).results
    assert [plain[f"down{level}_2"] for level in range(1, 6)] == [(64, 32), (128, 16), (256, 8), (512, 4), (1024, 2)]
    assert [plain[f"up{level}_2"] for level in range(4, 0, -1)] == [(512, 4), (256, 8), (128, 16), (64, 32)]
    assert set(WINDOW_KINDS) == set(KINDS) == {"multilevel_unet", "unet", "srcnn", "vdsr", "small"}


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_missing_counts_as_average(kind: str) -> None:
    network, seen = random_network(kind), planes()
    seen[1, 4:20, 3:9] = np.nan
    filled = seen.copy()
    filled[1, 4:20, 3:9] = network.centre[1]
    out = network.over(seen)
    assert out.shape == (2, WINDOW, WINDOW)
    np.testing.assert_allclose(out, network.over(filled), atol=1e-5)
    assert np.isfinite(network.over(np.full((3, WINDOW, WINDOW), np.nan, np.float32))).all()


def test_what_lies_far_out_carries_no_network_away() -> None:
    network, seen = random_network("small"), planes()
    out = []
    for far in (10, 11, 1e30):
        seen[0] = np.float32(network.centre[0] + far * network.scale[0])
        out.append(network.over(seen))
    np.testing.assert_allclose(out[0], out[1], atol=1e-4)
    np.testing.assert_array_equal(out[1], out[2])


@pytest.mark.parametrize("kind", KINDS)
def test_a_channel_without_gain_does_not_matter(kind: str) -> None:
    network, seen = random_network(kind), planes()
    network = replace(network, gain=network.gain * np.array([1, 0, 1], np.float32))
    other = seen.copy()
    other[1] = 1e6
    np.testing.assert_array_equal(network.over(seen), network.over(other))
    other[0] += 1
    assert (network.over(seen) != network.over(other)).any()


@pytest.mark.parametrize(("kind", "rim"), [("small", 3), ("srcnn", 6)])
def test_a_constant_stays_constant_where_no_zeros_reach(kind: str, rim: int) -> None:
    """The other kinds see the whole square from every pixel, with the zeros around it."""
    out = random_network(kind).over(np.full((3, WINDOW, WINDOW), 0.7, np.float32))
    inner = out[:, rim:-rim, rim:-rim]
    np.testing.assert_allclose(inner, np.broadcast_to(inner[:, :1, :1], inner.shape), atol=1e-5)
    assert np.ptp(out, axis=(1, 2)).min() > 1e-3


@pytest.mark.parametrize(("kind", "rim"), [("small", 3), ("srcnn", 6)])
def test_a_network_that_does_not_halve_says_the_same_of_the_same_ground(kind: str, rim: int) -> None:
    network, wide = random_network(kind), planes(WINDOW + 4)
    one, other = network.over(wide[:, :WINDOW]), network.over(wide[:, 4:])
    inner = slice(rim, -rim)
    np.testing.assert_allclose(one[:, rim + 4 : -rim, inner], other[:, rim : -rim - 4, inner], atol=1e-5)


def test_the_last_layer_alone_says_its_bias_and_the_spread_brings_it_to_its_unit() -> None:
    network = random_network("multilevel_unet")
    learned = network.learned.copy()
    parts = parted(learned, plan_of("multilevel_unet", 3, 2, 8).shapes())  # views
    parts["out"][...], parts["out_bias"][...] = 0, (0.5, -2)
    out = replace(network, learned=learned, spread=np.array([0.1, 3.0])).over(planes())
    np.testing.assert_allclose(out, np.broadcast_to(np.array([0.05, -6.0])[:, None, None], out.shape), rtol=1e-6)


def test_literal_shortcuts_write_every_fourth_pixel() -> None:
    near, literal = random_network("multilevel_unet"), random_network("multilevel_unet", literal=True)
    x = np.arange(8, dtype=np.float32).reshape(2, 1, 2, 2)
    kernel, bias = np.array([1.0, 10.0], np.float32).reshape(1, 2, 1, 1), np.array([0.5], np.float32)
    arrays = {"up": kernel, "up_bias": bias}
    raised = [replace(own._layers, arrays=arrays).raised("up", x, 1)[0, 0] for own in (near, literal)]
    values = 0.5 + x[0, 0] + 10 * x[1, 0]
    np.testing.assert_array_equal(raised[0], np.kron(values, np.ones((2, 2))))
    expected = np.full((4, 4), 0.5)
    expected[::2, ::2] = values
    np.testing.assert_array_equal(raised[1], expected)
    assert (near.over(planes()) != literal.over(planes())).any()


@pytest.mark.parametrize("kind", KINDS)
def test_tiles_agree_to_the_last_bit(kind: str) -> None:
    network, whole = random_network(kind), Window(0, 0, 50, 120)
    image = planes(50, 120)
    image[:, 10:14, 20:30] = np.nan
    image[:, :, 70:104] = np.nan  # no square of its own
    maps = []
    for together, over in ((1, network.over), (TOGETHER, network.over_many)):
        lattice = Lattice(whole, network.window, 16, together)
        maps.append(blended(over, 2, image, whole, whole, lattice))
        for tile in tiles(whole, 33):
            wide = lattice.reach(tile)
            found = blended(over, 2, image[(slice(None), *wide.inside(whole))], wide, tile, lattice)
            np.testing.assert_array_equal(found, maps[-1][(slice(None), *tile.inside(whole))])
    np.testing.assert_allclose(*maps, rtol=1e-5, atol=1e-5)
    assert np.isnan(maps[0]).sum() == 2 * (4 * 10 + 50 * 34)


@pytest.mark.parametrize(
    "wrong",
    [
        {"design": np.array([300, 0])},
        {"design": np.array([7, 0])},
        {"design": np.array([8, 2])},
        {"scale": np.array([1.0, 0.0, 1.0])},
        {"spread": np.array([1.0, -1.0])},
        {"spread": np.zeros((0,))},
        {"gain": np.ones(2)},
        {"learned": np.zeros(5, np.float32)},
    ],
)
def test_arrays_that_do_not_fit_are_refused(wrong: dict[str, np.ndarray]) -> None:
    network = random_network("small")
    network.check(3)
    with pytest.raises(FusionError, match="damaged"):
        replace(network, **wrong).check(3)
