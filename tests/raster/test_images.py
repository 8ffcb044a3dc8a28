"""Images as they are understood: names, scaling, what is left out, classes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from making import Log
from osgeo import gdal, osr

from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.raster.grid import Window
from geochem_fusion.core.raster.images import ImageChoice, ImageStack, open_images, parse_bands, parse_scaling

C2 = "LC08_L2SP_101082_20200101_20200824_02_T1"
SHAPE = (40, 50)
REFLECTANCE = 0.05 + np.arange(2000).reshape(SHAPE) / 5000


def save(path: Path, planes: np.ndarray, names: list[str] | None = None, kind: int = gdal.GDT_Float32) -> str:
    planes = np.asarray(planes).reshape(-1, *SHAPE)
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), SHAPE[1], SHAPE[0], len(planes), kind)
    dataset.SetGeoTransform((500000.0, 30.0, 0.0, 4000000.0, 0.0, -30.0))
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(32633)
    dataset.SetProjection(reference.ExportToWkt())
    for number, plane in enumerate(planes, 1):
        dataset.GetRasterBand(number).WriteArray(plane)
        if names:
            dataset.GetRasterBand(number).SetDescription(names[number - 1])
    return str(path)


def landsat(folder: Path, scene: str = C2, bands: str = "45") -> list[str]:
    numbers = np.round((REFLECTANCE + 0.2) / 2.75e-5)
    return [save(folder / f"{scene}_SR_B{b}.TIF", numbers + int(b), kind=gdal.GDT_UInt16) for b in bands]


def whole(stack: ImageStack) -> np.ndarray:
    return stack.read(Window(0, 0, *SHAPE))


def test_one_file_a_band_is_named_without_its_scene(tmp_path: Path) -> None:
    stack = ImageStack(landsat(tmp_path))
    assert stack.band_names == ["Landsat 8-9 SR_B4", "Landsat 8-9 SR_B5"]
    assert stack.sensors == ["Landsat 8-9"] * 2
    assert stack.notes[0].startswith("Bands named by what the names of their files say: Landsat 8-9 SR_B4 (LC08_")
    named = ImageStack([save(tmp_path / "x_B4.tif", REFLECTANCE, ["red"]), save(tmp_path / "dem.tif", REFLECTANCE)])
    assert named.band_names == ["red", "Band 1"]
    assert named.notes == []


def test_models_of_other_scenes_and_of_older_versions_find_their_bands(tmp_path: Path) -> None:
    one = ImageStack(landsat(tmp_path))
    other = ImageStack(landsat(tmp_path, C2.replace("101082_20200101", "102082_20200108"), "54"))
    expected = whole(other)[::-1]
    for names in (
        one.band_names,
        [f"{C2}_SR_B4: Band 1", f"{C2}_SR_B5: Band 1"],  # as older versions named the first scene
        [f"{C2.replace('101082_20200101', '102082_20200108')}_SR_B{b}: Band 1" for b in "45"],
        ["landsat 8-9 sr_b4", "LANDSAT 8-9 SR_B5"],
    ):
        chosen = other.selected(names)
        assert chosen.band_names == names
        np.testing.assert_array_equal(whole(chosen), expected)
    with pytest.raises(FusionError, match="band 'Landsat 8-9 SR_B7' that the model needs is not in the rasters"):
        other.selected(["Landsat 8-9 SR_B7"])


def test_numbers_of_products_become_reflectance(tmp_path: Path) -> None:
    stack = ImageStack(landsat(tmp_path, bands="4"))
    np.testing.assert_allclose(whole(stack)[0], REFLECTANCE + 4 * 2.75e-5, atol=2e-5)
    assert "multiplied by 2.75e-05, and -0.2 is added (Landsat Collection 2 Level 2)" in stack.notes[1]
    raw = ImageStack(landsat(tmp_path, bands="4"), scaling="none")
    assert whole(raw).min() > 9000
    assert len(raw.notes) == 1


def test_reflectance_is_not_scaled_again(tmp_path: Path) -> None:
    scaled = save(tmp_path / f"{C2}_SR_B4.TIF", REFLECTANCE)
    np.testing.assert_allclose(whole(ImageStack([scaled]))[0], REFLECTANCE, rtol=1e-6)
    (declared,) = landsat(tmp_path, bands="5")
    dataset = gdal.Open(declared, gdal.GA_Update)
    dataset.GetRasterBand(1).SetScale(2.75e-5)
    dataset.GetRasterBand(1).SetOffset(-0.2)
    dataset = None
    for scaling in ("auto", "none", "1e-4,0"):
        stack = ImageStack([declared], scaling=scaling)
        np.testing.assert_allclose(whole(stack)[0], REFLECTANCE + 5 * 2.75e-5, atol=2e-5)
    assert stack.doubts == ["SCALING is not applied to Landsat 8-9 SR_B5, whose files declare scale and offset."]


def test_the_fill_of_products_is_nodata(tmp_path: Path) -> None:
    numbers = np.round((REFLECTANCE + 0.1) / 1e-4)
    numbers[3, 5] = 0
    path = save(tmp_path / "T32TQM_20230615T101559_B04_10m.tif", numbers, kind=gdal.GDT_UInt16)
    values = whole(ImageStack([path]))[0]
    assert np.isnan(values[3, 5])
    assert np.isnan(values).sum() == 1
    assert np.nanmin(values) == pytest.approx(0.05, abs=1e-4)


def test_scaling_can_be_given(tmp_path: Path) -> None:
    path = save(tmp_path / "a.tif", REFLECTANCE * 1e4)
    np.testing.assert_allclose(whole(ImageStack([path], scaling=" 0.0001, -0.1"))[0], REFLECTANCE - 0.1, atol=1e-6)
    assert parse_scaling("none") is None
    for text in ("much", "1", "1,2,3", "0,1", "nan,1"):
        with pytest.raises(FusionError, match=f"SCALING '{text}' is not understood: give auto, none, or scale"):
            parse_scaling(text)


def test_masks_make_no_features_unless_they_are_chosen(tmp_path: Path) -> None:
    image = save(tmp_path / "a.tif", [REFLECTANCE] * 3, ["red", "SCL", "nir"])
    quality = save(tmp_path / f"{C2}_QA_PIXEL.TIF", REFLECTANCE)
    unknown = save(tmp_path / "cloud_mask.tif", REFLECTANCE)
    log = Log()
    assert open_images([image, quality, unknown], None, ImageChoice(), log).band_names == ["red", "nir"]
    assert log.warnings == [
        "No features are made of SCL, Landsat 8-9 QA_PIXEL, Band 1: masks, quality, classes or transparency."
    ]
    log = Log()
    chosen = open_images([image, quality], None, ImageChoice(bands="scl,1,4"), log)
    assert chosen.band_names == ["SCL", "red", "Landsat 8-9 QA_PIXEL"]
    assert log.warnings == []
    with pytest.raises(FusionError, match="No band of the images is a measurement"):
        open_images([quality], None, ImageChoice())


def test_a_band_can_be_taken_twice(tmp_path: Path) -> None:
    stack = ImageStack([save(tmp_path / "a.tif", [REFLECTANCE, 1 - REFLECTANCE], ["a", "b"])])
    twice = stack.taken([1, 0, 1])
    assert twice.band_names == ["b", "a", "b"]
    np.testing.assert_allclose(whole(twice), [1 - REFLECTANCE, REFLECTANCE, 1 - REFLECTANCE], rtol=1e-6)


def test_transparency_makes_no_feature(tmp_path: Path) -> None:
    path = str(tmp_path / "a.tif")
    save(Path(path), [REFLECTANCE] * 2, ["grey", "last"])
    dataset = gdal.Open(path, gdal.GA_Update)
    dataset.GetRasterBand(2).SetColorInterpretation(gdal.GCI_AlphaBand)
    dataset = None
    assert open_images([path], None, ImageChoice()).band_names == ["grey"]


def test_classes_are_planes_of_0_and_1(tmp_path: Path) -> None:
    codes = np.full(SHAPE, 6.0)
    codes[:, 10:20], codes[:, 20:30], codes[0, 0] = 39, -2, np.nan
    path = save(tmp_path / "a.tif", [REFLECTANCE, codes], ["red", "geology"])
    stack = open_images([path], None, ImageChoice(categories="geology"))
    assert stack.band_names == ["red", "geology = -2", "geology = 6", "geology = 39"]
    assert stack.class_names == ("geology = -2", "geology = 6", "geology = 39")
    planes = whole(stack)[1:]
    for plane, code in zip(planes, (-2, 6, 39)):
        np.testing.assert_array_equal(plane, np.where(np.isnan(codes), np.nan, codes == code))
    again = ImageStack([path]).selected(["geology = 39", "red", "geology = 6", "geology = -2"])
    np.testing.assert_array_equal(whole(again)[0], planes[2])
    few = ImageStack([path]).selected(["geology = 6", "geology = 39"])
    assert np.isnan(whole(few)[:, 5, 25]).all()
    assert few.strange() == ["'geology' has the codes -2, which the model was not trained on: there is no value there."]
    assert again.selected(["red"]).strange() == []
    with pytest.raises(FusionError, match="the band 'red' has values that are no classes"):
        open_images([path], None, ImageChoice(categories="red"))


def test_classes_of_another_grid_and_of_colours_are_taken_as_they_are(tmp_path: Path) -> None:
    """Codes lie between none, and what turns numbers into reflectance is not for them."""
    codes = np.where(np.arange(50) < 20, 6.0, 39.0) * np.ones(SHAPE)
    image = save(tmp_path / "a.tif", REFLECTANCE, ["red"])
    geology = save(tmp_path / "b.tif", codes, ["geology"], gdal.GDT_Byte)
    dataset, table = gdal.Open(geology, gdal.GA_Update), gdal.ColorTable()
    table.SetColorEntry(6, (255, 0, 0))
    dataset.GetRasterBand(1).SetColorTable(table)
    dataset.SetGeoTransform((500000.0 - 75, 33.0, 0.0, 4000000.0 + 30, 0.0, -33.0))
    dataset = None
    with pytest.raises(FusionError, match=r"b.tif holds numbers of colours"):
        open_images([image, geology], None, ImageChoice())
    assert open_images([image, geology], None, ImageChoice(bands="red")).band_names == ["red"]
    log = Log()
    stack = open_images([image, geology], None, ImageChoice("2,1", categories="geology"), log)
    assert stack.band_names == ["red", "geology = 6", "geology = 39"]
    assert "Classes brought to the common grid (nearest pixel): b." in log.warnings
    red, first, second = whole(stack)
    np.testing.assert_allclose(red, 2 * REFLECTANCE + 1, rtol=1e-6)
    column = np.floor((np.arange(50) * 30 + 15 + 75) / 33)  # of the pixel of the map below the centre of each
    np.testing.assert_array_equal(first[5], column < 20)
    np.testing.assert_array_equal(second, 1 - first)
    again = ImageStack([image, geology], None, "2,1").selected(stack.band_names)
    np.testing.assert_array_equal(whole(again), whole(stack))
    assert again.strange() == []


def test_what_looks_like_classes_or_raw_numbers_is_seen(tmp_path: Path) -> None:
    codes = np.where(REFLECTANCE > 0.2, 6.0, 39.0)
    image = save(tmp_path / "a.tif", [codes, codes, np.round(REFLECTANCE * 1e4) + 1000], ["geology", "dem", "B4"])
    log = Log()
    stack = open_images([image], None, ImageChoice(), log)
    assert stack.like_classes() == ["geology"]
    (told,) = log.warnings
    assert told.startswith("The band 'geology' looks like classes, and its codes are averaged as if they were amounts")
    assert stack.unscaled() == ["B4"]
    assert open_images([image], None, ImageChoice("0.0001,-0.1")).unscaled() == []
    assert ImageStack([save(tmp_path / "b.tif", REFLECTANCE, ["B4"])]).unscaled() == []


def test_bands_are_given_by_name_or_number() -> None:
    names = ["red", "7", "nir"]
    assert parse_bands("NIR, 1 ,7,nir", names, "BANDS") == [2, 0, 1]
    assert parse_bands(" ", names, "BANDS") == []
    for text in ("blue", "0", "4"):
        with pytest.raises(FusionError, match=f"BANDS: the images have no band '{text}': give names or numbers"):
            parse_bands(text, names, "BANDS")
