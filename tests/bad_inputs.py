"""Inputs that a user may give, sound and unsound, made when a line of docs/bad-inputs.md names them."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from making import NODATA, even_means, smooth_bands, wkt, write_raster
from osgeo import gdal, ogr, osr

SIZE, CELL, RATIO = 48, 10.0, 8
ELEMENTS = ("Cu", "Zn")
_MAKERS: dict[str, Callable[[World, Path], Any]] = {}


def made(name: str) -> Callable[[Callable[[World, Path], Any]], Callable[[World, Path], Any]]:
    """Register how the input file ``name`` is made; cases name it by what stands before its ending."""

    def register(maker: Callable[[World, Path], Any]) -> Callable[[World, Path], Any]:
        _MAKERS[name] = maker
        return maker

    return register


class World:
    """A small scene and everything that can be wrong with it, made when it is asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.bands = smooth_bands(3, SIZE, SIZE, 5)
        first, second, third = self.bands
        self.truth = np.stack([0.05 * first + 0.02 * second, 120 + 0.1 * second - 0.05 * third])
        self.coarse = np.stack([even_means(plane, RATIO) for plane in self.truth])

    def file(self, name: str) -> str:
        """Return the path of an input by its name, without ending."""
        file, maker = next((file, maker) for file, maker in _MAKERS.items() if file.split(".")[0] == name)
        path = self.folder / file
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            maker(self, path)
        return str(path)

    def filled(self, value: Any, out: Path) -> Any:
        """Return a parameter with the paths of what its braces name; ``{out}`` is the folder of the outputs."""
        if isinstance(value, list):
            return [self.filled(entry, out) for entry in value]
        if isinstance(value, dict):
            return {key: self.filled(entry, out) for key, entry in value.items()}
        if not isinstance(value, str):
            return value
        for name in {part.split("}")[0] for part in value.split("{")[1:]}:
            value = value.replace(f"{{{name}}}", self.memory() if name == "memory" else self._path(name, out))
        return value

    def _path(self, name: str, out: Path) -> str:
        return str(out) if name == "out" else self.file(name)

    def memory(self) -> str:
        """Return the path of the image in GDAL's memory."""
        path = "/vsimem/bad_inputs/image.tif"
        gdal.FileFromMemBuffer(path, Path(self.file("image")).read_bytes())
        return path


# ---------------------------------------------------------------------------------------------- sound inputs


@made("image.tif")
def _image(world: World, path: Path) -> None:
    write_raster(path, world.bands)


@made("coarse.tif")
def _coarse(world: World, path: Path) -> None:
    write_raster(path, world.coarse, RATIO * CELL, names=ELEMENTS, unit="ppm")


@made("validation.tif")
def _validation(world: World, path: Path) -> None:
    write_raster(path, np.stack([even_means(p, 4) for p in world.truth]), 4 * CELL, names=ELEMENTS, unit="ppm")


@made("fused.tif")
def _fused(world: World, path: Path) -> None:
    write_raster(path, world.truth + 1.0, names=ELEMENTS, unit="ppm")


@made("points.gpkg")
def _points(world: World, path: Path) -> None:
    write_points(path, world)


@made("model.gfm")
def _model(world: World, path: Path) -> None:
    train_model(world, path, "raw")


@made("detailed.gfm")
def _detailed(world: World, path: Path) -> None:
    train_model(world, path, "high_frequency")


def train_model(world: World, path: Path, features: str) -> None:
    from geochem_fusion.core.fusion.model import save
    from geochem_fusion.core.fusion.training import train
    from geochem_fusion.core.regression.request import Training

    request = Training.of([world.file("image")], world.file("coarse"), method="linear", features=features, folds=2)
    save(train(request).model, str(path))


def write_points(path: Path, world: World, count: int = 60, crs: int | None = 32633, shape: str = "point") -> None:
    """Write points with a field of every kind, or squares around them."""
    reference = None
    if crs is not None:
        reference = osr.SpatialReference()
        reference.ImportFromEPSG(crs)
    source = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
    kind = ogr.wkbPoint if shape == "point" else ogr.wkbPolygon
    layer = source.CreateLayer("points", reference, kind)
    for name in ("Cu", "Zn", "empty", "same", "minus", "missing"):
        layer.CreateField(ogr.FieldDefn(name, ogr.OFTReal))
    layer.CreateField(ogr.FieldDefn("text", ogr.OFTString))
    generator = np.random.default_rng(2)
    for row, col in generator.integers(0, SIZE, (count, 2)):
        feature = ogr.Feature(layer.GetLayerDefn())
        x, y = 500000 + (col + 0.5) * CELL, 5000000 - (row + 0.5) * CELL
        point = ogr.CreateGeometryFromWkt(f"POINT ({x} {y})")
        feature.SetGeometry(point if shape == "point" else point.Buffer(CELL))
        for name, plane in zip(ELEMENTS, world.truth):
            feature[name] = float(plane[row, col])
        feature["same"], feature["minus"], feature["missing"], feature["text"] = 5.0, -2.0, -9999.0, "much"
        layer.CreateFeature(feature)


# ---------------------------------------------------------------------------------------------- unsound inputs


def planes_of(
    path: Path, planes: np.ndarray, kind: int, nodata: float | None, names: Any = None, colours: Any = None
) -> gdal.Dataset:
    """Create a GeoTIFF of any type on the grid of the image and return it open."""
    count, height, width = planes.shape
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), width, height, count, kind)
    if colours is not None:  # before anything is written
        dataset.GetRasterBand(1).SetColorTable(colours)
    dataset.SetGeoTransform((500000.0, CELL * SIZE / width, 0.0, 5000000.0, 0.0, -CELL * SIZE / height))
    dataset.SetProjection(wkt())
    for number, plane in enumerate(planes, 1):
        band = dataset.GetRasterBand(number)
        band.SetDescription(names[number - 1] if names else f"b{number}")
        if nodata is not None:
            band.SetNoDataValue(nodata)
        band.WriteArray(plane)
    return dataset


def holes(planes: np.ndarray, value: float = np.nan) -> np.ndarray:
    """Return a copy with some pixels of the first rows lost."""
    planes = np.array(planes, float)
    planes[:, 2:9, 3:30] = value
    return planes


def heights() -> np.ndarray:
    """Return whole numbers, some lost, for a grid of a third of the pixels."""
    planes = np.round(smooth_bands(1, SIZE // 3, SIZE // 3, 8))
    planes[:, 5:8, 3:9] = NODATA
    return planes


@made("text.tif")
def _text(world: World, path: Path) -> None:
    path.write_text("not a raster\n", encoding="utf-8")


@made("empty.tif")
def _empty(world: World, path: Path) -> None:
    path.touch()


@made("cut.tif")
def _cut(world: World, path: Path) -> None:
    data = Path(world.file("image")).read_bytes()
    path.write_bytes(data[: len(data) // 2])


@made("no_crs.tif")
def _no_crs(world: World, path: Path) -> None:
    write_raster(path, world.bands, crs="")


@made("coarse_no_crs.tif")
def _coarse_no_crs(world: World, path: Path) -> None:
    write_raster(path, world.coarse, RATIO * CELL, names=ELEMENTS, crs="")


@made("no_georeference.tif")
def _no_georeference(world: World, path: Path) -> None:
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), 5, 5, 1)
    dataset.GetRasterBand(1).Fill(1)


@made("one_pixel.tif")
def _one_pixel(world: World, path: Path) -> None:
    write_raster(path, world.bands[:, :1, :1])


@made("one_row.tif")
def _one_row(world: World, path: Path) -> None:
    write_raster(path, world.bands[:, :1])


@made("nothing.tif")
def _nothing(world: World, path: Path) -> None:
    write_raster(path, np.full_like(world.bands, np.nan))


@made("constant.tif")
def _constant(world: World, path: Path) -> None:
    write_raster(path, np.full_like(world.bands, 7.0))


@made("half_constant.tif")
def _half_constant(world: World, path: Path) -> None:
    planes = world.bands.copy()
    planes[1] = 7.0
    write_raster(path, planes)


@made("complex.tif")
def _complex(world: World, path: Path) -> None:
    planes_of(path, world.bands, gdal.GDT_CFloat32, None)


@made("whole.tif")
def _whole(world: World, path: Path) -> None:
    write_raster(path, np.clip(world.bands / 8, 0, 250).astype(int))


@made("byte.tif")
def _byte(world: World, path: Path) -> None:
    planes_of(path, np.clip(world.bands / 8, 0, 250).astype(int), gdal.GDT_Byte, None)


@made("palette.tif")
def _palette(world: World, path: Path) -> None:
    colours = gdal.ColorTable()
    for number in range(256):
        colours.SetColorEntry(number, (number, 255 - number, 0, 255))
    planes_of(path, np.clip(world.bands[:1] / 8, 0, 250).astype(int), gdal.GDT_Byte, None, colours=colours)


@made("sentinel.tif")
def _sentinel(world: World, path: Path) -> None:
    write_raster(path, world.bands, names=["B02", "B03", "B04"])


@made("quality.tif")
def _quality(world: World, path: Path) -> None:
    planes_of(path, np.clip(world.bands[:1], 1, None).astype(int), gdal.GDT_UInt16, None, ["QA_PIXEL"])


@made("LC08_L2SP_101082_20200101_20200824_02_T1_SR_B4.tif")
def _collection2(world: World, path: Path) -> None:
    planes_of(path, 8000 + np.round(world.bands[:1]), gdal.GDT_UInt16, 0, [""])


@made("reflectance.tif")
def _reflectance(world: World, path: Path) -> None:
    write_raster(path, (8000 + np.round(world.bands[:1])) * 2.75e-5 - 0.2, names=["reflectance"])


@made("classes.tif")
def _classes(world: World, path: Path) -> None:
    ground = np.ones((1, SIZE, SIZE), int)
    ground[:, 20:30, 10:20] = 0
    colours = gdal.ColorTable()
    colours.SetColorEntry(1, (0, 200, 0, 255))
    planes_of(path, ground, gdal.GDT_Byte, None, colours=colours)


@made("plain_classes.tif")
def _plain_classes(world: World, path: Path) -> None:
    ground = np.ones((1, SIZE, SIZE))
    ground[:, 20:30, 10:20] = 0
    write_raster(path, ground)


@made("zeros.tif")
def _zeros(world: World, path: Path) -> None:
    write_raster(path, np.zeros((1, SIZE, SIZE)))


@made("scaled.tif")
def _scaled(world: World, path: Path) -> None:
    dataset = planes_of(path, (world.bands - 3) / 0.25, gdal.GDT_Float32, None)
    for number in (1, 2, 3):
        band = dataset.GetRasterBand(number)
        band.SetScale(0.25)
        band.SetOffset(3.0)


@made("hole.tif")
def _hole(world: World, path: Path) -> None:
    write_raster(path, holes(world.bands))


@made("nan_hole.tif")
def _nan_hole(world: World, path: Path) -> None:
    planes_of(path, holes(world.bands), gdal.GDT_Float32, float("nan"))


@made("undeclared_nan_hole.tif")
def _undeclared_nan_hole(world: World, path: Path) -> None:
    planes_of(path, holes(world.bands), gdal.GDT_Float32, None)


@made("undeclared_hole.tif")
def _undeclared_hole(world: World, path: Path) -> None:
    planes_of(path, holes(world.bands, NODATA), gdal.GDT_Float32, None)


@made("height_hole.tif")
def _height_hole(world: World, path: Path) -> None:
    planes_of(path, heights(), gdal.GDT_Float32, NODATA, ["height"])


@made("height_undeclared_hole.tif")
def _height_undeclared_hole(world: World, path: Path) -> None:
    planes_of(path, heights(), gdal.GDT_Float32, None, ["height"])


@made("height_whole_hole.tif")
def _height_whole_hole(world: World, path: Path) -> None:
    planes_of(path, heights(), gdal.GDT_Int16, None, ["height"])


@made("height_blank_hole.tif")
def _height_blank_hole(world: World, path: Path) -> None:
    planes_of(path, np.where(heights() == NODATA, 1.70141e38, heights()), gdal.GDT_Float32, None, ["height"])


@made("blank_hole.tif")
def _blank_hole(world: World, path: Path) -> None:
    planes_of(path, holes(world.bands, 1.70141e38), gdal.GDT_Float32, None)


@made("far_hole.tif")
def _far_hole(world: World, path: Path) -> None:
    planes_of(path, holes(world.bands, 9999999), gdal.GDT_Float32, None)


@made("maps.gpkg")
def _maps(world: World, path: Path) -> None:
    """Two rasters in one file."""
    for number, append in enumerate(("NO", "YES")):
        options = [f"RASTER_TABLE={ELEMENTS[number]}", f"APPEND_SUBDATASET={append}"]
        source = gdal.Translate("", world.file("coarse"), format="MEM", bandList=[number + 1])
        gdal.GetDriverByName("GPKG").CreateCopy(str(path), source, options=options)


@made("coarse_local.tif")
def _coarse_local(world: World, path: Path) -> None:
    write_raster(path, world.coarse, RATIO * CELL, names=ELEMENTS, crs='LOCAL_CS["Mine grid",UNIT["metre",1]]')


@made("infinite_hole.tif")
def _infinite_hole(world: World, path: Path) -> None:
    planes_of(path, holes(world.bands, np.inf), gdal.GDT_Float32, None)


@made("masked_hole.tif")
def _masked_hole(world: World, path: Path) -> None:
    dataset = planes_of(path, world.bands, gdal.GDT_Float32, None)
    gdal.SetConfigOption("GDAL_TIFF_INTERNAL_MASK", "YES")
    try:
        dataset.CreateMaskBand(gdal.GMF_PER_DATASET)
    finally:
        gdal.SetConfigOption("GDAL_TIFF_INTERNAL_MASK", None)
    mask = np.full((SIZE, SIZE), 255, np.uint8)
    mask[2:9, 3:30] = 0
    dataset.GetRasterBand(1).GetMaskBand().WriteArray(mask)


@made("per_band.vrt")
def _per_band(world: World, path: Path) -> None:
    values = holes(world.bands)
    for number, nodata in enumerate((-1.0, -2.0, -3.0)):
        plane = values[number : number + 1]
        plane[np.isnan(plane)] = nodata
        planes_of(path.with_name(f"per_band{number}.tif"), plane, gdal.GDT_Float32, nodata, [f"b{number + 1}"])
    sources = [str(path.with_name(f"per_band{number}.tif")) for number in range(3)]
    dataset = gdal.BuildVRT(str(path), sources, separate=True)
    for number in (1, 2, 3):
        dataset.GetRasterBand(number).SetDescription(f"b{number}")


@made("south_up.tif")
def _south_up(world: World, path: Path) -> None:
    write_raster(path, world.bands[:, ::-1])
    dataset = gdal.Open(str(path), gdal.GA_Update)
    dataset.SetGeoTransform((500000.0, CELL, 0.0, 5000000.0 - SIZE * CELL, 0.0, CELL))


@made("rotated.tif")
def _rotated(world: World, path: Path) -> None:
    """The image turned by a right angle: its rows run north to south and its columns west to east."""
    write_raster(path, world.bands.transpose(0, 2, 1))
    dataset = gdal.Open(str(path), gdal.GA_Update)
    dataset.SetGeoTransform((500000.0, 0.0, CELL, 5000000.0, -CELL, 0.0))


@made("many.tif")
def _many(world: World, path: Path) -> None:
    generator = np.random.default_rng(0)
    write_raster(path, np.concatenate([world.bands, generator.normal(size=(197, SIZE, SIZE))]))


@made("repeated.tif")
def _repeated(world: World, path: Path) -> None:
    write_raster(path, world.bands, names=["b", "b", "b"])


@made("renamed.tif")
def _renamed(world: World, path: Path) -> None:
    write_raster(path, world.bands, names=["b1", "b2", "swir"])


@made("two_bands.tif")
def _two_bands(world: World, path: Path) -> None:
    write_raster(path, world.bands[:2])


@made("elsewhere.tif")
def _elsewhere(world: World, path: Path) -> None:
    write_raster(path, world.bands, origin=(700000.0, 5000000.0))


@made("other_zone.tif")
def _other_zone(world: World, path: Path) -> None:
    write_raster(path, world.coarse, RATIO * CELL, names=ELEMENTS, crs=wkt(32650))


@made("coarse_elsewhere.tif")
def _coarse_elsewhere(world: World, path: Path) -> None:
    write_raster(path, world.coarse, RATIO * CELL, origin=(700000.0, 5000000.0), names=ELEMENTS)


@made("degrees.tif")
def _degrees(world: World, path: Path) -> None:
    gdal.Warp(str(path), world.file("coarse"), dstSRS="EPSG:4326")


@made("a folder/ümläut μ 图 'x'.tif")
def _named(world: World, path: Path) -> None:
    write_raster(path, world.bands)


@made("zipped.zip")
def _zipped(world: World, path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(world.file("image"), "in/image.tif")


@made("huge.vrt")
def _huge(world: World, path: Path) -> None:
    """200,000 x 200,000 pixels with the image in their corner."""
    side = 200_000 * CELL
    box = (500000.0, 5000000.0 - side, 500000.0 + side, 5000000.0)
    gdal.BuildVRT(str(path), world.file("image"), outputBounds=box)
    dataset = gdal.Open(str(path), gdal.GA_Update)
    for number in (1, 2, 3):
        dataset.GetRasterBand(number).SetDescription(f"b{number}")


# coarse maps


def coarse_map(path: Path, planes: np.ndarray, names: Any = ELEMENTS) -> None:
    write_raster(path, planes, RATIO * CELL, names=names, unit="ppm")


@made("coarse_nothing.tif")
def _coarse_nothing(world: World, path: Path) -> None:
    coarse_map(path, np.full_like(world.coarse, np.nan))


@made("coarse_constant.tif")
def _coarse_constant(world: World, path: Path) -> None:
    coarse_map(path, np.full_like(world.coarse, 3.0))


@made("coarse_one.tif")
def _coarse_one(world: World, path: Path) -> None:
    planes = np.full_like(world.coarse, np.nan)
    planes[:, 2, 2] = 4.0
    coarse_map(path, planes)


@made("coarse_two.tif")
def _coarse_two(world: World, path: Path) -> None:
    planes = np.full_like(world.coarse, np.nan)
    planes[:, 2, 2:4] = [4.0, 5.0]
    coarse_map(path, planes)


@made("coarse_zero.tif")
def _coarse_zero(world: World, path: Path) -> None:
    planes = world.coarse.copy()
    planes[:, 1, 1], planes[:, 3, 3] = 0.0, -4.0
    coarse_map(path, planes)


@made("coarse_hole.tif")
def _coarse_hole(world: World, path: Path) -> None:
    planes = world.coarse.copy()
    planes[:, 1, 2:4] = np.nan
    coarse_map(path, planes)


@made("coarse_second_code.tif")
def _coarse_second_code(world: World, path: Path) -> None:
    """A mosaic: -9999 is declared, and a part of it has -99."""
    planes = world.coarse.copy()
    planes[:, 1, 2:4] = -99
    coarse_map(path, planes)


@made("coarse_undeclared.tif")
def _coarse_undeclared(world: World, path: Path) -> None:
    planes = world.coarse.copy()
    planes[:, 1, 2:4] = NODATA
    planes_of(path, planes, gdal.GDT_Float32, None, ELEMENTS)


@made("coarse_percent.tif")
def _coarse_percent(world: World, path: Path) -> None:
    write_raster(path, world.coarse / 1e4, RATIO * CELL, names=ELEMENTS, unit="%")


@made("coarse_counts.tif")
def _coarse_counts(world: World, path: Path) -> None:
    write_raster(path, world.coarse, RATIO * CELL, names=ELEMENTS, unit="cps")


@made("coarse_negative.tif")
def _coarse_negative(world: World, path: Path) -> None:
    planes = world.coarse.copy()
    planes[:, 0, 0] = -0.01
    write_raster(path, planes, RATIO * CELL, names=ELEMENTS, unit="ppm")


@made("coarse_gold.tif")
def _coarse_gold(world: World, path: Path) -> None:
    coarse_map(path, world.coarse[:1], ["Au"])


@made("coarse_partly.tif")
def _coarse_partly(world: World, path: Path) -> None:
    coarse_map(path, world.coarse[::-1], ["Zn", "Pb"])


@made("coarse_spare.tif")
def _coarse_spare(world: World, path: Path) -> None:
    empty = np.full_like(world.coarse[:1], np.nan)
    coarse_map(path, np.concatenate([world.coarse[1:], empty, world.coarse[:1]]), ["zn", "Au", "CU"])


@made("coarse_repeated.tif")
def _coarse_repeated(world: World, path: Path) -> None:
    coarse_map(path, world.coarse, ["Cu", "Cu"])


@made("coarse_cased.tif")
def _coarse_cased(world: World, path: Path) -> None:
    coarse_map(path, world.coarse, ["Cu", "CU"])


@made("coarse_oxide.tif")
def _coarse_oxide(world: World, path: Path) -> None:
    coarse_map(path, world.coarse, ["CuO", "Zn"])


@made("coarse_oxide_unit.tif")
def _coarse_oxide_unit(world: World, path: Path) -> None:
    write_raster(path, world.coarse, RATIO * CELL, names=ELEMENTS, unit="% CuO")


@made("coarse_datum.tif")
def _coarse_datum(world: World, path: Path) -> None:
    """The coarse map in a system that names an ellipsoid alone; it lies some 200 m away, and still overlaps."""
    reference = osr.SpatialReference()
    reference.ImportFromProj4("+proj=utm +zone=33 +ellps=intl")
    write_raster(path, world.coarse, RATIO * CELL, names=ELEMENTS, unit="ppm", crs=reference.ExportToWkt())


@made("coarse_units.tif")
def _coarse_units(world: World, path: Path) -> None:
    coarse_map(path, world.coarse)
    dataset = gdal.Open(str(path), gdal.GA_Update)
    dataset.GetRasterBand(2).SetUnitType("cps")


@made("coarse_stale_samples.tif")
def _coarse_stale_samples(world: World, path: Path) -> None:
    """The coarse map with numbers of samples that are those of a grid of nine cells."""
    coarse_map(path, world.coarse)
    dataset = gdal.Open(str(path), gdal.GA_Update)
    for number in range(1, dataset.RasterCount + 1):
        samples = "3 3 500000.0 80.0 0.0 5000000.0 0.0 -80.0: 9*4"
        dataset.GetRasterBand(number).SetMetadataItem("GEOCHEM_FUSION_SAMPLES", samples)


@made("coarse_alpha.tif")
def _coarse_alpha(world: World, path: Path) -> None:
    """The coarse map with a band of transparency, opaque everywhere."""
    coarse_map(path, np.concatenate([world.coarse, np.full((1, *world.coarse.shape[1:]), 255.0)]), (*ELEMENTS, "alpha"))
    dataset = gdal.Open(str(path), gdal.GA_Update)
    dataset.GetRasterBand(3).SetColorInterpretation(gdal.GCI_AlphaBand)


@made("coarse_complex.tif")
def _coarse_complex(world: World, path: Path) -> None:
    planes_of(path, world.coarse, gdal.GDT_CFloat32, None, ELEMENTS)


@made("coarse_palette.tif")
def _coarse_palette(world: World, path: Path) -> None:
    colours = gdal.ColorTable()
    colours.SetColorEntry(1, (0, 200, 0, 255))
    planes_of(path, world.coarse[:1].astype(int), gdal.GDT_Byte, None, ["Cu"], colours)


# points


@made("no_points.gpkg")
def _no_points(world: World, path: Path) -> None:
    write_points(path, world, 0)


@made("one_point.gpkg")
def _one_point(world: World, path: Path) -> None:
    write_points(path, world, 1)


@made("points_no_crs.gpkg")
def _points_no_crs(world: World, path: Path) -> None:
    write_points(path, world, crs=None)


@made("points_elsewhere.gpkg")
def _points_elsewhere(world: World, path: Path) -> None:
    write_points(path, world, crs=32636)


@made("polygons.gpkg")
def _polygons(world: World, path: Path) -> None:
    write_points(path, world, shape="polygon")


@made("deposits.gpkg")
def _deposits(world: World, path: Path) -> None:
    write_points(path, world, 7)


@made("deposits_partly.gpkg")
def _deposits_partly(world: World, path: Path) -> None:
    write_points(path, world, 7)
    source = ogr.Open(str(path), 1)
    layer = source.GetLayer(0)
    feature = ogr.Feature(layer.GetLayerDefn())
    feature.SetGeometry(ogr.CreateGeometryFromWkt("POINT (600000 5000000)"))
    layer.CreateFeature(feature)


@made("no_polygons.gpkg")
def _no_polygons(world: World, path: Path) -> None:
    write_points(path, world, 0, shape="polygon")


@made("polygons_elsewhere.gpkg")
def _polygons_elsewhere(world: World, path: Path) -> None:
    write_points(path, world, crs=32655, shape="polygon")


@made("polygons_no_crs.gpkg")
def _polygons_no_crs(world: World, path: Path) -> None:
    write_points(path, world, crs=None, shape="polygon")


@made("any_points.gpkg")
def _any_points(world: World, path: Path) -> None:
    """The points in a layer that may hold any geometry."""
    gdal.VectorTranslate(str(path), world.file("points"), geometryType="GEOMETRY", layerName="points")


@made("any_mixed.gpkg")
def _any_mixed(world: World, path: Path) -> None:
    """The same with the outline of the survey in it."""
    _any_points(world, path)
    source = ogr.Open(str(path), 1)
    layer = source.GetLayer(0)
    feature = ogr.Feature(layer.GetLayerDefn())
    feature.SetGeometry(ogr.CreateGeometryFromWkt("POINT (500240 4999760)").Buffer(200, 2))
    feature["Cu"] = 900.0
    layer.CreateFeature(feature)


def rewrite_points(world: World, path: Path, entry: Callable[[int, float], Any], kind: int = ogr.OFTReal) -> None:
    """Write the points with other entries in Cu and Zn, given by the number of the point and its value."""
    points = ogr.Open(world.file("points"))
    source = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
    layer = source.CreateLayer("points", points.GetLayer(0).GetSpatialRef(), ogr.wkbPoint)
    for name in ELEMENTS:
        layer.CreateField(ogr.FieldDefn(name, kind))
    for number, point in enumerate(points.GetLayer(0)):
        feature = ogr.Feature(layer.GetLayerDefn())
        feature.SetGeometry(point.GetGeometryRef())
        for name in ELEMENTS:
            value = entry(number, point[name])
            if value is not None:
                feature[name] = value
        layer.CreateFeature(feature)


def some(other: Any) -> Callable[[int, float], Any]:
    """Return what replaces every fifth value by another one."""
    return lambda number, value: value if number % 5 else other


@made("points_nulls.gpkg")
def _points_nulls(world: World, path: Path) -> None:
    rewrite_points(world, path, some(None))


@made("points_codes.gpkg")
def _points_codes(world: World, path: Path) -> None:
    rewrite_points(world, path, lambda n, v: v if n % 5 else (-999.0, -8888.0, 1.70141e38, 99999.0)[n // 5 % 4])


@made("points_zeros.gpkg")
def _points_zeros(world: World, path: Path) -> None:
    rewrite_points(world, path, some(0.0))


@made("points_minus.gpkg")
def _points_minus(world: World, path: Path) -> None:
    rewrite_points(world, path, some(-5.0))


@made("points_halves.gpkg")
def _points_halves(world: World, path: Path) -> None:
    rewrite_points(world, path, some(2.5))


@made("points_less.gpkg")
def _points_less(world: World, path: Path) -> None:
    rewrite_points(world, path, lambda n, v: repr(v).replace(".", ",") if n % 5 else "<5,0", ogr.OFTString)


@made("points_words.gpkg")
def _points_words(world: World, path: Path) -> None:
    words = ("n.d.", "-", "granite", "NULL", "<LOD", "#N/A")
    rewrite_points(world, path, lambda n, v: repr(v) if n % 5 else words[n // 5 % 6], ogr.OFTString)


@made("table.csv")
def _table(world: World, path: Path) -> None:
    path.write_text("x,y,Cu,Zn\n500010,4999990,5,6\n", encoding="utf-8")


@made("table_semicolons.csv")
def _semicolons(world: World, path: Path) -> None:
    path.write_text("x;y;Cu;Zn\n500010,0;4999990,0;5,0;6,0\n", encoding="utf-8")


@made("table_sheet.xlsx")
def _sheet(world: World, path: Path) -> None:
    gdal.VectorTranslate(str(path), world.file("table"), format="XLSX")


@made("table_broken.xlsx")
def _broken_sheet(world: World, path: Path) -> None:
    path.write_text("x,y,Cu\n1,2,3\n", encoding="utf-8")


@made("table_degrees.csv")
def _table_degrees(world: World, path: Path) -> None:
    path.write_text("x,y,Cu,Zn\n15.001,45.151,5,6\n", encoding="utf-8")


@made("table_long.csv")
def _table_long(world: World, path: Path) -> None:
    path.write_text("x,y,Element,Value\n500010,4999990,Cu,5\n500010,4999990,Zn,6\n", encoding="utf-8")


@made("table_numbers.csv")
def _numbers(world: World, path: Path) -> None:
    path.write_text("1,2,3\n4,5,6\n", encoding="utf-8")


@made("table_places.csv")
def _no_places(world: World, path: Path) -> None:
    path.write_text("ID,Cu\na,6\n", encoding="utf-8")


# surveys of several elements

SURVEYED = ("Au_ppb", "As_ppm", "Sb_ppm", "Cu_ppm", "Fe2O3_pct")


def write_survey(
    path: Path,
    count: int = 80,
    entry: Callable[[int, str, float], Any] = lambda number, name, value: value,
    fields: tuple[str, ...] = SURVEYED,
    texts: tuple[str, ...] = (),
    crs: int | None = 32633,
    step: float = 100.0,
) -> None:
    """Write points with contents of several elements, log-normal, and a field of texts; ``entry`` changes values."""
    reference = None
    if crs is not None:
        reference = osr.SpatialReference()
        reference.ImportFromEPSG(crs)
    source = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
    layer = source.CreateLayer("survey", reference, ogr.wkbPoint)
    for name in fields:
        layer.CreateField(ogr.FieldDefn(name, ogr.OFTString if name in texts else ogr.OFTReal))
    layer.CreateField(ogr.FieldDefn("rock", ogr.OFTString))
    contents = np.exp(np.random.default_rng(7).normal(1, 0.6, (count, len(fields))))
    for number, values in enumerate(contents):
        feature = ogr.Feature(layer.GetLayerDefn())
        x, y = 500000 + step * (number % 10), 5000000 + step * (number // 10)
        feature.SetGeometry(ogr.CreateGeometryFromWkt(f"POINT ({x} {y})"))
        for name, value in zip(fields, values):
            found = entry(number, name, round(float(value), 4))
            if found is not None:
                feature[name] = found
        feature["rock"] = "granite"
        layer.CreateFeature(feature)


@made("survey.gpkg")
def _survey(world: World, path: Path) -> None:
    write_survey(path)


@made("survey_no_elements.gpkg")
def _survey_no_elements(world: World, path: Path) -> None:
    write_survey(path, fields=("depth", "height"))


@made("survey_two_elements.gpkg")
def _survey_two_elements(world: World, path: Path) -> None:
    write_survey(path, fields=SURVEYED[:2])


@made("survey_one_place.gpkg")
def _survey_one_place(world: World, path: Path) -> None:
    write_survey(path, step=0.0)


@made("survey_two_points.gpkg")
def _survey_two_points(world: World, path: Path) -> None:
    write_survey(path, 2)


@made("survey_missing.gpkg")
def _survey_missing(world: World, path: Path) -> None:
    write_survey(path, entry=lambda number, name, value: (None, NODATA)[number % 2])


@made("survey_constant.gpkg")
def _survey_constant(world: World, path: Path) -> None:
    write_survey(path, entry=lambda number, name, value: 5.0)


@made("survey_no_crs.gpkg")
def _survey_no_crs(world: World, path: Path) -> None:
    write_survey(path, crs=None)


@made("survey_texts.gpkg")
def _survey_texts(world: World, path: Path) -> None:
    """The numbers of the survey as texts, with decimal commas."""
    write_survey(path, entry=lambda n, name, v: repr(v).replace(".", ",") if name in SURVEYED[:2] else v,
                 texts=SURVEYED[:2])  # fmt: skip


@made("survey_words.gpkg")
def _survey_words(world: World, path: Path) -> None:
    write_survey(path, entry=lambda number, name, value: "much", texts=SURVEYED)


@made("survey_percent.gpkg")
def _survey_percent(world: World, path: Path) -> None:
    """The same contents in other units, gold in ppm and copper in per cent."""
    names = ("Au_ppm", "As_ppm", "Sb_ppm", "Cu_pct", "Fe2O3_pct")
    parts = {"Au_ppm": 1e-3, "Cu_pct": 1e-4}
    write_survey(path, entry=lambda number, name, value: value * parts.get(name, 1.0), fields=names)


@made("survey_mixed.gpkg")
def _survey_mixed(world: World, path: Path) -> None:
    """Entries of one field in several units."""
    write_survey(path, entry=lambda n, name, v: f"{v} {('ppm', 'pct')[n % 2]}" if name == "Cu_ppm" else v,
                 texts=("Cu_ppm",))  # fmt: skip


@made("survey_scored.gpkg")
def _survey_scored(world: World, path: Path) -> None:
    """A survey whose fields are called like those of the result."""
    write_survey(path, fields=(*SURVEYED, "score", "rank", "Score_1"))


@made("survey_zeros.gpkg")
def _survey_zeros(world: World, path: Path) -> None:
    write_survey(path, entry=lambda number, name, value: value if number % 5 else 0.0)


@made("survey_nulls.gpkg")
def _survey_nulls(world: World, path: Path) -> None:
    write_survey(path, entry=lambda number, name, value: value if number % 5 else None)


@made("survey_no_target.gpkg")
def _survey_no_target(world: World, path: Path) -> None:
    write_survey(path, fields=("Fe_pct", "Ca_pct", "Mg_pct", "K_pct"))


@made("survey_deposits.gpkg")
def _survey_deposits(world: World, path: Path) -> None:
    write_survey(path, 6, step=130.0)


@made("survey_model.gfm")
def _survey_model(world: World, path: Path) -> None:
    from geochem_fusion.core.anomalies.anomaly_model import save
    from geochem_fusion.core.anomalies.detection import find_anomalies
    from geochem_fusion.core.anomalies.request import AnomalyRequest
    from geochem_fusion.core.samples.points import PointValues

    source = ogr.Open(world.file("survey"))  # a layer outlives it only as a crash
    layer = source.GetLayer(0)
    rows = [(f.GetGeometryRef().GetX(), f.GetGeometryRef().GetY(), *(f[name] for name in SURVEYED)) for f in layer]
    table = np.array(rows)
    points = PointValues(table[:, 0], table[:, 1], SURVEYED, table[:, 2:].astype(object), wkt(), "survey")
    save(find_anomalies(AnomalyRequest(points, method="classical", targets=["Au_ppb"])).model, str(path))


@made("super_model.gfm")
def _super_model(world: World, path: Path) -> None:
    from geochem_fusion.core.superresolution.request import CoarseMap, SuperResolution
    from geochem_fusion.core.superresolution.super_model import save
    from geochem_fusion.core.superresolution.training import train_super_resolution

    coarse, fine, elevation = (world.file(name) for name in ("coarse", "fused", "image"))
    save(train_super_resolution(SuperResolution(CoarseMap(coarse), fine, elevation, method="none")).model, str(path))


@made("fine_nothing.tif")
def _fine_nothing(world: World, path: Path) -> None:
    write_raster(path, np.full_like(world.truth, np.nan), names=ELEMENTS, unit="ppm")


@made("fine_named.tif")
def _fine_named(world: World, path: Path) -> None:
    write_raster(path, world.truth + 1.0, names=[f"{name}_ppm" for name in ELEMENTS])


@made("fine_percent.tif")
def _fine_percent(world: World, path: Path) -> None:
    write_raster(path, (world.truth + 1.0) / 10_000, names=ELEMENTS, unit="%")


@made("unit_texts.csv")
def _unit_texts(world: World, path: Path) -> None:
    path.write_text("unit,description\n1,granite\n2,basalt\n", encoding="utf-8")


@made("unit_names.csv")
def _unit_names(world: World, path: Path) -> None:
    path.write_text("unit,description\n1,granite\ntwo,basalt\n", encoding="utf-8")


@made("unit_numbers.csv")
def _unit_numbers(world: World, path: Path) -> None:
    path.write_text("unit,silica\n7,70\n", encoding="utf-8")


@made("unit_raster.tif")
def _unit_raster(world: World, path: Path) -> None:
    write_raster(path, 1.0 + (np.arange(SIZE) > 20)[None] * np.ones((SIZE, SIZE)), names=["unit"])


# models


@made("cut_model.gfm")
def _cut_model(world: World, path: Path) -> None:
    data = Path(world.file("model")).read_bytes()
    path.write_bytes(data[: len(data) // 2])


@made("text_model.gfm")
def _text_model(world: World, path: Path) -> None:
    path.write_text("not a model\n", encoding="utf-8")


def with_manifest(world: World, path: Path, old: str, new: str, model: str = "model") -> None:
    """Copy a model with a text of its manifest replaced."""
    with zipfile.ZipFile(world.file(model)) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "manifest.json":
                assert old.encode() in data
                data = data.replace(old.encode(), new.encode())
            target.writestr(name, data)


@made("survey_model_damaged.gfm")
def _survey_model_damaged(world: World, path: Path) -> None:
    with_manifest(world, path, '"targets": [\n  0\n ]', '"targets": [\n  9\n ]', "survey_model")


@made("newer.gfm")
def _newer(world: World, path: Path) -> None:
    with_manifest(world, path, '"schema": 1', '"schema": 9')


@made("foreign.gfm")
def _foreign(world: World, path: Path) -> None:
    with_manifest(world, path, "geochem-fusion-model", "another-plugin-model")


# copies, for cases that would overwrite an input


@made("own.tif")
def _own(world: World, path: Path) -> None:
    shutil.copy(world.file("image"), path)


@made("own_link.tif")
def _own_link(world: World, path: Path) -> None:
    path.symlink_to(world.file("own"))


@made("own_fused.tif")
def _own_fused(world: World, path: Path) -> None:
    shutil.copy(world.file("fused"), path)


@made("own_model.gfm")
def _own_model(world: World, path: Path) -> None:
    shutil.copy(world.file("model"), path)


@made("own_survey_model.gfm")
def _own_survey_model(world: World, path: Path) -> None:
    shutil.copy(world.file("survey_model"), path)


@made("own_points.gpkg")
def _own_points(world: World, path: Path) -> None:
    shutil.copy(world.file("points"), path)
