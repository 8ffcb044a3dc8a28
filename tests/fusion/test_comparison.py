"""The comparison: the same folds and cells for all, baselines by hand, verdicts, files, and runs through QGIS."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from making import Log, even_means, smooth_bands, write_raster

from geochem_fusion.core.errors import Cancelled, FusionError
from geochem_fusion.core.evaluation.measures import AS_IS, BILINEAR, MEAN_PRESERVING
from geochem_fusion.core.fusion.comparison import (
    HELD_OUT,
    REDUCED,
    Comparing,
    Comparison,
    Entry,
    compare,
    verdict,
    write_csv,
    write_json,
)
from geochem_fusion.core.fusion.training import train
from geochem_fusion.core.geostatistics.interpolation import HELD_OUT_BASELINES, KRIGING, NEAREST, REFERENCE
from geochem_fusion.core.regression.methods import METHODS
from geochem_fusion.core.regression.request import Training
from tools.qgis_runner import QgisProcess

EVERY_METHOD = tuple(METHODS)


class Scene:
    """An image of 2 bands; A depends on it but for a little noise, B is smooth and has nothing to do with it."""

    def __init__(self, folder: Path) -> None:
        bands = smooth_bands(2, 112, 96)
        row, col = np.indices((14, 12))
        noise = np.random.default_rng(0).normal(size=(14, 12))
        self.a = 0.05 * even_means(bands[0], 8) - 0.03 * even_means(bands[1], 8) + 0.1 * noise
        self.b = 20 + 3 * np.sin(row / 4) + 2 * np.cos(col / 5)
        self.b[3, 4] = np.nan
        self.folder = folder
        self.image = write_raster(folder / "image.tif", bands)
        self.coarse = write_raster(folder / "c.tif", np.stack([self.a, self.b]), cell=80, names=["A", "B"], unit="ppm")

    def request(self, **changes: Any) -> Training:
        return Training.of([self.image], self.coarse).changed(**changes)


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return Scene(tmp_path_factory.mktemp("scene"))


@pytest.fixture(scope="module")
def quick() -> Any:
    """Two methods that need no time."""
    with pytest.MonkeyPatch.context() as patch:
        # a copy: taking methods out of the table itself and putting them back would change their order
        two = {name: METHODS[name] for name in ("linear", "svr")}
        patch.setattr("geochem_fusion.core.fusion.comparison.METHODS", two)
        yield


@pytest.fixture(scope="module")
def result(scene: Scene, quick: Any) -> Comparison:
    return compare(Comparing(scene.request(), ["raw", "high_frequency"]))


def entry(method: str, name: str, rmse: float) -> Entry:
    return Entry("eU", "ppm", HELD_OUT, name, method, "raw" if method else "", 50, 0.5, 0.2, rmse, None, None, 1)


# ---------------------------------------------------------------------------------------------- baselines


# ---------------------------------------------------------------------------------------------- the comparison


def test_folds_predictions_and_reference_are_those_of_training(scene: Scene, result: Comparison) -> None:
    for kind in ("raw", "high_frequency"):
        trained = train(scene.request(method="svr", features=kind))
        for mine, theirs in zip(result.elements, trained.elements):
            assert np.array_equal(mine.folds.fold, theirs.folds.fold)
            assert mine.predicted[f"svr, {kind}"] == pytest.approx(theirs.predicted, rel=1e-9)
            assert mine.predicted[REFERENCE] == pytest.approx(theirs.interpolated, rel=1e-9)
            own = next(e for e in mine.entries if e.map == f"svr, {kind}")
            assert own.skill == pytest.approx(theirs.scores["skill"], rel=1e-6)


def test_measures_and_ranks(scene: Scene, result: Comparison) -> None:
    for element, truth in zip(result.elements, (scene.a, scene.b)):
        observed = truth[np.isfinite(truth)].astype(np.float32)
        assert element.observed == pytest.approx(observed)
        assert {e.map for e in element.entries} == {*HELD_OUT_BASELINES, *(f"{m}, {k}" for m in ("linear", "svr")
                                                                for k in ("raw", "high_frequency"))}  # fmt: skip
        reference = np.mean((element.predicted[REFERENCE] - observed) ** 2)
        for found in element.entries:
            array = element.predicted[found.map]
            error = np.mean((array - observed) ** 2)
            assert found.n == observed.size
            assert found.rmse == pytest.approx(np.sqrt(error), rel=1e-5)
            assert found.skill == pytest.approx(1 - error / reference, rel=1e-4, abs=1e-5)
            assert found.r2 == pytest.approx(1 - error / observed.var(), rel=1e-4, abs=1e-5)
            assert found.r == pytest.approx(np.corrcoef(array, observed)[0, 1], rel=1e-4)
        errors = [found.rmse for found in element.entries]
        assert errors == sorted(errors)
        assert [found.rank for found in element.entries] == list(range(1, 10))
    assert result.n == (168 + 167) / 2
    skills = [max(e.skill for e in element.entries if e.method) for element in result.elements]
    assert result.best_skill == pytest.approx(np.mean(skills))


def test_verdicts_tell_where_the_image_helps(result: Comparison) -> None:
    first, second = result.elements
    assert first.best.map == "linear, raw"
    assert first.verdict.startswith("A: 'linear, raw' is best on held-out blocks, ")
    assert second.verdict.startswith(f"B: no method beats {second.best_plain.map} on held-out blocks (RMSE ")
    assert first.reduced[0].map == "linear, raw"
    assert "best fused map 'linear, raw'" in first.reduced_verdict
    assert "B: no fused map beats" in second.reduced_verdict


def test_reduced_resolution_stands_beside_interpolation(result: Comparison) -> None:
    for element in result.elements:
        found = {e.map: e for e in element.reduced}
        assert {AS_IS, BILINEAR, MEAN_PRESERVING, "linear, raw", "svr, high_frequency"} < set(found)
        assert found[BILINEAR].skill == 0
        assert found[MEAN_PRESERVING].skill_mean_preserving == 0
        for e in found.values():
            assert e.skill == pytest.approx(1 - e.rmse**2 / found[BILINEAR].rmse ** 2)
            assert e.skill_mean_preserving == pytest.approx(1 - e.rmse**2 / found[MEAN_PRESERVING].rmse ** 2)
        assert [e.rank for e in element.reduced] == list(range(1, 8))


@pytest.mark.parametrize(
    ("best", "text"),
    [
        (0.9, "eU: 'svr, raw' is best on held-out blocks, 10 % better than ordinary kriging of the cells"),
        (0.995, "eU: 'svr, raw' is less than 1 % better than ordinary kriging of the cells on held-out blocks"),
        (1.0, "eU: no method beats ordinary kriging of the cells on held-out blocks (RMSE 1.00 ppm against 1.00 ppm"),
    ],
)
def test_sentences(best: float, text: str) -> None:
    ways = [entry("svr", "svr, raw", best), entry("", KRIGING, 1.0), entry("", NEAREST, 2.0)]
    assert verdict("eU", "ppm", ways).startswith(text)


def test_centres_are_compared_too_and_the_check_can_be_left_out(scene: Scene, quick: Any) -> None:
    with_check = compare(Comparing(scene.request(support="centre", geochem_bands=[0]), ["raw"]))
    means = compare(Comparing(scene.request(geochem_bands=[0]), ["raw"]))
    assert with_check.elements[0].entries != means.elements[0].entries
    assert with_check.elements[0].reduced == means.elements[0].reduced  # always with means of the cells
    without = compare(Comparing(scene.request(geochem_bands=[0]), ["raw"], 1))
    assert without.elements[0].reduced == []
    assert len(without.notes) == 1  # of the map, whose numbers are no contents
    assert "of the values are below 0" in without.notes[0]


def test_compositions_are_compared_as_they_are_trained(scene: Scene, quick: Any, tmp_path: Path) -> None:
    values = np.exp(np.stack([scene.a, scene.a - scene.b, -scene.a]) / 10)
    coarse = write_raster(tmp_path / "c.tif", values, cell=80, names=["A", "B", "C"])
    request = scene.request(geochem=coarse, transform="clr")
    found = compare(Comparing(request, ["raw"]))
    trained = train(request.changed(method="linear", features="raw"))
    for mine, theirs in zip(found.elements, trained.elements):
        assert mine.name == theirs.name
        assert len(mine.observed) == 167  # one place lacks B
        assert mine.predicted["linear, raw"] == pytest.approx(theirs.predicted, rel=1e-9)
        assert {e.map for e in mine.reduced} == {AS_IS, BILINEAR, MEAN_PRESERVING, "linear, raw", "svr, raw"}


def test_a_small_map_is_not_degraded(scene: Scene, quick: Any) -> None:
    found = compare(Comparing(scene.request(geochem_bands=[0]), ["raw"], 5))
    assert found.elements[0].reduced == []
    assert "too few cells remain when the coarse map is degraded 5 times" in found.notes[-1]


# ---------------------------------------------------------------------------------------------- files and errors


def test_csv_and_json_hold_the_same_rows(result: Comparison, tmp_path: Path) -> None:
    write_csv(result, str(tmp_path / "t.csv"))
    write_json(result, str(tmp_path / "t.json"))
    with open(tmp_path / "t.csv", newline="", encoding="utf-8") as file:
        lines = list(csv.DictReader(file))
    content = json.loads((tmp_path / "t.json").read_text(encoding="utf-8"))
    assert len(lines) == len(content["rows"]) == 2 * (9 + 7)
    for line, row in zip(lines, content["rows"]):
        assert (line["element"], line["check"], line["map"]) == (row["element"], row["check"], row["map"])
        assert float(line["rmse"]) == row["rmse"]
        assert (line["skill_mean_preserving"] == "") == (row["check"] == HELD_OUT)
    assert {row["check"] for row in content["rows"]} == {HELD_OUT, REDUCED}
    assert content["verdicts"] == [element.verdict for element in result.elements]
    assert content["settings"]["features"] == ["raw", "high_frequency"]
    assert set(content["measures"]) == {"r", "r2", "rmse", "skill", "skill_mean_preserving", "rank"}


@pytest.mark.parametrize(
    ("changes", "kinds", "degrade", "text"),
    [
        ({}, [], 2, "FEATURES is empty"),
        ({}, ["raw"], 0, "DEGRADE is 0"),
        ({"geochem": None}, ["raw"], 2, "Give either GEOCHEM"),
        ({"folds": 1}, ["raw"], 2, "FOLDS is 1"),
    ],
)
def test_bad_input(scene: Scene, changes: dict[str, Any], kinds: list[str], degrade: int, text: str) -> None:
    with pytest.raises(FusionError, match=text):
        compare(Comparing(scene.request(**changes), kinds, degrade))


def test_constant_elements_and_features(scene: Scene, quick: Any, tmp_path: Path) -> None:
    flat = write_raster(tmp_path / "flat.tif", np.full((14, 12), 3.0), cell=80, names=["A"])
    with pytest.raises(FusionError, match="same value 3 everywhere"):
        compare(Comparing(scene.request(geochem=flat), ["raw"]))
    image = write_raster(tmp_path / "image.tif", np.full((1, 112, 96), 3.0))
    with pytest.raises(FusionError, match="Every feature is constant"):
        compare(Comparing(scene.request(rasters=[image]), ["raw"]))


@pytest.mark.parametrize("asked", [0, 3, 6])
def test_cancelling_stops(scene: Scene, quick: Any, asked: int) -> None:
    with pytest.raises(Cancelled):
        compare(Comparing(scene.request(), ["raw"]), Log(stop_after=asked))


# ---------------------------------------------------------------------------------------------- QGIS


def test_run_in_process(processing: Any, provider: Any, scene: Scene, quick: Any, tmp_path: Path) -> None:
    paths = {"REPORT": str(tmp_path / "r.html"), "TABLE": str(tmp_path / "t.csv"), "JSON": str(tmp_path / "t.json")}
    inputs = {"RASTERS": [scene.image], "GEOCHEM": scene.coarse, "FEATURES": ["raw", "raw", "high_frequency"]}
    found = processing.run("geochemfusion:compare", {**inputs, **paths})
    direct = compare(Comparing(scene.request(), ["raw", "high_frequency"]))
    assert {name: found[name] for name in paths} == paths
    assert found["N"] == 167.5
    assert found["BEST_SKILL"] == pytest.approx(direct.best_skill)
    rows = json.loads(Path(paths["JSON"]).read_text(encoding="utf-8"))["rows"]
    assert [row["rmse"] for row in rows] == [e.rmse for e in direct.entries]


def test_bad_input_is_a_sentence(processing: Any, provider: Any, scene: Scene, tmp_path: Path) -> None:
    from qgis.core import QgsProcessingException

    parameters = {"RASTERS": [scene.image], "GEOCHEM": scene.coarse, "REPORT": str(tmp_path / "r.html")}
    with pytest.raises(QgsProcessingException, match="odd number"):
        processing.run("geochemfusion:compare", {**parameters, "MEAN_FILTER": 4})
    with pytest.raises(QgsProcessingException, match="asks for band 9"):
        processing.run("geochemfusion:compare", {**parameters, "GEOCHEM_BANDS": [9]})
    assert list(tmp_path.iterdir()) == []


def test_run_through_qgis_process(qgis_process: QgisProcess, shared_data: Path, tmp_path: Path) -> None:
    folder = shared_data / "rondonia_west"
    table = tmp_path / "t.csv"
    document = qgis_process.run_document(
        "geochemfusion:compare",
        {
            "RASTERS": [folder / "covariates.tif"],
            "GEOCHEM": folder / "coarse_x8.tif",
            "GEOCHEM_BANDS": [1, 3],
            "FEATURES": ["raw"],
            "TABLE": table,
        },
    )
    assert document["results"]["N"] == 132
    with open(table, newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["element"] == "eU"]
    held_out = [row for row in rows if row["check"] == HELD_OUT]
    assert {row["map"] for row in held_out} == {*HELD_OUT_BASELINES, *(f"{method}, raw" for method in EVERY_METHOD)}
    assert {row["check"] for row in rows} == {HELD_OUT, REDUCED}
    assert held_out[0]["method"] == ""  # as experience tells of this survey
