"""The file of any model: a zip of a JSON manifest and plain arrays, in which nothing can run.

Sizes are checked before anything is unpacked, and what an array's header promises before room is made for it. What the
numbers mean is for the reader of each kind of model to check; whatever a hostile file makes it raise becomes one error.
"""

from __future__ import annotations

import io
import json
import math
import os
import zipfile
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import numpy as np

from .errors import FusionError
from .files import atomic_file
from .language import mark, tr

ENDING = ".gfm"
FUSION, ANOMALIES = "geochem-fusion-model", "geochem-anomalies-model"  # kinds of models
SUPER_RESOLUTION = "geochem-super-resolution-model"
PROSPECTIVITY = "geochem-prospectivity-model"
_APPLIED_BY = {
    FUSION: mark("Apply fusion model"),
    ANOMALIES: mark("Identify geochemical anomalies"),
    SUPER_RESOLUTION: mark("Super-resolve geochemical map"),
    PROSPECTIVITY: mark("Map mineral prospectivity (unsupervised)"),
}
_MANIFEST = "manifest.json"
_LARGEST_MANIFEST = 16 * 2**20
_LARGEST_ARRAYS = 4 * 2**30
_LARGEST_RATIO = 50  # plain to packed, beyond what any model may have; numbers of a model seldom reach 10
_SMALL = 16 * 2**20
_MOST_ENTRIES = 20_000
_LONGEST_NUMBER = 20  # digits of a whole number; reading a long one takes quadratic time
_LONGEST_HEADER = 1024
_FIXED_TIME = (1980, 1, 1, 0, 0, 0)  # the same model gives the same bytes

_Model = TypeVar("_Model")


class Contents:
    """What a model file holds: its ``manifest``, and the arrays of each folder."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.manifest: dict[str, Any] = json.loads(archive.read(_MANIFEST), parse_int=_whole, parse_constant=_whole)

    def arrays(self, folder: str) -> dict[str, np.ndarray]:
        """Return the arrays of a folder (its name ends in "/") by their names, none where there is no such folder."""
        names = [name for name in self._archive.namelist() if name.startswith(folder)]
        return {name[len(folder) : -len(".npy")]: _array(self._archive, name) for name in names}


def write(
    path: str, kind: str, schema: int, manifest: Mapping[str, Any], folders: Mapping[str, Mapping[str, np.ndarray]]
) -> None:
    """Write a model file: the manifest (plain data without NaN) and the arrays of each folder, in the order given.

    Raises FusionError where the path cannot be written.
    """
    content = {"kind": kind, "schema": schema, **manifest}
    with atomic_file(path, "wb") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        _put(archive, _MANIFEST, json.dumps(content, indent=1, sort_keys=True, allow_nan=False).encode())
        for folder, arrays in folders.items():
            for name, array in arrays.items():
                buffer = io.BytesIO()
                np.save(buffer, np.ascontiguousarray(array), allow_pickle=False)
                _put(archive, f"{folder}{name}.npy", buffer.getvalue())


def _put(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name, _FIXED_TIME), data, zipfile.ZIP_DEFLATED)


def read(path: str, kind: str, schema: int, build: Callable[[Contents], _Model]) -> _Model:
    """Return what ``build`` makes of a model file of a kind. Raises FusionError for anything but a sound one."""
    try:
        with zipfile.ZipFile(path) as archive:
            _check_sizes(archive, path)
            contents = Contents(archive)
            _check_kind(contents.manifest, path, kind, schema)
            return build(contents)
    except FusionError:
        raise
    except FileNotFoundError:
        raise FusionError(
            "The model file {path} does not exist: choose the {ending} file that training wrote.",
            path=path,
            ending=ENDING,
        ) from None
    except Exception as error:  # whatever a hostile file makes zipfile, json and numpy raise
        raise FusionError(
            "The model file {path} is damaged or was not made by Geochem Fusion ({name}): train again.",
            path=path,
            name=type(error).__name__,
        ) from error


def _check_sizes(archive: zipfile.ZipFile, path: str) -> None:
    """Refuse an archive that would unpack to more than a model can be, before unpacking any of it."""
    items = archive.infolist()
    manifest = max((item.file_size for item in items if item.filename == _MANIFEST), default=0)
    most = min(_LARGEST_ARRAYS, _SMALL + _LARGEST_RATIO * os.path.getsize(path))
    if len(items) > _MOST_ENTRIES or manifest > _LARGEST_MANIFEST or sum(item.file_size for item in items) > most:
        raise FusionError("The model file {path} would unpack to an impossible size: train again.", path=path)
    if any(item.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for item in items):
        raise ValueError("compression")  # others may ask for any amount of memory


def _check_kind(manifest: Mapping[str, Any], path: str, kind: str, schema: int) -> None:
    if manifest["kind"] != kind and manifest["kind"] in _APPLIED_BY:
        raise FusionError(
            "The model file {path} is applied by '{other}': choose one for '{this}' here.",
            path=path,
            other=tr(_APPLIED_BY[manifest["kind"]]),
            this=tr(_APPLIED_BY.get(kind, kind)),
        )
    if manifest["kind"] != kind:
        raise FusionError(
            "The file {path} is not a Geochem Fusion model: choose the {ending} file that training wrote.",
            path=path,
            ending=ENDING,
        )
    if manifest["schema"] != schema:
        raise FusionError(
            "The model file {path} has schema {found}, and this version reads {schema}: "
            "update the plugin or train again.",
            path=path,
            found=manifest["schema"],
            schema=schema,
        )


def _array(archive: zipfile.ZipFile, name: str) -> np.ndarray:
    """Read an array whose header says no more than is there, so that numpy makes no room for anything else."""
    data = archive.read(name)
    file = io.BytesIO(data)
    if np.lib.format.read_magic(file) != (1, 0) or int.from_bytes(data[8:10], "little") > _LONGEST_HEADER:
        raise ValueError(name)
    shape, _, kind = np.lib.format.read_array_header_1_0(file)
    if kind.hasobject or math.prod(shape) * kind.itemsize != len(data) - file.tell():
        raise ValueError(name)
    return np.load(io.BytesIO(data), allow_pickle=False)


def _whole(text: str) -> int:
    """Read a whole number of the manifest. Raises ValueError for NaN, infinity and numbers that no model has."""
    if len(text) > _LONGEST_NUMBER:
        raise ValueError("number")
    return int(text)
