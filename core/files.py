"""Files that appear under their name only when they are complete."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .errors import FusionError


def replace_file(temporary: str, path: str) -> None:
    """Rename a finished file to its own name."""
    try:
        os.replace(temporary, path)
    except OSError as error:
        reason = error.strerror or str(error)
        raise FusionError(f"Cannot write {path}: {reason} (is it open in another program?).") from error


def temporary_name(path: str) -> str:
    """Return a name beside ``path`` for a file that is renamed to it when complete."""
    target = Path(path)
    return str(target.with_name(f".{target.stem}.{os.getpid()}-{threading.get_ident()}.part{target.suffix}"))


@contextlib.contextmanager
def atomic_file(path: str, mode: str = "w") -> Iterator[Any]:
    """Open a file for writing that appears under its name only when the block ends without an exception."""
    if not Path(path).resolve().parent.is_dir():
        raise FusionError(f"The folder of the output {path} does not exist: create it first.")
    temporary = temporary_name(path)
    try:
        encoding, newline = (None, None) if "b" in mode else ("utf-8", "")
        with open(temporary, mode, encoding=encoding, newline=newline) as file:
            yield file
        replace_file(temporary, path)
    except OSError as error:
        raise FusionError(f"Cannot write {path}: {error.strerror or error}.") from error
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.remove(temporary)
