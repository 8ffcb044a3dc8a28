"""The main job on real surveys, checked with plain numpy from the files it writes; one chain of each algorithm through
``qgis_process``, the others in process."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from osgeo import gdal, ogr

from tools.qgis_runner import QgisProcess, QgisProcessError

GRIDS = [
    ("rondonia_west", "coarse_x4.tif"),
    ("rondonia_west", "coarse_x8.tif"),
    ("edgeroi", "coarse_x22.tif"),
    ("gawler_aster", "coarse_x4.tif"),
]
MODES = ("prediction", "detail", "residual")


def planes(path: Path) -> np.ndarray:
    """Read a raster with GDAL alone: float64 (bands, height, width), nodata NaN."""
    dataset = gdal.Open(str(path))
    values = np.atleast_3d(dataset.ReadAsArray().astype(float))
    values = values if dataset.RasterCount > 1 else dataset.ReadAsArray().astype(float)[None]
    band = dataset.GetRasterBand(1)
    values[values == band.GetNoDataValue()] = np.nan
    return values


def names(path: Path) -> list[str]:
    dataset = gdal.Open(str(path))
    bands = [dataset.GetRasterBand(k + 1) for k in range(dataset.RasterCount)]
    return [band.GetDescription() for band in bands]


def block_means(values: np.ndarray, ratio: int, shape: tuple[int, int]) -> np.ndarray:
    """Mean over blocks of ratio x ratio pixels from the upper left corner; incomplete blocks as they are."""
    padded = np.full((shape[0] * ratio, shape[1] * ratio), np.nan)
    padded[: values.shape[0], : values.shape[1]] = values[: padded.shape[0], : padded.shape[1]]
    blocks = padded.reshape(shape[0], ratio, shape[1], ratio)
    count = np.isfinite(blocks).sum(axis=(1, 3))
    return np.divide(np.nansum(blocks, axis=(1, 3)), count, out=np.full(shape, np.nan), where=count > 0)


def fuse(run: Any, data: Path, coarse: str, folder: Path, mode: str = "residual", **training: Any) -> Path:
    image, output = data / "covariates.tif", folder / f"{mode}.tif"
    common = {"RASTERS": [image], "GEOCHEM": data / coarse}
    model = folder / "model.gfm"
    if not model.exists():
        run.run("geochemfusion:train", {**common, "MODEL": model, **training})
    run.run("geochemfusion:apply", {**common, "MODEL": model, "MODE": mode, "OUTPUT": output})
    return output


@pytest.mark.parametrize(("name", "coarse"), GRIDS)
def test_residual_keeps_block_means(in_process: Any, shared_data: Path, tmp_path: Path, name: str, coarse: str) -> None:
    data = shared_data / name
    fused = planes(fuse(in_process, data, coarse, tmp_path, METHOD="linear"))
    wanted = planes(data / coarse)
    ratio = int(coarse[len("coarse_x") : -len(".tif")])
    assert names(tmp_path / "residual.tif") == names(data / coarse)
    covered = np.isfinite(planes(data / "covariates.tif")).all(axis=0)
    for plane, cells in zip(fused, wanted):
        means = block_means(plane, ratio, cells.shape)
        both = np.isfinite(means) & np.isfinite(cells)
        assert both.sum() >= 0.9 * np.isfinite(cells).sum()
        assert np.abs(means - cells)[both].max() <= 1e-5 * np.nanstd(cells)
        assert not np.isfinite(plane[~covered]).any()


@pytest.mark.parametrize("method", ["linear", "random_forest", "svr", "auto"])
@pytest.mark.parametrize("features", ["high_frequency", "raw", "multiscale"])
def test_every_method_with_several_features(
    in_process: Any, shared_data: Path, tmp_path: Path, method: str, features: str
) -> None:
    data = shared_data / "rondonia_west"
    table = tmp_path / "table.csv"
    result = in_process.run(
        "geochemfusion:train",
        {
            "RASTERS": [data / "covariates.tif"],
            "GEOCHEM": data / "coarse_x8.tif",
            "METHOD": method,
            "FEATURES": features,
            "MODEL": tmp_path / "model.gfm",
            "REPORT": tmp_path / "report.html",
            "TABLE": table,
        },
    )
    assert result["N"] == 132  # every cell of the 12 x 11 grid, those that half leave the image included
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    correlations, skills = [], []
    for element in ("K", "eTh", "eU"):
        observed, predicted, interpolated = (
            np.array([float(row[f"{element} {kind}"]) for row in rows])
            for kind in ("observed", "predicted out of fold", "interpolated out of fold")
        )
        correlations.append(np.corrcoef(predicted, observed)[0, 1])
        skills.append(1 - np.mean((predicted - observed) ** 2) / np.mean((interpolated - observed) ** 2))
    assert result["RMSE"] is None  # K in %, eTh and eU in ppm have no common error
    assert result["R"] == pytest.approx(np.mean(correlations), rel=1e-9)
    assert result["SKILL"] == pytest.approx(np.mean(skills), rel=1e-9)
    html = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert html.count("observed against predicted") == 3


def test_each_mode(in_process: Any, shared_data: Path, tmp_path: Path) -> None:
    data = shared_data / "rondonia_west"
    maps = {
        mode: planes(fuse(in_process, data, "coarse_x8.tif", tmp_path, mode, METHOD="random_forest")) for mode in MODES
    }
    wanted = planes(data / "coarse_x8.tif")
    misfit = {
        mode: np.abs(np.stack([block_means(p, 8, wanted.shape[1:]) for p in maps[mode]]) - wanted).max()
        for mode in MODES
    }
    assert all(np.isfinite(m).all() for m in maps.values())
    assert misfit["residual"] < 1e-4 < misfit["detail"] < misfit["prediction"]


def test_evaluation_equals_plain_numpy(qgis_process: QgisProcess, shared_data: Path, tmp_path: Path) -> None:
    data = shared_data / "edgeroi"
    fused = fuse(qgis_process, data, "coarse_x22.tif", tmp_path, METHOD="linear", FEATURES="raw")
    out = tmp_path / "measures.json"
    numbers = qgis_process.run(
        "geochemfusion:evaluate",
        {
            "FUSED": [fused],
            "VALIDATION": data / "truth_fine.tif",
            "COARSE": data / "coarse_x22.tif",
            "RS": data / "covariates.tif",
            "JSON": out,
            "REPORT": tmp_path / "report.html",
            "TABLE": tmp_path / "table.csv",
            "DIFFERENCE": tmp_path / "difference.tif",
        },
    )
    truth, plane = planes(data / "truth_fine.tif")[0], planes(fused)[0]
    image = planes(data / "covariates.tif").mean(axis=0)
    cells = planes(data / "coarse_x22.tif")[0]
    as_is = np.kron(cells, np.ones((22, 22)))[: truth.shape[0], : truth.shape[1]]
    use = np.isfinite(truth) & np.isfinite(plane) & np.isfinite(as_is)
    rows = {row["map"]: row for row in json.loads(out.read_text(encoding="utf-8"))["rows"]}
    for title, values in ((fused.stem, plane), ("coarse as is", as_is)):
        row, difference = rows[title], (values - truth)[use]
        assert row["n"] == use.sum()
        assert row["bias"] == pytest.approx(difference.mean(), abs=1e-6)
        assert row["mean_abs"] == pytest.approx(np.abs(difference).mean(), abs=1e-6)
        assert row["std"] == pytest.approx(difference.std(), abs=1e-6)
        assert row["rmse"] == pytest.approx(np.sqrt(np.mean(difference**2)), abs=1e-6)
        assert row["r"] == pytest.approx(np.corrcoef(values[use], truth[use])[0, 1], abs=1e-6)
        assert row["r_coarse"] == pytest.approx(np.corrcoef(values[use], as_is[use])[0, 1], abs=1e-6)
        both = use & np.isfinite(image)
        assert row["r_rs"] == pytest.approx(np.corrcoef(values[both], image[both])[0, 1], abs=1e-6)
    first = rows[fused.stem]
    bilinear = rows["coarse interpolated (bilinear)"]
    assert first["skill"] == pytest.approx(1 - first["rmse"] ** 2 / bilinear["rmse"] ** 2, abs=1e-9)
    assert numbers["SKILL"] == pytest.approx(first["skill"])
    assert (numbers["N"], numbers["R"]) == (first["n"], pytest.approx(first["r"]))
    written = planes(tmp_path / "difference.tif")[0]
    assert np.nanmax(np.abs(written[use] - (plane - truth)[use])) < 1e-6
    with (tmp_path / "table.csv").open(encoding="utf-8", newline="") as file:
        table = {row["map"]: row for row in csv.DictReader(file)}
    assert float(table[fused.stem]["rmse"]) == first["rmse"]


def test_bilinear_baseline_equals_gdalwarp(in_process: Any, shared_data: Path, tmp_path: Path) -> None:
    data = shared_data / "rondonia_west"
    fused, out = data / "truth_fine.tif", tmp_path / "measures.json"
    parameters = {"FUSED": [fused], "VALIDATION": fused, "COARSE": data / "coarse_x8.tif", "JSON": out}
    in_process.run("geochemfusion:evaluate", {**parameters, "REPORT": tmp_path / "r.html"})
    rows = [r for r in json.loads(out.read_text(encoding="utf-8"))["rows"] if "bilinear" in r["map"]]
    target = gdal.Open(str(fused))
    bounds, size = target.GetGeoTransform(), (target.RasterXSize, target.RasterYSize)
    box = (bounds[0], bounds[3] + bounds[5] * size[1], bounds[0] + bounds[1] * size[0], bounds[3])
    warped = gdal.Warp(
        "", str(data / "coarse_x8.tif"), format="MEM", outputBounds=box, width=size[0], height=size[1],
        resampleAlg="bilinear", errorThreshold=0, outputType=gdal.GDT_Float64,
    ).ReadAsArray()  # fmt: skip
    truth = planes(fused)
    for k, row in enumerate(rows):
        assert row["rmse"] == pytest.approx(np.sqrt(np.mean((warped[k] - truth[k]) ** 2)), rel=1e-5)


def test_misaligned_pair(in_process: Any, shared_data: Path, tmp_path: Path) -> None:
    data = shared_data / "edgeroi" / "soc_1km_no_truth"
    common = {"RASTERS": [data / "covariates_90m.tif"], "GEOCHEM": data / "coarse_soc_1km.tif"}
    model, output = tmp_path / "model.gfm", tmp_path / "fused.tif"
    trained = in_process.run(
        "geochemfusion:train", {**common, "MODEL": model, "METHOD": "linear", "FEATURES": "raw", "FOLDS": 3}
    )
    in_process.run("geochemfusion:apply", {**common, "MODEL": model, "OUTPUT": output})
    cells, fused = planes(data / "coarse_soc_1km.tif")[0], planes(output)[0]
    assert 3 <= trained["N"] <= np.isfinite(cells).sum()
    # exact area-weighted means: each pixel's share in each cell, by its edges
    fine = gdal.Open(str(output)).GetGeoTransform()
    coarse = gdal.Open(str(data / "coarse_soc_1km.tif")).GetGeoTransform()

    def shares(origin: float, step: float, count: int, cell: float, size: float, cells_count: int) -> np.ndarray:
        edges = (origin + step * np.arange(count + 1) - cell) / size
        upper, lower = edges[1:, None], edges[:-1, None]
        k = np.arange(cells_count)
        return np.clip(np.minimum(upper, k + 1) - np.maximum(lower, k), 0, None)

    down = shares(fine[3], fine[5], fused.shape[0], coarse[3], coarse[5], cells.shape[0])
    across = shares(fine[0], fine[1], fused.shape[1], coarse[0], coarse[1], cells.shape[1])
    weight = down.T @ np.isfinite(fused) @ across
    means = (down.T @ np.nan_to_num(fused) @ across) / np.where(weight > 0, weight, np.nan)
    one_pixel = abs(fine[1] * fine[5] / (coarse[1] * coarse[5]))
    kept = np.isfinite(cells) & (weight >= one_pixel)
    assert kept.sum() >= trained["N"]
    assert np.abs(means - cells)[kept].max() <= 1e-5 * np.nanstd(cells)


def test_points_to_train_and_to_validate(in_process: Any, shared_data: Path, tmp_path: Path) -> None:
    data = shared_data / "meuse"
    fields = ["Cd_ppm", "Cu_ppm", "Pb_ppm", "Zn_ppm"]
    model, output, out = tmp_path / "model.gfm", tmp_path / "fused.tif", tmp_path / "measures.json"
    image = data / "covariates.tif"
    trained = in_process.run(
        "geochemfusion:train",
        {
            "RASTERS": [image],
            "SAMPLES": data / "points_train.gpkg",
            "FIELDS": fields,
            "METHOD": "random_forest",
            "FEATURES": "raw",
            "TRANSFORM": "auto",
            "MODEL": model,
        },
    )
    assert 90 <= trained["N"] <= 109
    in_process.run(
        "geochemfusion:apply",
        {"RASTERS": [image], "GEOCHEM": data / "coarse_x8.tif", "MODEL": model, "OUTPUT": output},
    )
    in_process.run(
        "geochemfusion:evaluate",
        {
            "FUSED": [output],
            "VALIDATION_POINTS": data / "points_valid.gpkg",
            "FIELDS": fields,
            "COARSE": data / "coarse_x8.tif",
            "JSON": out,
            "REPORT": tmp_path / "r.html",
        },
    )
    rows = [r for r in json.loads(out.read_text(encoding="utf-8"))["rows"] if r["map"] == "fused"]
    assert [row["element"] for row in rows] == fields
    fused, place = planes(output), gdal.Open(str(output)).GetGeoTransform()
    source = ogr.Open(str(data / "points_valid.gpkg"))
    layer = source.GetLayer(0)
    for k, row in enumerate(rows):
        layer.ResetReading()
        pairs = []
        for feature in layer:
            point = feature.GetGeometryRef()
            col, line = (int((point.GetX() - place[0]) / place[1]), int((point.GetY() - place[3]) / place[5]))
            if 0 <= line < fused.shape[1] and 0 <= col < fused.shape[2] and np.isfinite(fused[k, line, col]):
                pairs.append((fused[k, line, col], feature.GetField(fields[k])))
        mapped, measured = np.array(pairs).T
        assert row["n"] == len(pairs)
        assert row["rmse"] == pytest.approx(np.sqrt(np.mean((mapped - measured) ** 2)), rel=1e-6)
        assert row["r"] == pytest.approx(np.corrcoef(mapped, measured)[0, 1], abs=1e-6)
        if mapped.min() > 0:
            logs = np.log10(mapped), np.log10(measured)
            assert row["r_log10"] == pytest.approx(np.corrcoef(*logs)[0, 1], abs=1e-6)
        else:
            assert row["r_log10"] is None


def test_decomposed_features_train_as_they_are(
    qgis_process: QgisProcess, in_process: Any, shared_data: Path, tmp_path: Path
) -> None:
    data = shared_data / "rondonia_west"
    features = tmp_path / "features.tif"
    cell = abs(gdal.Open(str(data / "coarse_x8.tif")).GetGeoTransform()[1])
    qgis_process.run(
        "geochemfusion:decompose", {"INPUT": data / "covariates.tif", "CELL_SIZE": cell, "FEATURES": features}
    )
    scores = []
    for raster, kind in ((data / "covariates.tif", "high_frequency"), (features, "as_is")):
        parameters = {"RASTERS": [raster], "FEATURES": kind, "GEOCHEM": data / "coarse_x8.tif", "METHOD": "linear"}
        result = in_process.run("geochemfusion:train", {**parameters, "MODEL": tmp_path / f"{kind}.gfm"})
        scores.append([result[key] for key in ("N", "R", "R2", "SKILL")])
    assert scores[0] == pytest.approx(scores[1], rel=1e-5)


def test_shipped_model_chains_all_four(
    qgis_process: QgisProcess, in_process: Any, shared_data: Path, tmp_path: Path
) -> None:
    """As a file through ``qgis_process``, and by its id in process."""
    data = shared_data / "rondonia_west"
    root = Path(__file__).resolve().parent.parent
    model = str(root / "models" / "fuse_and_evaluate.model3")
    for way, chain in ((qgis_process, model), (in_process, "geochemfusion:fuse_and_evaluate")):
        fused, report = tmp_path / "fused.tif", tmp_path / "evaluation.html"
        result = way.run(
            chain,
            {
                "image": data / "covariates.tif",
                "coarse": data / "coarse_x8.tif",
                "cell_size": 0.02156,
                "method": "linear",
                "validation": data / "truth_fine.tif",
                "apply:Fused map": fused,
                "evaluate:Evaluation report": report,
                "train:Training report": tmp_path / "training.html",
            },
        )
        assert Path(result["apply:Fused map"]) == fused
        means = block_means(planes(fused)[0], 8, (12, 11))
        cells = planes(data / "coarse_x8.tif")[0]
        assert np.abs(means - cells).max() <= 1e-5 * cells.std()
        assert "coarse interpolated" in report.read_text(encoding="utf-8")
        for path in tmp_path.iterdir():
            path.unlink()


def test_rerun_gives_the_same_bytes(qgis_process: QgisProcess, shared_data: Path, tmp_path: Path) -> None:
    data = shared_data / "gawler_aster"
    folders = [tmp_path / "first", tmp_path / "second"]
    for folder in folders:
        folder.mkdir()
        fuse(qgis_process, data, "coarse_x4.tif", folder, METHOD="auto")
    for name in ("model.gfm", "residual.tif"):
        assert (folders[0] / name).read_bytes() == (folders[1] / name).read_bytes()


def test_failure_is_a_sentence_and_an_exit_code(qgis_process: QgisProcess, shared_data: Path, tmp_path: Path) -> None:
    data = shared_data / "rondonia_west"
    with pytest.raises(QgisProcessError) as caught:
        qgis_process.run(
            "geochemfusion:train",
            {
                "RASTERS": [data / "covariates.tif"],
                "GEOCHEM": data / "coarse_x8.tif",
                "LEVELS": 25,
                "MODEL": tmp_path / "m.gfm",
            },
        )
    assert caught.value.exit_code == 1
    assert "LEVELS is 25" in caught.value.messages
    assert list(tmp_path.iterdir()) == []
