"""Functions of a window for Dask workers, which import this file by its name."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Slow:
    """Returns the process and the window's place; a file in the folder tells that the process has begun."""

    folder: str

    def __call__(self, window: Any) -> tuple[int, int, int]:
        Path(self.folder, f"begun {os.getpid()}").touch()
        time.sleep(0.1)
        return os.getpid(), window.row, window.col

    def write(self, path: str) -> None:
        Path(path).write_text(self.folder, encoding="utf-8")

    @classmethod
    def read(cls, path: str) -> Slow:
        return cls(Path(path).read_text(encoding="utf-8"))


class Threads:
    """Returns the greatest number of threads that a matrix product may use, 1 where nothing tells."""

    def __call__(self, window: Any) -> int:
        import numpy as np
        from threadpoolctl import threadpool_info

        np.ones((2, 2)) @ np.ones((2, 2))
        return max((pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"), default=1)

    def write(self, path: str) -> None:
        Path(path).touch()

    @classmethod
    def read(cls, path: str) -> Threads:
        return cls()


class Refuses:
    """Fails as a tile does that cannot be read."""

    def __call__(self, window: Any) -> None:
        from geochem_fusion.core.errors import FusionError

        raise FusionError(f"Row {window.row} cannot be read.")

    def write(self, path: str) -> None:
        Path(path).touch()

    @classmethod
    def read(cls, path: str) -> Refuses:
        return cls()
