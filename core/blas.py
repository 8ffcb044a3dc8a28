"""How many threads matrix products use: one, where many would wait for each other or round otherwise."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Any


def one_blas_thread() -> AbstractContextManager[Any]:
    """Let matrix products and solvers run on one thread meanwhile, where threadpoolctl is there to say so.

    It comes with scikit-learn. The number of threads decides how a large product is cut, and with it how it is rounded.
    """
    try:
        from threadpoolctl import threadpool_limits
    except ImportError:
        return nullcontext()
    return threadpool_limits(1, "blas")
