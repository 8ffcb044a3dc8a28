"""The train step of a network: what is judged by whom, the model it makes, and how it is applied."""

from __future__ import annotations

from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from making import ORIGIN, Log, even_means, read_raster, smooth_bands, wkt, write_raster

from geochem_fusion.core.errors import Cancelled, FusionError
from geochem_fusion.core.fusion import cnn_request
from geochem_fusion.core.fusion.application import Application, apply_model
from geochem_fusion.core.fusion.cnn_report import cnn_report
from geochem_fusion.core.fusion.cnn_request import CnnTraining, check
from geochem_fusion.core.fusion.cnn_training import CnnResult, train_cnn
from geochem_fusion.core.fusion.model import load, save
from geochem_fusion.core.samples.points import PointValues

RATIO = 8
SMALL: dict[str, Any] = {"patch": 11, "width": 8, "epochs": 12, "folds": 3, "ratios": "1,2", "block_size": 160.0}


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Two elements of which the image shows one: an image of 96 x 80 pixels, and 12 x 10 cells."""
    folder = tmp_path_factory.mktemp("scene")
    bands = smooth_bands(2, 96, 80)
    truth = np.stack([20 + (bands[0] - 1000) / 40, 30 + (smooth_bands(1, 96, 80, seed=9)[0] - 1000) / 40])
    coarse = np.stack([even_means(plane, RATIO) for plane in truth])
    return {
        "image": write_raster(folder / "image.tif", bands, names=["red", "green"]),
        "coarse": write_raster(folder / "coarse.tif", coarse, cell=10.0 * RATIO, names=["Cu", "Pb"], unit="ppm"),
        "truth": write_raster(folder / "truth.tif", truth, names=["Cu", "Pb"]),
    }


def request(scene: dict[str, str], **more: Any) -> CnnTraining:
    return CnnTraining.of(rasters=[scene["image"]], geochem=scene["coarse"], **{**SMALL, **more})


@pytest.fixture(scope="module")
def trained(scene: dict[str, str]) -> CnnResult:
    pytest.importorskip("torch", reason="PyTorch is not installed (make setup-deep)")
    return train_cnn(request(scene, epochs=25, folds=5, cell_samples=1000))  # the cells are exact


def test_every_row_is_judged_by_a_network_that_never_saw_it(trained: CnnResult) -> None:
    assert [member.test for member in trained.members] == [0, 1, 2, 3, 4]
    assert all(member.test != member.stop for member in trained.members)
    fold = trained.elements[0].folds.fold
    assert len(fold) == 120
    centre = [np.median(trained.table.targets[(fold != m.test) & (fold != m.stop)], axis=0) for m in trained.members]
    for member, expected in zip(trained.members, centre):  # scaled by what it learns from alone
        np.testing.assert_allclose(member.centre, expected)


def test_the_coarse_map_tells_which_element_the_image_shows(trained: CnnResult) -> None:
    copper, lead = trained.elements
    assert copper.scores["r2"] > 0.8
    assert copper.target.blend is not None
    assert lead.target.blend is not None
    assert copper.target.blend.weight > 0.8
    assert lead.target.blend.weight < 0.3


def test_the_model_is_the_mean_of_its_networks(trained: CnnResult, scene: dict[str, str], tmp_path: Path) -> None:
    model, out = str(tmp_path / "cnn.gfm"), str(tmp_path / "out.tif")
    save(trained.model, model)
    apply_model(Application(model, [scene["image"]], out, mode="prediction"))
    image = read_raster(scene["image"]).astype(np.float32)
    expected = np.mean(
        [m.centre[:, None, None] + m.spread[:, None, None] * m.network.over(image) for m in trained.members], axis=0
    )
    np.testing.assert_allclose(read_raster(out)[:, 5:-5, 5:-5], expected, rtol=1e-4)


def test_the_saved_model_is_the_same_without_pytorch(trained: CnnResult, tmp_path: Path) -> None:
    path = str(tmp_path / "cnn.gfm")
    save(trained.model, path)
    again = load(path)
    assert again.network is not None
    assert trained.model.network is not None
    np.testing.assert_array_equal(again.network.members[2].kernel4, trained.model.network.members[2].kernel4)
    assert [t.used for t in again.targets] == [(0, 2, 4, 6, 8), (1, 3, 5, 7, 9)]
    assert again.history["versions"]["PyTorch"] == metadata.version("torch")
    assert again.history["networks"] == trained.model.history["networks"]


@pytest.mark.parametrize("mode", ["residual", "detail"])
def test_every_mode_applies_and_beats_what_it_must(
    trained: CnnResult, scene: dict[str, str], tmp_path: Path, mode: str
) -> None:
    model, out = str(tmp_path / "cnn.gfm"), str(tmp_path / "out.tif")
    save(trained.model, model)
    spread = str(tmp_path / "spread.tif") if mode == "residual" else None
    inside = str(tmp_path / "inside.tif")
    apply_model(
        Application(model, [scene["image"]], out, scene["coarse"], mode, uncertainty=spread, applicability=inside)
    )
    fused, truth, coarse = read_raster(out), read_raster(scene["truth"]), read_raster(scene["coarse"])
    assert np.isfinite(fused).all()
    if mode == "residual":
        np.testing.assert_allclose(np.stack([even_means(p, RATIO) for p in fused]), coarse, rtol=1e-4)
        blocks = np.kron(coarse[0], np.ones((RATIO, RATIO)))
        assert ((fused[0] - truth[0]) ** 2).mean() < 0.6 * ((blocks - truth[0]) ** 2).mean()
        assert spread is not None
        assert (read_raster(spread) > 0).all()
    assert read_raster(inside).shape[0] == 2


def test_a_part_of_the_scene_comes_out_as_in_the_whole(
    trained: CnnResult, scene: dict[str, str], tmp_path: Path
) -> None:
    model, whole, part = (str(tmp_path / name) for name in ("cnn.gfm", "whole.tif", "part.tif"))
    save(trained.model, model)
    apply_model(Application(model, [scene["image"]], whole, mode="prediction"))
    extent = (ORIGIN[0] + 130, ORIGIN[1] - 700, ORIGIN[0] + 610, ORIGIN[1] - 170)
    apply_model(Application(model, [scene["image"]], part, mode="prediction", extent=extent))
    np.testing.assert_array_equal(read_raster(part), read_raster(whole)[:, 17:70, 13:61])


def test_the_same_seed_gives_the_same_model(scene: dict[str, str], tmp_path: Path) -> None:
    pytest.importorskip("torch", reason="PyTorch is not installed (make setup-deep)")
    for name in ("first", "second"):
        save(train_cnn(request(scene, epochs=2)).model, str(tmp_path / name))
    assert (tmp_path / "first").read_bytes() == (tmp_path / "second").read_bytes()


def test_transfer_and_comparison(scene: dict[str, str], tmp_path: Path) -> None:
    pytest.importorskip("torch", reason="PyTorch is not installed (make setup-deep)")
    path = str(tmp_path / "base.gfm")
    scratch = train_cnn(request(scene, epochs=2, geochem_bands=[0], compare=True))
    assert [(trial.label, trial.share) for trial in scratch.trials] == [
        ("as trained", 1.0),
        ("own resolution only", 1.0),
    ]
    assert scratch.samples == {1: 120, 2: 99}
    save(scratch.model, path)
    more = {"geochem_bands": [1], "base_model": path, "freeze_epochs": 2, "epochs": 2, "compare": True}
    result = train_cnn(request(scene, **more))
    for member, base in zip(result.members, scratch.members):
        np.testing.assert_array_equal(member.network.kernel2, base.network.kernel2)  # frozen to the end
    shares = [(trial.label, trial.share) for trial in result.trials]
    assert shares[0] == ("as trained", 1.0)
    assert shares[1:3] == [("transfer", 0.1), ("from scratch", 0.1)]
    assert shares[-1] == ("from scratch", 1.0)
    assert result.model.history["settings"]["base_model"] == "base.gfm"
    page = cnn_report(result)
    assert "start as those of base.gfm, frozen for 2 epochs" in page
    assert "Comparison of ways to train" in page


def test_points_train_too(scene: dict[str, str]) -> None:
    pytest.importorskip("torch", reason="PyTorch is not installed (make setup-deep)")
    generator = np.random.default_rng(0)
    x, y = ORIGIN[0] + generator.uniform(0, 800, 60), ORIGIN[1] - generator.uniform(0, 960, 60)
    points = PointValues(x, y, ("Cu",), generator.lognormal(3, 0.5, (60, 1)), wkt(), "points")
    result = train_cnn(CnnTraining.of([scene["image"]], points=points, transform="log", **{**SMALL, "epochs": 2}))
    (element,) = result.elements
    assert element.target.transform == "log"
    assert element.target.blend is None
    assert result.samples == {1: len(result.table)}


def test_cancelling_leaves_nothing_or_what_was_learned(scene: dict[str, str]) -> None:
    pytest.importorskip("torch", reason="PyTorch is not installed (make setup-deep)")

    class Impatient(Log):
        """Asks to stop once the first network is trained."""

        def cancelled(self) -> bool:
            return any("Network 1" in line for line in self.infos)

    with pytest.raises(Cancelled):
        train_cnn(request(scene, epochs=2), Impatient())
    log = Impatient()
    result = train_cnn(request(scene, epochs=2, keep_best=True), log)
    assert len(result.members) == 1
    assert any("mean of the networks trained so far (1)" in line for line in log.warnings)
    assert result.elements[0].scores["skill"] is not None
    assert 0 < len(result.elements[0].rows) < 120  # only what this network was judged by is scored


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"patch": 12}, "PATCH is 12"),
        ({"ratios": "x"}, "RATIOS"),
        ({"epochs": 0}, "EPOCHS"),
        ({"freeze_epochs": -1}, "FREEZE_EPOCHS"),
        ({"width": 0}, "WIDTH is 0"),
        ({"folds": 2}, "FOLDS is 2"),
        ({"transform": "clr"}, "composition"),
        ({"geochem": None}, "Give either GEOCHEM"),
    ],
)
def test_bad_settings_are_told(
    scene: dict[str, str], settings: dict[str, Any], told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cnn_request, "missing_torch", lambda: None)
    with pytest.raises(FusionError, match=told):
        check(request(scene).changed(**settings))


def test_without_pytorch_a_sentence_says_so(scene: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cnn_request, "missing_torch", lambda: "Training a network needs PyTorch.")
    with pytest.raises(FusionError, match="needs PyTorch"):
        train_cnn(request(scene))


def test_too_few_blocks_are_told(scene: dict[str, str]) -> None:
    pytest.importorskip("torch", reason="PyTorch is not installed (make setup-deep)")
    with pytest.raises(FusionError, match="2 blocks, and a network needs 3"):
        train_cnn(request(scene, block_size=800.0))
