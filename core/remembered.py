"""Where the rasters of a training lay, kept in its model: found again under the same path, or beside the model.

A model may come from anywhere. What it names is only ever read, only where the user leaves a raster out, and only where
it is a file on a disk of this computer: no address of a server is followed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .errors import FusionError
from .files import file_of, without_settings

_MOST = 1000
_LONGEST = 4096
_OPENED = r'(?:\w+:"?)?{}(?:"?:[\w./ -]*)?"?'  # a file, or one of several rasters in it
_ELSEWHERE = ("//", "\\\\", "/vsi")  # shares of the network and what GDAL reads from servers and archives


@dataclass(frozen=True)
class Remembered:
    """The rasters of a training: images in their order, and the coarse map where there was one.

    Each is what a model file says of it: ``text`` as it was opened, the ``file`` in that, the path from the model's
    folder ``beside``, and the ``size`` in bytes.
    """

    rasters: tuple[dict[str, Any], ...]
    geochem: dict[str, Any] | None

    @classmethod
    def of(cls, rasters: Sequence[str], geochem: str | None, model: str) -> Remembered | None:
        """Return what a model that is written to a path remembers; None where an image is no file on a disk."""
        folder = os.path.dirname(os.path.abspath(model))
        known = tuple(entry for entry in (_source(text, folder) for text in rasters) if entry is not None)
        if not known or len(known) < len(rasters):
            return None
        return cls(known, _source(geochem, folder) if geochem else None)

    def to_json(self) -> dict[str, Any]:
        return {"rasters": list(self.rasters), "geochem": self.geochem}

    @classmethod
    def from_json(cls, data: Any) -> Remembered:
        """Rebuild from plain data. Raises an error of any kind for what is none."""
        rasters = tuple(_entry(entry) for entry in data["rasters"])
        if not 0 < len(rasters) <= _MOST:
            raise ValueError("rasters")
        return cls(rasters, _entry(data["geochem"]) if data["geochem"] is not None else None)

    def find(self, model: str, coarse: bool = True) -> tuple[list[str], str | None, list[str]]:
        """Return the rasters and the coarse map of a model file as they are opened here, and the names of changed ones.

        The coarse map is looked for only where ``coarse`` asks for it. Raises FusionError for a raster that is gone.
        """
        folder = os.path.dirname(os.path.abspath(model))
        changed: list[str] = []
        rasters = [_found(entry, folder, "RASTERS", changed) for entry in self.rasters]
        wanted = self.geochem if coarse else None
        geochem = None if wanted is None else _found(wanted, folder, "GEOCHEM", changed)
        return rasters, geochem, changed


def _source(text: str, folder: str) -> dict[str, Any] | None:
    """Return what is kept of a raster that was opened as ``text``; None where it is no file on a disk."""
    given = file_of(text)
    if not _on_disk(given):
        return None
    file = os.path.abspath(given)
    try:
        beside = os.path.relpath(file, folder).replace(os.sep, "/")
    except ValueError:  # on another drive of Windows
        beside = ""
    return {"text": text.replace(given, file, 1), "file": file, "beside": beside, "size": os.path.getsize(file)}


def _entry(data: Any) -> dict[str, Any]:
    texts = {name: str(data[name]) for name in ("text", "file", "beside")}
    opened = _OPENED.format(re.escape(texts["file"]))
    if any(len(text) > _LONGEST or "\0" in text for text in texts.values()):
        raise ValueError("length")
    if not re.fullmatch(opened, without_settings(texts["text"])):
        raise ValueError("source")
    return {**texts, "size": int(data["size"])}


def _found(entry: dict[str, Any], folder: str, name: str, changed: list[str]) -> str:
    """Return how a raster is opened here: under the path it had, else at the same place seen from the model."""
    places = [entry["file"], os.path.normpath(os.path.join(folder, entry["beside"])) if entry["beside"] else ""]
    file = next((place for place in places if _on_disk(place)), None)
    if file is None:
        raise FusionError(
            "{name} is empty, and the raster {path} that the model was trained on is no longer there: give {name}.",
            name=name,
            path=entry["file"],
        )
    if os.path.getsize(file) != entry["size"]:
        changed.append(file)
    return str(entry["text"].replace(entry["file"], file, 1))


def _on_disk(file: str) -> bool:
    return bool(file) and not file.startswith(_ELSEWHERE) and os.path.isfile(file)
