"""Runs the main job in QGIS desktop on a virtual screen, from a ZIP file of the plugin in a fresh profile."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tools.package import ROOT
from tools.qgis_runner import find_program, prepare_profile, process_environment
from tools.scene import ORIGIN, PIXEL, make_scene

SCREEN = "-screen 0 1600x1000x24"
LIMIT = 240  # seconds
PIXELS = 480  # a side of the scene
HALVES = ("west", "east")
TOO_LONG = 124  # what timeout ends with then

Steps = Sequence[tuple[str, Mapping[str, Any] | Sequence[Mapping[str, Any]]]]
"""Algorithms with their parameters; several of these for one are the lines of its batch dialog."""


def run_steps(archive: Path, folder: Path, steps: Steps) -> dict[str, Any]:
    """Do steps (algorithm, parameters) by their dialogs; return the plugins and the layers that QGIS then has.

    Pictures of the dialogs and of the screen lie in ``folder / "pictures"``. Raises RuntimeError where a step fails, or
    where the desktop does not come to an end.
    """
    pictures, job, answer = folder / "pictures", folder / "job.json", folder / "answer.json"
    prepare_profile(folder, archive)
    pictures.mkdir(parents=True)
    job.write_text(json.dumps({"steps": list(steps), "pictures": str(pictures)}, default=str), encoding="utf-8")
    environment = {**process_environment(folder), "DESKTOP_JOB": str(job), "DESKTOP_ANSWER": str(answer)}
    environment["QT_QPA_PLATFORM"] = "xcb"  # the desktop does not start without a screen
    screen = [find_program("xvfb-run"), "-a", "-s", SCREEN]
    command = [*screen, find_program("timeout"), str(LIMIT), find_program("qgis"), "--nologo"]
    command += ["--noversioncheck", "--profiles-path", str(folder / "qgis"), "--profile", "default"]
    command += ["--code", str(ROOT / "tools" / "desktop_script.py")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode == TOO_LONG:
        raise RuntimeError(f"QGIS desktop did not end within {LIMIT} s")
    if not answer.is_file():
        raise RuntimeError(f"QGIS desktop ended with {done.returncode} and no answer: {done.stderr[-2000:]}")
    found: dict[str, Any] = json.loads(answer.read_text(encoding="utf-8"))
    if "error" in found:
        raise RuntimeError(found["error"])
    return found


def run_main_job(archive: Path, folder: Path) -> dict[str, Any]:
    """Train on a small scene, apply the model, and to its halves in a batch; return what ``run_steps`` does."""
    scene = make_scene(folder / "scene", seed=5, size=PIXELS)
    inputs = {"RASTERS": [str(scene.covariates)], "GEOCHEM": str(scene.coarse)}
    model, maps = str(folder / "copper.gfm"), {"OUTPUT": str(folder / "fused.tif")}
    halves = [
        {**inputs, "MODEL": model, "EXTENT": extent(half), "OUTPUT": str(folder / f"{half}.tif")} for half in HALVES
    ]
    return run_steps(
        archive,
        folder,
        [
            ("geochemfusion:train", {**inputs, "METHOD": "linear", "FEATURES": "raw", "MODEL": model}),
            ("geochemfusion:apply", {**inputs, **maps, "MODEL": model, "APPLICABILITY": str(folder / "area.tif")}),
            ("geochemfusion:apply", halves),
        ],
    )


def extent(half: str) -> str:
    """Return one of the ``HALVES`` of the scene as a parameter of Processing."""
    left, top = ORIGIN
    side = PIXELS * PIXEL
    west = left + HALVES.index(half) * side / 2
    return f"{west},{west + side / 2},{top - side},{top}"
