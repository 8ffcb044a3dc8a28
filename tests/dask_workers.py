"""A Dask scheduler and workers: processes of their own that know nothing of this package but what is sent to them."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

from tools.dask_processes import Dask, running
from tools.package import ROOT

__all__ = ["Dask", "start"]


def start(folder: Path, workers: int) -> Generator[Dask, None, None]:
    """Run a scheduler and workers of one thread each, without the checkout on their path.

    They have no nanny, and two threads of BLAS that a tile may not use.
    """
    with running(folder, workers, {"OPENBLAS_NUM_THREADS": "2", "PYTHONPATH": str(ROOT / "tests")}) as dask:
        yield dask
