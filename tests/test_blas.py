"""One thread for matrix products, where something is there that can say so."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from geochem_fusion.core.blas import one_blas_thread, rows_alike


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


def test_without_threadpoolctl_all_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "threadpoolctl", None)
    with one_blas_thread():
        assert (np.ones((2, 2)) @ np.ones((2, 2)) == 2).all()


def test_rows_of_float64_or_of_one_term_are_alike_and_the_answer_holds_for_other_rows() -> None:
    assert rows_alike("float32", 64, 1, 16)  # a sum of one term is rounded once
    random = np.random.default_rng(1)
    row, other = random.normal(size=40).astype(np.float32), random.normal(size=(40, 32)).astype(np.float32)
    with one_blas_thread():
        product = np.repeat(row[None], 256, axis=0) @ other
    assert rows_alike("float32", 256, 40, 32) == bool((product == product[0]).all())
