"""Where a result comes from: what identifies its inputs, and the command that makes it again."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ..raster.gdal_reader import describe, file_size

_BLOCK = 2**20  # bytes
_MOST_BLOCKS = 64
_SAFE = re.compile(r"[\w@%+=:,./\\~-]+")


def fingerprint(path: str) -> dict[str, Any]:
    """Return what identifies a raster file: name, bytes, rows, columns and bands, SHA-256 of its contents.

    The digest of a file above 64 MiB is that of 64 blocks of 1 MiB spread evenly over it, its ends among them; None for
    what is no plain file, such as a path inside an archive.
    """
    return {**identity(path), "sha256": digest(path) if os.path.isfile(path) else None}


def identity(path: str) -> dict[str, Any]:
    """Return what tells raster files apart at a glance: name, bytes, rows, columns and bands."""
    raster = describe(path)
    size = [*raster.grid.shape, len(raster.bands)]
    return {"name": Path(path).name, "bytes": file_size(path), "rows_columns_bands": size}


def digest(path: str) -> str:
    """Return the SHA-256 of a file, or of blocks of a large one: see ``fingerprint``."""
    found, size = hashlib.sha256(), os.path.getsize(path)
    with open(path, "rb") as file:
        if size <= _MOST_BLOCKS * _BLOCK:
            found.update(file.read())
        else:
            for block in range(_MOST_BLOCKS):
                file.seek(block * (size - _BLOCK) // (_MOST_BLOCKS - 1))
                found.update(file.read(_BLOCK))
    return found.hexdigest()


def command(
    algorithm: str, parameters: Iterable[tuple[str, str]], notes: Iterable[str] = (), windows: bool = os.name == "nt"
) -> str:
    """Return the ``qgis_process`` call of an algorithm, a parameter a line, quoted for the shell of the system.

    ``parameters`` are names and values as text; a list repeats its name. ``notes`` stand above it as comments.
    """
    end, comment = (" ^\n  ", "rem") if windows else (" \\\n  ", "#")
    words = [f"qgis_process run {algorithm} --", *(_quoted(f"{name}={value}", windows) for name, value in parameters)]
    return "".join(f"{comment} {note}\n" for note in notes) + end.join(words)


def _quoted(word: str, windows: bool) -> str:
    if windows:
        return word if _SAFE.fullmatch(word) else '"' + word.replace('"', '""') + '"'
    return word if _SAFE.fullmatch(word) and "\\" not in word else "'" + word.replace("'", "'\"'\"'") + "'"
