"""Whatever goes wrong in the middle of the work: the target is the old file or the whole new one, and nothing else lies
there."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from bad_inputs import World
from fault_jobs import INPUTS, JOBS, KILLS, contents, small_tiles, target
from making import Log, write_raster

from geochem_fusion.core.errors import Cancelled, FusionError
from geochem_fusion.core.evaluation import evaluation
from geochem_fusion.core.fusion import prediction
from geochem_fusion.core.image import decomposition
from geochem_fusion.core.progress import Progress
from geochem_fusion.core.raster import gdal_reader as raster
from geochem_fusion.core.regression import cell_sums
from geochem_fusion.core.samples import gridding

OLD = "the old file"
CHANCES = 5  # times at which a run is stopped


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    made = World(tmp_path_factory.mktemp("inputs"))
    for name in INPUTS:
        made.file(name)
    return made


@pytest.fixture(autouse=True)
def _small_tiles(monkeypatch: pytest.MonkeyPatch) -> None:
    small_tiles(monkeypatch.setattr)


@pytest.fixture(params=list(JOBS))
def job(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def old(job: str, tmp_path: Path) -> Path:
    """The target of a job, with an older file of that name."""
    path = target(job, tmp_path)
    path.write_text(OLD, encoding="utf-8")
    return path


def only_old(path: Path) -> bool:
    return path.read_text(encoding="utf-8", errors="replace") == OLD and [*path.parent.iterdir()] == [path]


def test_cancelled_at_any_time(job: str, old: Path, world: World) -> None:
    counted = Log()
    JOBS[job](world, old.parent, counted)
    assert counted.asked >= 2
    for stop_after in sorted({int(n) for n in np.linspace(0, counted.asked - 1, CHANCES)}):
        old.write_text(OLD, encoding="utf-8")
        with pytest.raises(Cancelled):
            JOBS[job](world, old.parent, Log(stop_after))
        assert only_old(old), stop_after


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_killed_at_any_time_and_processes_at_once(job: str, world: World, tmp_path: Path) -> None:
    """A run that is not killed gives the whole file and removes what the others left; so do three at once."""
    script = Path(__file__).with_name("fault_jobs.py")
    command = [sys.executable, "-W", "ignore", str(script), job, str(world.folder), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    *killed, last, one, two, three = (json.loads(line) for line in done.stdout.splitlines())
    name = target(job, tmp_path).name
    whole = last[1][name]
    assert len(killed) == KILLS
    assert any(status != 0 for status, _ in killed)
    assert {found[name] for _, found in killed} <= {killed[0][1][name], whole}
    assert last == [0, {name: whole}]
    assert one == two == three == last


@pytest.mark.parametrize("same", [True, False])
def test_runs_at_once_in_one_process(job: str, world: World, tmp_path: Path, same: bool) -> None:
    alone, *folders = (tmp_path / name for name in ("alone", "a", "a" if same else "b", "a" if same else "c"))
    for folder in {alone, *folders}:
        folder.mkdir()
    JOBS[job](world, alone, Progress())
    with ThreadPoolExecutor(3) as executor:
        list(executor.map(lambda folder: JOBS[job](world, folder, Progress()), folders))
    for folder in folders:
        assert contents(folder) == contents(alone)


# ---------------------------------------------------------------------------------------------- the disk


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 192 kB."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=192k", "tmpfs", str(place)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("a small disk cannot be mounted here: " + mounted.stderr.decode().strip())
    yield place
    subprocess.run(["umount", str(place)], check=True)


def fill(disk: Path, left: int) -> None:
    """Leave so many bytes of a disk free."""
    free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
    with open(disk / "filler", "wb") as file:
        file.write(b"x" * max(free - left, 0))


# With exceptions on, GDAL before 3.8 raises in the destructor that alone closes a file, where Python can only tell it.
@pytest.mark.filterwarnings("ignore:Exception ignored in. .built-in function delete_Dataset")
@pytest.mark.parametrize("left", [0, 4096, 16384])
def test_a_disk_that_fills_up(job: str, world: World, small_disk: Path, left: int) -> None:
    path = target(job, small_disk)
    path.write_text(OLD, encoding="utf-8")
    fill(small_disk, left)
    try:
        JOBS[job](world, small_disk, Progress())
    except FusionError as error:
        said = str(error)
    else:
        said = ""
    if said:
        assert re.search("disk full|No space left", said)
        assert path.read_text(encoding="utf-8") == OLD
    else:
        assert left > 0
    assert {file.name for file in small_disk.iterdir()} == {path.name, "filler"}
    (small_disk / "filler").unlink()
    whole = small_disk.parent / "whole"
    whole.mkdir()
    JOBS[job](world, small_disk, Progress())
    JOBS[job](world, whole, Progress())
    assert contents(small_disk) == contents(whole)


# ---------------------------------------------------------------------------------------------- tiles and sources

TILE_WORK = {
    "decompose": (decomposition, "_outputs"),
    "train": (cell_sums, "_moments"),
    "apply": (prediction.Prediction, "at"),
    "evaluate": (evaluation, "measure"),
    "gridsamples": (gridding, "parse_values"),
}


def failing_at(number: int, function: Callable) -> Callable:
    """Return a function that raises at its ``number``-th call."""
    calls = iter(range(number))

    def call(*arguments: object, **options: object) -> object:
        if next(calls, None) is None:
            raise ZeroDivisionError("a tile")
        return function(*arguments, **options)

    return call


@pytest.mark.parametrize("number", [0, 1])
def test_a_tile_that_raises(job: str, old: Path, world: World, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    module, name = TILE_WORK[job]
    number = 0 if job == "gridsamples" else number  # has one element
    monkeypatch.setattr(module, name, failing_at(number, getattr(module, name)))
    with pytest.raises(ZeroDivisionError):
        JOBS[job](world, old.parent, Progress())
    assert only_old(old)


@pytest.mark.parametrize("job", ["decompose", "train", "apply"])
@pytest.mark.parametrize("change", ["cut", "overwrite", "replace", "remove"])
def test_an_image_that_changes_while_it_is_read(job: str, old: Path, tmp_path_factory: pytest.TempPathFactory,
                                                monkeypatch: pytest.MonkeyPatch, change: str) -> None:  # fmt: skip
    world = World(tmp_path_factory.mktemp("own"))
    image, other = Path(world.file("image")), world.folder / "other.tif"
    for name in ("coarse", "model"):
        world.file(name)
    write_raster(other, world.bands + 1)
    acts: dict[str, Callable[[], object]] = {
        "cut": lambda: os.truncate(image, 3000),
        "overwrite": lambda: image.write_bytes(other.read_bytes()),
        "replace": lambda: other.replace(image),
        "remove": image.unlink,
    }
    usual, todo = raster._read_band, iter([acts[change]])

    def meddled(band: Any, window: Any, path: str, *more: Any) -> np.ndarray:
        act = next(todo, None) if path == str(image) else None  # once, whatever thread comes first
        if act is not None:
            act()
        return usual(band, window, path, *more)

    monkeypatch.setattr(raster, "_read_band", meddled)
    with pytest.raises(FusionError, match=r"was changed while it was read|Cannot read"):
        JOBS[job](world, old.parent, Progress())
    assert only_old(old)
