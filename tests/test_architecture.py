"""The walls of the house: who may import what, nothing heavy at load, nothing that runs foreign code."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tools.package import ROOT

CORE = sorted((ROOT / "core").rglob("*.py"))
PACKAGE = sorted([*ROOT.glob("*.py"), *CORE, *(ROOT / "algorithms").rglob("*.py")])
SOURCES = sorted([*PACKAGE, *(ROOT / "tools").glob("*.py")])
NO_TWIN = {"__init__", "errors", "progress"}  # a few lines that every other test runs
LONGEST = 500
MOST_FILES = 20
# What each package of core/ may import besides itself, "" being the files of core/ itself. Read from the import
# statements, also those inside functions.
GROUND = {"", "raster"}
SHARED = GROUND | {
    "image",
    "ground",
    "samples",
    "geostatistics",
    "drift",
    "regression",
    "evaluation",
    "reports",
    "deep",
}
WALLS: dict[str, set[str]] = {
    "": set(),
    "raster": {""},
    "image": GROUND,
    "ground": GROUND,
    "samples": GROUND,
    "geostatistics": GROUND,
    "drift": GROUND | {"geostatistics"},
    "reports": GROUND,
    "deep": GROUND,
    "regression": GROUND | {"image", "samples", "geostatistics"},
    "evaluation": GROUND | {"samples", "geostatistics", "reports"},
    "fusion": SHARED,
    "anomalies": SHARED,
    "superresolution": SHARED,
    "prospectivity": SHARED,
    "laboratory": SHARED,
    "products": SHARED,
    "practice": SHARED,
}
WINGS = set(WALLS) - SHARED
DEEP_MAY_KNOW = {"core.raster.grid"}  # of rasters: where windows lie, and nothing of files
HEAVY = (
    "sklearn",
    "numba",
    "torch",
    "matplotlib",
    "dask",
    "distributed",
    "pandas",
    "scipy.stats",
    "scipy.optimize.cython_optimize",
)
FORBIDDEN_MODULES = {"pickle", "cPickle", "dill", "joblib", "shelve", "marshal", "multiprocessing"}
FORBIDDEN_CALLS = {"eval", "exec", "compile", "__import__"}


def imported(tree: ast.AST) -> Iterator[str]:
    """Yield the top names of all absolute imports."""
    return (name.split(".")[0] for name in imported_from(tree))


def imported_from(tree: ast.AST) -> Iterator[str]:
    """Yield the full names of the modules of all absolute imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@cache
def parsed_text(text: str) -> ast.Module:
    return ast.parse(text)


def parsed(path: Path) -> ast.Module:
    """Return the tree of a file; that of one text is made once, whatever file has it."""
    return parsed_text(path.read_text(encoding="utf-8"))


@cache
def relative_in(text: str) -> tuple[ast.ImportFrom, ...]:
    """Return the relative imports of a text, also those inside functions."""
    return tuple(n for n in ast.walk(parsed_text(text)) if isinstance(n, ast.ImportFrom) and n.level)


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", CORE, ids=named)
def test_the_core_knows_no_qgis(path: Path) -> None:
    assert not {"qgis", "PyQt5", "PyQt6", "processing", "geochem_fusion"} & set(imported(parsed(path)))


def rooms_that_import(names: set[str]) -> list[str]:
    return [named(path) for path in PACKAGE if names & set(imported(parsed(path)))]


def test_gdal_is_touched_in_four_rooms() -> None:
    rooms = ("gdal_call", "gdal_reader", "gdal_writer", "projection")
    assert rooms_that_import({"osgeo", "gdal", "ogr", "osr", "rasterio"}) == [f"core/raster/{r}.py" for r in rooms]


def test_pytorch_is_touched_where_networks_learn() -> None:
    allowed = {"core/deep/pytorch.py", "core/deep/learning.py", "core/deep/losses.py"}
    rooms = rooms_that_import({"torch"})
    assert [room for room in rooms if room not in allowed and not room.endswith("_training.py")] == []
    assert {room.rpartition("/")[0] for room in rooms} == {"core/deep"}


def relative_imports(path: Path, root: Path = ROOT) -> Iterator[str]:
    """Yield what a file of the package imports by relative imports, by its dotted path below the root."""
    for node in relative_in(path.read_text(encoding="utf-8")):
        folder = path.relative_to(root).parts[: -node.level]
        assert len(path.relative_to(root).parts) >= node.level, f"{path}:{node.lineno} leaves the package"
        start = ".".join([*folder, *([node.module] if node.module else [])])
        yield from (f"{start}.{alias.name}".lstrip(".") for alias in node.names)


def modules(path: Path, root: Path) -> Iterator[str]:
    """Yield the modules of the package that a file imports, dotted: ``core.raster.grid``."""
    for name in relative_imports(path, root):
        while name and not root.joinpath(*name.split(".")).with_suffix(".py").is_file():
            if root.joinpath(*name.split("."), "__init__.py").is_file():
                break
            name = name.rpartition(".")[0]
        yield name


def package_of(module: str) -> str:
    """Return the package of core/ that a module lies in, an empty text for core/ itself."""
    parts = module.split(".")
    return parts[1] if len(parts) > 2 else ""


def breaches(root: Path = ROOT) -> list[str]:
    """Return every import of core/ that goes through a wall."""
    found = []
    for path in sorted((root / "core").rglob("*.py")):
        folders = path.relative_to(root / "core").parts[:-1]
        here = folders[0] if folders else ""
        if path.name == "__init__.py":  # a list of names at most, which are looked up when they are asked for
            continue
        for module in modules(path, root):
            there = package_of(module)
            allowed = there == here or there in WALLS[here]
            if here == "deep" and there == "raster":
                allowed = module in DEEP_MAY_KNOW
            network = here == "deep" and module.endswith("_training") and not path.stem.endswith("_training")
            if not module.startswith("core") or not allowed or network:
                found.append(f"{path.relative_to(root)} imports {module}")
    return found


def test_packages_import_what_stands_below_them() -> None:
    assert {path.name for path in (ROOT / "core").iterdir() if (path / "__init__.py").is_file()} == set(WALLS) - {""}
    assert breaches() == []


def test_wings_know_nothing_of_each_other() -> None:
    assert not {wing for row in WALLS.values() for wing in row} & WINGS


@pytest.mark.parametrize(
    ("room", "line", "wall"),
    [
        ("raster/grid.py", "from ..image.features import Features", "core/raster/grid.py imports core.image.features"),
        ("errors.py", "def f():\n    from .raster import grid", "core/errors.py imports core.raster.grid"),
        ("image/indices.py", "from ..fusion import model", "core/image/indices.py imports core.fusion.model"),
        ("deep/learning.py", "from ..raster.tiles import TILE", "core/deep/learning.py imports core.raster.tiles"),
        (
            "deep/learning.py",
            "from .patch_training import fit",
            "core/deep/learning.py imports core.deep.patch_training",
        ),
        ("fusion/model.py", "from ...algorithms import base", "core/fusion/model.py imports algorithms.base"),
    ],
)
def test_a_hole_in_a_wall_is_seen(tmp_path: Path, room: str, line: str, wall: str) -> None:
    for folder in ("core", "algorithms"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    assert breaches(tmp_path) == []
    with open(tmp_path / "core" / room, "a", encoding="utf-8") as file:
        file.write(f"\n\n{line}\n")
    assert breaches(tmp_path) == [wall]


def circle(arrows: dict[str, set[str]]) -> list[str]:
    """Return the modules of a circle of imports, none where there is no circle."""
    done: set[str] = set()

    def search(module: str, way: list[str]) -> list[str]:
        if module in way:
            return [*way[way.index(module) :], module]
        if module in done:
            return []
        found = next(filter(None, (search(other, [*way, module]) for other in sorted(arrows.get(module, ())))), [])
        done.add(module)
        return found

    return next(filter(None, (search(module, []) for module in sorted(arrows))), [])


def test_imports_make_no_circle() -> None:
    assert circle({"a": {"b"}, "b": {"c"}, "c": {"b"}}) == ["b", "c", "b"]
    assert circle({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == []
    rooms = [path for path in [*CORE, *(ROOT / "algorithms").glob("*.py")] if path.name != "__init__.py"]
    arrows = {".".join(path.relative_to(ROOT).with_suffix("").parts): set(modules(path, ROOT)) for path in rooms}
    assert circle(arrows) == []


def test_algorithms_import_no_other_algorithm() -> None:
    dialogs = {
        p.stem for p in (ROOT / "algorithms").glob("*.py") if re.search(r"^    ID = ", p.read_text("utf-8"), re.M)
    }
    dialogs -= {"base"}
    assert dialogs >= {"train", "apply"}
    through = [
        f"{path.name} imports {module}"
        for path in sorted((ROOT / "algorithms").glob("*.py"))
        for module in modules(path, ROOT)
        if module.startswith("algorithms.") and module.split(".")[1] in dialogs and path.stem != "provider"
    ]
    assert through == []


def test_steps_import_no_other_step() -> None:
    """What two steps need stands in a room of its own; a step is what an algorithm runs."""
    steps = {"core.fusion.training", "core.fusion.cnn_training", "core.fusion.application", "core.fusion.comparison"}
    paths = {step: ROOT.joinpath(*step.split(".")).with_suffix(".py") for step in steps}
    assert [step for step, path in paths.items() if steps & set(modules(path, ROOT))] == []


def test_packages_are_flat_and_small() -> None:
    for package in {path.parent for path in CORE}:
        assert len(list(package.glob("*.py"))) <= MOST_FILES, package
    assert {len(path.relative_to(ROOT / "core").parts) for path in CORE} == {1, 2}


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_nothing_runs_foreign_code(path: Path) -> None:
    tree = parsed(path)
    assert not FORBIDDEN_MODULES & {part for name in imported_from(tree) for part in name.split(".")}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Name):
            assert node.func.id not in FORBIDDEN_CALLS, node.lineno
        if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name):
            assert (node.func.value.id, node.func.attr) not in {("os", "system"), ("os", "popen"), ("yaml", "load")}
        for keyword in node.keywords:
            value = keyword.value.value if isinstance(keyword.value, ast.Constant) else None
            assert not (keyword.arg in ("shell", "allow_pickle") and value is not False), node.lineno


@pytest.mark.parametrize("path", PACKAGE, ids=named)
def test_nothing_is_asserted(path: Path) -> None:
    """Python drops assertions when it optimises, and the plugin site refuses them."""
    assert [node.lineno for node in ast.walk(parsed(path)) if isinstance(node, ast.Assert)] == []


def test_every_room_of_the_core_has_its_test() -> None:
    rooms = [path.relative_to(ROOT / "core") for path in CORE if path.stem not in NO_TWIN]
    assert [str(r) for r in rooms if not (ROOT / "tests" / r.parent / f"test_{r.stem}.py").is_file()] == []


@pytest.mark.parametrize("path", PACKAGE, ids=named)
def test_no_file_is_too_long(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


def loaded_by(code: str) -> list[str]:
    """Return the heavy modules that a fresh interpreter has loaded after some code."""
    script = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        "from tools.package import load_package; load_package()\n"
        f"{code}\nprint([m for m in {HEAVY!r} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: list[str] = ast.literal_eval(done.stdout.strip().splitlines()[-1])
    return found


def test_the_core_loads_nothing_heavy() -> None:
    rooms = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in CORE if path.stem != "__init__"]
    assert loaded_by("\n".join(f"import geochem_fusion.{room}" for room in rooms)) == []


def test_the_provider_loads_nothing_heavy() -> None:
    pytest.importorskip("qgis.core", reason="QGIS is not installed")
    assert loaded_by("import geochem_fusion.algorithms.provider") == []
