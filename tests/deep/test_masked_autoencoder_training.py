"""Training the masked autoencoder: the layers of numpy, a planted relation, what counts, and the same bytes again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from making import Log
from masked_networks import GEOCHEMISTRY, SOURCE, TINY

from geochem_fusion.core.deep import masked_autoencoder_training
from geochem_fusion.core.deep.learning import KeepBest
from geochem_fusion.core.deep.masked_autoencoder import (
    MaskedAutoencoder,
    Sizes,
    pixels_of,
    predicted_by,
    shapes,
    told,
    visible_part,
)
from geochem_fusion.core.deep.masked_autoencoder_training import (
    Batches,
    MaskedSettings,
    module_of,
    plain_arrays,
    train_masked,
)
from geochem_fusion.core.deep.masked_inference import Explained, reader_of, terms_of, valid_area
from geochem_fusion.core.deep.masked_inference import told as told_of
from geochem_fusion.core.errors import Cancelled, FusionError
from geochem_fusion.core.raster.grid import Window

torch = pytest.importorskip("torch", reason="PyTorch is not installed (make setup-deep)")
QUICK = MaskedSettings(TINY, steps=5, batch=8)
MEDIUM = Sizes(12, 3, 16, 2, 4, 8, 1, 2)


@pytest.fixture(autouse=True)
def short_epochs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bytes are the same or not after five steps as after 25."""
    monkeypatch.setattr(masked_autoencoder_training, "STEPS_AN_EPOCH", 5)


def stack(height: int = 40, width: int = 50) -> np.ndarray:
    """Return four layers: smooth geochemistry that follows the second, which is geology, and two of their own."""
    generator = np.random.default_rng(0)
    noise = generator.normal(size=(4, height + 8, width + 8))
    smooth = sum(noise[:, a : a + height, b : b + width] for a in range(8) for b in range(8)) / 8
    smooth[0] = 0.9 * smooth[1] + 0.3 * smooth[0]
    smooth[:, :5, :6] = np.nan
    smooth[3, 20:30] = np.nan
    return np.asarray(smooth, np.float32)


def trained(values: np.ndarray, settings: MaskedSettings = QUICK, **more: Any) -> MaskedAutoencoder:
    read = reader_of(values)
    area = valid_area(read, [Window(0, 0, *values.shape[1:])])
    assert area is not None
    return train_masked(read, area, SOURCE, GEOCHEMISTRY, settings, **more)[0]


def same(one: MaskedAutoencoder, other: MaskedAutoencoder) -> bool:
    return np.array_equal(one.learned, other.learned)


@pytest.mark.parametrize("switches", [{}, {"fusion": False}, {"transformer": False}, {"hidden": 75}], ids=str)
def test_numpy_says_what_pytorch_says(switches: dict[str, Any]) -> None:
    sizes = replace(MEDIUM, **switches)
    torch.manual_seed(0)
    module = module_of(SOURCE, sizes)
    network = plain_arrays(module, SOURCE, GEOCHEMISTRY)
    network.check(4)
    windows = np.random.default_rng(0).normal(size=(3, 12, 12, 4))
    windows[0, :4, :, 1] = np.nan
    order = np.argsort(np.random.default_rng(1).random((3, 16)), axis=1)
    patches = (order >= sizes.shown).reshape(3, 4, 4)
    kept, seen = visible_part(windows, pixels_of(patches, 3)[..., None], network.sources)
    arguments = (kept, seen, *told(patches))
    with torch.no_grad():
        expected = module(*map(torch.from_numpy, arguments)).numpy()
    found = predicted_by(network._layers, sizes, network.sources, *arguments)
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-5)


def test_a_planted_relation_is_learned_and_an_untrained_network_knows_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(masked_autoencoder_training, "STEPS_AN_EPOCH", 25)
    values = stack()
    settings = MaskedSettings(Sizes(8, 2, 32, 1, 4, 32, 1, 4), steps=75, batch=16, rate=2e-3)
    area, found = Window(0, 0, 40, 50), []
    for steps in (75, 0):
        network = trained(values, replace(settings, steps=steps))
        said = told_of([network], reader_of(values), area, area)
        hidden, across = Explained(4), Explained(4)
        hidden.add(values, said.hidden)
        across.add(values, said.across)
        found.append((hidden.of(np.arange(4)), across.of(np.array([0]))))
        assert np.isfinite(terms_of(said, SOURCE, GEOCHEMISTRY).error).sum() == 40 * 50 - 30
    (hidden_r2, planted), (control, untrained) = found
    assert hidden_r2 > 0.5 > control
    assert planted > 0.6 > untrained


def test_the_same_seed_gives_the_same_bytes_at_any_number_of_threads() -> None:
    usual, found = torch.get_num_threads(), []
    try:
        for threads in (1, 2):
            torch.set_num_threads(threads)
            found.append(trained(stack()))
            assert torch.get_num_threads() == threads
    finally:
        torch.set_num_threads(usual)
    assert same(*found)
    assert not same(found[0], trained(stack(), replace(QUICK, seed=1)))


def test_random_numbers_of_others_are_left_alone() -> None:
    torch.manual_seed(5)
    expected = torch.rand(3)
    torch.manual_seed(5)
    trained(stack(), replace(QUICK, steps=0))
    assert (torch.rand(3) == expected).all()


def test_missing_teaches_nothing_whatever_stands_there() -> None:
    values = stack()
    assert same(trained(values), trained(np.where(np.isnan(values), np.inf, values)))
    assert not same(trained(values), trained(np.nan_to_num(values)))


def test_batches_hide_patches_and_all_geochemistry() -> None:
    values = stack()
    batches = Batches(reader_of(values), Window(0, 0, 40, 50), SOURCE, GEOCHEMISTRY, QUICK)
    patches, across = batches.drawn(np.random.default_rng(0))
    for part in (patches, across):
        kept, seen = (tensor.numpy() for tensor in part.seen[:2])
        counts, truth = part.counts.numpy(), part.truth.numpy()
        assert (kept[counts] == 0).all()
        assert (truth[~counts] == 0).all()
        assert len(kept) == 4
        assert (seen >= 0).all()
        assert (seen <= 1).all()
    assert patches.seen[2].shape == (4, 8)
    assert (patches.counts.any(dim=3).float().mean(dim=(1, 2)) <= 0.5).all()
    assert across.seen[2].shape == (4, 16)
    assert across.counts.any(dim=0).any(dim=0).any(dim=0).tolist() == [True, False, True, False]
    assert (across.seen[1][..., 0] == 0).all()
    without = Batches(reader_of(values), Window(0, 0, 40, 50), SOURCE, np.zeros(4, int), QUICK)
    assert [len(part.truth) for part in without.drawn(np.random.default_rng(0))] == [8]


def test_what_is_seen_of_the_ground_is_what_lies_there() -> None:
    rows, cols = np.indices((40, 50)).astype(np.float32) / 10
    values = np.stack([rows, cols, rows, cols])
    batches = Batches(reader_of(values), Window(0, 0, 40, 50), SOURCE, GEOCHEMISTRY, QUICK)
    generator, ways = np.random.default_rng(0), set()
    for _ in range(40):
        window = batches._window(generator)
        down, right = np.diff(window[..., 0], axis=0), np.diff(window[..., 1], axis=1)
        for steps in (down, right):
            known = steps[np.isfinite(steps)]
            np.testing.assert_allclose(np.abs(known), 0.1, atol=1e-4)
        ways.add((bool(np.nanmean(down) > 0), bool(np.nanmean(right) > 0)))
    assert len(ways) == 4


@pytest.mark.parametrize("size", [(40, 50), (5, 6), (1, 1)])
def test_constant_layers_and_small_maps_stay_finite(size: tuple[int, int]) -> None:
    values = np.zeros((4, *size), np.float32)
    network = trained(values)
    assert np.isfinite(network.learned).all()
    assert np.isfinite(network.over(np.zeros((4, 8, 8), np.float32))).all()


def test_every_weight_starts_within_its_kind() -> None:
    torch.manual_seed(0)
    network = plain_arrays(module_of(SOURCE, TINY), SOURCE, GEOCHEMISTRY)
    arrays = network._layers.arrays
    assert set(arrays) == set(shapes([2, 1, 1], TINY))
    for name, array in arrays.items():
        if name.endswith("_gain"):
            assert (array == 1).all()
        elif name.endswith(("_bias", "_shift")):
            assert (array == 0).all()
        else:
            assert 0 < array.std() < 1


def test_what_cannot_be_trained_is_refused() -> None:
    with pytest.raises(FusionError, match="hold no values"):
        train_masked(reader_of(np.full((4, 9, 9), np.nan)), Window(0, 0, 9, 9), SOURCE, GEOCHEMISTRY, QUICK)
    for source in ([0, 2, 0, 2], [1, 1, 1, 1], [0, 1]):
        with pytest.raises(ValueError, match="sources"):
            train_masked(reader_of(stack()), Window(0, 0, 9, 9), np.array(source), GEOCHEMISTRY, QUICK)


def test_training_can_be_stopped() -> None:
    with pytest.raises(Cancelled):
        trained(stack(), replace(QUICK, steps=100), progress=Log(stop_after=1))
    keep_best, area = KeepBest(Log(stop_after=1)), Window(0, 0, 40, 50)
    settings = replace(QUICK, steps=100)
    _, curve = train_masked(reader_of(stack()), area, SOURCE, GEOCHEMISTRY, settings, keep_best, keep_best)
    assert len(curve.training) == 1
