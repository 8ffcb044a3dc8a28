"""What is computed of each tile of a sharpened map, as something that can be sent to another machine.

A job is called with a window. Written to a file it is plain data: the model file, the coarse map and the samples behind
it, and the paths of the covariates. A worker reads that and lays the same scene anew.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import weakref
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..language import mark
from ..model_file import ENDING
from ..progress import SILENT, Progress
from ..raster.alignment import align
from ..raster.grid import Grid, Window
from .covariates import Covariates
from .request import Geology
from .scene import Known, Scene
from .super_model import SuperResolutionModel, load
from .survey import inverse

CAUSES = (mark("geological units"), mark("coarse map"), mark("covariates"))
_MOST_UNSEEN = 0.5  # share of a pixel
_POINTS = ("places", "values")


@dataclass(frozen=True)
class Inputs:
    """What a model is applied to: the ``grid`` of the sharpened map, and the coarse map on ``cells``.

    ``coarse`` (elements, rows, columns), and the points behind it where the model needs them, ``places`` (n, 2) and
    ``values`` (n, elements), are on the scale that is learned on.
    """

    grid: Grid
    cells: Grid
    coarse: np.ndarray
    places: np.ndarray | None
    values: np.ndarray | None
    elevation: str | None
    rasters: Sequence[str]
    geology: Geology | None

    @property
    def shared(self) -> list[str]:
        """The rasters that a worker reads by their paths: not a geological map that was made on the way."""
        units = self.geology.units if self.geology and not self.geology.source else None
        return [path for path in (self.elevation, *self.rasters, units) if path]


class TileJob:
    """Contents before any correction of cell means, and what training never saw, at windows of a scene."""

    def __init__(self, model: SuperResolutionModel, path: str, inputs: Inputs, progress: Progress = SILENT) -> None:
        """Lay the scene of a model that was loaded from a path."""
        self.model, self.path, self.inputs = model, path, inputs
        folder = tempfile.mkdtemp()
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        covariates = Covariates(
            inputs.grid,
            inputs.elevation,
            inputs.rasters,
            inputs.geology,
            folder,
            model.embedding,
            names=model.rasters,
            aspect=model.aspect,
            progress=progress.part(0, 0.4),
        )
        own = align(inputs.grid, inputs.cells), inputs.coarse, covariates, inputs.places, inputs.values
        self.scene = Scene(*own, progress.part(0.4, 1))

    def __call__(self, window: Window) -> tuple[np.ndarray, np.ndarray]:
        """Return contents (elements, height, width), and whether each cause (causes, height, width) holds."""
        whole, sharpener = self.scene.alignment.fine.full_window(), self.model.sharpener
        wide = sharpener.needs(whole, window)
        known = self.scene.at(wide)
        mapped = sharpener.at(known, whole, wide, window)
        return inverse(self.model.transforms, mapped), self._outside(known.cut(wide, window), window)

    def _outside(self, known: Known, window: Window) -> np.ndarray:
        low, high = (edge[:, None, None] for edge in (self.model.seen.low, self.model.seen.high))
        values = np.concatenate([known.plain[0], known.level])
        beyond = (values < low) | (values > high)
        size = len(self.model.elements)
        unseen = self.scene.covariates.unseen(window) > _MOST_UNSEEN
        return np.stack([unseen, beyond[:size].any(axis=0), beyond[size:].any(axis=0)])

    def write(self, path: str) -> None:
        """Write all that ``read`` needs beside the covariates."""
        inputs = self.inputs
        sent = inputs.geology is not None and bool(inputs.geology.source)
        job = {
            "grid": _told(inputs.grid),
            "cells": _told(inputs.cells),
            "elevation": inputs.elevation,
            "rasters": list(inputs.rasters),
            "geology": None if sent or inputs.geology is None else inputs.geology.units,
        }
        arrays = {name: getattr(inputs, name) for name in _POINTS if getattr(inputs, name) is not None}
        if sent and inputs.geology is not None:
            arrays["units"] = _bytes(Path(inputs.geology.units).read_bytes())
        model = _bytes(Path(self.path).read_bytes())
        with open(path, "wb") as file:
            np.savez(file, job=_bytes(json.dumps(job).encode()), model=model, coarse=inputs.coarse, **arrays)

    @classmethod
    def read(cls, path: str) -> TileJob:
        """Build the job that was written, from the covariates as this process sees them."""
        with np.load(path, allow_pickle=False) as file:
            arrays = dict(file)
        job = json.loads(arrays["job"].tobytes())
        with tempfile.TemporaryDirectory() as folder:
            model, units = os.path.join(folder, f"model{ENDING}"), os.path.join(folder, "units.tif")
            Path(model).write_bytes(arrays["model"].tobytes())
            if "units" in arrays:
                Path(units).write_bytes(arrays["units"].tobytes())
                job["geology"] = units
            inputs = Inputs(
                _grid(job["grid"]),
                _grid(job["cells"]),
                arrays["coarse"],
                arrays.get("places"),
                arrays.get("values"),
                job["elevation"],
                job["rasters"],
                Geology(job["geology"]) if job["geology"] else None,
            )
            return cls(load(model), path, inputs)


def _told(grid: Grid) -> dict[str, Any]:
    return {"transform": list(grid.transform), "height": grid.height, "width": grid.width, "crs": grid.crs}


def _grid(told: dict[str, Any]) -> Grid:
    return Grid(tuple(told["transform"]), told["height"], told["width"], told["crs"])


def _bytes(data: bytes) -> np.ndarray:
    return np.frombuffer(data, np.uint8)
