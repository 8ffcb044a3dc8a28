"""Takes pictures of the algorithms' dialogs: ``QT_QPA_PLATFORM=offscreen /usr/bin/python3 -m tools.dialogs FOLDER``."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from tools.package import load_package

ALGORITHMS = ("gridsamples", "decompose", "train", "apply", "evaluate")
WIDTH, HEIGHT = 1100, 1000


def main() -> None:
    """Open each dialog with its defaults, without running it, and save it as PNG."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    load_package()
    from qgis.core import QgsApplication
    from qgis.gui import QgsGui

    QgsApplication.setPrefixPath("/usr", True)
    application = QgsApplication([], True)
    application.initQgis()
    sys.path.append(os.path.join(QgsApplication.pkgDataPath(), "python", "plugins"))
    from processing.core.Processing import Processing
    from processing.gui.AlgorithmDialog import AlgorithmDialog

    from geochem_fusion.algorithms.provider import GeochemFusionProvider

    Processing.initialize()
    provider = GeochemFusionProvider()
    QgsApplication.processingRegistry().addProvider(provider)
    QgsGui.editorWidgetRegistry().initEditors()
    for name in ALGORITHMS:
        algorithm = QgsApplication.processingRegistry().createAlgorithmById(f"geochemfusion:{name}")
        dialog = AlgorithmDialog(algorithm, False, None)
        dialog.resize(WIDTH, HEIGHT)
        dialog.show()
        for _ in range(20):
            QgsApplication.processEvents()
        dialog.grab().save(str(folder / f"{name}.png"))
        dialog.close()


if __name__ == "__main__":
    main()
