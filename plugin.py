"""What QGIS loads: registers the Processing provider and nothing else."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsApplication

from .algorithms.provider import GeochemFusionProvider


class GeochemFusionPlugin:
    """The plugin in desktop QGIS and in qgis_process (where ``initGui`` is never called)."""

    def __init__(self, iface: Any) -> None:
        self.iface = iface
        self.provider: GeochemFusionProvider | None = None

    def initProcessing(self) -> None:
        self.provider = GeochemFusionProvider()
        QgsApplication.processingRegistry().addProvider(self.provider)

    def initGui(self) -> None:
        self.initProcessing()

    def unload(self) -> None:
        if self.provider is not None:
            QgsApplication.processingRegistry().removeProvider(self.provider)
            self.provider = None
