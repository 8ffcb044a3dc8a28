"""Training of a patch network: the same layers as in numpy, samples that count, and a relation that it can find."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np
import pytest

from geochem_fusion.core.deep.learning import Schedule
from geochem_fusion.core.deep.patch_network import PatchNetwork
from geochem_fusion.core.deep.patch_training import Batches, TrainingSet, fit, module_of, over_samples, plain_arrays
from geochem_fusion.core.deep.views import Patches
from geochem_fusion.core.progress import SILENT
from tools.fuzz import random_network

torch = pytest.importorskip("torch", reason="PyTorch is not installed (make setup-deep)")
PATCH = 11


def samples(count: int, seed: int = 0, ratio: int = 1) -> tuple[Patches, np.ndarray]:
    """Return samples of two views and the mean of their first channel over all cores, (n, 1)."""
    generator = np.random.default_rng(seed)
    level = generator.normal(size=(count, 1, 1, 1, 1))
    views = (3 + 2 * level + 0.3 * generator.normal(size=(count, 2, 2, PATCH + 1, PATCH + 1))).astype(np.float32)
    views[:, :, 1] = generator.normal(size=views[:, :, 1].shape)
    rows = np.arange(count)[:, None]
    return Patches(ratio, views, np.ones((count, 2, 2, 2), bool), rows), level[:, 0, 0, 0]


def training_set(count: int = 48) -> TrainingSet:
    own, level = samples(count)
    held = np.arange(0, count, 4)
    return TrainingSet([own], [level], [np.ones(count)], [np.setdiff1d(np.arange(count), held)], held)


def train(
    given: TrainingSet, seed: int = 0, epochs: int = 25, base: PatchNetwork | None = None, frozen: int = 0
) -> Any:
    schedule = Schedule(epochs, rate=1e-2, frozen=frozen)
    return fit(given, PATCH, 8, schedule, seed, "cpu", SILENT, base)


def train_on(threads: int, given: TrainingSet) -> PatchNetwork:
    """Return a network of three epochs, trained where the user lets PyTorch work in some number of threads."""
    usual = torch.get_num_threads()
    torch.set_num_threads(threads)
    try:
        network = train(given, epochs=3)[0]
        assert torch.get_num_threads() == threads
    finally:
        torch.set_num_threads(usual)
    return network


def test_pytorch_and_numpy_are_the_same_network() -> None:
    base = random_network(3, 2, PATCH)
    with torch.no_grad():
        module = module_of(3, 2, PATCH, 1, base).eval()
        network = plain_arrays(module, PATCH, base.centre, base.scale)
        planes = np.random.default_rng(0).normal(size=(3, 17, 19)).astype(np.float32)
        scaled = (planes - base.centre[:, None, None]) / base.scale[:, None, None]
        expected = module(torch.from_numpy(scaled.astype(np.float32))[None])[0].numpy()
    np.testing.assert_allclose(network.over(planes), expected, atol=1e-5)
    for number in range(1, 5):
        for name, array in base.layer(number).items():
            np.testing.assert_array_equal(network.layer(number)[name], array)


def test_a_relation_is_found_and_the_same_seed_finds_the_same_with_any_threads() -> None:
    given = training_set()
    network, curve = train(given)
    found = over_samples(network, given.patches[0], given.held_out)[:, 0]
    assert np.corrcoef(found, given.values[0][given.held_out, 0])[0, 1] > 0.9
    assert curve.held_out[curve.best] == min(curve.held_out) < 0.1
    again, other = (train_on(threads, given) for threads in (1, 2))
    different = train(given, seed=1, epochs=3)[0]
    for f in fields(again):
        np.testing.assert_array_equal(getattr(again, f.name), getattr(other, f.name))
    assert (again.head != different.head).any()


def test_frozen_convolutions_stay_those_of_the_base() -> None:
    given = training_set()
    base = train(given, epochs=2)[0]
    network, _ = train(given, seed=3, epochs=2, base=base, frozen=2)
    for number in range(1, 5):
        for name, array in base.layer(number).items():
            np.testing.assert_array_equal(network.layer(number)[name], array)
    assert (network.head != base.head).any()
    later, _ = train(given, seed=3, epochs=4, base=base, frozen=1)
    assert (later.kernel4 != base.kernel4).any()
    np.testing.assert_array_equal(later.centre, base.centre)


def test_half_of_the_samples_are_coarser_where_there_are_any() -> None:
    own, level = samples(20)
    coarse, means = samples(6, seed=1, ratio=4)
    ones = [np.ones(20), np.ones(6)]
    mixed = TrainingSet([own, coarse], [level, 100 + means], ones, [np.arange(16), np.arange(6)], np.arange(16, 20))
    batches = Batches(mixed, np.zeros(2), np.ones(2), np.random.default_rng(0), "cpu")
    values = np.concatenate([batch[2].numpy()[:, 0] for batch in batches.epoch()])
    assert len(values) == 16
    assert (values > 50).sum() == 8
    alone = TrainingSet([own, coarse], [level, means], ones, [np.arange(16), np.arange(0)], np.arange(16, 20))
    batches = Batches(alone, np.zeros(2), np.ones(2), np.random.default_rng(0), "cpu")
    values = np.concatenate([batch[2].numpy()[:, 0] for batch in batches.epoch()])
    np.testing.assert_allclose(np.sort(values), np.sort(level[:16, 0]), rtol=1e-6)  # each once


def test_planes_and_mask_are_turned_alike_in_all_eight_ways() -> None:
    own, level = samples(8)
    own.views[...] = np.arange((PATCH + 1) ** 2).reshape(PATCH + 1, PATCH + 1)
    own.valid[...] = [[True, False], [False, False]]
    alike = TrainingSet([own], [level], [np.ones(8)], [np.arange(8)], np.arange(0))
    batches = Batches(alike, np.zeros(2), np.ones(2), np.random.default_rng(0), "cpu")
    seen = set()
    for _ in range(8):
        for views, valid, _, _ in batches.epoch():
            for plane, mask in zip(views.numpy()[::2, 0], valid.numpy()[:, 0]):
                corners = plane[[0, 0, -1, -1], [0, -1, 0, -1]].reshape(2, 2)
                assert (np.abs(corners) < 1e-6).tolist() == mask.tolist()  # the first pixel, which is 0, is valid
                seen.add(tuple(np.argsort(corners.ravel())))
    assert len(seen) == 8


def test_predictions_of_samples_are_means_over_their_valid_pixels() -> None:
    network = random_network(2, 1, PATCH)
    own, _ = samples(3)
    own.valid[1, 0, 0, 0] = False
    own.valid[2] = False
    out = over_samples(network, own, np.array([1, 2]))
    pixels = np.concatenate([network.over(view)[0].ravel() for view in own.views[1]])
    assert out[0, 0] == pytest.approx(pixels[1:].mean(), rel=1e-5)
    assert np.isnan(out[1, 0])
