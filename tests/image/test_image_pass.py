"""Passes over an image: on threads and, through files of plain data, elsewhere, to the same bytes."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from making import write_raster

from geochem_fusion.core.image import image_pass
from geochem_fusion.core.image.features import Features, FeatureSet
from geochem_fusion.core.image.image_pass import BaseLevel, ImagePass, image_from_json, image_to_json
from geochem_fusion.core.image.pyramid import Pyramid
from geochem_fusion.core.progress import SILENT, Progress
from geochem_fusion.core.raster.grid import Window
from geochem_fusion.core.raster.images import ImageStack
from geochem_fusion.core.raster.tiles import on_threads

SHAPE = 170, 210


class Elsewhere:
    """Computes tiles as a worker does: from the file of their function, the last one first."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.kinds = folder, []

    def __call__(
        self, function: Any, windows: Iterable[Window], progress: Progress = SILENT
    ) -> Generator[tuple[Window, Any], None, None]:
        path = str(self.folder / f"{len(self.kinds)}.tile")
        self.kinds.append(type(function).__name__)
        function.write(path)
        job, todo = type(function).read(path), list(windows)
        found = {window: job(window) for window in reversed(todo)}
        yield from ((window, found[window]) for window in todo)


@pytest.fixture
def stack(tmp_path: Path) -> ImageStack:
    """Three bands; the last lacks a corner that the others have, and all lack a stripe."""
    image = np.random.default_rng(0).normal(100, 20, (3, *SHAPE))
    image[:, 40:50] = np.nan
    image[2, 120:, 150:] = np.nan
    path = write_raster(tmp_path / "image.tif", image, names=["a", "b", "c"])
    return ImageStack([path], None, "2,1").selected(["b", "c"])


@pytest.mark.parametrize("levels", [2, 4, 6])
def test_a_pyramid_built_of_tiles_has_the_same_bytes(
    stack: ImageStack, tmp_path: Path, levels: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tiles of 64 pixels cut the image twelvefold; in those without the corner both bands share a mask."""
    monkeypatch.setattr(image_pass, "_TILE", 64)
    elsewhere = Elsewhere(tmp_path)
    spec = FeatureSet("multiscale", ("b", "c"), levels)
    found = ImagePass(stack, elsewhere).features(spec)
    assert elsewhere.kinds == ["BaseLevel"]
    whole = Pyramid(stack.read, *SHAPE, levels)
    assert found.pyramid is not None
    for name, array in whole.arrays().items():
        np.testing.assert_array_equal(found.pyramid.arrays()[name], array)
    window = Window(20, 30, 100, 120)
    expected = Features(spec, stack.read, *SHAPE).compute(window)
    np.testing.assert_array_equal(found.compute(window), expected)


def test_on_threads_nothing_is_written(stack: ImageStack) -> None:
    over = ImagePass(stack)
    assert over.work is on_threads
    assert not over.sent
    assert over.features(FeatureSet("raw", ("b", "c"))).pyramid is None


def test_features_without_a_pyramid_need_no_pass(stack: ImageStack, tmp_path: Path) -> None:
    elsewhere = Elsewhere(tmp_path)
    ImagePass(stack, elsewhere).features(FeatureSet("raw", ("b", "c")))
    assert elsewhere.kinds == []


def test_images_are_opened_again_as_they_were(stack: ImageStack, tmp_path: Path) -> None:
    again = image_from_json(image_to_json(stack))
    assert again.band_names == ["b", "c"]
    window = Window(0, 0, *SHAPE)
    np.testing.assert_array_equal(again.read(window), stack.read(window))
    BaseLevel(stack, 3).write(str(tmp_path / "job"))
    np.testing.assert_array_equal(
        BaseLevel.read(str(tmp_path / "job"))(window).values, BaseLevel(stack, 3)(window).values
    )
