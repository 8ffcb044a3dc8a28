"""The names that a program imports from the core: where they come from, and that asking for none loads nothing."""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
from pathlib import Path

import pytest

from geochem_fusion import core
from tools.package import ROOT


def listed() -> dict[str, tuple[str, str]]:
    """Return the module and the name there of each name that type checkers are told of."""
    tree = ast.parse((ROOT / "core" / "__init__.py").read_text(encoding="utf-8"))
    block = next(node for node in tree.body if isinstance(node, ast.If))
    imports = [node for node in block.body if isinstance(node, ast.ImportFrom)]
    return {alias.asname or alias.name: (node.module or "", alias.name) for node in imports for alias in node.names}


def test_type_checkers_know_the_same_names() -> None:
    assert set(listed()) == set(core.__all__) == set(core._HOMES)


@pytest.mark.parametrize(("name", "home"), listed().items())
def test_a_name_is_what_its_module_has(name: str, home: tuple[str, str]) -> None:
    module = importlib.import_module(f"geochem_fusion.core.{home[0]}")
    assert getattr(core, name) is getattr(module, home[1])
    assert name in dir(core)


def test_the_steps_have_their_requests() -> None:
    wanted = {"train", "train_cnn", "apply_model", "evaluate", "decompose_raster", "compare", "grid_samples"}
    wanted |= {"Training", "CnnTraining", "Application", "EvaluationRequest", "Decomposition", "Comparing", "Gridding"}
    wanted |= {"find_anomalies", "AnomalyRequest", "Anomalies", "evaluate_targets", "TargetRequest", "TargetEvaluation"}
    wanted |= {"train_super_resolution", "SuperResolution", "apply_super_resolution", "SuperApplication", "CoarseMap"}
    wanted |= {"map_prospectivity", "ProspectivityRequest", "Prospectivity"}
    wanted |= {"read_table", "TableRequest", "LaboratoryTable", "classify_map", "Classification", "Classified"}
    wanted |= {"make_practice_scene", "PracticeScene"}
    assert wanted <= set(core.__all__)


def test_another_name_is_not_there() -> None:
    with pytest.raises(AttributeError, match=r"'geochem_fusion\.core' has no attribute 'trian'"):
        core.trian  # noqa: B018
    with pytest.raises(ImportError, match="trian"):
        exec("from geochem_fusion.core import trian")


def test_packages_are_found_as_before() -> None:
    from geochem_fusion.core import fusion

    assert fusion is sys.modules["geochem_fusion.core.fusion"]


def test_star_gives_the_names_of_the_list() -> None:
    names: dict[str, object] = {}
    exec("from geochem_fusion.core import *", names)
    assert set(names) - {"__builtins__"} == set(core.__all__)


def test_importing_the_core_loads_nothing(tmp_path: Path) -> None:
    (tmp_path / "geochem_fusion").symlink_to(ROOT, target_is_directory=True)  # the folder of a plugin
    script = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n"
        "from geochem_fusion import core\n"
        "print(*sorted(m for m in sys.modules if m.startswith('geochem_fusion')), 'numpy' in sys.modules)\n"
        "core.Progress\n"
        "print('numpy' in sys.modules, 'geochem_fusion.core.fusion' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["geochem_fusion geochem_fusion.core False", "False False"]
