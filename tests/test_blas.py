"""Matrix products on one thread, and in numbers in which a row is rounded alike wherever it stands."""

from __future__ import annotations

import sys
import threading
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from geochem_fusion.core import blas, compiled
from geochem_fusion.core.blas import one_blas_thread, product_kind


def threads(control: Any) -> set[int]:
    return {pool["num_threads"] for pool in control.threadpool_info() if pool["user_api"] == "blas"}


def looks(control: Any, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Forget what was found, and return a list that grows with every look through the libraries."""
    looked: list[object] = []
    look = control.ThreadpoolController.__init__
    monkeypatch.setattr(control.ThreadpoolController, "__init__", lambda self: looked.append(self) or look(self))
    monkeypatch.setattr(blas, "_found", [])
    return looked


def test_one_thread_meanwhile_and_the_usual_number_after() -> None:
    control = pytest.importorskip("threadpoolctl", reason="threadpoolctl is not installed")
    np.ones((2, 2)) @ np.ones((2, 2))

    with control.threadpool_limits(2, "blas"):
        usual = threads(control)
        with one_blas_thread():
            assert threads(control) <= {1}
        assert threads(control) == usual


def test_blocks_that_overlap_end_together() -> None:
    """As those of two runs in one process do, of which the first to begin is the first to end."""
    control = pytest.importorskip("threadpoolctl", reason="threadpoolctl is not installed")
    np.ones((2, 2)) @ np.ones((2, 2))

    with control.threadpool_limits(2, "blas"):
        usual = threads(control)
        first, other = one_blas_thread(), one_blas_thread()
        first.__enter__()
        other.__enter__()
        first.__exit__(None, None, None)
        assert threads(control) <= {1}
        other.__exit__(None, None, None)
        assert threads(control) == usual


def test_libraries_are_looked_through_once_for_blocks_within_a_block(monkeypatch: pytest.MonkeyPatch) -> None:
    """In threads of tiles it would wait for an import of another thread, and that for it: the run stood still."""
    control = pytest.importorskip("threadpoolctl", reason="threadpoolctl is not installed")
    looked = looks(control, monkeypatch)
    with one_blas_thread(), one_blas_thread():
        product_kind(17, 3, 19)
    assert len(looked) == 1


def test_libraries_are_looked_through_again_when_a_module_was_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    """It may have brought another library of BLAS; without one, to look costs more than the product."""
    control = pytest.importorskip("threadpoolctl", reason="threadpoolctl is not installed")
    looked = looks(control, monkeypatch)
    with control.threadpool_limits(2, "blas"):
        for module, times in (("", 1), ("", 0), ("a_new_module", 1)):
            if module:
                monkeypatch.setitem(sys.modules, module, sys)
            looked.clear()
            with one_blas_thread():
                assert len(looked) == times
                assert threads(control) <= {1}


def test_an_older_threadpoolctl_does_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before 3.0 there was no object that keeps what was found."""
    control = pytest.importorskip("threadpoolctl", reason="threadpoolctl is not installed")
    with control.threadpool_limits(2, "blas"):
        usual = threads(control)
        info, limits = control.threadpool_info, control.threadpool_limits
        older = ModuleType("threadpoolctl")
        older.threadpool_info, older.threadpool_limits = info, limits  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, "threadpoolctl", older)
        with one_blas_thread():
            assert threads(control) <= {1}
        assert threads(control) == usual


def test_numba_is_loaded_while_no_thread_looks_through_libraries() -> None:
    done: list[object] = []
    loading = threading.Thread(target=lambda: done.append(compiled._compile(lambda x: x, ["float64(float64)"])))
    with blas.libraries:
        loading.start()
        loading.join(0.3)
        assert loading.is_alive()
        assert not done
    loading.join(60)
    assert len(done) == 1


def test_without_threadpoolctl_all_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "threadpoolctl", None)
    with one_blas_thread():
        assert (np.ones((2, 2)) @ np.ones((2, 2)) == 2).all()


@pytest.mark.parametrize("shape", [(256, 5, 48), (256, 18, 352), (1024, 72, 7), (96, 74, 1000)])
def test_a_row_of_a_product_is_rounded_alike_wherever_it_stands(shape: tuple[int, int, int]) -> None:
    rows, inner, columns = shape
    generator, kind = np.random.default_rng(1), product_kind(*shape)
    left = generator.normal(size=(rows, inner)).astype(kind)
    right = generator.normal(size=(inner, columns)).astype(kind)
    order = generator.permutation(rows)
    with one_blas_thread():
        assert ((left @ right)[order] == left[order] @ right).all()


def test_numbers_of_64_bits_where_blas_rounds_rows_by_their_place(monkeypatch: pytest.MonkeyPatch) -> None:
    class Uneven(np.ndarray):
        """Products whose last rows are summed otherwise, as in kernels that take six rows at a time."""

        def __matmul__(self, other: np.ndarray) -> np.ndarray:
            found = np.asarray(self) @ other
            found[-2:] = np.nextafter(found[-2:], np.float32(np.inf))
            return found

    tile = np.tile
    monkeypatch.setattr(np, "tile", lambda *given: tile(*given).view(Uneven))
    assert product_kind(64, 21, 32) == np.float64
