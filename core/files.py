"""Files that appear under their name only when they are complete, and what can be said of files before work begins."""

from __future__ import annotations

import contextlib
import csv
import json
import os
import platform
import re
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from .errors import FusionError

LAYOUTS = ("tiled", "cog")  # of GeoTIFF files
DEFAULT_LAYOUT = "tiled"
_GEOTIFF_ENDINGS = (".tif", ".tiff")
_HOST = re.sub(r"[^\w-]", "", platform.node()) or "host"
_SETTINGS = re.compile(
    r"\|(option:|layername=|layerid=|authcfg=|credential:|crs:|empty:)"
)  # of a raster, by QGIS and us
_TEMPORARY = re.compile(rf"\..*\.{_HOST}-(\d+)-\d+\.part(\.\w+)?(\.aux\.xml)?")

Stamp = tuple[int, int, int]


def check_outputs(outputs: Mapping[str, str | None], inputs: Iterable[str | None] = ()) -> None:
    """Raise FusionError where an output cannot be written, has the name of another one or is an input too.

    ``outputs`` are paths by the names of their parameters, None where one is not wanted. ``inputs`` are gone through
    only where an output is there already: else it cannot be one.
    """
    there = any(path and os.path.exists(_real(path)) for path in outputs.values())
    read = {_real(path) for path in inputs if path} if there else set()
    seen: dict[str, str] = {}
    for name, path in outputs.items():
        if not path:
            continue
        check_place(path)
        other = seen.setdefault(_real(path), name)
        if other != name:
            raise FusionError("{other} and {name} have the same name: give each its own.", other=other, name=name)
        if _real(path) in read:
            raise FusionError(
                "{name}: {path} is also an input, which would be lost: give the output another name.",
                name=name,
                path=path,
            )


def check_geotiff(path: str, layout: str) -> None:
    """Raise FusionError where no GeoTIFF of a layout can be written under a name."""
    if layout not in LAYOUTS:
        raise FusionError(
            "LAYOUT '{layout}' is not known: give one of {layouts}.", layout=layout, layouts=", ".join(LAYOUTS)
        )
    if Path(path).suffix.lower() not in _GEOTIFF_ENDINGS:
        raise FusionError("The output {path} must be a GeoTIFF: let its name end in .tif.", path=path)
    check_place(path)


def check_place(path: str) -> None:
    """Raise FusionError where no file can be written under a name.

    Whether its folder takes files (rights, a disk that cannot be written, names that are too long) is tried with one
    that is removed at once: work of hours must not fail when it is done.
    """
    if path.startswith("/vsi"):
        raise FusionError("The output {path} is not on a disk: give the name of a file in a folder.", path=path)
    if os.path.isdir(path):
        raise FusionError("The output {path} is a folder: give the name of a file in it.", path=path)
    folder, name = os.path.split(os.path.realpath(path))
    if not os.path.isdir(folder):
        raise FusionError("The folder of the output {path} does not exist: create it first.", path=path)
    if os.path.exists(path) and not os.access(path, os.W_OK):
        raise FusionError("The output {path} is read-only: choose another name.", path=path)
    trial = temporary_name(os.path.join(folder, name))
    try:
        with contextlib.suppress(FileExistsError):  # being written: this folder takes files
            with open(trial, "xb"):
                pass
            os.remove(trial)
    except OSError as error:
        raise FusionError(
            "The output {path} cannot be written ({reason}): choose another name or folder.",
            path=path,
            reason=error.strerror or error,
        ) from error


def without_settings(text: str) -> str:
    """Return what GDAL opens of the source of a raster: without what QGIS writes behind it (``|option:...``)."""
    return _SETTINGS.split(text, maxsplit=1)[0]


def file_of(text: str) -> str:
    """Return the file that the source of a raster lies in (``f.nc`` of ``NETCDF:"f.nc":Cu``), else the text."""
    path = without_settings(text)
    if ":" not in path or os.path.exists(path):
        return path
    quoted = re.search(r'"([^"]+)"', path)
    if quoted:
        return quoted[1]
    parts = path.split(":")
    spans = [(start, end) for start in range(1, len(parts)) for end in range(len(parts), start, -1)]
    joined = (":".join(parts[start:end]) for start, end in spans)
    return next((name for name in joined if os.path.isfile(name)), path)


def _real(path: str) -> str:
    return os.path.normcase(os.path.realpath(file_of(path)))


def stamp(path: str) -> Stamp | None:
    """Return what changes with a file: its time, size and place on the disk; None for what is no file on a disk."""
    try:
        status = os.stat(file_of(path))
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino


def replace_file(temporary: str, path: str) -> None:
    """Rename a finished file to its own name."""
    try:
        os.replace(temporary, path)
    except OSError as error:
        reason = error.strerror or str(error)
        raise FusionError(
            "Cannot write {path}: {reason} (is it open in another program?).", path=path, reason=reason
        ) from error


def temporary_name(path: str) -> str:
    """Return a name beside ``path`` for a file that is renamed to it when complete.

    Files of that kind that runs on this machine left when they were killed are removed from the folder.
    """
    target = Path(path)
    _remove_stale(target.resolve().parent)
    own = f"{_HOST}-{os.getpid()}-{threading.get_ident()}"
    return str(target.with_name(f".{target.stem}.{own}.part{target.suffix}"))


def _remove_stale(folder: Path) -> None:
    """Remove the temporary files in a folder whose process is no more."""
    for name in os.listdir(folder) if folder.is_dir() else ():
        match = _TEMPORARY.fullmatch(name)
        if match and not _runs(int(match[1])):
            with contextlib.suppress(OSError):  # another run may remove it too, or (on Windows) still have it open
                os.remove(folder / name)


def _runs(process: int) -> bool:
    """Whether a process exists. On Windows, where asking would end it, its open files cannot be removed anyway."""
    if process == os.getpid():
        return True
    if os.name == "nt":
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


@contextlib.contextmanager
def atomic_file(path: str, mode: str = "w") -> Iterator[Any]:
    """Open a file for writing that appears under its name only when the block ends without an exception."""
    check_place(path)
    temporary = temporary_name(path)
    try:
        encoding, newline = (None, None) if "b" in mode else ("utf-8", "")
        with open(temporary, mode, encoding=encoding, newline=newline) as file:
            yield file
        replace_file(temporary, path)
    except OSError as error:
        raise FusionError("Cannot write {path}: {reason}.", path=path, reason=error.strerror or error) from error
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.remove(temporary)


def write_rows(path: str, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """Write rows as CSV under a line of column names, numbers with full precision, an empty cell for None."""
    with atomic_file(path) as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)


def write_plain(path: str, content: Mapping[str, Any]) -> None:
    """Write plain data as JSON. Raises ValueError for a number that JSON does not have: NaN, infinity."""
    with atomic_file(path) as file:
        json.dump(content, file, indent=1, ensure_ascii=False, allow_nan=False)
        file.write("\n")
