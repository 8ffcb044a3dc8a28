"""Optional Python packages: whether one is there and new enough, and the sentence that says how to get it."""

from __future__ import annotations

import importlib
import re

from .language import tr


def missing_package(module: str, oldest: tuple[int, int], absent: str, too_old: str, how: str) -> str | None:
    """Return a sentence on how to get a package where it is absent or too old, else None.

    ``module`` is the name under which it is imported. The texts are marked ones: ``absent`` with a place for ``how`` to
    install it, ``too_old`` also with places for the ``oldest`` version that serves and for the one that they ``have``.
    """
    try:
        have = str(importlib.import_module(module).__version__)
    except ImportError:
        return tr(absent, how=tr(how))
    if tuple(int(part) for part in re.findall(r"\d+", have)[:2]) >= oldest:  # 1.7rc1 is 1.7
        return None
    return tr(too_old, oldest=".".join(map(str, oldest)), have=have, how=tr(how))
