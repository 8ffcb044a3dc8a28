"""Finds enum values without their enum (``Qt.AlignLeft``), which Qt 6 and QGIS 4 no longer know.

Every name that a file imports from QGIS is looked up in the QGIS of this machine, so nothing needs to be listed here.
What else is gone with Qt 5 is found by flake8-qgis.
"""

from __future__ import annotations

import ast
import enum
import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_UNKNOWN = object()


def unscoped(path: Path) -> list[str]:
    """Return a line for each enum value of a file that lacks its enum, and each name that this QGIS does not have."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = dict(_imported(tree))
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Attribute):
            continue
        owner = _resolved(node.value, names)
        if owner is _UNKNOWN or not isinstance(owner, type):
            continue
        value = getattr(owner, node.attr, _UNKNOWN)
        if value is _UNKNOWN:
            found.append(f"{path}:{node.lineno}: {owner.__name__} has no {node.attr}")
        elif _is_enum(type(value)) and not _is_enum(owner):
            found.append(f"{path}:{node.lineno}: {owner.__name__}.{node.attr} lacks its enum {type(value).__name__}")
    return found


def _imported(tree: ast.AST) -> Iterator[tuple[str, Any]]:
    """Yield what a file imports from QGIS, by the names it has there."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "qgis":
            module = importlib.import_module(node.module)
            for alias in node.names:
                yield alias.asname or alias.name, getattr(module, alias.name)


def _resolved(node: ast.AST, names: dict[str, Any]) -> Any:
    if isinstance(node, ast.Name):
        return names.get(node.id, _UNKNOWN)
    if isinstance(node, ast.Attribute):
        owner = _resolved(node.value, names)
        return _UNKNOWN if owner is _UNKNOWN else getattr(owner, node.attr, _UNKNOWN)
    return _UNKNOWN


def _is_enum(kind: type) -> bool:
    """Whether a class is an enum, of Python or of PyQt 5."""
    return issubclass(kind, enum.Enum) or type(kind).__name__ == "enumtype"
