"""Rasters that a model remembers: found again where they lay or beside the model, never anywhere else."""

from __future__ import annotations

import os
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from making import even_means, read_raster, smooth_bands, write_raster
from osgeo import gdal

from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.fusion.application import Application, with_remembered
from geochem_fusion.core.fusion.model import FusionModel, Target, load, save
from geochem_fusion.core.image.features import FeatureSet
from geochem_fusion.core.regression.predictors import Linear
from geochem_fusion.core.remembered import Remembered


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "project" / "models").mkdir(parents=True)
    for name in ("image.tif", "map.tif"):
        (tmp_path / "project" / name).write_bytes(b"0123456789")
    return tmp_path / "project"


def kept(folder: Path, *texts: str, geochem: str | None = None) -> Remembered | None:
    found = Remembered.of([str(folder / text) for text in texts], geochem, str(folder / "models" / "m.gfm"))
    return None if found is None else Remembered.from_json(found.to_json())


def test_rasters_are_found_where_they_lay_and_beside_a_folder_that_was_moved(folder: Path, tmp_path: Path) -> None:
    coarse = f"{folder / 'map.tif'}|crs:EPSG:32633"
    remembered = kept(folder, "image.tif", geochem=coarse)
    assert remembered is not None
    model = str(folder / "models" / "m.gfm")
    assert remembered.find(model) == ([str(folder / "image.tif")], coarse, [])
    moved = tmp_path / "elsewhere"
    shutil.move(folder, moved)
    found = remembered.find(str(moved / "models" / "m.gfm"))
    assert found == ([str(moved / "image.tif")], f"{moved / 'map.tif'}|crs:EPSG:32633", [])
    (moved / "image.tif").write_bytes(b"other")
    assert remembered.find(str(moved / "models" / "m.gfm"))[2] == [str(moved / "image.tif")]
    (moved / "map.tif").unlink()
    with pytest.raises(FusionError, match=r"GEOCHEM is empty, and the raster .*map.tif that the model was trained on"):
        remembered.find(str(moved / "models" / "m.gfm"))
    assert remembered.find(str(moved / "models" / "m.gfm"), coarse=False)[:2] == ([str(moved / "image.tif")], None)


@pytest.mark.parametrize("changes", [{"mode": "prediction"}, {"geochem": "other.tif"}])
def test_a_coarse_map_that_is_not_needed_may_be_gone(folder: Path, changes: dict[str, Any]) -> None:
    remembered = kept(folder, "image.tif", geochem=str(folder / "map.tif"))
    line = Target("Cu", "ppm", "linear", "none", 1.0, (0,), Linear(np.ones(1), np.zeros(1)))
    features = FeatureSet("raw", ("a",))
    model = str(folder / "models" / "m.gfm")
    save(FusionModel(features, (line,), np.array([[0.0], [1.0]]), 1.0, "", remembered=remembered), model)
    (folder / "map.tif").unlink()
    request = Application(model, [], str(folder / "out.tif"), **changes)
    found = with_remembered(request)
    assert (found.rasters, found.geochem) == ([str(folder / "image.tif")], changes.get("geochem"))
    with pytest.raises(FusionError, match="GEOCHEM is empty, and the raster"):
        with_remembered(replace(request, mode="residual", geochem=None))


def test_a_raster_in_a_file_of_several_is_found_too(folder: Path, tmp_path: Path) -> None:
    text = f'NETCDF:"{folder / "image.tif"}":Cu'
    found = Remembered.of([text], None, str(folder / "m.gfm"))
    assert found is not None
    moved = tmp_path / "elsewhere"
    shutil.move(folder, moved)
    assert found.find(str(moved / "m.gfm"))[0] == [f'NETCDF:"{moved / "image.tif"}":Cu']


@pytest.mark.parametrize("text", ["/vsicurl/https://example.org/a.tif", "PG:dbname=a", "gone.tif"])
def test_only_files_on_a_disk_are_remembered(folder: Path, text: str) -> None:
    model = str(folder / "m.gfm")
    assert Remembered.of([text], None, model) is None
    assert Remembered.of([], None, model) is None
    found = Remembered.of([str(folder / "image.tif")], text, model)
    assert found is not None
    assert found.geochem is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("file", "//server/share/image.tif"),
        ("file", "\\\\server\\share\\image.tif"),
        ("file", "/vsicurl/https://example.org/a.tif"),
        ("text", "<VRTDataset><SourceFilename>{file}</SourceFilename></VRTDataset>"),
        ("text", "/vsicurl/https://example.org/?{file}"),
        ("text", "x" * 5000),
        ("size", "ten"),
        ("beside", None),
    ],
)
def test_what_a_hostile_model_names_is_not_opened(folder: Path, field: str, value: Any) -> None:
    remembered = kept(folder, "image.tif")
    assert remembered is not None
    entry = dict(remembered.rasters[0])
    text = value.format(file=entry["file"]) if isinstance(value, str) else value
    entry[field] = text
    if field == "file":
        entry["text"], entry["beside"] = text, text
    elif value is None:
        del entry[field]
    with pytest.raises((FusionError, ValueError, KeyError)):
        Remembered.from_json({"rasters": [entry], "geochem": None}).find(str(folder / "m.gfm"))


def test_apply_needs_no_more_than_the_model(processing: Any, provider: Any, tmp_path: Path) -> None:
    bands = smooth_bands(2, 64, 64)
    image = write_raster(tmp_path / "image.tif", bands)
    coarse = write_raster(tmp_path / "coarse.tif", even_means(bands[0] * 2 + 9, 8)[None], 80.0, names=["Cu"])
    model, output = str(tmp_path / "m.gfm"), str(tmp_path / "fused.tif")
    training = {"RASTERS": [image], "GEOCHEM": coarse, "METHOD": "linear", "FEATURES": "raw", "MODEL": model}
    processing.run("geochemfusion:train", training)
    processing.run("geochemfusion:apply", {"MODEL": model, "OUTPUT": output})
    full = str(tmp_path / "full.tif")
    processing.run("geochemfusion:apply", {"MODEL": model, "RASTERS": [image], "GEOCHEM": coarse, "OUTPUT": full})
    np.testing.assert_array_equal(read_raster(output), read_raster(full))
    part = str(tmp_path / "part.tif")
    extent = "500160,500480,4999520,4999840 [EPSG:32633]"
    processing.run("geochemfusion:apply", {"MODEL": model, "MODE": "prediction", "EXTENT": extent, "OUTPUT": part})
    assert read_raster(part).shape == (1, 32, 32)

    with pytest.raises(Exception, match="is also an input"):
        processing.run("geochemfusion:apply", {"MODEL": model, "OUTPUT": image})
    virtual = str(tmp_path / "image.vrt")
    gdal.Translate(virtual, image, format="VRT").FlushCache()
    with pytest.raises(Exception, match=r"OUTPUT: .*image.tif is also an input"):
        processing.run("geochemfusion:apply", {"MODEL": model, "RASTERS": [virtual], "OUTPUT": image})
    with pytest.raises(Exception, match="MODE=residual needs the coarse map"):
        processing.run("geochemfusion:apply", {"MODEL": model, "RASTERS": [image], "OUTPUT": full})
    os.rename(image, tmp_path / "renamed.tif")
    with pytest.raises(Exception, match=r"RASTERS is empty, and the raster .*image.tif"):
        processing.run("geochemfusion:apply", {"MODEL": model, "OUTPUT": output})

    os.rename(tmp_path / "renamed.tif", image)
    processing.run("geochemfusion:train", {**training, "REMEMBER": False})
    assert load(model).remembered is None
    with zipfile.ZipFile(model) as archive:
        assert str(tmp_path).encode() not in archive.read("manifest.json")
    with pytest.raises(Exception, match="does not remember its images: give RASTERS"):
        processing.run("geochemfusion:apply", {"MODEL": model, "OUTPUT": output})
