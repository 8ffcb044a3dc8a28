"""The model file: same model, same bytes; loads without scikit-learn; damage gives one clear error and nothing else."""

from __future__ import annotations

import contextlib
import io
import json
import subprocess
import sys
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from making import read_raster, smooth_bands, write_raster

from geochem_fusion.core.deep.networks import Ensemble
from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.fusion.model import FusionModel, Level, Target, load, save
from geochem_fusion.core.image.features import FeatureSet
from geochem_fusion.core.image.indices import Index
from geochem_fusion.core.regression.applicability import arrays_of, measure
from geochem_fusion.core.regression.methods import METHODS
from geochem_fusion.core.regression.predictors import Linear
from tools.fuzz import random_network
from tools.package import ROOT

BANDS = ("b1", "b2", "b3")


@pytest.fixture(scope="module")
def model() -> FusionModel:
    """Every kind of predictor, on three raw bands."""
    generator = np.random.default_rng(0)
    x = generator.normal(1000, 100, size=(60, 3))
    y = 20 + x[:, 0] / 100 + generator.normal(size=60)
    fits: list[tuple[str, Callable[..., Any]]] = [("linear", METHODS["linear"].fit)]
    for name in ("random_forest", "svr"):
        discrete = METHODS[name].fit_discrete
        assert discrete is not None
        fits += [(name, METHODS[name].fit), (name, discrete)]
    targets = []
    for number, (name, fit) in enumerate(fits):
        parameters = {**METHODS[name].defaults, **({"n_estimators": 5} if name == "random_forest" else {})}
        used = (0, 2) if number % 2 else (2, 1, 0)
        predictor = fit(x[:, used], y, np.ones(60), parameters, 0)
        targets.append(Target(f"E{number}", "ppm", name, "none", 1.0, used, predictor, parameters, {"r": 0.5}))
    spread = np.stack([x.min(axis=0), x.max(axis=0)])
    area = measure(x, np.array([1.0, 0.0, 2.0]), [(np.arange(60), np.arange(60) % 5)], 0)
    return FusionModel(FeatureSet("raw", BANDS), tuple(targets), spread, 2000.0, "", {"note": "Gehalt in µg/g"}, area)


@pytest.fixture
def saved(model: FusionModel, tmp_path: Path) -> Path:
    path = tmp_path / "m.gfm"
    save(model, str(path))
    return path


def test_round_trip_keeps_everything(model: FusionModel, saved: Path) -> None:
    again = load(str(saved))
    window = np.random.default_rng(1).normal(1000, 100, size=(3, 20, 30)).astype(np.float32)
    np.testing.assert_array_equal(again.predict(window), model.predict(window))
    assert (again.features, again.cell_size, again.crs, again.history) == (model.features, 2000.0, "", model.history)
    np.testing.assert_array_equal(again.feature_range, model.feature_range)
    assert again.applicability is not None
    assert model.applicability is not None
    for name, array in arrays_of(model.applicability).items():
        np.testing.assert_array_equal(arrays_of(again.applicability)[name], array)
    for mine, theirs in zip(again.targets, model.targets):
        for name in ("name", "unit", "method", "transform", "smearing", "used", "parameters", "scores"):
            assert getattr(mine, name) == getattr(theirs, name)


def test_same_model_gives_the_same_bytes(model: FusionModel, saved: Path, tmp_path: Path) -> None:
    save(load(str(saved)), str(tmp_path / "again.gfm"))
    assert saved.read_bytes() == (tmp_path / "again.gfm").read_bytes()


def test_networks_are_kept_and_checked_against_the_features(model: FusionModel, tmp_path: Path) -> None:
    path = str(tmp_path / "network.gfm")
    target = Target("Cu", "ppm", "cnn", "none", 1.0, (1, 3), Linear(np.array([0.5, 0.5]), np.zeros(1)))
    ensemble = Ensemble((random_network(3, 2), random_network(3, 2, seed=1)))
    save(replace(model, targets=(target,), network=ensemble), path)
    again = load(path)
    assert again.network is not None
    np.testing.assert_array_equal(again.network.members[1].kernel2, ensemble.members[1].kernel2)
    outputs = np.array([[1.0, 2.0, 3.0, 4.0]])
    np.testing.assert_array_equal(again.predict_rows(outputs), [[3.0]])
    beyond = replace(target, used=(1, 4))  # there are four outputs
    other = Ensemble((random_network(2, 2), random_network(2, 2)))
    for broken in (replace(model, targets=(beyond,), network=ensemble), replace(model, network=other)):
        save(broken, path)
        with pytest.raises(FusionError, match="damaged"):
            load(path)


def test_files_of_older_versions_load(model: FusionModel, saved: Path) -> None:
    """They know neither indices nor the area of applicability."""

    def older(contents: Contents) -> None:
        for name in [name for name in contents if name.startswith("applicability/")]:
            del contents[name]
        data = json.loads(contents["manifest.json"])
        del data["features"]["indices"]
        contents["manifest.json"] = json.dumps(data).encode()

    again = load(rewritten(saved, older))
    assert again.applicability is None
    assert again.features == model.features


def test_indices_are_kept(model: FusionModel, tmp_path: Path) -> None:
    index = Index("iron", ((((1, 1.0), (0, -1.0)), ((2, 0.5),)), (((2, 1.0),), ((1, 1.0),))))
    features = FeatureSet("raw", BANDS, indices=(index,))
    spread = np.column_stack([model.feature_range, [0.0, 1.0]])
    save(replace(model, features=features, feature_range=spread), str(tmp_path / "i.gfm"))
    assert load(str(tmp_path / "i.gfm")).features == features


@pytest.mark.parametrize(
    ("name", "array"),
    [
        ("training", np.zeros((5, 3), np.float32)),
        ("columns", np.array([0, 3])),
        ("scale", np.array([1.0, np.inf])),
        ("mean_distance", np.array([0.0])),
        ("other", np.array([0.0])),
    ],
)
def test_an_area_of_applicability_that_does_not_fit_is_refused(saved: Path, name: str, array: np.ndarray) -> None:
    refused(rewritten(saved, put(f"applicability/{name}.npy", as_npy(array))))


def test_the_file_holds_json_and_plain_arrays_only(saved: Path) -> None:
    with zipfile.ZipFile(saved) as archive:
        assert json.loads(archive.read("manifest.json"))["schema"] == 1
        for name in archive.namelist()[1:]:
            assert np.load(io.BytesIO(archive.read(name)), allow_pickle=False).dtype.kind in "if"


def test_an_unwritable_place_leaves_nothing(model: FusionModel, tmp_path: Path) -> None:
    with pytest.raises(FusionError, match="does not exist"):
        save(model, str(tmp_path / "none" / "m.gfm"))
    bad = FusionModel(model.features, model.targets, model.feature_range, 1.0, "", {"x": float("nan")})
    with pytest.raises(ValueError):
        save(bad, str(tmp_path / "m.gfm"))
    assert list(tmp_path.iterdir()) == []


def line(transform: str, smearing: float) -> FusionModel:
    target = Target("Cu", "", "linear", transform, smearing, (0,), Linear(np.array([2.0]), np.array([1.0])))
    return FusionModel(FeatureSet("raw", ("b1",)), (target,), np.array([[0.0], [1.0]]), 1.0, "")


def test_logarithms_return_with_their_smearing_factor() -> None:
    window = np.array([[[0.0, 0.5, np.nan, 1e6]]], np.float32)
    expected = [np.exp(1.0) * 1.25, np.exp(2.0) * 1.25, np.nan, np.exp(80.0) * 1.25]
    np.testing.assert_allclose(line("log", 1.25).predict(window)[0, 0], expected, rtol=1e-6)


@pytest.fixture
def composition() -> FusionModel:
    """Three parts of one band x: 2 x + 1, x, 0; and the level x."""

    def straight(slope: float, start: float) -> Linear:
        return Linear(np.array([slope]), np.array([start]))

    lines = {"Cu": straight(2.0, 1.0), "Pb": straight(1.0, 0.0), "Zn": straight(0.0, 0.0)}
    targets = [Target(n, "", "linear", "clr", 1.0 + k, (0,), p) for k, (n, p) in enumerate(lines.items())]
    alone = Target("K", "", "linear", "none", 1.0, (0,), straight(5.0, 0.0))
    level = Level("linear", (0,), straight(1.0, 0.0), {"ridge": 0.0}, {"r2": 0.5})
    spread = np.array([[0.0], [1.0]])
    return FusionModel(FeatureSet("raw", ("b1",)), (targets[0], alone, *targets[1:]), spread, 1.0, "", level=level)


def test_a_composition_returns_together(composition: FusionModel, tmp_path: Path) -> None:
    """At x = 1 the parts are 3, 1, 0, centred 5/3, -1/3, -4/3, and the level is 1."""
    expected = [np.exp(8 / 3), 5.0, 2 * np.exp(2 / 3), 3 * np.exp(-1 / 3)]
    window = np.array([[[1.0, np.nan]]], np.float32)
    np.testing.assert_allclose(composition.predict(window)[:, 0, 0], expected, rtol=1e-6)
    assert np.isnan(composition.predict(window)[:, 0, 1]).all()
    save(composition, str(tmp_path / "c.gfm"))
    again = load(str(tmp_path / "c.gfm"))
    np.testing.assert_array_equal(again.predict(window), composition.predict(window))
    assert again.level is not None
    assert composition.level is not None
    for name in ("method", "used", "parameters", "scores"):
        assert getattr(again.level, name) == getattr(composition.level, name)


@pytest.mark.parametrize(
    "change",
    [
        {"level": None},
        {"level": {}},
        {"used": [1]},
        {"used": []},
        {"predictor": "forest"},
        {"parameters": 7},
        {"scores": "x"},
        {"transform": "none"},
    ],
)
def test_a_composition_that_does_not_fit_is_refused(
    composition: FusionModel, tmp_path: Path, change: dict[str, Any]
) -> None:
    save(composition, str(tmp_path / "c.gfm"))

    def changed(contents: Contents) -> None:
        data = json.loads(contents["manifest.json"])
        if "level" in change:
            data.update(change)
        elif "transform" in change:
            data["targets"][0].update(change)  # leaves two, which are no composition
        else:
            data["level"].update(change)
        contents["manifest.json"] = json.dumps(data).encode()

    refused(rewritten(tmp_path / "c.gfm", changed))
    refused(rewritten(tmp_path / "c.gfm", lambda contents: contents.pop("level/intercept.npy") and None))
    refused(rewritten(tmp_path / "c.gfm", put("level/coefficients.npy", as_npy(np.ones(2)))))
    refused(rewritten(tmp_path / "c.gfm", put("level/coefficients.npy", as_npy(np.array([np.nan])))))


def test_nodata_pixels_and_pixels_outside_the_range_are_counted() -> None:
    window = np.array([[[0.0, 0.5, np.nan, 1.0, 1.1, -0.1]]], np.float32)
    assert line("none", 1.0).outside_range(window) == (2, 5)
    nothing = np.full((1, 2, 2), np.nan, np.float32)
    assert np.isnan(line("none", 1.0).predict(nothing)).all()


WITHOUT = """
import sys
sys.modules["sklearn"] = None
sys.path.insert(0, sys.argv[1])
from tools.package import load_package
load_package()
from geochem_fusion.core.fusion.application import Application, apply_model
from geochem_fusion.core.regression.methods import missing_scikit_learn
from geochem_fusion.core.regression.request import Training
from geochem_fusion.core.fusion.training import train
from geochem_fusion.core.errors import FusionError
apply_model(Application(sys.argv[2], [sys.argv[3]], sys.argv[4], mode="prediction"))
assert missing_scikit_learn()
try:
    train(Training.of([sys.argv[3]], sys.argv[3]))
except FusionError as error:
    assert "scikit-learn" in str(error)
else:
    raise AssertionError("trained without scikit-learn")
"""


def test_applies_where_scikit_learn_cannot_be_imported(model: FusionModel, saved: Path, tmp_path: Path) -> None:
    bands = smooth_bands(3, 30, 40)
    image = write_raster(tmp_path / "i.tif", bands, names=BANDS)
    done = subprocess.run(
        [
            sys.executable,
            "-W",
            "ignore::FutureWarning",
            "-c",
            WITHOUT,
            str(ROOT),
            str(saved),
            image,
            str(tmp_path / "o.tif"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    np.testing.assert_array_equal(read_raster(tmp_path / "o.tif"), model.predict(bands.astype(np.float32)))


# ---------------------------------------------------------------------------------------------- damaged files

Contents = dict[str, bytes]


def rewritten(saved: Path, change: Callable[[Contents], None], compress: bool = True) -> str:
    """Rewrite a model file with changed contents and return its path."""
    with zipfile.ZipFile(saved) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    change(contents)
    target = saved.with_name("changed.gfm")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED if compress else zipfile.ZIP_STORED) as archive:
        for name, data in contents.items():
            archive.writestr(name, data)
    return str(target)


def manifest(key: str, value: Any, target: bool = False) -> Callable[[Contents], None]:
    """Return a change of one entry of the manifest, or of its first target."""

    def change(contents: Contents) -> None:
        data = json.loads(contents["manifest.json"])
        (data["targets"][0] if target else data)[key] = value
        contents["manifest.json"] = json.dumps(data).encode()

    return change


def refused(path: str) -> str:
    with pytest.raises(FusionError) as caught:
        load(path)
    return str(caught.value)


def as_npy(array: np.ndarray, **options: Any) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array, **options)
    return buffer.getvalue()


def put(name: str, data: bytes) -> Callable[[Contents], None]:
    return lambda contents: contents.__setitem__(name, data)


def test_a_truncated_file_is_refused(saved: Path) -> None:
    data = saved.read_bytes()
    for length in [0, 1, 30, *range(100, len(data), len(data) // 25), len(data) - 1]:
        saved.write_bytes(data[:length])
        assert "damaged" in refused(str(saved))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.floats(0, 1, exclude_max=True), bits=st.integers(1, 255))
def test_a_flipped_byte_never_gives_anything_but_a_clear_error(saved: Path, place: float, bits: int) -> None:
    data = bytearray(saved.read_bytes())
    data[int(place * len(data))] ^= bits
    other = saved.with_name("flipped.gfm")
    other.write_bytes(bytes(data))
    with contextlib.suppress(FusionError):  # a flip in a date or an attribute harms nothing
        load(str(other))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_flipped_byte_inside_an_array_never_crashes(saved: Path, data: st.DataObject) -> None:
    window = np.ones((3, 2, 2), np.float32)

    def change(contents: Contents) -> None:
        name = data.draw(st.sampled_from(sorted(contents)))
        changed = bytearray(contents[name])
        changed[data.draw(st.integers(0, min(len(changed), 400) - 1))] ^= data.draw(st.integers(1, 255))
        contents[name] = bytes(changed)

    path = rewritten(saved, change)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")  # numpy warns of some headers
        with contextlib.suppress(FusionError):
            load(path).predict(window)


def test_what_is_no_model_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "m.gfm"
    assert "does not exist" in refused(str(other))
    assert "damaged" in refused(str(tmp_path))
    other.write_bytes(b"GIF89a" * 100)
    assert "damaged" in refused(str(other))
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("word/document.xml", "<xml/>")
    assert "damaged" in refused(str(other))
    for text in ("[]", "3", "null", "{}", '"x"', "{", "[" * 100000, '{"kind": "geochem-fusion-model"}'):
        with zipfile.ZipFile(other, "w") as archive:
            archive.writestr("manifest.json", text)
        assert "damaged" in refused(str(other))


def test_other_kinds_and_newer_schemas_say_so(saved: Path) -> None:
    assert "is not a Geochem Fusion model" in refused(rewritten(saved, manifest("kind", "other")))
    assert "schema 2, and this version reads 1: update the plugin" in refused(rewritten(saved, manifest("schema", 2)))


@pytest.mark.parametrize(
    ("key", "value", "target"),
    [
        ("features", {}, False),
        ("features", None, False),
        ("feature_range", [[0, 0, 0]], False),
        ("feature_range", [[0, 0, 0], [1, 1, None]], False),
        ("feature_range", [[0, 0, 0], [1, 1, 1e999]], False),
        ("targets", [], False),
        ("targets", 5, False),
        ("targets", [None], False),
        ("cell_size", "wide", False),
        ("history", 3, False),
        ("used", [0, 1, 3], True),
        ("used", [0, 1, -1], True),
        ("used", [0, 1], True),
        ("used", "abc", True),
        ("smearing", 0, True),
        ("smearing", float("nan"), True),
        ("transform", "exec", True),
        ("predictor", "pickle", True),
        ("predictor", "forest", True),
        ("parameters", 7, True),
    ],
)
def test_impossible_manifests_are_refused(saved: Path, key: str, value: Any, target: bool) -> None:
    refused(rewritten(saved, manifest(key, value, target)))


@pytest.mark.parametrize(("key", "value"), [("levels", 10**9), ("levels", 0), ("mean_filter", 4), ("kind", "x")])
def test_impossible_feature_sets_are_refused(saved: Path, key: str, value: Any) -> None:
    def change(contents: Contents) -> None:
        data = json.loads(contents["manifest.json"])
        data["features"].update({"kind": "multiscale", key: value})
        contents["manifest.json"] = json.dumps(data).encode()

    refused(rewritten(saved, change))


@pytest.mark.parametrize("name", ["target0/../../evil.npy", "../evil.npy", "/evil.npy", "target0/a/b.npy", "target0/"])
def test_names_that_climb_out_of_the_file_write_nothing(saved: Path, name: str) -> None:
    before = set(saved.parent.iterdir())
    path = rewritten(saved, put(name, as_npy(np.ones(2))))
    with contextlib.suppress(FusionError):
        load(path)
    assert set(saved.parent.iterdir()) == before | {Path(path)}
    assert not (saved.parent.parent / "evil.npy").exists()


def test_arrays_of_objects_are_not_unpacked(saved: Path) -> None:
    objects = np.array([print, 1], dtype=object)
    refused(rewritten(saved, put("target0/coefficients.npy", as_npy(objects, allow_pickle=True))))
    refused(rewritten(saved, put("target0/coefficients.npy", b"cos\nsystem\n(S'true'\ntR.")))
    structured = np.zeros(3, [("a", float)])
    refused(rewritten(saved, put("target0/coefficients.npy", as_npy(structured))))


def test_an_array_that_claims_to_be_huge_is_refused(saved: Path) -> None:
    for shape in ("(10000000000000,)", "(1, 4000000000, 4000000000)", "(-1,)", "(2.5,)", "'x'", "((((("):
        header = f"{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}, }}".encode()
        data = b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header + b"\0" * 16
        refused(rewritten(saved, put("target0/coefficients.npy", data)))


def test_an_archive_that_would_unpack_to_far_more_is_refused(saved: Path) -> None:
    bomb = zip_bomb(saved.with_name("bomb.gfm"), "target0/coefficients.npy")
    assert "impossible size" in refused(bomb)
    assert "impossible size" in refused(zip_bomb(saved.with_name("bomb2.gfm"), "manifest.json", 17 * 2**20))


def test_an_archive_may_not_unpack_to_many_times_its_size(saved: Path) -> None:
    path = rewritten(saved, put("target0/coefficients.npy", b"\0" * 2**25))
    assert Path(path).stat().st_size < 2**17
    assert "impossible size" in refused(path)
    entries = {f"target0/{number}.npy": b"" for number in range(20001)}
    assert "impossible size" in refused(rewritten(saved, lambda contents: contents.update(entries)))


def test_other_ways_of_packing_are_refused(saved: Path) -> None:
    """A header of LZMA may ask for gigabytes."""
    with zipfile.ZipFile(saved) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(saved, "w", zipfile.ZIP_LZMA) as archive:
        for name, data in contents.items():
            archive.writestr(name, data)
    assert "damaged" in refused(str(saved))


@pytest.mark.parametrize("text", ["1" * 100000, "NaN", "-Infinity", "1e999"])
def test_numbers_that_no_model_has_are_refused(saved: Path, text: str) -> None:
    def change(contents: Contents) -> None:
        data = json.loads(contents["manifest.json"])
        data["feature_range"][0][0] = 12321
        contents["manifest.json"] = json.dumps(data).replace("12321", text).encode()

    assert "damaged" in refused(rewritten(saved, change))


@pytest.mark.parametrize(("key", "count"), [("targets", 1001), ("bands", 10001)])
def test_more_of_anything_than_a_model_has_is_refused(saved: Path, key: str, count: int) -> None:
    def change(contents: Contents) -> None:
        data = json.loads(contents["manifest.json"])
        if key == "targets":
            data["targets"] *= count
        else:
            data["features"]["bands"] = [f"b{number}" for number in range(count)]
            data["feature_range"] = [[0.0] * count, [1.0] * count]
        contents["manifest.json"] = json.dumps(data).encode()

    assert "damaged" in refused(rewritten(saved, change))


def test_a_header_longer_than_numpy_writes_is_refused(saved: Path) -> None:
    good = as_npy(np.ones(3))
    size = int.from_bytes(good[8:10], "little")
    padded = good[: 10 + size - 1] + b" " * 2000 + b"\n"
    data = padded[:8] + (size + 2000).to_bytes(2, "little") + padded[10:] + good[10 + size :]
    np.testing.assert_array_equal(np.load(io.BytesIO(data)), np.ones(3))
    assert "damaged" in refused(rewritten(saved, put("target0/coefficients.npy", data)))


def zip_bomb(path: Path, name: str, size: int = 64 * 2**20) -> str:
    """Write an archive whose directory says that a tiny entry unpacks to far more than deflate can reach."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, b"\0" * 1000)
    data = bytearray(path.read_bytes())
    directory = data.rindex(b"PK\x01\x02")
    data[directory + 24 : directory + 28] = size.to_bytes(4, "little")
    path.write_bytes(bytes(data))
    return str(path)
