"""What QGIS loads: registers the Processing provider in the user's language and nothing else."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QTranslator

from .algorithms.provider import GeochemFusionProvider
from .algorithms.translation import install_translator, remove_translator


class GeochemFusionPlugin:
    """The plugin in desktop QGIS and in qgis_process (where ``initGui`` is never called)."""

    def __init__(self, iface: Any) -> None:
        self.iface = iface
        self.provider: GeochemFusionProvider | None = None
        self.translator: QTranslator | None = None

    def initProcessing(self) -> None:
        self.translator = install_translator()  # before the texts of the algorithms are asked for
        self.provider = GeochemFusionProvider()
        QgsApplication.processingRegistry().addProvider(self.provider)

    def initGui(self) -> None:
        self.initProcessing()

    def unload(self) -> None:
        if self.provider is not None:
            QgsApplication.processingRegistry().removeProvider(self.provider)
            self.provider = None
        if self.translator is not None:
            remove_translator(self.translator)
            self.translator = None
