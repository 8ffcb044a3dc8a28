"""A pass over an image: its tiles on threads of this process, or on the workers of a Dask scheduler, to the same bytes.

What is sent to a worker is plain data: where the images lie and how they are understood, and what is asked of a tile.
"""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..progress import SILENT, Progress
from ..raster.dask_cluster import shared_path
from ..raster.grid import Window, nested
from ..raster.images import ImageStack
from ..raster.tiles import Work, on_threads
from .features import Features, FeatureSet
from .pyramid import BasePart, base_part, joined_base

_TILE = 1024  # pixels a side of a part of the pyramid; its edges lie on pixels of the lowest level that is kept


@dataclass(frozen=True)
class ImagePass:
    """Bands of images, and what computes tiles of them."""

    stack: ImageStack
    work: Work = on_threads

    @property
    def sent(self) -> bool:
        """Whether other processes compute the tiles."""
        return self.work is not on_threads

    def features(self, spec: FeatureSet, progress: Progress = SILENT) -> Features:
        """Return features of the images; their pyramid, if they have one, is built in one pass."""
        stored = base_level(self, spec.levels, progress) if spec.decomposed and self.sent else None
        return Features(spec, self.stack.read, *self.stack.grid.shape, progress, stored)


class BaseLevel:
    """The lowest level of a pyramid that is kept, by windows of the image."""

    def __init__(self, stack: ImageStack, levels: int) -> None:
        self.stack, self.levels = stack, levels

    def __call__(self, window: Window) -> BasePart:
        return base_part(self.stack.read, window, *self.stack.grid.shape, self.levels)

    def write(self, path: str) -> None:
        """Write all that ``read`` needs beside the images."""
        Path(path).write_text(json.dumps({"image": image_to_json(self.stack), "levels": self.levels}), encoding="utf-8")

    @classmethod
    def read(cls, path: str) -> BaseLevel:
        """Build the job that was written, from the images as this process sees them."""
        job = json.loads(Path(path).read_text(encoding="utf-8"))
        return cls(image_from_json(job["image"]), int(job["levels"]))


def base_level(over: ImagePass, levels: int, progress: Progress = SILENT) -> dict[str, np.ndarray]:
    """Return what ``Pyramid.arrays`` does, computed tile by tile."""
    shape = over.stack.grid.shape
    with closing(over.work(BaseLevel(over.stack, levels), nested(Window(0, 0, *shape), _TILE), progress)) as done:
        return joined_base(done, *shape, levels)


def image_to_json(stack: ImageStack) -> dict[str, Any]:
    """Return what another process needs to open the same bands of the same images."""
    mask = shared_path(stack.mask) if stack.mask else None
    rasters = [shared_path(path) for path in stack.paths]
    return {"rasters": rasters, "mask": mask, "scaling": stack.scaling, "bands": stack.band_names}


def image_from_json(data: dict[str, Any]) -> ImageStack:
    """Open the bands that ``image_to_json`` tells of."""
    return ImageStack(data["rasters"], data["mask"], data["scaling"]).selected(data["bands"])
