"""Networks of any kind in a model file: their arrays by name, and foreign arrays."""

from __future__ import annotations

import numpy as np
import pytest

from geochem_fusion.core.deep.networks import NETWORK_KINDS, Ensemble, arrays_of, rebuild
from geochem_fusion.core.deep.patch_network import PatchNetwork
from geochem_fusion.core.errors import FusionError
from tools.fuzz import random_network


def test_an_ensemble_is_named_member_by_member() -> None:
    ensemble = Ensemble((random_network(2, 1), random_network(2, 3, 13, seed=5)))
    assert (ensemble.kind, ensemble.outputs) == ("patch_network", 4)
    arrays = arrays_of(ensemble)
    assert len(arrays) == 2 * 27
    assert arrays["1-patch"].tolist() == [13]
    again = rebuild("patch_network", arrays, 2, NETWORK_KINDS)
    np.testing.assert_array_equal(again.members[1].head, ensemble.members[1].head)


@pytest.mark.parametrize("name", ["0-more", "patch", "2-patch", "100-patch", "0-patch2", "-1-patch", "0-Patch"])
def test_arrays_of_other_names_are_refused(name: str) -> None:
    arrays = arrays_of(Ensemble((random_network(2, 1),)))
    with pytest.raises(FusionError, match="damaged"):
        rebuild("patch_network", {**arrays, name: np.array([11])}, 2, NETWORK_KINDS)


def test_missing_arrays_and_unknown_networks_are_refused() -> None:
    arrays = arrays_of(Ensemble((random_network(2, 1),)))
    with pytest.raises(FusionError, match="'unknown'"):
        rebuild("unknown", arrays, 2, NETWORK_KINDS)
    nothing: dict[str, type[PatchNetwork]] = {}  # a kind that is known, but that the caller cannot apply
    with pytest.raises(FusionError, match="'patch_network'"):
        rebuild("patch_network", arrays, 2, nothing)
    with pytest.raises(FusionError, match="damaged"):
        rebuild("patch_network", {name: a for name, a in arrays.items() if name != "0-head"}, 2, NETWORK_KINDS)
    with pytest.raises(FusionError, match="damaged"):
        rebuild("patch_network", {}, 2, NETWORK_KINDS)
    with pytest.raises(FusionError, match="scaling"):
        rebuild("patch_network", arrays, 3, NETWORK_KINDS)
