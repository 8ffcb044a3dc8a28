"""One thread for matrix products, where something is there that can say so."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from geochem_fusion.core.blas import one_blas_thread


def test_one_thread_meanwhile_and_the_usual_number_after() -> None:
    control = pytest.importorskip("threadpoolctl", reason="threadpoolctl is not installed")
    np.ones((2, 2)) @ np.ones((2, 2))

    def threads() -> set[int]:
        return {pool["num_threads"] for pool in control.threadpool_info() if pool["user_api"] == "blas"}

    with control.threadpool_limits(2, "blas"):
        usual = threads()
        with one_blas_thread():
            assert threads() <= {1}
        assert threads() == usual


def test_blocks_that_overlap_end_together() -> None:
    """As those of two runs in one process do, of which the first to begin is the first to end."""
    control = pytest.importorskip("threadpoolctl", reason="threadpoolctl is not installed")
    np.ones((2, 2)) @ np.ones((2, 2))

    def threads() -> set[int]:
        return {pool["num_threads"] for pool in control.threadpool_info() if pool["user_api"] == "blas"}

    with control.threadpool_limits(2, "blas"):
        usual = threads()
        first, other = one_blas_thread(), one_blas_thread()
        first.__enter__()
        other.__enter__()
        first.__exit__(None, None, None)
        assert threads() <= {1}
        other.__exit__(None, None, None)
        assert threads() == usual


def test_without_threadpoolctl_all_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "threadpoolctl", None)
    with one_blas_thread():
        assert (np.ones((2, 2)) @ np.ones((2, 2)) == 2).all()
