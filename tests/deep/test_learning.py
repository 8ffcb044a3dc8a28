"""What networks share in training: where PyTorch is missing, devices, seeds, and when the loop stops."""

from __future__ import annotations

import sys
import types
from typing import Any

import pytest
from making import Log

from geochem_fusion.core.deep import learning as deep_torch
from geochem_fusion.core.deep.learning import Patient, Schedule, choose_device, learn, missing_torch, seeded
from geochem_fusion.core.errors import Cancelled, FusionError
from geochem_fusion.core.progress import SILENT

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


class Course:
    """A module of one number that each epoch raises by one, and held-out losses given in advance."""

    def __init__(self, losses: list[float]) -> None:
        torch = pytest.importorskip("torch", reason=NEEDS_TORCH)
        self.torch, self.losses, self.rates = torch, losses, []
        self.module = torch.nn.Linear(1, 1, bias=False)
        with torch.no_grad():
            self.module.weight.zero_()

    def epoch(self, optimizer: Any) -> float:
        self.rates.append(optimizer.param_groups[0]["lr"])
        with self.torch.no_grad():
            self.module.weight += 1
        return 1.0

    def held_out(self) -> float:
        return self.losses[len(self.rates) - 1]

    def run(self, schedule: Schedule, **more: Any) -> Any:
        return learn(self.module, [], self.epoch, self.held_out, schedule, more.pop("progress", SILENT), **more)


def test_learning_stops_early_and_returns_to_its_best() -> None:
    course = Course([5.0, 3.0, 4.0, 3.5, 3.2, 1.0])
    curve = course.run(Schedule(epochs=6, patience=3))
    assert curve.held_out == [5.0, 3.0, 4.0, 3.5, 3.2]  # the sixth is never run
    assert curve.best == 1
    assert course.module.weight.item() == 2.0


def test_the_rate_falls_along_a_cosine_and_to_a_tenth_after_freezing() -> None:
    course = Course([1.0, 1.0, 1.0, 1.0])
    course.run(Schedule(epochs=4, rate=1.0))
    assert course.rates == pytest.approx([1.0, 0.5 + 0.125**0.5, 0.5, 0.5 - 0.125**0.5])
    course = Course([1.0, 1.0, 1.0, 1.0])
    course.run(Schedule(epochs=4, rate=1.0, frozen=2))
    assert course.rates == pytest.approx([1.0, 0.5 + 0.125**0.5, 0.05, 0.1 * (0.5 - 0.125**0.5)])


def test_frozen_parts_do_not_learn_until_their_time() -> None:
    torch = pytest.importorskip("torch", reason=NEEDS_TORCH)
    module = torch.nn.Sequential(torch.nn.Linear(1, 1), torch.nn.BatchNorm1d(1), torch.nn.Linear(1, 1))
    seen = []

    def epoch(optimizer: Any) -> float:
        seen.append((module[0].weight.requires_grad, module[1].training, module[2].training))
        return 0.0

    learn(module, [module[0], module[1]], epoch, lambda: 0.0, Schedule(epochs=3, frozen=2), SILENT)
    assert seen == [(False, False, True), (False, False, True), (True, True, True)]


def test_cancelling_stops_at_once_or_keeps_what_was_learned() -> None:
    with pytest.raises(Cancelled):
        Course([3.0, 2.0, 1.0]).run(Schedule(epochs=3), progress=Log(stop_after=2))
    course, log = Course([3.0, 2.0, 1.0]), Log(stop_after=2)
    patient = Patient(log)
    curve = course.run(Schedule(epochs=3), progress=log, patient=patient)
    assert curve.held_out == [3.0, 2.0]
    assert course.module.weight.item() == 2.0
    assert patient.stopped
    patient.check(0.9)  # what comes after training is not stopped
    with pytest.raises(Cancelled):  # nothing was learned
        Course([1.0]).run(Schedule(epochs=1), progress=log, patient=Patient(Log(stop_after=0)))


def test_losses_are_told_while_it_runs() -> None:
    log = Log()
    Course([1.0] * 20).run(Schedule(epochs=20, patience=30), progress=log)
    assert log.infos == [f"Epoch {k}: loss 1.000 in training, 1.000 held out." for k in (10, 20)]
    assert deep_torch.DEVICES == ("auto", "cpu", "cuda")
