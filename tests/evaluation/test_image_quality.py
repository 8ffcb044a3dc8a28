"""Image quality: scikit-image's figures, a naive loop over windows, holes, offsets, points."""

from __future__ import annotations

import numpy as np
import pytest

from geochem_fusion.core.evaluation.image_quality import GAUSSIAN, UNIFORM, data_range, psnr, quality, ssim


def images(height: int, width: int, offset: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    row, col = np.mgrid[0:height, 0:width].astype(float)
    truth = np.sin(row / 3) + np.cos(col / 4) * 1.5 + 0.1 * ((7 * row + 11 * col) % 13) / 13
    mapped = truth + 0.3 * np.cos(row * col / 5) + 0.1 * ((3 * row + 5 * col) % 7) / 7
    return mapped + offset, truth + offset


@pytest.mark.parametrize(
    ("height", "width", "offset", "uniform", "gaussian", "decibels"),
    [  # scikit-image 0.22 with data_range = max - min of the truth
        (24, 31, 0.0, 0.9171322770932304, 0.8899567497676715, 26.824176631469214),
        (24, 31, 50.0, 0.9367293867788278, 0.9076332429914864, 26.82417663146922),
        (16, 16, -3.0, 0.9466896240570591, 0.9340516190559769, 26.784277201891808),
    ],
)
def test_figures_are_those_of_scikit_image(
    height: int, width: int, offset: float, uniform: float, gaussian: float, decibels: float
) -> None:
    mapped, truth = images(height, width, offset)
    spread = data_range(truth, np.ones(truth.shape, bool))
    for kind, expected, side in ((UNIFORM, uniform, 7), (GAUSSIAN, gaussian, 11)):
        found = ssim(mapped, truth, spread, kind)
        assert found.value == pytest.approx(expected, abs=1e-6)
        assert (found.windows, found.left_out, found.side) == ((height - side + 1) * (width - side + 1), 0, side)
    assert psnr(mapped, truth, spread) == pytest.approx(decibels, abs=1e-9)


def naive(mapped: np.ndarray, truth: np.ndarray, spread: float) -> tuple[float, int, int]:
    """Window by window, from the formula of the paper."""
    c1, c2 = (0.01 * spread) ** 2, (0.03 * spread) ** 2
    found, left_out = [], 0
    for i in range(truth.shape[0] - 6):
        for j in range(truth.shape[1] - 6):
            x, y = mapped[i : i + 7, j : j + 7].ravel(), truth[i : i + 7, j : j + 7].ravel()
            if not np.isfinite([x, y]).all():
                left_out += 1
                continue
            covariance = np.cov(x, y)
            luminance = (2 * x.mean() * y.mean() + c1) / (x.mean() ** 2 + y.mean() ** 2 + c1)
            rest = (2 * covariance[0, 1] + c2) / (covariance[0, 0] + covariance[1, 1] + c2)
            found.append(luminance * rest)
    return float(np.mean(found)), len(found), left_out


def test_windows_with_a_hole_are_left_out_and_counted() -> None:
    mapped, truth = images(18, 20)
    mapped[3, 4], truth[12, 15] = np.nan, np.nan
    found = ssim(mapped, truth, 5.0)
    expected, windows, left_out = naive(mapped, truth, 5.0)
    assert found.value == pytest.approx(expected, abs=1e-12)
    assert (found.windows, found.left_out) == (windows, left_out)
    assert left_out > 0


def test_a_large_mean_does_not_lead_astray() -> None:
    mapped, truth = images(20, 20, 1e6)
    value = ssim(mapped, truth, 5.0).value
    x, y = (image - 1e6 for image in (mapped, truth))
    structure = naive(x + 1e3, y + 1e3, 5.0)[0]  # luminance is 1 at both, but for 1e-7
    assert value is not None
    assert value == pytest.approx(structure, abs=1e-6)
    assert ssim(mapped.astype(np.float32), truth.astype(np.float32), 5.0).value == pytest.approx(structure, abs=0.02)


def test_contents_are_compared_and_not_residuals() -> None:
    mapped, truth = images(20, 20)
    assert abs((ssim(mapped, truth, 5.0).value or 0) - (ssim(mapped + 9, truth + 9, 5.0).value or 0)) > 1e-3


def test_the_same_map_is_perfect() -> None:
    _, truth = images(12, 12)
    found = quality(truth, truth, {"other": truth + 1})
    assert found is not None
    assert found.ssim is not None
    assert found.ssim.value == pytest.approx(1.0, abs=1e-12)
    assert (found.psnr, found.rmse, found.skill, found.n) == (None, 0.0, 1.0, 144)


def test_skill_is_over_the_best_plain_row_on_the_same_pixels() -> None:
    truth = np.array([[0.0, 1.0, 2.0, 3.0, 9.0]])
    rows = {"far": truth + 2, "near": truth + np.array([[1.0, 1.0, 1.0, 1.0, np.nan]])}
    found = quality(truth + np.array([[0.5, -0.5, 0.5, -0.5, 100.0]]), truth, rows)
    assert found is not None
    assert (found.n, found.best_plain, found.data_range) == (4, "near", 3.0)
    assert found.rmse == pytest.approx(0.5)
    assert found.skill == pytest.approx(1 - 0.25 / 1)
    assert found.psnr == pytest.approx(10 * np.log10(9 / 0.25))
    assert found.ssim is not None
    assert found.ssim.value is None


def test_points_have_no_windows() -> None:
    truth = np.array([1.0, 2.0, 4.0, np.nan])
    found = quality(np.array([1.0, 2.0, 5.0, 7.0]), truth, {"plain": truth + 1})
    assert found is not None
    assert found.ssim is None
    assert (found.n, found.rmse) == (3, pytest.approx(np.sqrt(1 / 3)))
    assert found.skill == pytest.approx(2 / 3)
    assert quality(np.full(4, np.nan), truth, {}) is None


def test_wrong_input_is_refused() -> None:
    mapped, truth = images(9, 9)
    with pytest.raises(ValueError):
        ssim(mapped, truth, 1.0, "square")
    with pytest.raises(ValueError):
        ssim(mapped[:-1], truth, 1.0)
    assert ssim(np.ones((9, 9)), np.ones((9, 9)), 0.0).value is None
