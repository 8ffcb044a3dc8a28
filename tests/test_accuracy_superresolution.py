"""The tool that measures super-resolution on whole sets."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np
import pytest

from geochem_fusion.core.superresolution.outcomes import outcome
from tests.making import even_means, smooth_bands, write_raster
from tools import accuracy_superresolution as accuracy

SIDE, RATIO = 48, 4
PIXEL = 10.0


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A set of two elements with a covariate that one of them follows, and a folder that is none."""
    folder = tmp_path_factory.mktemp("data")
    (folder / "other").mkdir()
    write_raster(folder / "other" / "coarse_x4.tif", np.ones((1, 4, 4)))
    own = folder / "planted"
    own.mkdir()
    image = np.stack(smooth_bands(1, SIDE, SIDE))
    truth = np.concatenate([5 + 3 * image, 5 + smooth_bands(1, SIDE, SIDE, seed=7)])
    write_raster(own / "truth_fine.tif", truth, PIXEL, names=("Cu_ppm", "Zn_ppm"))
    write_raster(own / "covariates.tif", image, PIXEL, names=("image",))
    coarse = np.stack([even_means(plane, RATIO) for plane in truth])
    write_raster(own / "coarse_x4.tif", coarse, PIXEL * RATIO, names=("Cu_ppm", "Zn_ppm"))
    return folder


def test_sets_are_maps_beside_finer_ones(data: Path) -> None:
    assert accuracy.found_cases(data) == [accuracy.Case(data / "planted", 4)]


def test_a_set_is_judged_on_quarters_that_nothing_was_learned_from(data: Path) -> None:
    options = argparse.Namespace(method="ridge", transform="none", width="half", epochs=0, schedule="published", seed=0)
    figures = accuracy.judged(accuracy.Case(data / "planted", 4), options)
    assert figures.skill > figures.stack
    assert figures.r_points is None
    assert figures.worst_element in ("Cu_ppm", "Zn_ppm")


def test_skill_is_over_bilinear_and_the_worst_over_the_best_row() -> None:
    truth = np.arange(36.0).reshape(6, 6)
    plain = {"bilinear": truth + 2, "cubic": truth - 1}
    made = {("stack", "mean"): truth + 1, ("chosen", "map"): truth + 0.5}
    fold = np.repeat(np.arange(6)[:, None], 6, axis=1)
    element = outcome("Cu", "ppm", "none", truth, plain, made, fold, {})
    assert accuracy.over_bilinear(element, "chosen") == pytest.approx(1 - 0.25 / 4)
    assert accuracy.over_bilinear(element, "stack") == pytest.approx(1 - 1 / 4)
    assert accuracy.over_best(element) == pytest.approx(1 - 0.25 / 1)
    rows = {**plain, "kriging of cells": truth + 0.8, "kriging of points, much noise": truth + 0.25}
    element = outcome("Cu", "ppm", "none", truth, rows, made, fold, {})
    assert accuracy.over_best(element) == pytest.approx(1 - 0.25 / 0.0625)
    assert accuracy.over_best(element, usual=True) == pytest.approx(1 - 0.25 / 0.64)
    element = outcome("Cu", "ppm", "none", truth, {**rows, "kriging of points": truth + 0.9}, made, fold, {})
    assert accuracy.over_best(element, usual=True) == pytest.approx(1 - 0.25 / 0.81)


def test_a_folder_without_sets_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["accuracy", "--data", str(tmp_path)])
    assert accuracy.main() == 1
    assert "holds no such set" in capsys.readouterr().err
