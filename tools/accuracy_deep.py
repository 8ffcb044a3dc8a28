"""How good networks are: on the demo scene and the test sets, beside every other method and plain interpolation.

All maps are made in the mode ``residual`` with the same image, mask and coarse map, and measured over the same cells.
``--transfer`` adds the comparison of ways to train (native against mixed resolutions, transfer against scratch at
shares of the cells) for pairs of elements, over several seeds.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from tools.accuracy import jobs
from tools.accuracy_report import EXACT
from tools.package import ROOT, load_package
from tools.scene import make_scene

load_package()

from geochem_fusion.core.deep.networks import DenseNetwork, Ensemble  # noqa: E402
from geochem_fusion.core.deep.patch_network import PatchNetwork  # noqa: E402
from geochem_fusion.core.deep.patch_training import module_of, plain_arrays  # noqa: E402
from geochem_fusion.core.deep.window_inference import dense_outputs, reach  # noqa: E402
from geochem_fusion.core.evaluation.evaluation import EvaluationRequest, FusedMap, evaluate  # noqa: E402
from geochem_fusion.core.fusion.application import Application, apply_model  # noqa: E402
from geochem_fusion.core.fusion.cnn_request import CnnTraining  # noqa: E402
from geochem_fusion.core.fusion.cnn_training import Trial, train_cnn  # noqa: E402
from geochem_fusion.core.fusion.model import FusionModel, save  # noqa: E402
from geochem_fusion.core.fusion.training import train  # noqa: E402
from geochem_fusion.core.geostatistics.kriging import krige  # noqa: E402
from geochem_fusion.core.geostatistics.variogram import fit_variogram  # noqa: E402
from geochem_fusion.core.image.decomposition import Decomposition, decompose_raster  # noqa: E402
from geochem_fusion.core.raster.description import Band  # noqa: E402
from geochem_fusion.core.raster.gdal_reader import describe, read  # noqa: E402
from geochem_fusion.core.raster.gdal_writer import RasterWriter  # noqa: E402
from geochem_fusion.core.raster.grid import Window, tiles  # noqa: E402
from geochem_fusion.core.raster.projection import projection  # noqa: E402
from geochem_fusion.core.raster.tiles import TILE, threads  # noqa: E402
from geochem_fusion.core.regression.request import Training  # noqa: E402
from geochem_fusion.core.regression.training_table import isotropic  # noqa: E402

PAIRS = (("rondonia_west", 4, 0, 2), ("rondonia_west", 8, 1, 0))  # set, ratio, band to learn from and to go to
KRIGING = "kriging"
_TIMED = 2560  # patches


@dataclass(frozen=True)
class Scene:
    """An image, a mask, a coarse map and what is finer."""

    name: str
    image: str
    coarse: str
    truth: str
    mask: str | None = None


Maker = Callable[[Scene, int], FusionModel]


def _cnn(**settings: Any) -> Maker:
    return lambda scene, seed: (
        train_cnn(CnnTraining.of([scene.image], scene.coarse, mask=scene.mask, seed=seed, **settings)).model
    )


def _other(**settings: Any) -> Maker:
    return lambda scene, seed: (
        train(Training.of([scene.image], scene.coarse, mask=scene.mask, seed=seed, **settings)).model
    )


METHODS: Mapping[str, Maker] = {
    "CNN, mixed": _cnn(),
    "CNN, native": _cnn(ratios="1"),
    "linear": _other(method="linear", features="high_frequency"),
    "direct linear": _other(method="linear", features="raw"),
    "random forest": _other(method="random_forest", features="high_frequency"),
    "SVR": _other(method="svr", features="high_frequency"),
    "default": _other(),
}


def main() -> int:
    options = parse_options()
    options.output.mkdir(parents=True, exist_ok=True)
    parts = [
        "# Accuracy of networks\n",
        "skill = 1 - MSE / MSE of bilinear interpolation of the coarse map, above 0 is better; in brackets the time of "
        "training in seconds. The same cells for all maps of an element.\n",
    ]
    for scene in scenes(options):
        parts.append(f"## {scene.name}\n\n{measured(scene, options.methods, options.output, options.seed)}")
        (options.output / "accuracy_deep.md").write_text("\n".join(parts), encoding="utf-8")
        print(parts[-1], flush=True)
    if options.transfer:
        for pair in PAIRS:
            parts.append(transfer(pair, options))
            (options.output / "accuracy_deep.md").write_text("\n".join(parts), encoding="utf-8")
            print(parts[-1], flush=True)
    if options.speed:
        print(speed(options.speed))
    print(options.output / "accuracy_deep.md")
    return 0


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data", help="folder of the sets")
    parser.add_argument("--output", type=Path, default=ROOT / "build" / "accuracy_deep", help="folder for the results")
    parser.add_argument("--size", type=int, default=2400, help="side of the demo scene in pixels; 0 leaves it out")
    parser.add_argument("--sets", nargs="*", help="names such as rondonia_west_x8; all where not given")
    parser.add_argument("--methods", nargs="*", choices=list(METHODS), default=list(METHODS), help="maps to make")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--transfer", action="store_true", help="compare ways to train, for pairs of elements")
    parser.add_argument("--seeds", type=int, default=3, help="seeds of that comparison")
    parser.add_argument("--speed", type=int, metavar="PIXELS", help="measure applying on a scene of so many a side")
    return parser.parse_args()


def scenes(options: argparse.Namespace) -> list[Scene]:
    """Return the demo scene, then every set with exact block means and a finer raster."""
    found = []
    if options.size:
        folder = options.output / "demo"
        demo = make_scene(folder, 2023, options.size)
        mask = folder / "low.tif"
        if not mask.is_file():  # where plants hide the ground, as in the demo; bands 2 and 3N
            decompose_raster(
                Decomposition(
                    str(demo.covariates), cell_size=2000.0, red=1, near_infrared=2, ndvi_max=0.3, low=str(mask)
                )
            )
        found.append(Scene("demo", str(demo.covariates), str(demo.coarse), str(demo.validation), str(mask)))
    for job in jobs(options.data):
        if job.kind == EXACT and (options.sets is None or job.case.name in options.sets):
            case = job.case
            found.append(Scene(case.name, str(case.image), str(case.coarse), str(case.validation)))
    return found


def measured(scene: Scene, methods: Sequence[str], folder: Path, seed: int) -> str:
    """Make the maps of a scene and return their measures as Markdown, a table an element."""
    maps, took = [], {}
    for name in methods:
        stem = folder / f"{scene.name}_{name.replace(', ', '_').replace(' ', '_')}"
        started = time.monotonic()
        model = METHODS[name](scene, seed)
        took[name] = time.monotonic() - started
        print(f"{scene.name}: {name} trained in {took[name]:.0f} s", flush=True)
        save(model, f"{stem}.gfm")
        apply_model(Application(f"{stem}.gfm", [scene.image], f"{stem}.tif", scene.coarse, mask=scene.mask))
        maps.append(FusedMap(f"{stem}.tif", name))
    kriged = folder / f"{scene.name}_kriging.tif"
    write_kriging(scene, str(kriged))
    result = evaluate(
        EvaluationRequest([*maps, FusedMap(str(kriged), KRIGING)], scene.truth, coarse=scene.coarse, image=scene.image)
    )
    lines = ["| element | map | n | bias | std | r | r image | RMSE | skill |", "|---|---|" + "---:|" * 7]
    for row in result.rows:
        label = row.map + (f" ({took[row.map]:.0f} s)" if row.map in took else "")
        numbers = [row.bias, row.std, row.r, row.r_rs, row.rmse, row.skill]
        cells = " | ".join("-" if value is None else f"{value:.3f}" for value in numbers)
        lines.append(f"| {row.element} | {label} | {row.n} | {cells} |")
    return "\n".join(lines) + "\n"


def write_kriging(scene: Scene, path: str) -> None:
    """Krige the centres of the coarse cells to the pixels of the finer survey: ordinary, with a fitted variogram."""
    coarse, fine = describe(scene.coarse), describe(scene.truth).grid
    values, grid = read(scene.coarse).astype(float), coarse.grid
    to_coarse = projection(fine.crs, grid.crs)

    def centres(of: Any) -> np.ndarray:
        rows, cols = np.indices(of.shape)
        return np.column_stack(of.map_xy(cols.ravel() + 0.5, rows.ravel() + 0.5))

    known = centres(grid)
    places = np.column_stack(to_coarse(*centres(fine).T))
    known, places = np.split(isotropic(np.vstack([known, places]), grid.crs), [len(known)])
    planes = []
    for plane in values.reshape(len(values), -1):
        has = np.isfinite(plane)
        planes.append(krige(known[has], plane[has], places, fit_variogram(known[has], plane[has])))
    with RasterWriter(path, fine, [Band(band.name, band.unit) for band in coarse.bands]) as writer:
        writer.write(np.stack(planes).reshape(-1, *fine.shape), fine.full_window())


def transfer(pair: tuple[str, int, int, int], options: argparse.Namespace) -> str:
    """Train on one element and go to another, with several seeds; return means and spreads as Markdown."""
    name, ratio, first, second = pair
    folder = options.data / name
    image, coarse = str(folder / "covariates.tif"), str(folder / f"coarse_x{ratio}.tif")
    names = describe(coarse).band_names
    found: dict[tuple[str, float], list[float]] = {}

    def add(trials: Sequence[Trial], told: Mapping[str, str]) -> None:
        for trial in trials:
            found.setdefault((told.get(trial.label, trial.label), trial.share), []).append(float(trial.r2.mean()))

    for seed in range(options.seeds):
        print(f"{name} x{ratio}: seed {seed + 1} of {options.seeds}", flush=True)
        base = options.output / f"{name}_x{ratio}_{names[first]}_{seed}.gfm"
        scratch = train_cnn(CnnTraining.of([image], coarse, [first], seed=seed, compare=True))
        save(scratch.model, str(base))
        source = names[first]
        add(scratch.trials, {"as trained": f"{source}, mixed", "own resolution only": f"{source}, native"})
        more = CnnTraining.of([image], coarse, [second], seed=seed, compare=True, base_model=str(base))
        add(train_cnn(more).trials, {"as trained": "transfer"})
    lines = [f"## {name} x{ratio}: {names[first]} to {names[second]}, {options.seeds} seeds\n"]
    lines += ["| way | share of cells | mean R² | spread (std) |", "|---|---:|---:|---:|"]
    for (label, share), values in found.items():
        lines.append(f"| {label} | {share:.0%} | {np.mean(values):.3f} | {np.std(values):.3f} |")
    return "\n".join(lines) + "\n"


def speed(side: int) -> str:
    """Return how fast a network of the default size applies to nine bands, and how fast patch by patch in PyTorch.

    Both on one thread, and the patches, of which a sample is timed, both before and after.
    """
    import torch

    base = random_network()
    module = module_of(9, 1, 17, 16, base).eval()
    image = np.random.default_rng(0).normal(size=(9, side, side)).astype(np.float32)
    patches = torch.from_numpy(np.random.default_rng(1).normal(size=(_TIMED, 9, 17, 17)).astype(np.float32))
    ensemble: Ensemble[DenseNetwork] = Ensemble((base,))
    whole = Window(0, 0, side, side)
    torch.set_num_threads(1)

    def patch_by_patch() -> float:
        started = time.perf_counter()
        with torch.no_grad():
            for start in range(0, _TIMED, 256):
                module(patches[start : start + 256])
        return (time.perf_counter() - started) / _TIMED

    with threads(1):  # one thread of BLAS
        patch_by_patch()
        before = patch_by_patch()
        started = time.perf_counter()
        for window in tiles(whole, TILE):
            wide = reach(ensemble, window, side, side)
            dense_outputs(ensemble, image[(slice(None), *wide.inside(whole))], wide, window)
        dense = (time.perf_counter() - started) / side**2
        single = (before + patch_by_patch()) / 2
    return (
        f"{side} x {side} x 9: {1 / dense:.0f} pixels a second, patch by patch {1 / single:.0f}: "
        f"{single / dense:.0f} times as fast."
    )


def random_network() -> PatchNetwork:
    """Return an untrained network of the default size for nine channels."""
    import torch

    torch.manual_seed(0)
    return plain_arrays(module_of(9, 1, 17, 16, None), 17, np.zeros(9), np.ones(9))


if __name__ == "__main__":
    sys.exit(main())
