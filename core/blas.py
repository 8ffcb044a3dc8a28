"""How matrix products are made where results must not depend on how the work is cut: threads, and kinds of numbers."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import numpy as np

libraries = threading.RLock()
"""Held while shared libraries are looked through or loaded: at once, each would wait for the other for ever.

To look through them threadpoolctl holds the lock of the loader and waits for Python's; an import waits the other way.
"""
_users = 0  # blocks that want one thread now: the number is one of the whole process
_limits: list[Any] = []  # what gives libraries their own numbers again, when the last block has ended
_found: list[Any] = []  # those of BLAS, and how many modules were loaded when they were looked for


@contextmanager
def one_blas_thread() -> Iterator[None]:
    """Let matrix products and solvers run on one thread meanwhile, where threadpoolctl is there to say so.

    It comes with scikit-learn. The number of threads decides how a large product is cut, and with it how it is rounded.
    Blocks of several threads may overlap: libraries have their own numbers again when the last one has ended.
    """
    global _users
    with libraries:
        if not _users:
            _limit()
        _users += 1
    try:
        yield
    finally:
        with libraries:
            _users -= 1
            while not _users and _limits:
                _limits.pop().restore_original_limits()


def _limit() -> None:
    """Keep libraries to one thread; that of scipy is loaded first, which may be another than that of numpy."""
    try:
        import scipy.linalg  # noqa: F401
        import threadpoolctl
    except ImportError:
        return
    if not hasattr(threadpoolctl, "ThreadpoolController"):  # before 3.0
        if any(pool["user_api"] == "blas" and pool["num_threads"] > 1 for pool in threadpoolctl.threadpool_info()):
            _limits.append(threadpoolctl.threadpool_limits(1, "blas"))
        return
    # To look through all libraries takes milliseconds, which is more than most products. Those of BLAS come with a
    # module, which is listed after its library was loaded.
    if _found[1:] != [len(sys.modules)]:
        _found[:] = [threadpoolctl.ThreadpoolController().select(user_api="blas"), len(sys.modules)]
    if any(pool["num_threads"] > 1 for pool in _found[0].info()):
        _limits.append(_found[0].limit(limits=1))


@lru_cache(maxsize=64)
def product_kind(rows: int, inner: int, columns: int) -> np.dtype[Any]:
    """Return the kind of numbers in which BLAS rounds a row of a product alike wherever it stands among the others.

    The product is of (rows, inner) by (inner, columns). float32 is twice as fast as float64, but kernels that take
    a few rows at a time may sum each of them in another order: those of OpenBLAS for Haswell and Zen do with float32. A
    pixel would then differ in its last bit with the tile that it is computed in. So equal rows are multiplied, to see.
    """
    generator = np.random.default_rng(0)
    row, matrix = generator.normal(size=inner), generator.normal(size=(inner, columns))
    same = np.tile(row, (rows, 1)).astype(np.float32)
    with one_blas_thread():
        products = same @ matrix.astype(np.float32)
    return np.dtype(np.float32 if (products == products[:1]).all() else np.float64)
