"""Makes the checkout importable as the package ``geochem_fusion``, whatever its folder is called."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

PACKAGE = "geochem_fusion"
ROOT = Path(__file__).resolve().parent.parent


def load_package(root: Path = ROOT) -> ModuleType:
    """Import the checkout at ``root`` as ``geochem_fusion``; a second call returns the same module."""
    if PACKAGE in sys.modules:
        return sys.modules[PACKAGE]
    specification = importlib.util.spec_from_file_location(
        PACKAGE, root / "__init__.py", submodule_search_locations=[str(root)]
    )
    if specification is None or specification.loader is None:
        raise ImportError(f"{root} holds no package: __init__.py is missing")
    module = importlib.util.module_from_spec(specification)
    # Registered before it runs, so that its relative imports find their parent.
    sys.modules[PACKAGE] = module
    try:
        specification.loader.exec_module(module)
    except BaseException:
        del sys.modules[PACKAGE]
        raise
    return module
