"""What covariates and each network are worth: the same training with less given, and with every method.

Every trial is judged on the blocks that the training itself is judged on. Trainings of one table differ in nothing else
than what stands in it; those of covariates are repeated with other seeds, which also deal the blocks anew.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from ..deep.pytorch import missing_torch
from ..language import mark, tr
from ..progress import SILENT, Forwarding, Progress
from ..regression.methods import missing_scikit_learn
from .request import METHODS, NONE, SuperResolution
from .results import Trained
from .training import train_super_resolution

COVARIATES, NETWORKS = mark("Covariates"), mark("Methods, with all covariates")
SEEDS = 3
MEASURES = ("psnr", "ssim", "skill")
_WITHOUT_TORCH = ("forest", "ridge", NONE)
_COMPARED = ("multilevel_unet", "unet", "srcnn", "vdsr", "small", *_WITHOUT_TORCH)


@dataclass(frozen=True)
class Trial:
    """The means over elements of ``MEASURES`` on held-out ground, a value for each seed, None where there is none."""

    table: str
    name: str
    measures: Mapping[str, list[float | None]]


def ablation(
    request: SuperResolution,
    progress: Progress = SILENT,
    train: Callable[[SuperResolution, Progress], Trained] = train_super_resolution,
) -> list[Trial]:
    """Train with the maps alone, with topography, geology and rasters added one by one, and with each method.

    Methods are left out whose library is missing. Raises what ``train_super_resolution`` raises.
    """
    seeds = _seeds(request)
    runs = [(COVARIATES, name, [replace(asked, seed=seed) for seed in seeds]) for name, asked in _less(request)]
    runs += [(NETWORKS, method, [replace(request, method=method)]) for method in _methods()]
    found = []
    for (table, name, requests), part in progress.parts(runs):
        trained = [train(asked, _Quiet(step)) for asked, step in part.parts(requests)]
        found.append(Trial(table, name, {key: [own.mean(key) for own in trained] for key in MEASURES}))
    return found


class _Quiet(Forwarding):
    """Says nothing of another training: what there is to say, the first one said."""

    def info(self, message: str) -> None:
        return

    note = warn = info


def _seeds(request: SuperResolution) -> list[int]:
    return [(request.seed + number) % (2**31) for number in range(SEEDS)]


def _less(request: SuperResolution) -> list[tuple[str, SuperResolution]]:
    """Return what is given step by step, as far as there is any of it."""
    bare = replace(request, elevation=None, geology=None, rasters=())
    steps = [(tr("maps"), bare)]
    for name, key in ((tr("topography"), "elevation"), (tr("geology"), "geology"), (tr("further rasters"), "rasters")):
        if getattr(request, key):
            last, given = steps[-1]
            steps.append((f"{last} + {name}", replace(given, **{key: getattr(request, key)})))
    return steps


def _methods() -> list[str]:
    lacking = {"forest"} if missing_scikit_learn() else set()
    if missing_torch():
        lacking |= set(METHODS) - set(_WITHOUT_TORCH)
    return [method for method in _COMPARED if method not in lacking]
