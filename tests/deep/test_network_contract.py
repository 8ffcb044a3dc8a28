"""What every kind of network must hold to: numpy is PyTorch, files bring it back, and foreign arrays are refused.

A new kind gets an entry in ``EXAMPLES``, and is then tested like the others.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from geochem_fusion.core import model_file
from geochem_fusion.core.deep.networks import NETWORK_KINDS, WINDOW_KINDS, Ensemble, Network, arrays_of, rebuild
from geochem_fusion.core.deep.place_graph import graph_of
from geochem_fusion.core.errors import FusionError
from tools.fuzz import random_network

KIND, SCHEMA, FOLDER = "a-test", 1, "network/"


@dataclass(frozen=True)
class Example:
    """A small network, and what it says of one input.

    ``plain`` applies the arrays alone and ``torch`` the layers in PyTorch; ``absurd`` are arrays that fit each other,
    but that ask for more than any network may.
    """

    network: Network
    width: int
    plain: Callable[[Any], np.ndarray]
    torch: Callable[[Any], np.ndarray]
    absurd: dict[str, np.ndarray]


def patch_network() -> Example:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed (make setup-deep)")
    from geochem_fusion.core.deep.patch_training import module_of, plain_arrays

    base, patch = random_network(3, 2, 13), 13
    module = module_of(3, 2, patch, 1, base).eval()
    planes = np.random.default_rng(0).normal(size=(3, 19, 21)).astype(np.float32)
    scaled = (planes - base.centre[:, None, None]) / base.scale[:, None, None]

    def layers(_: Network) -> np.ndarray:
        with torch.no_grad():
            return np.asarray(module(torch.from_numpy(scaled.astype(np.float32))[None])[0].numpy())

    wide = 5000
    norm = {f"{name}1": np.ones(wide, np.float32) for name in ("gain", "shift", "mean", "variance")}
    kernels = {"kernel1": np.zeros((wide, 3, 3, 3), np.float32), "kernel2": np.zeros((4, wide, 3, 3), np.float32)}
    network = plain_arrays(module, patch, base.centre, base.scale)
    return Example(network, 3, lambda own: np.asarray(own.over(planes)), layers, {**norm, **kernels})


def graph_attention() -> Example:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed (make setup-deep)")
    from geochem_fusion.core.deep.graph_attention import FUSED
    from geochem_fusion.core.deep.graph_attention_training import module_of, plain_arrays

    generator = np.random.default_rng(0)
    values, places = generator.normal(size=(12, 3)), generator.uniform(0, 1000, (12, 2))
    graph = graph_of(values, generator.random((12, 3)) < 0.2, places, 5)
    rows = np.arange(12)
    module = module_of(3, (2, 5), "both", width=8, layers=2, rounds=2, forward=6)
    network = plain_arrays(module)

    def plain(own: Any) -> np.ndarray:
        said = own.over(graph.values, graph.states, own.stars(graph, own.encoded(graph), rows), np.arange(3))
        return np.asarray(said.predicted[FUSED].T)

    def layers(_: Network) -> np.ndarray:
        near = graph.told(graph.neighbours), graph.edges(rows)
        asked = np.repeat([[0, 1, 2]], 12, axis=0)
        parts = (graph.values, graph.states.astype(np.int64), *near, asked)
        with torch.no_grad():
            return np.asarray(module(*map(torch.from_numpy, parts))[FUSED].numpy().T)

    return Example(network, 3, plain, layers, {"neighbours": np.array([2, 10**6])})


def residual_network(kind: str) -> Example:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed (make setup-deep)")
    from geochem_fusion.core.deep.unet_training import module_of, plain_arrays

    torch.manual_seed(0)
    module = module_of(kind, 3, 2, 4)
    with torch.no_grad():
        module.arrays["out"].copy_(torch.randn(module.arrays["out"].shape) / 10)
        module(torch.randn(4, 3, 32, 32))  # moves the running statistics
    module.eval()
    x = np.random.default_rng(0).normal(size=(3, 32, 32)).astype(np.float32)

    def layers(_: Network) -> np.ndarray:
        with torch.no_grad():
            return np.asarray(module(torch.from_numpy(x)[None])[0].numpy())

    wide = {"design": np.array([1024, 0])}
    network = plain_arrays(module, np.zeros(3), np.ones(3), np.ones(2))
    return Example(network, 3, lambda own: np.asarray(own.over(x)), layers, wide)


def masked_autoencoder() -> Example:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed (make setup-deep)")
    from geochem_fusion.core.deep.masked_autoencoder import Sizes, rounds, told, visible_part
    from geochem_fusion.core.deep.masked_autoencoder_training import module_of, plain_arrays

    source, sizes = np.array([0, 1, 0]), Sizes(8, 2, 8, 1, 2, 8, 1, 2)
    torch.manual_seed(0)
    module = module_of(source, sizes)
    network = plain_arrays(module, source, np.array([1, 0, 1]))
    x = np.random.default_rng(0).normal(size=(3, 8, 8)).astype(np.float32)

    def layers(_: Network) -> np.ndarray:
        out = np.zeros((8, 8, 3), np.float32)
        for patches in rounds(sizes):
            pixels = np.kron(patches, np.ones((2, 2), bool))[..., None]
            kept, seen = visible_part(np.moveaxis(x, 0, -1)[None], pixels[None], network.sources)
            with torch.no_grad():
                said = module(*map(torch.from_numpy, (kept, seen, *told(patches[None]))))[0].numpy()
            out += said * pixels  # each half is hidden once
        return np.moveaxis(out, -1, 0)

    absurd = {"design": np.array([8, 2, 8, 1000, 2, 8, 1, 2, 50, 1, 1])}
    return Example(network, 3, lambda own: np.asarray(own.over(x)), layers, absurd)


EXAMPLES: dict[str, Callable[[], Example]] = {
    "patch_network": patch_network,
    "graph_attention": graph_attention,
    "masked_autoencoder": masked_autoencoder,
    **{kind: partial(residual_network, kind) for kind in WINDOW_KINDS},
}


@pytest.fixture(params=sorted(NETWORK_KINDS))
def example(request: pytest.FixtureRequest) -> Example:
    return EXAMPLES[request.param]()


def built(example: Example, arrays: dict[str, np.ndarray]) -> Network:
    return rebuild(example.network.kind, arrays, example.width, NETWORK_KINDS).members[0]


def test_every_kind_has_an_example_and_its_own_name() -> None:
    assert set(EXAMPLES) == set(NETWORK_KINDS)
    assert all(maker.kind == kind for kind, maker in NETWORK_KINDS.items())


def test_numpy_says_what_pytorch_says(example: Example) -> None:
    said = example.plain(example.network)
    assert said.dtype == np.float32
    assert len(said) == example.network.outputs
    expected = example.torch(example.network)
    # beside float64 both err alike, by what rounding makes of the largest numbers on the way
    np.testing.assert_allclose(said, expected, rtol=0, atol=1e-5 * np.abs(expected).max())


def test_a_model_file_brings_it_back_to_the_last_bit(example: Example, tmp_path: Path) -> None:
    path, network = str(tmp_path / "network.gfm"), example.network
    model_file.write(path, KIND, SCHEMA, {"network": network.kind}, {FOLDER: arrays_of(Ensemble((network, network)))})
    again = model_file.read(
        path, KIND, SCHEMA, lambda c: rebuild(c.manifest["network"], c.arrays(FOLDER), example.width, NETWORK_KINDS)
    )
    assert (again.outputs, len(again.members)) == (2 * network.outputs, 2)
    for member in again.members:
        np.testing.assert_array_equal(example.plain(member), example.plain(network))
        assert member.weights == network.weights > 0


def test_sound_arrays_are_accepted_for_their_own_width_alone(example: Example) -> None:
    arrays = arrays_of(Ensemble((example.network,)))
    example.network.check(example.width)
    built(example, arrays)
    for width in (0, example.width - 1, example.width + 1):
        with pytest.raises(FusionError, match="damaged"):
            rebuild(example.network.kind, arrays, width, NETWORK_KINDS)


def refused(example: Example, arrays: dict[str, np.ndarray]) -> bool:
    """Whether arrays are refused in a sentence; any other error is one of the test."""
    try:
        built(example, arrays)
    except FusionError as error:
        return "damaged" in str(error)
    return False


def broken(array: np.ndarray, whole: bool) -> dict[str, np.ndarray]:
    """Return versions of an array that no model may have."""
    found = {
        "longer": np.concatenate([array, array[:1]]),
        "empty": array[:0],
        "deeper": array[None],
        "a number": np.array(array.ravel()[0]),
        "of the other kind": array.astype(np.float32 if whole else np.int64),
        "complex": array.astype(complex),
        "of truths": array.astype(bool),
        "of texts": array.astype("U8"),
        "of objects": array.astype(object),
    }
    if whole:
        return {**found, "absurd": np.full_like(array, np.iinfo(array.dtype).max), "negative": -array - 1}
    for name, value in (("missing", np.nan), ("infinite", np.inf)):
        found[name] = array.copy()
        found[name].flat[-1] = value
    return found


def test_hostile_arrays_are_refused(example: Example) -> None:
    arrays, network = arrays_of(Ensemble((example.network,))), example.network
    assert {f"0-{f.name}" for f in fields(network)} == set(arrays)  # type: ignore[arg-type]
    for name, array in arrays.items():
        for what, hostile in broken(array, name[2:] in network.whole_numbers).items():
            assert refused(example, {**arrays, name: hostile}), f"{name} {what}"
        assert refused(example, {other: own for other, own in arrays.items() if other != name}), f"no {name}"
    assert refused(example, {**arrays, "0-more": np.ones(1)})


def test_networks_that_are_too_large_are_refused(example: Example) -> None:
    larger = replace(example.network, **example.absurd)  # type: ignore[type-var]
    with pytest.raises(FusionError, match="damaged"):
        larger.check(example.width)
