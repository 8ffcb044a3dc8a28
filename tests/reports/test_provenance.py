"""What identifies inputs, and the command that repeats a run."""

from __future__ import annotations

import hashlib
import shlex
from pathlib import Path

import numpy as np
from making import write_raster

from geochem_fusion.core.reports import provenance


def test_fingerprint_is_that_of_the_contents(tmp_path: Path) -> None:
    first = write_raster(tmp_path / "a.tif", np.ones((2, 3, 4)))
    other = write_raster(tmp_path / "b.tif", np.zeros((2, 3, 4)))
    found = provenance.fingerprint(first)
    content = Path(first).read_bytes()
    assert found == {
        "name": "a.tif",
        "bytes": len(content),
        "rows_columns_bands": [3, 4, 2],
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    assert provenance.fingerprint(other)["sha256"] != found["sha256"]
    assert provenance.fingerprint(f"/vsisubfile/0,{tmp_path / 'a.tif'}")["sha256"] is None


def test_large_files_are_sampled_with_both_ends(tmp_path: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(provenance, "_BLOCK", 4)
    monkeypatch.setattr(provenance, "_MOST_BLOCKS", 3)
    path = tmp_path / "x"
    path.write_bytes(b"aaaa....bbbb....cccc")
    assert provenance.digest(str(path)) == hashlib.sha256(b"aaaabbbbcccc").hexdigest()
    path.write_bytes(b"aaaabbbbcccc")
    assert provenance.digest(str(path)) == hashlib.sha256(b"aaaabbbbcccc").hexdigest()


def test_command_is_read_back_by_a_shell() -> None:
    values = [("A", "plain.tif"), ("B", 'it\'s "two" $words'), ("B", "back\\slash"), ("C", "1,2,3 [EPSG:4326]")]
    text = provenance.command("x:y", values, windows=False)
    assert shlex.split(text.replace("\\\n", "")) == [
        "qgis_process", "run", "x:y", "--", *(f"{name}={value}" for name, value in values)
    ]  # fmt: skip
    assert text.splitlines()[1] == "  A=plain.tif \\"


def test_command_for_windows_quotes_what_holds_blanks() -> None:
    text = provenance.command("x:y", [("A", r"C:\data\a.tif"), ("B", r"C:\my data\b.tif")], windows=True)
    assert text == 'qgis_process run x:y -- ^\n  A=C:\\data\\a.tif ^\n  "B=C:\\my data\\b.tif"'


def test_notes_are_comments_above_the_command() -> None:
    assert provenance.command("x:y", [("A", "1")], ["Be careful."], windows=False).startswith("# Be careful.\nqgis_")
    assert provenance.command("x:y", [("A", "1")], ["Be careful."], windows=True).startswith("rem Be careful.\nqgis_")
