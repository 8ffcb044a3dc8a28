"""Matrix products that round alike: on how many threads they run, and whether every row is treated like any other.

On one thread, where many would wait for each other or round otherwise.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from functools import lru_cache
from typing import Any

import numpy as np


def one_blas_thread() -> AbstractContextManager[Any]:
    """Let matrix products and solvers run on one thread meanwhile, where threadpoolctl is there to say so.

    It comes with scikit-learn. The number of threads decides how a large product is cut, and with it how it is rounded.
    """
    try:
        from threadpoolctl import threadpool_limits
    except ImportError:
        return nullcontext()
    return threadpool_limits(1, "blas")


@lru_cache(maxsize=256)
def rows_alike(kind: str, rows: int, inner: int, columns: int) -> bool:
    """Return whether equal rows of a product (rows, inner) . (inner, columns) come out equal wherever they stand.

    ``kind`` is the name of the type of its numbers. Where a row meets another loop of BLAS than its neighbour, its sum
    is rounded otherwise: the products of float32 that OpenBLAS has for AVX2 do so with every twelve rows.
    """
    random = np.random.default_rng(0)
    row, other = random.normal(size=inner).astype(kind), random.normal(size=(inner, columns)).astype(kind)
    with one_blas_thread():
        product = np.ascontiguousarray(np.broadcast_to(row, (rows, inner))) @ other
    return bool((product == product[0]).all())
