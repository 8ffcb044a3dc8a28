"""Training the networks of super-resolution: the same layers as in numpy, what counts, and the same bytes again."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from making import Log

from geochem_fusion.core import model_file
from geochem_fusion.core.deep.layers import parted
from geochem_fusion.core.deep.learning import KeepBest, Schedule
from geochem_fusion.core.deep.networks import WINDOW_KINDS, Ensemble, arrays_of, rebuild
from geochem_fusion.core.deep.unet import RESIDUAL_NETWORKS, ResidualNetwork, plan_of
from geochem_fusion.core.deep.unet_training import (
    SCHEDULE,
    Batches,
    Loss,
    WindowSettings,
    ground_of,
    module_of,
    plain_arrays,
    scaling_of,
    train_windows,
    train_windows_through,
    windows_with,
)
from geochem_fusion.core.errors import Cancelled, FusionError
from geochem_fusion.core.raster.grid import Window

torch = pytest.importorskip("torch", reason="PyTorch is not installed (make setup-deep)")
KINDS = sorted(RESIDUAL_NETWORKS)
SHORT = Schedule(2, patience=2, rate=1e-3, decay=0.0, optimiser="adam", falls="halving")
QUICK = WindowSettings("small", "quarter", schedule=SHORT, batch=4, stride=16)
Map = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]


def survey(height: int = 48, width: int = 64) -> Map:
    """Return two inputs, two residuals that follow the first of them, and what to learn from and to stop by."""
    generator = np.random.default_rng(0)
    inputs = 5 + 2 * generator.normal(size=(2, height, width))
    residual = 0.01 * np.stack([inputs[0] - 5, np.roll(5 - inputs[0], 1, axis=1)])
    trained = np.zeros((height, width), bool)
    trained[:, : width // 2] = True
    return inputs, residual, trained, ~trained & (np.arange(width) >= width // 2 + 4)


def stirred(kind: str, literal: bool = False, width: int = 8) -> Any:
    """Return a module in use whose weights and statistics are all random."""
    torch.manual_seed(0)
    module = module_of(kind, 3, 2, width, literal)
    with torch.no_grad():
        for name, part in module.arrays.items():
            if name == "out":
                part.copy_(torch.randn(part.shape) / part[0].numel() ** 0.5)
            elif name.endswith("_bias"):
                part.copy_(0.1 * torch.randn(part.shape))
        module(3 + 2 * torch.randn(4, 3, 32, 32))  # moves the running statistics
    return module.eval()


def same(one: ResidualNetwork, other: ResidualNetwork) -> bool:
    return all(np.array_equal(getattr(one, f.name), getattr(other, f.name)) for f in fields(one))


# ---------------------------------------------------------------------------------------------- the same layers


@pytest.mark.parametrize(("kind", "literal"), [*((kind, False) for kind in KINDS), ("multilevel_unet", True)])
def test_numpy_says_what_pytorch_says(kind: str, literal: bool) -> None:
    module, generator = stirred(kind, literal), np.random.default_rng(0)
    centre, scale, spread = generator.normal(size=3), np.array([1.0, 20.0, 0.1]), np.array([0.5, 2.0])
    network = plain_arrays(module, centre, scale, spread)
    network.check(3)
    x = generator.normal(size=(3, 32, 32))
    planes = (centre[:, None, None] + scale[:, None, None] * x).astype(np.float32)
    planes[:, 5:9, 7:20] = x[:, 5:9, 7:20] = np.nan
    with torch.no_grad():
        expected = module(torch.from_numpy(np.nan_to_num(x).astype(np.float32))[None])[0].numpy()
    # sums of thousands of floats of 32 bits, in an order that each processor has of its own
    np.testing.assert_allclose(network.over(planes), expected * spread[:, None, None], rtol=1e-4, atol=5e-5)


def test_the_layers_lie_as_in_the_published_table() -> None:
    """Row by row, written out once more on the functions of PyTorch."""
    conv2d, transposed = torch.nn.functional.conv2d, torch.nn.functional.conv_transpose2d
    module = stirred("multilevel_unet", literal=True, width=4)
    a = dict(module.arrays.items())

    def act(x: Any) -> Any:
        return 0.5 * (1.01 * x + 0.99 * torch.sqrt(x**2 + 0.01))

    def conv(name: str, x: Any, stride: int = 1) -> Any:
        return conv2d(x, a[name], a[f"{name}_bias"], stride, padding=a[name].shape[2] // 2)

    def up(name: str, x: Any) -> Any:
        return transposed(x, a[name], a[f"{name}_bias"], 2)

    def up_one(name: str, x: Any) -> Any:
        return transposed(x, a[name].transpose(0, 1), a[f"{name}_bias"], 2, output_padding=1)

    def decoder(row: str, *parts: Any) -> Any:
        x = torch.cat(parts, dim=1)
        main = act(conv(f"{row}_2", act(conv(f"{row}_1", x))))
        return act(up(f"{row}_up", main) + up_one(f"{row}_shortcut", x))

    def published(x: Any) -> Any:
        x = module.norm(x)
        e1 = act(conv("e1_2", act(conv("e1_1", x))) + conv("e1_shortcut", x))
        e2 = act(conv("e2_2", act(conv("e2_1", e1, 2))) + conv("e2_shortcut", e1, 2))
        e3 = act(conv("e3_2", act(conv("e3_1", e2, 2))) + conv("e3_shortcut", e2, 2))
        e4 = act(conv("e4_2", act(conv("e4_1", e3, 2))) + conv("e4_shortcut", e3, 2))
        b5 = act(up("b5_up", act(conv("b5_2", act(conv("b5_1", e4, 2))))) + conv("b5_shortcut", e4))
        d6 = decoder("d6", b5, e4)
        d7 = decoder("d7", d6, e3)
        d9 = act(conv("d9_2", act(conv("d9_1", torch.cat([decoder("d8", d7, e2), e1], dim=1)))))
        l10 = act(conv("l10_1", act(up("l10_up", d7))) + up_one("l10_shortcut", d7))
        both = torch.cat([d9, l10], dim=1)
        corner = conv2d(torch.nn.functional.pad(both, (0, 1, 0, 1)), a["l11_1"], a["l11_1_bias"])
        return conv("out", act(conv("l11_2", act(corner)) + conv("l11_shortcut", both)))

    x = torch.randn(2, 3, 32, 32)
    with torch.no_grad():
        np.testing.assert_allclose(module(x).numpy(), published(x).numpy(), atol=1e-5)


def test_the_gradient_of_the_rectifier_is_that_of_its_formula() -> None:
    module = stirred("small")
    x = torch.randn(1, 3, 32, 32, requires_grad=True)
    module(x).sum().backward()
    found, x.grad = x.grad.clone(), None
    a = dict(module.arrays.items())
    y = x
    for name in ("layer_1", "layer_2"):
        y = torch.nn.functional.conv2d(y, a[name], a[f"{name}_bias"], padding=1)
        y = 0.5 * (1.01 * y + 0.99 * torch.sqrt(y**2 + 0.01))
    torch.nn.functional.conv2d(y, a["out"], a["out_bias"], padding=1).sum().backward()
    np.testing.assert_allclose(found.numpy(), x.grad.numpy(), atol=1e-5)


@pytest.mark.parametrize("kind", KINDS)
def test_a_network_starts_from_what_it_is_added_to(kind: str) -> None:
    torch.manual_seed(0)
    module = module_of(kind, 3, 2, 16)
    network = plain_arrays(module.eval(), np.zeros(3), np.ones(3), np.ones(2))
    planes = np.random.default_rng(0).normal(size=(3, 32, 32)).astype(np.float32)
    assert (network.over(planes) == 0).all()
    parts = parted(network.learned, plan_of(kind, 3, 2, 16).shapes())  # views
    parts["out"][...] = np.random.default_rng(1).normal(size=parts["out"].shape) / parts["out"][0].size ** 0.5
    assert 0.02 < network.over(planes).std() < 20  # neither lost nor blown up on the way through


# ---------------------------------------------------------------------------------------------- what counts


def test_scales_are_those_of_the_ground_that_is_learned_from() -> None:
    inputs, residual, trained, stopping = survey()
    inputs[:, ~trained] += 100
    residual[0, 3, 4] = np.nan
    base = np.stack([np.full(trained.shape, 2.0), np.full(trained.shape, 7.0)])
    ground = ground_of(inputs, residual, trained, stopping, QUICK, base)
    np.testing.assert_allclose(ground.planes[:, trained].mean(axis=1), 0, atol=1e-6)
    np.testing.assert_allclose(ground.planes[:, trained].std(axis=1), 1, atol=1e-6)
    np.testing.assert_allclose(ground.spread, np.sqrt(np.nanmean(residual[:, trained] ** 2, axis=1)))
    np.testing.assert_array_equal(np.isfinite(ground.truth[1]), trained)
    np.testing.assert_array_equal(np.isfinite(ground.stops[1]), stopping)
    assert np.isnan(ground.truth[0, 3, 4])
    contents = ground.content + ground.contrast[:, None, None] * ground.truth
    np.testing.assert_allclose(np.nanmin(contents, axis=(1, 2)), 0, atol=1e-6)
    np.testing.assert_allclose(np.nanmax(contents, axis=(1, 2)), 1, atol=1e-6)


def test_a_direction_has_no_centre_and_one_scale() -> None:
    values = np.array([[3.0, 5.0, 1.0], [0.6, 0.0, np.nan], [0.8, 1.0, np.nan], [4.0, 4.0, 4.0]])
    centre, scale, varies = scaling_of(values, ((1, 2),))
    np.testing.assert_allclose(centre, [3, 0, 0, 4])
    np.testing.assert_allclose(scale[1:3], np.sqrt(2 / 4))
    assert varies.tolist() == [True, True, True, False]
    rounded = scaling_of(np.array([[1e6, 1e6 + 0.1], [1e6, 1e6 + 10]]), ())
    assert rounded[2].tolist() == [False, True]
    nothing = scaling_of(np.full((2, 3), np.nan), ((0, 1),))
    assert [part.tolist() for part in nothing] == [[0.0, 0.0], [1.0, 1.0], [False, False]]


def test_batches_show_every_window_once_and_turn_directions() -> None:
    _, residual, trained, stopping = survey()
    rows, cols = np.indices(trained.shape)
    sine, cosine = np.full(trained.shape, 0.6), np.full(trained.shape, 0.8)  # the ground faces one way
    sine[24, 24] = 0.0  # but for a pixel, because a constant is left out
    settings = replace(QUICK, directions=((0, 1),), batch=3)
    ground = ground_of(np.stack([sine, cosine, cols, rows]), residual, trained, stopping, settings)
    batches = Batches(ground, settings, np.random.default_rng(0))
    assert batches.learns == [Window(row, col, 32, 32) for row in (0, 16) for col in (0, 16)]
    seen = [batch for _ in range(10) for batch in batches.epoch()]
    assert [len(x) for x, _, _ in seen] == [3, 1] * 10
    x, truth, content = (torch.cat(parts).numpy() for parts in zip(*seen))
    assert (truth.shape, content.shape) == ((40, 2, 32, 32), (40, 2, 32, 32))
    corners = [tuple(part.min() for part in ground.planes[2:, w.rows, w.cols]) for w in batches.learns]
    assert sorted(tuple(part.min() for part in own[2:]) for own in x) == sorted(10 * corners)  # each once an epoch
    assert np.isfinite(truth[:, 0]).sum() == 10 * sum(trained[w.rows, w.cols].sum() for w in batches.learns)
    own = x * ground.scale[:, None, None]
    east, north = own[:, 0, 0, 0], own[:, 1, 0, 0]
    for channel, expected in ((2, 0.6), (3, -0.8)):  # columns rise to the east of old, rows to the south
        plane = own[:, channel]
        to_east, to_north = plane[:, 0, 1] - plane[:, 0, 0], plane[:, 0, 0] - plane[:, 1, 0]
        np.testing.assert_allclose(east * to_east + north * to_north, expected, atol=1e-4)
    assert len({(round(float(e), 3), round(float(n), 3)) for e, n in zip(east, north)}) == 8
    first, again = (list(batches.held_out()) for _ in range(2))
    assert all(torch.equal(one[0], other[0]) for one, other in zip(first, again))


def test_only_windows_with_something_known_are_shown() -> None:
    truth = np.full((2, 64, 64), np.nan)
    truth[1, 40, 40] = 1
    assert windows_with(truth, 16) == [Window(row, col, 32, 32) for row in (16, 32) for col in (16, 32)]


def test_the_loss_weighs_its_parts() -> None:
    truth = torch.zeros(1, 1, 32, 32)
    predicted = torch.full((1, 1, 32, 32), 3.0)
    predicted[..., 16:] = 1.0
    content = torch.rand(1, 1, 32, 32, generator=torch.Generator().manual_seed(0))
    loss = Loss("mixed", np.array([0.0]), "cpu")  # without contrast the contents are equal
    sums = loss.sums(predicted, truth, content)
    assert float(loss.joint(sums)) == pytest.approx(2.0 + 0.05 * 2 * 32 / (2 * 31 * 32), rel=1e-4)
    assert float(loss.joint(sums + sums)) == pytest.approx(float(loss.joint(sums)))
    contrast = Loss("mixed", np.array([0.1]), "cpu")
    found = contrast.sums(predicted, truth, content)
    assert float(found[0, 1]) > 10
    assert float(contrast.joint(found) - loss.joint(sums)) == pytest.approx(0.1 * float(found[0, 1]) / 26**2, rel=1e-3)
    squares = Loss("mse", np.array([1.0]), "cpu")
    assert float(squares.joint(squares.sums(predicted, truth, content))) == pytest.approx(5.0)


# ---------------------------------------------------------------------------------------------- training


def test_the_published_schedule() -> None:
    assert [SCHEDULE.rate_at(epoch) for epoch in (0, 39, 40, 80, 999)] == [1e-3, 1e-3, 5e-4, 2.5e-4, 1e-6]
    assert (SCHEDULE.epochs, SCHEDULE.patience, SCHEDULE.optimiser, SCHEDULE.decay) == (1000, 60, "adam", 0)
    assert (WindowSettings().batch, WindowSettings().stride, WindowSettings().loss) == (32, 8, "mixed")


@pytest.mark.parametrize("loss", ["mixed", "mse"])
def test_a_relation_is_found(loss: str) -> None:
    inputs, residual, trained, stopping = survey()
    # shifted to one side, which turned windows do not allow: the first element alone can be learned
    settings = replace(QUICK, loss=loss, schedule=replace(SHORT, epochs=40, patience=40, rate=1e-2))
    network, curve = train_windows(inputs, residual, trained, stopping, settings, base=inputs)
    window = Window(8, 32, 32, 32)
    said = network.over(inputs[:, window.rows, window.cols].astype(np.float32))
    inner = (slice(4, -4), slice(6, -4))
    truth = residual[0, window.rows, window.cols][inner]
    assert np.sqrt(np.mean((said[0][inner] - truth) ** 2)) < 0.35 * truth.std()
    assert curve.held_out[curve.best] < 0.6 * curve.held_out[0]


@pytest.mark.parametrize("kind", ["small", "multilevel_unet"])
def test_the_same_seed_gives_the_same_bytes_at_any_number_of_threads(kind: str) -> None:
    settings = replace(QUICK, kind=kind, schedule=replace(SHORT, epochs=1))
    usual, found = torch.get_num_threads(), []
    try:
        for threads in (1, 2):
            torch.set_num_threads(threads)
            found.append(train_windows(*survey(), settings)[0])
            assert torch.get_num_threads() == threads
    finally:
        torch.set_num_threads(usual)
    assert same(*found)
    assert not same(found[0], train_windows(*survey(), replace(settings, seed=1))[0])


def test_random_numbers_of_others_are_left_alone() -> None:
    torch.manual_seed(5)
    expected = torch.rand(3)
    torch.manual_seed(5)
    train_windows(*survey(), QUICK)
    assert (torch.rand(3) == expected).all()


def test_what_is_not_marked_teaches_nothing() -> None:
    inputs, residual, trained, stopping = survey()
    settings, base = replace(QUICK, schedule=replace(SHORT, epochs=1)), inputs
    first, _ = train_windows(inputs, residual, trained, stopping, settings, base=base)
    neither = ~trained & ~stopping
    assert neither.any()
    other = np.where(neither, 1e3, residual)
    assert same(first, train_windows(inputs, other, trained, stopping, settings, base=base)[0])
    other = np.where(neither, np.nan, residual)
    assert same(first, train_windows(inputs, other, trained, stopping, settings, base=base)[0])
    other = np.where(stopping, 2 * residual, residual)  # decides when to stop, and nothing else
    assert same(first, train_windows(inputs, other, trained, stopping, settings, base=base)[0])
    other = np.where(trained, 2 * residual, residual)
    assert not same(first, train_windows(inputs, other, trained, stopping, settings, base=base)[0])


@pytest.mark.parametrize("kind", ["small", "multilevel_unet"])
def test_a_channel_that_is_constant_in_training_does_no_harm_elsewhere(kind: str) -> None:
    inputs, residual, trained, stopping = survey()
    unseen = np.concatenate([inputs, np.where(trained, 4.0, 1e6)[None]])
    network, curve = train_windows(unseen, residual, trained, stopping, replace(QUICK, kind=kind))
    assert np.isfinite(curve.held_out).all()
    ground = unseen[:, :32, 32:].astype(np.float32)
    calm = ground.copy()
    calm[2] = 4.0
    np.testing.assert_array_equal(network.over(ground), network.over(calm))


def test_missing_numbers_are_borne() -> None:
    inputs, residual, trained, stopping = survey()
    inputs[0, 10:20, 10:20] = np.nan
    inputs[1, 3, 3] = np.inf
    residual[0] = np.nan  # one element is not known anywhere
    residual[1, ::3] = np.nan
    base = np.ones_like(residual)
    base[:, 5, 5] = np.nan
    for settings in (QUICK, replace(QUICK, kind="multilevel_unet")):
        network, curve = train_windows(inputs, residual, trained, stopping, settings, base=base)
        network.check(2)
        assert np.isfinite(network.learned).all()
        assert np.isfinite(curve.training + curve.held_out).all()


def test_a_map_smaller_than_a_window_is_filled_up() -> None:
    network, _ = train_windows(*survey(20, 24), QUICK)
    network.check(2)


@pytest.mark.parametrize("kind", KINDS)
def test_a_model_file_brings_a_trained_network_back(kind: str, tmp_path: Path) -> None:
    inputs, *rest = survey()
    network, _ = train_windows(inputs, *rest, replace(QUICK, kind=kind, schedule=replace(SHORT, epochs=1)))
    path = str(tmp_path / "network.gfm")
    model_file.write(path, "a-test", 1, {}, {"network/": arrays_of(Ensemble((network,)))})
    again = model_file.read(
        path, "a-test", 1, lambda c: rebuild(kind, c.arrays("network/"), 2, WINDOW_KINDS).members[0]
    )
    planes = inputs[:, :32, :32].astype(np.float32)
    np.testing.assert_array_equal(again.over(planes), network.over(planes))
    assert again.window == 32


def test_what_cannot_be_trained_is_refused() -> None:
    inputs, residual, trained, stopping = survey()
    nothing = np.zeros_like(trained)
    with pytest.raises(FusionError, match="left to learn from"):
        train_windows(inputs, residual, nothing, stopping, QUICK)
    with pytest.raises(FusionError, match="left to stop"):
        train_windows(inputs, np.where(stopping, np.nan, residual), trained, stopping, QUICK)
    for wrong in (
        (inputs[:, :40], residual, trained, stopping),
        (inputs, residual[:, :, :40], trained, stopping),
        (inputs, residual, trained[1:], stopping),
        (inputs, residual, trained, trained),
    ):
        with pytest.raises(ValueError, match="shapes"):
            train_windows(*wrong, QUICK)
    with pytest.raises(ValueError, match="shapes"):
        train_windows(inputs, residual, trained, stopping, QUICK, base=residual[:1])
    names = ({"kind": "other"}, {"width": "double"}, {"loss": "l1"}, {"batch": 0}, {"stride": 33})
    for name in names:
        with pytest.raises(ValueError, match=next(iter(map(str, name.values())))):
            replace(QUICK, **name)


def test_training_can_be_stopped_within_an_epoch() -> None:
    log = Log(stop_after=2)
    with pytest.raises(Cancelled):
        train_windows(*survey(), replace(QUICK, batch=1), log)
    assert log.asked == 3
    keep_best = KeepBest(Log(stop_after=1))
    _, curve = train_windows(*survey(), QUICK, keep_best, keep_best=keep_best)
    assert len(curve.training) == 1


# ---------------------------------------------------------------------------------------------- for a number of epochs


@pytest.mark.parametrize("kind", KINDS)
def test_a_number_of_epochs_is_learned_whatever_is_watched(kind: str) -> None:
    inputs, residual, trained, watched = survey()
    settings = replace(QUICK, kind=kind, hidden=0.5, schedule=replace(SHORT, averaging=0.5))
    seen: list[ResidualNetwork] = []
    network, curve = train_windows_through(
        inputs, residual, trained, watched, settings, after=lambda epoch, now: seen.append(now())
    )
    assert len(curve.training) == len(curve.held_out) == len(seen) == 2
    assert same(seen[1], network)
    assert not same(seen[0], network)
    alone, other = train_windows_through(inputs, np.where(watched, np.nan, residual), trained, None, settings)
    assert same(alone, network)
    assert np.isnan(other.held_out).all()


def test_channels_are_hidden_by_halves_and_the_others_doubled() -> None:
    inputs, residual, trained, stopping = survey()
    inputs = np.concatenate([inputs, inputs[::-1]])
    settings = replace(QUICK, hidden=0.5, batch=200, stride=4)
    ground = ground_of(inputs, residual, trained, stopping, settings)
    shown, whole = (
        next(Batches(ground, one, np.random.default_rng(0)).epoch())[0].numpy()
        for one in (settings, replace(settings, hidden=0.0))
    )
    factor = (shown * whole).sum(axis=(2, 3)) / (whole**2).sum(axis=(2, 3))
    np.testing.assert_allclose(shown, factor[:, :, None, None] * whole, atol=1e-5)
    assert set(np.round(factor, 5).ravel()) == {0.0, 2.0}
    assert 0.3 < (factor == 0).mean() < 0.7
    assert {tuple(row) for row in np.round(factor)} > {(0.0, 2.0, 0.0, 2.0), (2.0, 0.0, 0.0, 2.0)}


@pytest.mark.parametrize("hidden", [-0.1, 1.0])
def test_a_share_of_hidden_channels_is_below_all(hidden: float) -> None:
    with pytest.raises(ValueError, match="hidden"):
        replace(QUICK, hidden=hidden)
