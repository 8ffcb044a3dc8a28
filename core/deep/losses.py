"""What networks make small when they learn. Each returns a sum and what to divide it by, so that batches add up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

SSIM_SIDE = 7  # pixels along the side of the squares that are compared
_SSIM_LEVEL, _SSIM_SPREAD = 0.01**2, 0.03**2  # of a range of 1, what keeps levels and spreads from dividing by 0
_NOTHING = 1e-9  # stands for the weight of nothing at all, to divide by


def huber_of_means(predicted: Any, valid: Any, values: Any, weights: Any) -> tuple[Any, Any]:
    """Return the sum of weighted Huber losses and that of the weights, of predictions averaged over views.

    ``predicted`` (samples x views, elements, core, core) is averaged over the valid pixels (samples, views, core, core)
    of all views of a sample, because its value (samples, elements), NaN missing, is that of the whole cell.
    """
    import torch

    samples, views = valid.shape[:2]
    counts = valid[:, :, None].to(predicted.dtype)
    predicted = predicted.reshape(samples, views, *predicted.shape[1:])
    total = counts.sum(dim=(1, 3, 4))
    mean = (predicted * counts).sum(dim=(1, 3, 4)) / total.clamp(min=1)
    known = torch.isfinite(values) & (total > 0)
    weight = weights[:, None] * known
    loss = torch.nn.functional.huber_loss(mean, torch.where(known, values, 0.0), reduction="none")
    return (loss * weight).sum(), weight.sum().clamp(min=_NOTHING)


def huber_of_hidden(predicted: Any, truth: Any, hidden: Any) -> tuple[Any, Any]:
    """Return the sum of Huber losses over the values that were hidden, and their number; all of one shape."""
    import torch

    loss = torch.nn.functional.huber_loss(predicted, truth, reduction="none") * hidden
    return loss.sum(), hidden.sum().clamp(min=1)


def charbonnier(predicted: Any, truth: Any, epsilon: float = 1e-3) -> tuple[Any, Any]:
    """Return the sum of sqrt(error² + epsilon²) over the pixels whose truth is known (NaN missing), and their number.

    Both are (samples, elements, height, width); like the absolute error, but smooth at 0.
    """
    import torch

    known = torch.isfinite(truth)
    error = torch.where(known, predicted - truth, 0.0)
    loss = torch.sqrt(error**2 + epsilon**2) * known
    return loss.sum(), known.sum().clamp(min=1)


def gradient_loss(predicted: Any, truth: Any) -> tuple[Any, Any]:
    """Return the sum of absolute errors of the steps from a pixel to the next, down and right, and their number.

    Shapes as in ``charbonnier``; only steps between two pixels whose truth is known count.
    """
    import torch

    known = torch.isfinite(truth)
    error = torch.where(known, predicted - truth, 0.0)
    down, right = known[..., 1:, :] & known[..., :-1, :], known[..., 1:] & known[..., :-1]
    steps = ((error[..., 1:, :] - error[..., :-1, :]).abs() * down).sum()
    steps = steps + ((error[..., 1:] - error[..., :-1]).abs() * right).sum()
    return steps, (down.sum() + right.sum()).clamp(min=1)


def squared_error(predicted: Any, truth: Any) -> tuple[Any, Any]:
    """Return the sum of squared errors over the pixels whose truth is known (NaN missing), and their number."""
    import torch

    known = torch.isfinite(truth)
    error = torch.where(known, predicted - truth, 0.0)
    return (error**2).sum(), known.sum().clamp(min=1)


def ssim_loss(predicted: Any, truth: Any) -> tuple[Any, Any]:
    """Return the sum of 1 - SSIM (Wang et al., 2004) over squares of 7 x 7 pixels, and their number.

    Both are (samples, elements, height, width), contents scaled to a range of 1: the index compares levels too, so that
    differences to another map are no input. Only squares whose truth is known everywhere (NaN missing) count. Variances
    are those of samples, about the truth's mean of a plane, which float32 can hold where squares of contents cannot.
    """
    import torch

    pool = torch.nn.functional.avg_pool2d
    known = torch.isfinite(truth)
    whole = pool(known.to(predicted.dtype), SSIM_SIDE, 1) > 1 - 0.5 / SSIM_SIDE**2
    level = torch.where(known, truth, 0.0).sum(dim=(2, 3), keepdim=True)
    level = level / known.sum(dim=(2, 3), keepdim=True).clamp(min=1)
    x, y = (torch.where(known, part - level, 0.0) for part in (predicted, truth))
    moments = pool(torch.stack([x, y, x * x, y * y, x * y]).flatten(0, 1), SSIM_SIDE, 1)
    mean_x, mean_y, xx, yy, xy = moments.unflatten(0, (5, len(x))).unbind(0)
    sample = SSIM_SIDE**2 / (SSIM_SIDE**2 - 1)
    own, other, both = (sample * (a - b) for a, b in ((xx, mean_x**2), (yy, mean_y**2), (xy, mean_x * mean_y)))
    mean_x, mean_y = mean_x + level, mean_y + level
    levels = (2 * mean_x * mean_y + _SSIM_LEVEL) / (mean_x**2 + mean_y**2 + _SSIM_LEVEL)
    spreads = (2 * both + _SSIM_SPREAD) / (own + other + _SSIM_SPREAD)
    return torch.where(whole, 1 - levels * spreads, 0.0).sum(), whole.sum().clamp(min=1)


def source_balanced(predicted: Any, truth: Any, counts: Any, sources: Sequence[Any]) -> tuple[Any, Any]:
    """Return the sum over sources of the mean squared error of their layers, and the number of sources that count.

    All are (samples, rows, columns, layers); ``counts`` says which values count, the others of ``truth`` being numbers.
    ``sources`` holds the numbers of the layers of each: a source of many layers weighs no more than one of few.
    """
    import torch

    squares = (((predicted - truth) ** 2) * counts).sum(dim=(0, 1, 2))
    numbers = counts.sum(dim=(0, 1, 2))
    means = [squares[own].sum() / numbers[own].sum().clamp(min=1) for own in sources]
    there = torch.stack([(numbers[own].sum() > 0).to(squares.dtype) for own in sources])
    return torch.stack(means).sum(), there.sum().clamp(min=1)
