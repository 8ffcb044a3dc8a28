"""Geochem Fusion: a QGIS Processing plugin that sharpens coarse geochemical maps with satellite images."""

from __future__ import annotations

from typing import Any


def classFactory(iface: Any) -> Any:
    """Return the plugin; ``iface`` is None in qgis_process."""
    from .plugin import GeochemFusionPlugin

    return GeochemFusionPlugin(iface)
