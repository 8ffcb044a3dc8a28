"""Functions of a window for Dask workers, which import this file by its name."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any


def slow(folder: str, window: Any) -> tuple[int, int, int]:
    """Return the process and the window's place; a file in the folder tells that the process has begun."""
    Path(folder, f"begun {os.getpid()}").touch()
    time.sleep(0.1)
    return os.getpid(), window.row, window.col


def refuse(window: Any) -> None:
    from geochem_fusion.core.errors import FusionError

    raise FusionError(f"Row {window.row} cannot be read.")
