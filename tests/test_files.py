"""Files appear under their name only when they are complete."""

from __future__ import annotations

from pathlib import Path

import pytest

from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.files import atomic_file, temporary_name


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
    with pytest.raises(FusionError, match=r"Cannot write .*taken: .*directory"), atomic_file(str(tmp_path / "taken")):
        pass
    assert [p.name for p in tmp_path.iterdir()] == ["taken"]
