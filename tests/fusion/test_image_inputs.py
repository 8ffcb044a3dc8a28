"""What a model knows of its images, and what is told of others."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from making import write_raster

from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.fusion.image_inputs import ImageInputs
from geochem_fusion.core.image.features import FeatureSet
from geochem_fusion.core.raster.images import ImageStack


def stack_of(path: Path, size: float = 40.0, names: list[str] | None = None) -> ImageStack:
    return ImageStack([write_raster(path, np.ones((2, 8, 8)), size, names=names or ["a", "b"])])


def test_the_same_images_differ_in_nothing(tmp_path: Path) -> None:
    stack = stack_of(tmp_path / "a.tif")
    inputs = ImageInputs.of(stack)
    assert inputs == ImageInputs(40.0, (2,), ("", ""), (None, None), "auto")
    assert inputs.differences(stack, FeatureSet("multiscale", ("a", "b"))) == []
    assert ImageInputs.from_json(json.loads(json.dumps(inputs.to_json()))) == inputs


@pytest.mark.parametrize(("size", "told"), [(39, False), (41, False), (20, True), (44, True)])
def test_other_pixels_are_told(tmp_path: Path, size: float, told: bool) -> None:
    inputs = ImageInputs.of(stack_of(tmp_path / "a.tif"))
    other = stack_of(tmp_path / "b.tif", size)
    found = inputs.differences(other, FeatureSet("multiscale", ("a", "b")))
    assert bool(found) == told
    if told:
        assert found[0].startswith(f"The model was made for pixels of 40 m, and those of the images are {size} m")
        assert "count pixels" in found[0]
        assert "count pixels" not in inputs.differences(other, FeatureSet("raw", ("a", "b")))[0]


def test_other_units_wavelengths_and_places_are_told(tmp_path: Path) -> None:
    stack = stack_of(tmp_path / "a.tif", names=["Band 1", "b"])
    stack.bands = [replace(stack.bands[0], unit="nT", wavelength=0.66), stack.bands[1]]
    inputs = ImageInputs.of(stack)
    features = FeatureSet("raw", ("Band 1", "b"))
    other = ImageStack([write_raster(tmp_path / "c.tif", np.ones((3, 8, 8)), 40, names=["Band 1", "b", "c"])])
    other = other.selected(["Band 1", "b"])
    other.bands = [replace(other.bands[0], unit="mGal", wavelength=0.84), other.bands[1]]
    places, unit, wave = inputs.differences(other, features)
    assert "rasters of 2 bands, and these have 3" in places
    assert unit == "The band 'Band 1' has the unit mGal, and the model was made for nT: convert it."
    assert "sees 0.84 µm, and the model was made for 0.66 µm" in wave


@pytest.mark.parametrize("change", [{"pixel": 0}, {"pixel": math.inf}, {"scaling": "x"}, {"rasters": "a"}])
def test_other_data_is_an_error_that_loading_expects(tmp_path: Path, change: dict[str, object]) -> None:
    data = {**ImageInputs.of(stack_of(tmp_path / "a.tif")).to_json(), **change}
    with pytest.raises((FusionError, KeyError, TypeError, ValueError)):
        ImageInputs.from_json(data)
