"""Tiles on Dask workers: the same bytes as threads, what a death costs, and what is said where it cannot work.

Scheduler and workers are processes of their own that know nothing of this package but what is sent to them.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest
from making import Log, even_means, known_range, plain_features, smooth_bands, write_raster
from tile_functions import Refuses, Slow, Threads

from geochem_fusion.core.errors import Cancelled, FusionError, given
from geochem_fusion.core.fusion import application
from geochem_fusion.core.fusion.application import Application, apply_model
from geochem_fusion.core.fusion.model import FusionModel, Target, load, save
from geochem_fusion.core.fusion.modes import MODES
from geochem_fusion.core.fusion.training import train
from geochem_fusion.core.geostatistics.blend import Blend, View
from geochem_fusion.core.geostatistics.covariance import Covariance
from geochem_fusion.core.image import image_pass
from geochem_fusion.core.progress import SILENT, Progress
from geochem_fusion.core.raster import dask_cluster as cluster
from geochem_fusion.core.raster.grid import Window, tiles
from geochem_fusion.core.raster.tiles import TileStore
from geochem_fusion.core.regression import cell_sums
from geochem_fusion.core.regression.predictors import Linear
from geochem_fusion.core.regression.request import Training
from tools.package import ROOT

distributed = pytest.importorskip("distributed", reason="distributed is not installed")
from dask_workers import Dask, start  # noqa: E402 - it needs the package

WINDOWS = list(tiles(Window(0, 0, 40, 40), 10))


@pytest.fixture(scope="module")
def dask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dask]:
    yield from start(tmp_path_factory.mktemp("dask"), 2)


@pytest.fixture
def mortal(tmp_path: Path) -> Iterator[Dask]:
    """Two workers that a test may kill."""
    folder = tmp_path / "dask"
    folder.mkdir()
    yield from start(folder, 2)


@pytest.fixture(scope="module")
def request_(tmp_path_factory: pytest.TempPathFactory) -> Application:
    """A model of two elements on three bands with a pyramid, and what it is applied to."""
    folder = tmp_path_factory.mktemp("scene")
    bands = smooth_bands(3, 96, 128)
    bands[:, 20:34, 50:61] = np.nan
    image = write_raster(folder / "image.tif", bands, cell=3)
    coarse = np.stack([even_means(band, 16) for band in bands[:2]]) / 30
    geochem = write_raster(folder / "coarse.tif", coarse, cell=48, names=["A", "B"])
    features, _ = plain_features(image, "multiscale")
    count = len(features.spec.names)
    span, known = known_range(features)
    blend = Blend((View(1.0, 0.8, Covariance(1.5, 2.0, 4.0, 0.0)),), 0.8, 0.1, -3.0)
    weights = np.random.default_rng(4).normal(size=(2, count)) / 30
    targets = [
        Target(name, "ppm", "linear", "none", 1.0, tuple(range(count)), Linear(w, np.array([20.0])), blend=blend)
        for name, w in zip("AB", weights)
    ]
    save(FusionModel(features.spec, tuple(targets), span, 48.0, "", applicability=known), str(folder / "model.gfm"))
    return Application(str(folder / "model.gfm"), [image], str(folder / "out.tif"), geochem)


@pytest.fixture(autouse=True)
def small_tiles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(application, "TILE", 32)
    monkeypatch.setattr(application, "TileStore", partial(TileStore, size=32))


# ---------------------------------------------------------------------------------------------- the same result


@pytest.mark.parametrize("mode", MODES)
def test_workers_give_the_bytes_of_threads(dask: Dask, request_: Application, tmp_path: Path, mode: str) -> None:
    files = ["out.tif", "area.tif", *(["spread.tif"] if mode == "residual" else [])]
    written = []
    for folder, scheduler in (("threads", None), ("dask", dask.address)):
        (tmp_path / folder).mkdir()
        out, area, *spread = (str(tmp_path / folder / name) for name in files)
        log = Log()
        wanted = replace(request_, output=out, mode=mode, applicability=area, scheduler=scheduler)
        apply_model(replace(wanted, uncertainty=spread[0] if spread else None), log)
        written.append([(tmp_path / folder / name).read_bytes() for name in files])
        said = "Tiles are computed by 2 Dask workers with 2 threads." in log.infos
        assert said == (scheduler is not None)
    assert written[0] == written[1]
    assert dask.sent() == []


def test_workers_give_the_bytes_of_threads_where_every_second_pixel_is_predicted(
    dask: Dask, request_: Application, tmp_path: Path
) -> None:
    model, path, written = load(request_.model), str(tmp_path / "broad.gfm"), []
    broad = [replace(t, blend=replace(given(t.blend), width=0.5)) for t in model.targets]  # 8 pixels
    save(replace(model, targets=tuple(broad)), path)
    for name, scheduler in (("threads", None), ("dask", dask.address)):
        log = Log()
        apply_model(replace(request_, model=path, output=str(tmp_path / f"{name}.tif"), scheduler=scheduler), log)
        assert any("pixels evenly spread" in line for line in [*log.infos, *log.warnings])
        written.append((tmp_path / f"{name}.tif").read_bytes())
    assert written[0] == written[1]


def test_inputs_need_no_absolute_path(
    dask: Dask, request_: Application, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    apply_model(replace(request_, output=str(tmp_path / "a.tif")))
    image = Path(request_.rasters[0])
    monkeypatch.chdir(image.parent)
    mask = write_raster(image.parent / "mask.tif", np.ones((96, 128)), cell=3)
    near = replace(request_, rasters=[image.name], mask=Path(mask).name, scheduler=dask.address)
    apply_model(replace(near, output=str(tmp_path / "b.tif")))
    assert (tmp_path / "a.tif").read_bytes() == (tmp_path / "b.tif").read_bytes()


def test_inputs_may_lie_on_a_server(dask: Dask, request_: Application, tmp_path: Path) -> None:
    image = Path(request_.rasters[0])
    handler = partial(SimpleHTTPRequestHandler, directory=str(image.parent))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        remote = f"/vsicurl/http://127.0.0.1:{server.server_port}/{image.name}"
        apply_model(replace(request_, rasters=[remote], output=str(tmp_path / "b.tif"), scheduler=dask.address))
        server.shutdown()
    apply_model(replace(request_, output=str(tmp_path / "a.tif")))
    assert (tmp_path / "a.tif").read_bytes() == (tmp_path / "b.tif").read_bytes()


def test_paths_of_files_become_absolute_and_others_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "image.tif").touch()
    monkeypatch.chdir(tmp_path)
    assert cluster.shared_path("image.tif") == str(tmp_path / "image.tif")
    for settings in ("|crs:EPSG:32633", "|option:NUM_THREADS=2|empty:1:0.0:0.0"):
        assert cluster.shared_path(f"image.tif{settings}") == f"{tmp_path / 'image.tif'}{settings}"
    assert cluster.shared_path('NETCDF:"image.tif":Cu') == f'NETCDF:"{tmp_path / "image.tif"}":Cu'
    for other in ("/vsicurl/http://a.b/c.tif", "none.tif|crs:EPSG:32633"):
        assert cluster.shared_path(other) == other


def test_what_is_sent_is_the_core_and_always_the_same(tmp_path: Path) -> None:
    for name in ("a.zip", "b.zip"):
        cluster.write_package(str(tmp_path / name))
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.zip") as file:
        names = file.namelist()
        source = file.read("geochem_fusion/core/raster/dask_cluster.py")
    core = ROOT / "core"
    expected = {f"geochem_fusion/{path.relative_to(ROOT).as_posix()}" for path in core.rglob("*.py")}
    assert set(names) == expected | {"geochem_fusion/__init__.py"}
    assert source == (core / "raster" / "dask_cluster.py").read_bytes()


def test_workers_are_sent_packages_of_the_core_and_see_them_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "raster").mkdir()
    (tmp_path / "raster" / "__pycache__").mkdir()
    for name in ("errors.py", "raster/grid.py", "raster/__pycache__/grid.pyc"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    monkeypatch.setattr(cluster.resources, "files", lambda package: tmp_path)
    assert cluster.package_sources() == {"errors.py": b"errors.py", "raster/grid.py": b"raster/grid.py"}
    before = cluster.fingerprint.__wrapped__()
    (tmp_path / "raster" / "grid.py").write_text("changed", encoding="utf-8")
    assert cluster.fingerprint.__wrapped__() != before


# ---------------------------------------------------------------------------------------------- deaths and cancelling


def test_a_worker_that_dies_costs_its_tiles_only(mortal: Dask, request_: Application, tmp_path: Path) -> None:
    ours = [process.pid for process in mortal.workers]
    done = []
    with cluster.connected(mortal.address, []) as work, closing(work(Slow(str(tmp_path)), WINDOWS)) as results:
        for window, (pid, row, col) in results:
            assert (row, col) == (window.row, window.col)
            done.append((window, pid))
            if len(done) == 3:
                assert (tmp_path / f"begun {ours[1]}").exists()
                os.kill(ours[1], signal.SIGKILL)
    assert [window for window, _ in done] == WINDOWS
    assert {pid for _, pid in done[-6:]} == {ours[0]}
    apply_model(replace(request_, output=str(tmp_path / "threads.tif")))
    apply_model(replace(request_, output=str(tmp_path / "one.tif"), scheduler=mortal.address))
    assert (tmp_path / "threads.tif").read_bytes() == (tmp_path / "one.tif").read_bytes()


def test_a_scheduler_that_dies_ends_the_run(mortal: Dask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 3)
    with distributed.Client(mortal.address, set_as_default=False) as client:
        pid = client.run_on_scheduler(os.getpid)
    with cluster.connected(mortal.address, []) as work, closing(work(Slow(str(tmp_path)), WINDOWS)) as results:
        next(results)
        os.kill(pid, signal.SIGKILL)
        with pytest.raises(FusionError, match=f"{mortal.address} no longer answers"):
            list(results)


class Stops(Progress):
    """Asks to stop once it was told of a part of the work."""

    def __init__(self, after: float) -> None:
        self.after, self.reached = after, 0.0

    def progress(self, fraction: float) -> None:
        self.reached = fraction

    def cancelled(self) -> bool:
        return self.reached >= self.after


def test_cancelling_takes_the_tiles_back(dask: Dask, request_: Application, tmp_path: Path) -> None:
    with pytest.raises(Cancelled):
        apply_model(replace(request_, output=str(tmp_path / "o.tif"), scheduler=dask.address), Stops(0.5))
    assert list(tmp_path.iterdir()) == []
    assert dask.sent() == []
    with distributed.Client(dask.address, set_as_default=False) as client:
        end = time.monotonic() + 60
        while any(client.processing().values()):
            assert time.monotonic() < end
            time.sleep(0.05)


def test_few_tiles_are_in_flight(dask: Dask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sent = []
    submit = cluster._Remote.submit
    monkeypatch.setattr(cluster._Remote, "submit", lambda *a: sent.append(a[-1]) or submit(*a))
    with cluster.connected(dask.address, []) as work, closing(work(Slow(str(tmp_path)), WINDOWS)) as results:
        for number, _ in enumerate(results, 1):
            assert len(sent) <= number + 5
    assert sent == WINDOWS


# ---------------------------------------------------------------------------------------------- what is said


def test_an_error_in_a_tile_names_the_worker(dask: Dask) -> None:
    message = r"The Dask worker tcp://127\.0\.0\.1:\d+ failed: Row 0 cannot be read\."
    with cluster.connected(dask.address, []) as work, pytest.raises(FusionError, match=message):
        list(work(Refuses(), WINDOWS[:1]))
    assert dask.sent() == []


def test_a_tile_uses_one_thread_of_blas_whatever_the_worker_has(dask: Dask) -> None:
    pytest.importorskip("threadpoolctl", reason="threadpoolctl is not installed")
    with cluster.connected(dask.address, []) as work:
        assert {threads for _, threads in work(Threads(), WINDOWS)} == {1}


def test_images_that_workers_do_not_see_are_named(dask: Dask) -> None:
    message = r"worker tcp://\S+ cannot compute tiles: .*/vsimem/only_here\.tif.*put images where all workers see them"
    with pytest.raises(FusionError, match=message), cluster.connected(dask.address, ["/vsimem/only_here.tif"]):
        pass


def test_workers_with_another_version_are_named(dask: Dask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "fingerprint", lambda: "0" * 64)
    message = "another version of Geochem Fusion; restart it"
    with pytest.raises(FusionError, match=message), cluster.connected(dask.address, []):
        pass


def test_a_scheduler_without_workers_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "WORKER_SECONDS", 0.5)
    with closing(start(tmp_path, 0)) as empty:
        address = next(empty).address
        message = f"{address} has no worker: start some with 'dask worker {address}'"
        with pytest.raises(FusionError, match=message), cluster.connected(address, []):
            pass


def test_no_scheduler_is_said_soon(request_: Application, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 0.5)
    for address in ("tcp://127.0.0.1:9", "nothing://127.0.0.1:9"):  # none needs a name server
        with pytest.raises(FusionError, match=f"No Dask scheduler answers at SCHEDULER={address}"):
            apply_model(replace(request_, output=str(tmp_path / "o.tif"), scheduler=address))
    assert list(tmp_path.iterdir()) == []


def test_without_the_package_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    message = "package distributed, which cannot be imported .*: install it"
    with pytest.raises(FusionError, match=message), cluster.connected("tcp://127.0.0.1:9", []):
        pass


def test_without_a_scheduler_threads_work() -> None:
    with cluster.connected(None, []) as work:
        assert [result for _, result in work(lambda window: window.row, WINDOWS, SILENT)] == [w.row for w in WINDOWS]


# ---------------------------------------------------------------------------------------------- training


def test_training_goes_through_the_image_on_workers_even_where_one_dies(
    mortal: Dask, request_: Application, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One of two workers is killed when the pyramid begins; pyramid and sums come to the bytes of threads."""
    monkeypatch.setattr(image_pass, "_TILE", 32)
    monkeypatch.setattr(cell_sums, "TILE", 16)

    class Killer(Log):
        def info(self, message: str) -> None:
            super().info(message)
            if message.startswith("Pyramid of"):
                os.kill(mortal.workers[1].pid, signal.SIGKILL)

    request = Training.of(request_.rasters, request_.geochem, method="linear", levels=3)
    written = []
    for name, scheduler, log in (("threads", None, Log()), ("workers", mortal.address, Killer())):
        save(train(request, log, scheduler).model, str(tmp_path / f"{name}.gfm"))
        written.append((tmp_path / f"{name}.gfm").read_bytes())
    assert written[0] == written[1]
    assert mortal.sent() == []
