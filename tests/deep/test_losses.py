"""Losses of networks, against values worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from geochem_fusion.core.deep.losses import (
    charbonnier,
    gradient_loss,
    huber_of_hidden,
    huber_of_means,
    squared_error,
    ssim_loss,
)

torch = pytest.importorskip("torch", reason="PyTorch is not installed (make setup-deep)")
NAN = float("nan")


def test_the_huber_loss_is_that_of_the_mean_over_what_is_valid() -> None:
    predicted = torch.tensor([[[[1.0, 9.0]]], [[[3.0, 5.0]]], [[[7.0, 7.0]]], [[[7.0, 7.0]]]])  # two samples, two views
    valid = torch.tensor([[[[True, False]], [[True, True]]], [[[False, False]], [[False, False]]]])
    values, weights = torch.tensor([[3.5], [1.0]]), torch.tensor([2.0, 1.0])
    loss, weight = huber_of_means(predicted, valid, values, weights)
    assert (float(loss), float(weight)) == (2 * 0.5 * 0.5**2, 2.0)  # the mean is 3; the second sample has no pixel
    loss, weight = huber_of_means(predicted, valid, torch.tensor([[float("nan")], [1.0]]), weights)
    assert float(loss) == 0


def test_large_errors_count_by_their_size_and_small_ones_by_their_square() -> None:
    predicted = torch.tensor([3.0, 0.5]).reshape(1, 2, 1, 1)
    loss, weight = huber_of_means(predicted, torch.ones(1, 1, 1, 1, dtype=bool), torch.zeros(1, 2), torch.ones(1))
    assert (float(loss), float(weight)) == (3 - 0.5 + 0.5 * 0.25, 2.0)


def test_only_hidden_values_count() -> None:
    predicted, truth = torch.tensor([[3.0, 0.5, 9.0]]), torch.zeros(1, 3)
    loss, number = huber_of_hidden(predicted, truth, torch.tensor([[1.0, 1.0, 0.0]]))
    assert (float(loss), float(number)) == (3 - 0.5 + 0.5 * 0.25, 2.0)
    loss, number = huber_of_hidden(predicted, truth, torch.zeros(1, 3))
    assert (float(loss), float(number)) == (0, 1)  # nothing, and something to divide it by


def test_charbonnier_is_the_length_of_error_and_epsilon() -> None:
    predicted = torch.tensor([[[[3.0, 1.0, 7.0]]]], requires_grad=True)
    loss, count = charbonnier(predicted, torch.tensor([[[[0.0, 1.0, NAN]]]]), epsilon=4.0)
    assert (loss.item(), count.item()) == (5.0 + 4.0, 2)
    loss.backward()
    assert predicted.grad.flatten().tolist() == pytest.approx([0.6, 0.0, 0.0])
    loss, count = charbonnier(torch.ones(1, 1, 1, 1), torch.full((1, 1, 1, 1), NAN))
    assert (loss.item(), count.item()) == (0.0, 1)  # nothing known: nothing lost, and a number to divide by


def test_the_gradient_loss_compares_steps_from_pixel_to_pixel() -> None:
    truth = torch.tensor([[[[0.0, 0.0, 0.0], [0.0, 0.0, NAN]]]])
    predicted = torch.tensor([[[[1.0, 3.0, 3.0], [2.0, 2.0, 9.0]]]], requires_grad=True)
    loss, count = gradient_loss(predicted, truth)
    # right: 2, 0 and 0; down: 1, 1; the steps to the unknown pixel do not count
    assert (loss.item(), count.item()) == (4.0, 5)
    assert gradient_loss(predicted + 5, truth)[0].item() == pytest.approx(4.0)  # an offset is no step
    loss.backward()
    assert np.isfinite(predicted.grad.numpy()).all()
    assert predicted.grad[0, 0, 1, 2] == 0


def test_squared_errors_count_where_the_truth_is_known() -> None:
    loss, count = squared_error(torch.tensor([[[[3.0, 1.0, 7.0]]]]), torch.tensor([[[[0.0, 3.0, NAN]]]]))
    assert (loss.item(), count.item()) == (13.0, 2)


def naive_ssim(x: np.ndarray, y: np.ndarray) -> tuple[float, int]:
    """Return the sum of 1 - SSIM over all 7 x 7 squares without a hole, one by one in float64, and their number."""
    total, count = 0.0, 0
    for row in range(x.shape[0] - 6):
        for col in range(x.shape[1] - 6):
            a, b = (part[row : row + 7, col : col + 7].ravel() for part in (x, y))
            if np.isfinite(b).all():
                c = np.cov(a, b)
                level = (2 * a.mean() * b.mean() + 1e-4) / (a.mean() ** 2 + b.mean() ** 2 + 1e-4)
                total += 1 - level * (2 * c[0, 1] + 9e-4) / (c[0, 0] + c[1, 1] + 9e-4)
                count += 1
    return total, count


@pytest.mark.parametrize("level", [0.0, 0.5, 300.0])
def test_ssim_is_that_of_a_loop_also_far_from_zero(level: float) -> None:
    generator = np.random.default_rng(0)
    truth = level + generator.uniform(size=(2, 3, 12, 11))
    predicted = (truth + 0.2 * generator.normal(size=truth.shape)).astype(np.float32)
    truth = truth.astype(np.float32)
    truth[0, 1, 2, 3] = NAN
    truth[1, 2] = NAN
    parts = [naive_ssim(*(part[s, e].astype(float) for part in (predicted, truth))) for s in range(2) for e in range(3)]
    loss, count = ssim_loss(torch.from_numpy(predicted), torch.from_numpy(truth))
    assert count.item() == sum(number for _, number in parts) == 4 * 30 + 30 - 12
    assert loss.item() == pytest.approx(sum(total for total, _ in parts), rel=2e-3 if level > 1 else 1e-5)


def test_ssim_of_the_same_is_one_and_holes_have_no_gradient() -> None:
    truth = torch.rand(1, 1, 9, 9, generator=torch.Generator().manual_seed(0))
    assert ssim_loss(truth, truth)[0].item() == pytest.approx(0.0, abs=1e-5)
    truth[0, 0, 0, 0] = NAN
    predicted = torch.zeros(1, 1, 9, 9, requires_grad=True)
    loss, count = ssim_loss(predicted, truth)
    assert count.item() == 8
    loss.backward()
    assert np.isfinite(predicted.grad.numpy()).all()
    assert predicted.grad[0, 0, 0, 0] == 0
    assert predicted.grad[0, 0, 4, 4] != 0
    loss, count = ssim_loss(predicted, torch.full((1, 1, 9, 9), NAN))
    assert (loss.item(), count.item()) == (0.0, 1)
