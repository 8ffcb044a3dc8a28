"""Transfer: the convolutions of a model that was trained on other elements, or on other ground, as a start."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..deep.patch_network import PatchNetwork
from ..errors import FusionError
from ..image.features import FeatureSet
from ..language import tr
from ..reports.provenance import identity
from .model import load


@dataclass(frozen=True)
class Base:
    """The networks of a trained model and the elements that they learned."""

    networks: tuple[PatchNetwork, ...]
    elements: tuple[str, ...]


def load_base(path: str, features: FeatureSet, geochem: str | None, elements: Sequence[str]) -> Base:
    """Read the networks to start from.

    Raises FusionError unless they take the same features, and where they know values that training must not have seen:
    those of the same elements in the same coarse map.
    """
    model = load(path)
    networks = tuple(n for n in (model.network.members if model.network else ()) if isinstance(n, PatchNetwork))
    if not networks:
        raise FusionError(
            "BASE_MODEL {path} holds no network: give a model that 'Train convolutional network' wrote.", path=path
        )
    theirs, ours = model.features.names, features.names
    if model.features.kind != features.kind or theirs != ours:
        number = tr("{other} for {own}", other=len(theirs), own=len(ours))
        named = (tr("'{other}' for '{own}'", other=a, own=b) for a, b in zip(theirs, ours) if a != b)
        different = next(named, number)
        raise FusionError(
            "BASE_MODEL was trained on other features ({different}): give the same bands, FEATURES and LEVELS.",
            different=different,
        )
    known = tuple(target.name for target in model.targets)
    same = [name for name in elements if name in known]
    if same and geochem is not None and _reads(model.history, identity(geochem)):
        raise FusionError(
            "BASE_MODEL was trained on '{name}' of this same coarse map, so that no cell would be unseen: choose "
            "other elements with GEOCHEM_BANDS, or another base.",
            name=same[0],
        )
    return Base(networks, known)


def _reads(history: dict[str, Any], geochem: dict[str, Any]) -> bool:
    """Whether a model was trained on a file: one of the same content or, where that is not known, of the same name."""
    return any(entry == geochem for entry in history.get("inputs", ()))
