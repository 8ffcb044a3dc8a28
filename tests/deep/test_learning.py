"""The loop in which networks learn: rates and steps as the schedule says, and when it stops."""

from __future__ import annotations

import math
import subprocess
import sys
from typing import Any

import pytest
from making import Log

from geochem_fusion.core.deep.learning import Adam, Descent, KeepBest, Schedule, learn, learn_through
from geochem_fusion.core.errors import Cancelled, FusionError
from geochem_fusion.core.progress import SILENT

NEEDS_TORCH = "PyTorch is not installed (make setup-deep)"


class Lesson:
    """A module of one number that each epoch raises by one, and held-out losses given in advance."""

    def __init__(self, losses: list[float]) -> None:
        torch = pytest.importorskip("torch", reason=NEEDS_TORCH)
        self.torch, self.losses, self.rates = torch, losses, []
        self.module = torch.nn.Linear(1, 1, bias=False)
        with torch.no_grad():
            self.module.weight.zero_()

    def epoch(self, descent: Descent) -> float:
        self.rates.append(descent.rate)
        with self.torch.no_grad():
            self.module.weight += 1
        return 1.0

    def held_out(self) -> float:
        return self.losses[len(self.rates) - 1]

    def run(self, schedule: Schedule, **more: Any) -> Any:
        return learn(self.module, [], self.epoch, self.held_out, schedule, more.pop("progress", SILENT), **more)


def test_learning_stops_early_and_returns_to_its_best() -> None:
    lesson = Lesson([5.0, 3.0, 4.0, 3.5, 3.2, 1.0])
    curve = lesson.run(Schedule(epochs=6, patience=3))
    assert curve.held_out == [5.0, 3.0, 4.0, 3.5, 3.2]  # the sixth is never run
    assert curve.best == 1
    assert lesson.module.weight.item() == 2.0


def test_the_rate_falls_along_a_cosine_and_to_a_tenth_after_freezing() -> None:
    lesson = Lesson([1.0, 1.0, 1.0, 1.0])
    lesson.run(Schedule(epochs=4, rate=1.0))
    assert lesson.rates == pytest.approx([1.0, 0.5 + 0.125**0.5, 0.5, 0.5 - 0.125**0.5])
    lesson = Lesson([1.0, 1.0, 1.0, 1.0])
    lesson.run(Schedule(epochs=4, rate=1.0, frozen=2))
    assert lesson.rates == pytest.approx([1.0, 0.5 + 0.125**0.5, 0.05, 0.1 * (0.5 - 0.125**0.5)])


def test_one_cycle_rises_and_falls() -> None:
    """Ten epochs, at their middles: three rise from a twenty-fifth along half a wave, seven fall to nothing."""
    schedule = Schedule(epochs=10, rate=2.0, falls="one_cycle")
    rates = [schedule.rate_at(epoch) for epoch in range(10)]
    rising = [0.08 + 1.92 * (1 - math.cos(math.pi * part)) / 2 for part in (1 / 6, 1 / 2, 5 / 6)]
    falling = [1 + math.cos(math.pi * part / 14) for part in (1, 3, 5, 7, 9, 11, 13)]
    assert rates == pytest.approx(rising + falling)


def test_frozen_parts_do_not_learn_until_their_time() -> None:
    torch = pytest.importorskip("torch", reason=NEEDS_TORCH)
    module = torch.nn.Sequential(torch.nn.Linear(1, 1), torch.nn.BatchNorm1d(1), torch.nn.Linear(1, 1))
    seen = []

    def epoch(descent: Descent) -> float:
        seen.append((module[0].weight.requires_grad, module[1].training, module[2].training))
        return 0.0

    learn(module, [module[0], module[1]], epoch, lambda: 0.0, Schedule(epochs=3, frozen=2), SILENT)
    assert seen == [(False, False, True), (False, False, True), (True, True, True)]


def test_cancelling_stops_at_once_or_keeps_what_was_learned() -> None:
    with pytest.raises(Cancelled):
        Lesson([3.0, 2.0, 1.0]).run(Schedule(epochs=3), progress=Log(stop_after=2))
    lesson, log = Lesson([3.0, 2.0, 1.0]), Log(stop_after=2)
    keep_best = KeepBest(log)
    curve = lesson.run(Schedule(epochs=3), progress=log, keep_best=keep_best)
    assert curve.held_out == [3.0, 2.0]
    assert lesson.module.weight.item() == 2.0
    assert keep_best.stopped
    keep_best.check(0.9)  # what comes after training is not stopped
    with pytest.raises(Cancelled):  # nothing was learned
        Lesson([1.0]).run(Schedule(epochs=1), progress=log, keep_best=KeepBest(Log(stop_after=0)))


def test_losses_are_told_while_it_runs() -> None:
    log = Log()
    Lesson([1.0] * 20).run(Schedule(epochs=20, patience=30), progress=log)
    assert log.infos == [f"Epoch {k}: loss 1.000 in training, 1.000 held out." for k in (10, 20)]


def test_the_rate_is_halved_down_to_a_floor_or_stays() -> None:
    halved = Schedule(epochs=200, rate=1e-3, falls="halving", halving=40, floor=2e-4)
    found = [halved.rate_at(epoch) for epoch in (0, 39, 40, 79, 80, 120, 199)]
    assert found == [1e-3, 1e-3, 5e-4, 5e-4, 2.5e-4, 2e-4, 2e-4]
    assert {Schedule(falls="constant", rate=0.25).rate_at(epoch) for epoch in range(40)} == {0.25}


@pytest.mark.parametrize("settings", [{"optimiser": "sgd"}, {"falls": "slowly"}])
def test_unknown_names_are_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="s"):
        Schedule(**settings)


def stepped(schedule: Schedule) -> tuple[float, float]:
    """Return two weights, 1 and 2 before, after one step against the gradient (3, 4)."""
    torch = pytest.importorskip("torch", reason=NEEDS_TORCH)
    module = torch.nn.Linear(2, 1, bias=False)
    with torch.no_grad():
        module.weight.copy_(torch.tensor([[1.0, 2.0]]))
    Descent(module, schedule).step((module.weight * torch.tensor([[3.0, 4.0]])).sum())
    one, two = module.weight[0].tolist()
    return one, two


def test_adam_and_adamw_differ_in_what_decay_means() -> None:
    """The first step of Adam goes by the rate whatever the gradient; AdamW takes the decay off the weights besides."""
    assert stepped(Schedule(rate=0.1, decay=0.5)) == pytest.approx((1 - 0.05 - 0.1, 2 - 0.1 - 0.1), abs=1e-6)
    assert stepped(Schedule(rate=0.1, decay=0.5, optimiser="adam")) == pytest.approx((0.9, 1.9), abs=1e-6)


@pytest.mark.parametrize("decay", [0.0, 0.03])
@pytest.mark.parametrize("apart", [True, False])
def test_steps_are_those_of_pytorch(apart: bool, decay: float) -> None:
    """Two tensors, one of which has no gradient at first, with a rate that changes."""
    torch = pytest.importorskip("torch", reason=NEEDS_TORCH)
    generator = torch.Generator().manual_seed(1)
    starts = [torch.randn(40, 3, generator=generator), torch.randn(7, generator=generator)]
    ours, theirs = ([torch.nn.Parameter(start.clone()) for start in starts] for _ in range(2))
    kind = torch.optim.AdamW if apart else torch.optim.Adam
    reference, own = kind(theirs, lr=0.1, weight_decay=decay), Adam(ours, 0.1, decay, apart)
    for number in range(25):
        own.rate = reference.param_groups[0]["lr"] = 0.1 / (1 + number)
        gradients = [torch.randn(start.shape, generator=generator) for start in starts]
        for weights in (ours, theirs):
            for k, weight in enumerate(weights):
                weight.grad = gradients[k].clone() if k == 0 or number > 5 else None
        own.step()
        reference.step()
        for one, other in zip(ours, theirs):
            assert torch.equal(one, other)


def test_the_compiler_of_pytorch_is_not_loaded() -> None:
    pytest.importorskip("torch", reason=NEEDS_TORCH)
    program = (
        "import sys, torch\n"
        "from tools.package import load_package\n"
        "load_package()\n"
        "from geochem_fusion.core.deep.learning import Descent, Schedule\n"
        "module = torch.nn.Linear(2, 1)\n"
        "before = 'torch._dynamo' in sys.modules\n"
        "Descent(module, Schedule(clip=1.0)).step(module(torch.ones(1, 2)).sum())\n"
        "print(before or 'torch._dynamo' not in sys.modules)\n"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "True"


def test_gradients_are_clipped_to_a_norm_or_not_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    # plain steps, which show the size of a gradient as those of Adam do not
    monkeypatch.setattr(Adam, "_step", lambda own, number, weight, gradient: weight.sub_(own.rate * gradient))
    assert stepped(Schedule(rate=1.0)) == pytest.approx((1 - 3.0, 2 - 4.0))
    assert stepped(Schedule(rate=1.0, clip=1.0)) == pytest.approx((1 - 0.6, 2 - 0.8), abs=1e-5)
    assert stepped(Schedule(rate=1.0, clip=9.0)) == pytest.approx((1 - 3.0, 2 - 4.0))


def test_a_network_that_learned_nothing_is_told() -> None:
    with pytest.raises(FusionError, match="never a number"):
        Lesson([math.nan] * 3).run(Schedule(epochs=3))
    curve = Lesson([math.nan, 2.0, math.nan]).run(Schedule(epochs=3))
    assert curve.best == 1


def test_nothing_stops_learning_through() -> None:
    lesson, seen = Lesson([1.0, 5.0, 9.0, 3.0]), []

    def after(epoch: int) -> None:
        seen.append((epoch, lesson.module.weight.item()))

    curve = learn_through(lesson.module, lesson.epoch, lesson.held_out, Schedule(epochs=4, patience=1), SILENT, after)
    assert curve.held_out == [1.0, 5.0, 9.0, 3.0]
    assert curve.best == -1  # for the caller to choose
    assert seen == [(0, 1.0), (1, 2.0), (2, 3.0), (3, 4.0)]
    assert lesson.module.weight.item() == 4.0


def test_steps_are_averaged_in_what_is_judged_and_kept_but_not_in_what_goes_on() -> None:
    """Plain steps of a constant gradient: -1, -2, -3 ...; the n-th keeps the share n / (n + 9) of the mean."""
    torch = pytest.importorskip("torch", reason=NEEDS_TORCH)
    module, seen, judged = torch.nn.Linear(1, 1, bias=False), [], []
    with torch.no_grad():
        module.weight.zero_()

    def epoch(descent: Descent) -> float:
        descent.step(module.weight.sum())  # Adam steps by the rate where all gradients are alike
        seen.append(module.weight.item())
        return 1.0

    def held_out() -> float:
        judged.append(module.weight.item())
        return 1.0

    schedule = Schedule(3, rate=1.0, decay=0.0, optimiser="adam", falls="constant", averaging=0.15)
    learn_through(module, epoch, held_out, schedule, SILENT, lambda number: seen.append(module.weight.item()))
    first = 0.9 * -1.0
    second = 0.15 * first + 0.85 * -2.0  # 2 / 11 would be more than 0.15
    third = 0.15 * second + 0.85 * -3.0
    assert judged == pytest.approx([first, second, third])
    assert seen == pytest.approx([-1.0, first, -2.0, second, -3.0, third])
    assert module.weight.item() == pytest.approx(third)


def test_learning_through_ends_with_a_number() -> None:
    lesson = Lesson([1.0])
    nothing = lesson.module, lambda descent: math.nan, lambda: 1.0, Schedule(epochs=1), SILENT, lambda number: None
    with pytest.raises(FusionError, match="learned nothing"):
        learn_through(*nothing)
