"""The walls of the house: who may import what, nothing heavy at load, nothing that runs foreign code."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.package import ROOT

CORE = sorted((ROOT / "core").rglob("*.py"))
PACKAGE = sorted([*ROOT.glob("*.py"), *CORE, *(ROOT / "algorithms").rglob("*.py")])
SOURCES = sorted([*PACKAGE, *(ROOT / "tools").glob("*.py")])
NO_TWIN = {"__init__", "errors", "progress"}  # a few lines that every other test runs
LONGEST = 500
HEAVY = ("sklearn", "numba", "torch", "matplotlib", "dask", "distributed", "pandas", "scipy.optimize.cython_optimize")
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


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", CORE, ids=named)
def test_the_core_knows_no_qgis(path: Path) -> None:
    assert not {"qgis", "PyQt5", "PyQt6", "processing", "geochem_fusion"} & set(imported(parsed(path)))


def test_gdal_is_touched_in_one_room() -> None:
    rooms = [
        named(path) for path in PACKAGE if {"osgeo", "gdal", "ogr", "osr", "rasterio"} & set(imported(parsed(path)))
    ]
    assert rooms == [f"core/raster/{room}.py" for room in ("gdal_call", "gdal_reader", "projection")]


def relative_imports(path: Path) -> Iterator[str]:
    """Yield what a file of the package imports by relative imports, by its dotted path below the root."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.ImportFrom) and node.level:
            folder = path.relative_to(ROOT).parts[: -node.level]
            assert len(path.relative_to(ROOT).parts) >= node.level, f"{named(path)}:{node.lineno} leaves the package"
            start = ".".join([*folder, *([node.module] if node.module else [])])
            yield from (f"{start}.{alias.name}".lstrip(".") for alias in node.names)


def test_the_core_imports_nothing_beyond_itself() -> None:
    beyond = {named(path) for path in CORE for name in relative_imports(path) if not name.startswith("core.")}
    assert beyond == set()


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
