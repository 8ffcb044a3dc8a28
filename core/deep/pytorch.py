"""Finding PyTorch: whether it is there, on what device to work, and seeds that leave the rest of the program alone.

PyTorch is imported where it is used, so that everything but the training of networks works without it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from ..errors import FusionError
from ..language import mark, tr

DEVICES = ("auto", "cpu", "cuda")
OLDEST_TORCH = (1, 13)
_HOW_TO_INSTALL = mark(
    "Windows: in the OSGeo4W Shell run 'python -m pip install torch'. macOS: run 'python3 -m pip install torch' with "
    "the Python inside QGIS.app. Linux: run 'python3 -m pip install torch', or install the package python3-torch. "
    "Then restart QGIS. Applying a model does not need it."
)


def missing_torch() -> str | None:
    """Return a sentence on how to get PyTorch where it is absent or too old, else None."""
    try:
        import torch
    except ImportError:
        return tr(
            "Training a network needs the Python package PyTorch, which this QGIS does not have. {how}",
            how=tr(_HOW_TO_INSTALL),
        )
    found = tuple(int(part) for part in re.findall(r"\d+", torch.__version__)[:2])
    if found < OLDEST_TORCH:
        oldest = ".".join(map(str, OLDEST_TORCH))
        text = tr("Training needs PyTorch {oldest} or newer, but this QGIS has {have}. {how}")
        return text.format(oldest=oldest, have=torch.__version__, how=tr(_HOW_TO_INSTALL))
    return None


def choose_device(name: str) -> str:
    """Return ``cpu`` or ``cuda``. Raises FusionError for an unknown device, or cuda where there is none."""
    import torch

    if name not in DEVICES:
        raise FusionError("DEVICE '{name}' is not known: give one of {devices}.", name=name, devices=", ".join(DEVICES))
    there = bool(torch.cuda.is_available())
    if name == "cuda" and not there:
        raise FusionError("DEVICE=cuda, but PyTorch finds no CUDA device here: use DEVICE=auto or cpu.")
    return "cuda" if there and name != "cpu" else "cpu"


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Start the random numbers of PyTorch from a seed, and leave those of the rest of the program as they were."""
    import torch

    with torch.random.fork_rng():
        torch.manual_seed(seed)
        yield


@contextmanager
def one_thread() -> Iterator[None]:
    """Let PyTorch work in one thread, so that sums come out the same to the last bit whatever the user's number is."""
    import torch

    usual = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(usual)
