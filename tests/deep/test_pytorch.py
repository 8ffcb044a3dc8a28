"""PyTorch: where it is missing or too old, devices, and seeds."""

from __future__ import annotations

import sys
import types

import pytest

from geochem_fusion.core.deep.pytorch import DEVICES, choose_device, missing_torch, one_thread, seeded
from geochem_fusion.core.errors import FusionError

NEEDS_TORCH = "PyTorch is not installed (make setup-deep)"


def test_without_pytorch_a_sentence_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    assert "pip install torch" in (missing_torch() or "")


def test_an_old_pytorch_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", types.SimpleNamespace(__version__="1.9.1+cpu"))
    assert "1.13 or newer, but this QGIS has 1.9.1+cpu" in (missing_torch() or "")
    monkeypatch.setitem(sys.modules, "torch", types.SimpleNamespace(__version__="2.0.0a0"))
    assert missing_torch() is None


def test_devices() -> None:
    torch = pytest.importorskip("torch", reason=NEEDS_TORCH)
    assert DEVICES == ("auto", "cpu", "cuda")
    assert choose_device("cpu") == "cpu"
    there = torch.cuda.is_available()
    assert choose_device("auto") == ("cuda" if there else "cpu")
    with pytest.raises(FusionError, match="DEVICE 'tpu'"):
        choose_device("tpu")
    if not there:
        with pytest.raises(FusionError, match="no CUDA device"):
            choose_device("cuda")


def test_a_seed_leaves_the_random_numbers_of_others_alone() -> None:
    torch = pytest.importorskip("torch", reason=NEEDS_TORCH)
    torch.manual_seed(5)
    expected = torch.rand(3).tolist()
    torch.manual_seed(5)
    with seeded(1):
        first = torch.rand(2).tolist()
    assert torch.rand(3).tolist() == expected
    with seeded(1):
        assert torch.rand(2).tolist() == first


def test_one_thread_works_and_the_number_of_the_user_returns() -> None:
    torch = pytest.importorskip("torch", reason=NEEDS_TORCH)
    usual = torch.get_num_threads()
    try:
        torch.set_num_threads(2)
        with one_thread():
            assert torch.get_num_threads() == 1
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(usual)
