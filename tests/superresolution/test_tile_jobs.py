"""Jobs written to a file and read again, and tiles on Dask workers: the same bytes as threads of this process."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from planted_super import LYING, NAMES, Planted, planted

from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.raster.grid import Window
from geochem_fusion.core.raster.tiles import TileStore
from geochem_fusion.core.samples.points import PointValues
from geochem_fusion.core.superresolution import application
from geochem_fusion.core.superresolution.request import CoarseMap, Geology
from geochem_fusion.core.superresolution.tile_jobs import TileJob

WINDOW = Window(5, 30, 20, 18)
OUTPUTS = ("out.tif", "sd.tif", "domain.tif")


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Planted:
    files = planted(tmp_path_factory.mktemp("planted"))
    files.trained(**everything(files), constraint="soft")
    files.trained("plain.gfm", **everything(files))
    return files


def everything(files: Planted) -> dict[str, object]:
    """All covariates, and a geological map that counts as made on the way; samples behind the coarse map."""
    row, col = (np.ravel(axis) for axis in np.mgrid[2:48:5, 2:48:5])
    x, y = LYING.fine.transform[0] + (col + 0.5) * 100.0, LYING.fine.transform[3] - (row + 0.5) * 100.0
    points = PointValues(x, y, NAMES, files.truth[:, row, col].T, LYING.fine.crs)
    return {
        "coarse": CoarseMap(files.coarse, points=points),
        "elevation": files.elevation,
        "geology": Geology(files.units, source="geology"),
    }


@pytest.fixture
def job(known: Planted, monkeypatch: pytest.MonkeyPatch) -> TileJob:
    """The job of a run over all of the map."""
    made: list[TileJob] = []

    class Kept(TileJob):
        def __init__(self, *given: object) -> None:
            super().__init__(*given)  # type: ignore[arg-type]
            made.append(self)

    monkeypatch.setattr(application, "TileJob", Kept)
    known.applied("m.gfm", "job.tif", **everything(known))
    return made[0]


def test_what_was_written_computes_the_same(job: TileJob, known: Planted, tmp_path: Path) -> None:
    path = tmp_path / "job.tile"
    TileJob.write(job, str(path))
    again = TileJob.read(str(path))
    for expected, found in zip(job(WINDOW), again(WINDOW)):
        assert expected.tobytes() == found.tobytes()
    assert np.isfinite(job(WINDOW)[0]).all()
    assert job(WINDOW)[1][0].any()  # a unit that training never saw
    with np.load(path, allow_pickle=False) as file:
        assert file["model"].tobytes() == Path(known.path("m.gfm")).read_bytes()
        assert file["units"].tobytes() == Path(known.units).read_bytes()
        assert {file[name].dtype.kind for name in file.files} <= set("uif")


def test_a_map_that_was_made_on_the_way_is_sent_and_others_are_shared(job: TileJob, known: Planted) -> None:
    assert job.inputs.shared == [known.elevation, known.rasters]
    own = replace(job.inputs, geology=Geology(known.units))
    assert own.shared == [known.elevation, known.rasters, known.units]


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    pytest.importorskip("distributed", reason="distributed is not installed")
    from dask_workers import start

    for dask in start(tmp_path_factory.mktemp("dask"), 2):
        yield dask.address


@pytest.mark.parametrize("model", ["m.gfm", "plain.gfm"])
def test_workers_give_the_bytes_of_threads(
    scheduler: str, known: Planted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, model: str
) -> None:
    monkeypatch.setattr(application, "TILE", 16)
    monkeypatch.setattr(application, "TileStore", partial(TileStore, size=16))
    written = []
    for name, address in (("threads", None), ("dask", scheduler)):
        (tmp_path / name).mkdir()
        out, spread, domain = (str(tmp_path / name / file) for file in OUTPUTS)
        known.applied(model, out, uncertainty=spread, domain=domain, scheduler=address, **everything(known))
        written.append([(tmp_path / name / file).read_bytes() for file in OUTPUTS])
        monkeypatch.setattr(TileJob, "__call__", lambda *given: pytest.fail("a tile is computed in this process"))
    assert written[0] == written[1]


def test_a_scheduler_that_is_not_there_is_told(known: Planted, tmp_path: Path) -> None:
    pytest.importorskip("distributed", reason="distributed is not installed")
    out = tmp_path / "none.tif"
    with pytest.raises(FusionError, match="No Dask scheduler answers at SCHEDULER=nowhere"):
        known.applied("m.gfm", str(out), scheduler="nowhere", **everything(known))
    assert not out.exists()
