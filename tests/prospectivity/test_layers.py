"""Layers on one grid: which are geochemistry, what each source is, cells averaged and classes as shares."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from osgeo import gdal

from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.prospectivity.layers import Layers, lay, without_zeros, zeros_are_empty
from geochem_fusion.core.raster.grid import Grid, Window
from tests.making import Log
from tests.small_rasters import GRID, UTM, save

FINE = GRID.finer(2)


def rasters(folder: Path, fine: np.ndarray | None = None) -> list[tuple[str, str]]:
    coarse = np.arange(2 * 48, dtype=float).reshape(2, *GRID.shape)
    fine = np.arange(4 * 48, dtype=float).reshape(1, *FINE.shape) if fine is None else fine
    one = save(folder / "coarse.tif", coarse, names=("Cu_ppm", "Zn_ppm"))
    return [(save(folder / "fine.tif", fine, FINE, names=("tmi",)), "magnetics"), (one, "survey")]


def test_the_grid_is_that_of_the_geochemistry_and_finer_cells_are_averaged(tmp_path: Path) -> None:
    layers = Layers(rasters(tmp_path))
    assert layers.grid == GRID
    assert layers.names == ["tmi", "Cu_ppm", "Zn_ppm"]
    assert layers.sources == ["magnetics", "geochemistry"]
    assert layers.geochemistry.tolist() == [False, True, True]
    found = layers.read(GRID.full_window())
    fine = np.arange(4 * 48, dtype=float).reshape(FINE.shape)
    means = fine.reshape(6, 2, 8, 2).mean(axis=(1, 3))
    np.testing.assert_allclose(found[0, 1:-1, 1:-1], means[1:-1, 1:-1])  # a plane keeps its means under any kernel
    np.testing.assert_array_equal(found[1], np.arange(48).reshape(GRID.shape))


def test_bands_of_one_file_are_sources_by_what_their_names_begin_with(tmp_path: Path) -> None:
    names = ("tmi", "tmi_1vd", "aster_clay", "aster_iron", "dist_fault", "Cu")
    path = save(tmp_path / "all.tif", np.random.default_rng(1).normal(size=(6, *GRID.shape)), names=names)
    layers = Layers([(path, "stack")])
    assert [layer.source for layer in layers.layers] == ["tmi", "tmi", "aster", "aster", "stack", "geochemistry"]


def test_geochemistry_can_be_named(tmp_path: Path) -> None:
    layers = Layers(rasters(tmp_path), geochemistry=["TMI"])
    assert layers.geochemistry.tolist() == [True, False, False]
    assert layers.grid == FINE
    with pytest.raises(FusionError, match="gold"):
        Layers(rasters(tmp_path), geochemistry=["gold"])


def test_classes_become_shares(tmp_path: Path) -> None:
    codes = np.ones((1, *FINE.shape))
    codes[0, :2, :1] = 7  # half of the first cell
    layers = Layers(rasters(tmp_path, codes), classes=["tmi"])
    assert layers.names == ["tmi = 1", "tmi = 7", "Cu_ppm", "Zn_ppm"]
    assert layers.measured.tolist() == [False, False, True, True]
    found = layers.read(GRID.full_window())
    assert found[:2, 0, 0].tolist() == [0.5, 0.5]
    assert found[:2, 1, 1].tolist() == [1.0, 0.0]


def test_a_hole_stays_and_a_mask_cuts_all_layers(tmp_path: Path) -> None:
    given = rasters(tmp_path)
    mask = np.ones((1, *GRID.shape))
    mask[0, 2, 3] = 0
    found = Layers(given, mask=save(tmp_path / "mask.tif", mask)).read(GRID.full_window())
    assert np.isnan(found[:, 2, 3]).all()
    assert np.isfinite(found[:, 2, 4]).all()


def test_another_cell_size_covers_the_same_ground(tmp_path: Path) -> None:
    layers = Layers(rasters(tmp_path), cell_size=20.0)
    assert layers.grid == Grid((500000.0, 20.0, 0.0, 4000000.0, 0.0, -20.0), 3, 4, UTM)
    found = layers.read(Window(1, 1, 1, 2))
    np.testing.assert_allclose(found[1], np.arange(48).reshape(3, 2, 4, 2).mean(axis=(1, 3))[1:2, 1:3])
    with pytest.raises(FusionError, match="CELL_SIZE is 1000"):
        Layers(rasters(tmp_path), cell_size=1000.0)


def test_a_raster_elsewhere_is_refused(tmp_path: Path) -> None:
    away = Grid((900000.0, 10.0, 0.0, 4000000.0, 0.0, -10.0), 6, 8, UTM)
    path = save(tmp_path / "away.tif", np.ones((1, 6, 8)), away, names=("k",))
    with pytest.raises(FusionError, match="does not show the area of the others"):
        Layers([*rasters(tmp_path), (path, "away")])


def test_layers_of_a_model_are_found_by_name(tmp_path: Path) -> None:
    layers = Layers(rasters(tmp_path))
    lay(["zn_ppm", "tmi"], layers)
    assert layers.names == ["Zn_ppm", "tmi"]
    np.testing.assert_array_equal(layers.read(GRID.full_window())[0], np.arange(48, 96).reshape(GRID.shape))
    with pytest.raises(FusionError, match="no layer 'Au_ppb' that the model was made of"):
        lay(["Au_ppb"], Layers(rasters(tmp_path)))


def test_contents_are_known_whatever_their_names_say_of_how_they_were_mapped(tmp_path: Path) -> None:
    """And what only begins like an element is none."""
    names = ("Idw_Li", "log_Cu_ppm", "Au_clr", "kriging Zn", "log_slope", "dem_grid", "Fe_index")
    path = save(tmp_path / "all.tif", np.random.default_rng(1).normal(size=(7, *GRID.shape)), names=names)
    assert Layers([(path, "stack")]).geochemistry.tolist() == [True, True, True, True, False, False, False]


def test_a_nameless_band_is_named_as_its_layer(tmp_path: Path) -> None:
    """Single rasters without names, which is what most programs write; two layers of one name stay apart."""
    random = np.random.default_rng(1)
    paths = [save(tmp_path / f"{k}.tif", random.normal(size=(1, *GRID.shape))) for k in range(3)]
    layers = Layers(list(zip(paths, ("Idw_Cu", "dem", ""))))
    assert layers.names == ["Idw_Cu", "dem", "Band 1"]
    assert layers.geochemistry.tolist() == [True, False, False]


def cells(zeros: int = 20) -> np.ndarray:
    """Contents in four columns between 1 and 2, 0 in all of them in some cells; a fifth is no content."""
    values = np.random.default_rng(2).uniform(1, 2, (100, 5))
    values[:zeros, :4] = 0
    return values


def test_zeros_in_all_contents_are_no_values() -> None:
    contents = np.array([True] * 4 + [False])
    assert zeros_are_empty(cells(), contents)
    assert not zeros_are_empty(cells(0), contents)
    assert not zeros_are_empty(cells(), np.array([True] * 2 + [False] * 3))  # two may be 0 in the same cells
    below = cells()
    below[50, 1] = 0  # below a limit, beside contents that are above theirs
    assert not zeros_are_empty(below, contents)
    low = cells()
    low[20:, 0] = np.geomspace(1e-6, 1, 80)  # contents that come near 0
    assert not zeros_are_empty(low, contents)
    partly = cells()
    partly[:5, 1] = np.nan
    assert zeros_are_empty(partly, contents)
    planes = partly.T.copy()
    without_zeros(planes, contents)
    assert np.isnan(planes[:4, :20]).all()
    np.testing.assert_array_equal(planes[:4, 20:], partly.T[:4, 20:])
    np.testing.assert_array_equal(planes[4], partly.T[4])


def test_masks_and_quality_are_no_layers_unless_they_are_named(tmp_path: Path) -> None:
    bands = np.random.default_rng(2).normal(size=(4, *GRID.shape)) + 5
    path = save(tmp_path / "all.tif", bands, names=("Cu_ppm", "tmi", "QA_PIXEL", "red"))
    dataset = gdal.Open(path, gdal.GA_Update)
    dataset.GetRasterBand(4).SetColorInterpretation(gdal.GCI_AlphaBand)
    dataset.FlushCache()
    said = Log()
    layers = Layers([(path, "all")], progress=said)
    assert layers.names == ["Cu_ppm", "tmi"]
    assert layers.read(GRID.full_window()).shape == (2, *GRID.shape)
    assert "No features are made of QA_PIXEL, red: masks, quality, classes or transparency." in said.warnings
    assert "QA_PIXEL" in Layers([(path, "all")], geochemistry=["Cu_ppm", "QA_PIXEL"]).names
