"""Whether a model that was trained on one version of QGIS gives the same map on another.

python -m tools.portable_models write FOLDER        train a model of each method and apply it
python -m tools.portable_models check FOLDER...     apply the models of all folders and compare with their maps
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from tools.demo import open_dataset
from tools.qgis_runner import QgisProcess
from tools.scene import make_scene

METHODS = ("linear", "random_forest", "svr", "auto")
SAME = 1e-6  # of the range of a map


def write(folder: Path) -> None:
    """Make a scene in a folder, train a model of each method on it, and apply it."""
    shutil.rmtree(folder, ignore_errors=True)
    scene = make_scene(folder, seed=11, size=480)
    with tempfile.TemporaryDirectory() as profile:
        qgis = QgisProcess(Path(profile))
        for method in METHODS:
            inputs = {"RASTERS": scene.covariates, "GEOCHEM": scene.coarse}
            model = {"MODEL": folder / f"{method}.gfm"}
            qgis.run("geochemfusion:train", {**inputs, **model, "METHOD": method, "TRANSFORM": "log", "FOLDS": 2})
            qgis.run("geochemfusion:apply", {**inputs, **model, "OUTPUT": folder / f"{method}.tif"})


def check(folders: Sequence[Path]) -> bool:
    """Apply the models of all folders here; print and return whether every map is the one that lies beside it."""
    good = True
    with tempfile.TemporaryDirectory() as place:
        qgis = QgisProcess(Path(place))
        for folder in folders:
            inputs = {"RASTERS": folder / "covariates.tif", "GEOCHEM": folder / "coarse_2km.tif"}
            for method in METHODS:
                output = Path(place) / f"{method}.tif"
                qgis.run("geochemfusion:apply", {**inputs, "MODEL": folder / f"{method}.gfm", "OUTPUT": output})
                off = difference(output, folder / f"{method}.tif")
                print(f"{folder.name} {method}: off by {off:.1e} of the range")
                good &= off <= SAME
    return good


def difference(first: Path, second: Path) -> float:
    """Return the largest difference of two maps, in ranges of the second; infinite where one alone has a value."""
    here, there = (open_dataset(path).ReadAsArray().astype(float) for path in (first, second))
    if here.shape != there.shape or not np.array_equal(np.isfinite(here), np.isfinite(there)):
        return np.inf
    return float(np.nanmax(np.abs(here - there)) / (np.nanmax(there) - np.nanmin(there)))


if __name__ == "__main__":
    task, *places = sys.argv[1:]
    if task == "write":
        write(Path(places[0]))
    else:
        sys.exit(0 if check([Path(place) for place in places]) else 1)
