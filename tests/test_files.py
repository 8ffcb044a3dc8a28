"""Files appear under their name only when they are complete."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.files import atomic_file, check_outputs, stamp, temporary_name, write_plain, write_rows
from tools.package import ROOT


def test_temporary_name_is_beside_and_keeps_the_ending(tmp_path: Path) -> None:
    name = Path(temporary_name(str(tmp_path / "map.tif")))
    assert name.parent == tmp_path
    assert name.suffix == ".tif"
    assert name.name.startswith(".map.")


def test_atomic_file_appears_only_when_complete(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    path.write_text("old")

    def fail() -> None:
        with atomic_file(str(path)) as file:
            file.write("half")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert path.read_text() == "old"
    with atomic_file(str(path), "wb") as file:
        file.write(b"new")
        assert path.read_text() == "old"
    assert path.read_text() == "new"
    assert list(tmp_path.iterdir()) == [path]


def test_atomic_file_says_why_it_cannot_write(tmp_path: Path) -> None:
    with pytest.raises(FusionError, match="does not exist: create it first"), atomic_file(str(tmp_path / "no" / "a")):
        pass
    (tmp_path / "taken").mkdir()
    with pytest.raises(FusionError, match=r"taken is a folder"), atomic_file(str(tmp_path / "taken")):
        pass
    assert [p.name for p in tmp_path.iterdir()] == ["taken"]


def test_outputs_that_would_destroy_something_are_refused(tmp_path: Path) -> None:
    image, link = tmp_path / "image.tif", tmp_path / "link.tif"
    image.touch()
    link.symlink_to(image)
    check_outputs({"OUTPUT": str(tmp_path / "new.tif"), "REPORT": None, "TABLE": ""}, [str(image), None])
    for place in (image, link, tmp_path / "sub" / ".." / "image.tif"):
        with pytest.raises(FusionError, match=r"OUTPUT: .* is also an input"):
            check_outputs({"OUTPUT": str(place)}, [str(image)])
    with pytest.raises(FusionError, match="HIGH and LOW have the same name"):
        check_outputs({"HIGH": str(tmp_path / "a.tif"), "LOW": str(tmp_path / "." / "a.tif")})
    with pytest.raises(FusionError, match="is not on a disk"):
        check_outputs({"HIGH": "/vsimem/a.tif"})


def test_a_place_that_takes_no_files_is_refused_before_the_work(tmp_path: Path) -> None:
    place = str(tmp_path / ("a" * 300 + ".html"))
    with pytest.raises(FusionError, match=r"cannot be written \(File name too long\): choose another name or folder"):
        check_outputs({"REPORT": place})
    check_outputs({"REPORT": str(tmp_path / ("a" * 100 + ".html"))})
    with atomic_file(str(tmp_path / "a.html")) as file:  # its own trial leaves what is being written
        check_outputs({"REPORT": str(tmp_path / "a.html")})
        file.write("x")
    assert [p.name for p in tmp_path.iterdir()] == ["a.html"]
    if os.path.isdir("/proc/self"):
        with pytest.raises(FusionError, match=r"The output /proc/a.html cannot be written"):
            check_outputs({"REPORT": "/proc/a.html"})


def test_what_killed_runs_left_is_removed_and_nothing_else(tmp_path: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    own = Path(temporary_name(str(tmp_path / "map.tif")))
    stale = own.name.replace(f"-{os.getpid()}-", f"-{ended.pid}-")
    other = own.name.replace(".map.", ".map.elsewhere")  # another machine on the same folder may still be writing
    for name in (own.name, stale, f"{stale}.aux.xml", other.replace(str(os.getpid()), str(ended.pid)), ".part.tif"):
        (tmp_path / name).touch()
    with atomic_file(str(tmp_path / "report.html")) as file:
        file.write("x")
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {own.name, other.replace(str(os.getpid()), str(ended.pid)), ".part.tif", "report.html"}


def test_a_stamp_changes_with_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_text("one")
    first = stamp(str(path))
    assert first == stamp(str(path))
    path.write_text("three")
    assert stamp(str(path)) != first
    assert stamp("/vsizip/a.zip/a.tif") is None


def test_the_order_of_layouts_says_nothing_of_the_default() -> None:
    script = (
        "from tools.package import load_package; load_package()\n"
        "from geochem_fusion.core import files\n"
        "files.LAYOUTS = files.LAYOUTS[::-1]\n"
        "from inspect import signature\n"
        "from geochem_fusion.core.fusion.application import Application\n"
        "from geochem_fusion.core.raster.gdal_writer import RasterWriter\n"
        "print([signature(maker).parameters['layout'].default for maker in (Application, RasterWriter)])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "['tiled', 'tiled']"


def test_tables_and_plain_data(tmp_path: Path) -> None:
    table, data = tmp_path / "a.csv", tmp_path / "a.json"
    write_rows(str(table), ["name", "r"], [{"name": "Cu, total", "r": 0.1}, {"name": "Žn", "r": None}])
    assert table.read_bytes() == 'name,r\r\n"Cu, total",0.1\r\nŽn,\r\n'.encode()
    write_plain(str(data), {"name": "Žn", "r": [None, 0.1]})
    assert data.read_bytes() == '{\n "name": "Žn",\n "r": [\n  null,\n  0.1\n ]\n}\n'.encode()
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_plain(str(data), {"r": float("nan")})
    assert json.loads(data.read_text(encoding="utf-8"))["r"] == [None, 0.1]
