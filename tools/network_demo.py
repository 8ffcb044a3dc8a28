"""What the demos share whose steps train networks: PyTorch where it is in .venv, and how a demo starts and ends."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tools.package import ROOT
from tools.qgis_runner import QgisProcess, QgisProcessError


def options_of(doc: str | None, name: str, seed: int) -> argparse.ArgumentParser:
    """Return the options that all have: ``--output``, a folder of build/ where not given, and ``--seed``."""
    parser = argparse.ArgumentParser(description=(doc or "").splitlines()[0])
    parser.add_argument("--output", type=Path, default=ROOT / "build" / name, help="folder for the results")
    parser.add_argument("--seed", type=int, default=seed, help="seed of the synthetic data")
    return parser


def perform(run: Callable[[QgisProcess, Path], None], folder: Path, without: str) -> int:
    """Run all steps in a folder; return the exit status. ``without`` says what is done where PyTorch is missing."""
    started = time.monotonic()
    folder.mkdir(parents=True, exist_ok=True)
    torch = torch_folder()
    if torch is None:
        print(f"PyTorch is not in .venv (make setup-deep puts it there): {without}.")
    try:
        run(QgisProcess(folder / "profile", {"PYTHONPATH": str(torch)} if torch else None), folder)
    except (QgisProcessError, OSError, ValueError) as error:
        print(f"\nThe demo failed: {error}", file=sys.stderr)
        return 1
    print(f"\nDone in {time.monotonic() - started:.0f} s.")
    return 0


def torch_folder() -> Path | None:
    """The packages of .venv, made of QGIS's own Python and its numpy, where PyTorch is among them."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    packages = ROOT / ".venv" / "lib" / version / "site-packages"
    return packages if (packages / "torch").is_dir() else None
