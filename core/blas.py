"""How many threads matrix products use: one, where many would wait for each other or round otherwise."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_lock = threading.Lock()
_users = 0  # blocks that want one thread now: the number is one of the whole process
_limits: list[Any] = []  # what gives libraries their own numbers again, when the last block has ended


@contextmanager
def one_blas_thread() -> Iterator[None]:
    """Let matrix products and solvers run on one thread meanwhile, where threadpoolctl is there to say so.

    It comes with scikit-learn. The number of threads decides how a large product is cut, and with it how it is rounded.
    Blocks of several threads may overlap: libraries have their own numbers again when the last one has ended.
    """
    global _users
    with _lock:
        _users += 1
        _limit()
    try:
        yield
    finally:
        with _lock:
            _users -= 1
            while not _users and _limits:
                _limits.pop().restore_original_limits()


def _limit() -> None:
    """Keep libraries to one thread that are not yet, such as those that were loaded since another block began."""
    try:
        from threadpoolctl import threadpool_info, threadpool_limits
    except ImportError:
        return
    if any(pool["user_api"] == "blas" and pool["num_threads"] > 1 for pool in threadpool_info()):
        _limits.append(threadpool_limits(1, "blas"))
