"""The model file: what is written comes back, and what is damaged is refused in one sentence."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from planted_super import Planted, a_network, planted

from geochem_fusion.core.deep.networks import Ensemble
from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.superresolution.request import Geology
from geochem_fusion.core.superresolution.sharpener import Sharpener
from geochem_fusion.core.superresolution.super_model import SuperResolutionModel, load, save


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Planted, SuperResolutionModel]:
    files = planted(tmp_path_factory.mktemp("model"))
    found = files.trained(method="forest", geology=Geology(files.units, {1: "granite", 2: "basalt"}))
    model = found.model
    base, size = model.sharpener.base, 3 * 2 + 3 * model.covariates
    network = Ensemble((a_network(size, 2), a_network(size, 2)))
    object.__setattr__(model, "sharpener", Sharpener(base, network, np.array([0.5, 0.25])))
    save(model, files.path("full.gfm"))
    return files, model


def test_what_is_written_comes_back(written: tuple[Planted, SuperResolutionModel]) -> None:
    files, model = written
    found = load(files.path("full.gfm"))
    save(found, files.path("again.gfm"))
    assert Path(files.path("full.gfm")).read_bytes() == Path(files.path("again.gfm")).read_bytes()
    assert found.elements == ("Cu", "Zn")
    assert found.lattice.transform == model.lattice.transform
    assert found.covariates == 2 + 5
    assert not found.with_points
    assert found.embedding is not None
    assert found.sharpener.networks is not None
    np.testing.assert_array_equal(found.sharpener.network_shares, [0.5, 0.25])


def test_a_model_with_a_network_is_applied_in_tiles_as_in_one(
    written: tuple[Planted, SuperResolutionModel], monkeypatch: pytest.MonkeyPatch
) -> None:
    from geochem_fusion.core.superresolution import application

    files, _ = written
    geology = Geology(files.units)
    _, whole = files.applied("full.gfm", "w.tif", geology=geology)
    monkeypatch.setattr(application, "TILE", 16)
    _, tiled = files.applied("full.gfm", "t.tif", geology=geology)
    np.testing.assert_allclose(tiled, whole, atol=1e-5)
    _, plain = files.applied("m.gfm", "p.tif", geology=geology)
    assert np.abs(whole - plain).max() > 1e-4


def changed(path: str, target: str, name: str, change: Callable[[Any], Any]) -> str:
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w") as out:
        for item in source.namelist():
            data = source.read(item)
            if item == name and name.endswith(".json"):
                data = json.dumps(change(json.loads(data))).encode()
            elif item == name:
                buffer = io.BytesIO()
                np.save(buffer, change(np.load(io.BytesIO(data))))
                data = buffer.getvalue()
            out.writestr(item, data)
    return target


def put(**values: Any) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda manifest: {**manifest, **values}


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("manifest.json", put(elements=["Cu"])),
        ("manifest.json", put(elements=["Cu", "Cu"])),
        ("manifest.json", put(rows=["bilinear"])),
        ("manifest.json", put(rasters=["image"])),
        ("manifest.json", put(terrain=True)),
        ("manifest.json", put(constraint="iron")),
        ("manifest.json", put(transforms=["exp", "none"])),
        ("manifest.json", put(transform=[0, 0, 0, 0, 0, 0])),
        ("manifest.json", put(size=[0, 5])),
        ("manifest.json", put(ratio=-1)),
        ("manifest.json", put(network="magic")),
        ("manifest.json", put(geology="other")),
        ("manifest.json", put(crs="nowhere")),
        ("base/weights.npy", lambda a: a[:, :2]),
        ("base/weights.npy", lambda a: a * np.nan),
        ("base/best.npy", lambda a: a + 100),
        ("base/shares.npy", lambda a: a[:1]),
        ("base/spread.npy", lambda a: a - 1e9),
        ("base/kept.npy", lambda a: a + 2),
        ("base/network_shares.npy", lambda a: a[:1]),
        ("seen/low.npy", lambda a: a[:-1]),
        ("trees/used.npy", lambda a: a + 1000),
        ("forest0/left.npy", lambda a: a * 0),
        ("forest1/feature.npy", lambda a: a + 1000),
        ("geology/vectors.npy", lambda a: a[:, :2]),
        ("geology/seen.npy", lambda a: a.astype(float)),
        ("network/0-learned.npy", lambda a: a[:-1]),
        ("network/1-spread.npy", lambda a: np.ones(3)),
    ],
)
def test_a_damaged_file_is_refused(
    written: tuple[Planted, SuperResolutionModel], tmp_path: Path, name: str, change: Callable[[Any], Any]
) -> None:
    files, _ = written
    path = changed(files.path("full.gfm"), str(tmp_path / "bad.gfm"), name, change)
    with pytest.raises(FusionError):
        load(path)


def test_models_of_other_kinds_are_sent_to_their_algorithm(
    written: tuple[Planted, SuperResolutionModel], tmp_path: Path
) -> None:
    from geochem_fusion.core.fusion.model import load as load_fusion

    with pytest.raises(FusionError, match="Super-resolve geochemical map"):
        load_fusion(written[0].path("full.gfm"))
