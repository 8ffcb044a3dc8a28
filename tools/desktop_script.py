"""Runs in QGIS desktop (``qgis --code``): does the steps of a job by their dialogs, and tells what was loaded.

``tools/desktop.py`` names the files of the job and of the answer in the environment.
"""

from __future__ import annotations

import json
import os
import traceback
from pathlib import Path
from typing import Any

import processing
from processing.gui.BatchAlgorithmDialog import BatchAlgorithmDialog
from qgis.core import QgsApplication, QgsProcessingContext, QgsProject
from qgis.PyQt.QtCore import QEventLoop, QTimer
from qgis.PyQt.QtWidgets import QApplication
from qgis.utils import active_plugins, iface

SETTLED = 2000  # milliseconds until the main window has everything


def main() -> None:
    try:
        answer = work(json.loads(Path(os.environ["DESKTOP_JOB"]).read_text(encoding="utf-8")))
    except Exception:  # an exception here would open a window that nobody closes
        answer = {"error": traceback.format_exc()}
    Path(os.environ["DESKTOP_ANSWER"]).write_text(json.dumps(answer), encoding="utf-8")
    QgsProject.instance().clear()  # or QGIS asks whether to keep temporary layers
    QgsProject.instance().setDirty(False)
    iface.actionExit().trigger()


def work(job: dict[str, Any]) -> dict[str, Any]:
    """Do the steps; return the plugins that are active, and the layers of the project with their groups and styles."""
    for number, (algorithm, parameters) in enumerate(job["steps"]):
        picture = Path(job["pictures"]) / f"{number} {algorithm.partition(':')[2]}.png"
        (run_batch if isinstance(parameters, list) else run)(algorithm, parameters, picture)
    root = QgsProject.instance().layerTreeRoot()
    layers = {node.name(): [node.parent().name(), node.layer().renderer().type()] for node in root.findLayers()}
    QApplication.primaryScreen().grabWindow(0).save(str(Path(job["pictures"]) / "screen.png"))
    return {"plugins": list(active_plugins), "layers": layers}


def run(algorithm: str, parameters: dict[str, Any], picture: Path) -> None:
    """Open a dialog, press Run, wait for the end, and keep a picture. Raises RuntimeError where the step fails."""
    dialog = processing.createAlgorithmDialog(algorithm, parameters)
    dialog.show()
    ended: list[bool] = []
    dialog.algorithmFinished.connect(lambda good, results: ended.append(good))
    dialog.runButton().click()
    if not ended and dialog.runButton().isEnabled():
        message = dialog.messageBar().currentItem()
        raise RuntimeError(f"{algorithm} was not begun: {message.text() if message else 'no reason is given'}")
    while not ended:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    QApplication.processEvents()
    dialog.grab().save(str(picture))
    dialog.close()
    if not all(ended):
        raise RuntimeError(f"{algorithm} failed")


def run_batch(algorithm: str, lines: list[dict[str, Any]], picture: Path) -> None:
    """Do the same with the dialog for many runs, a line of its table for each; a line that fails leaves no file."""
    dialog = BatchAlgorithmDialog(QgsApplication.processingRegistry().createAlgorithmById(algorithm))
    panel, context = dialog.mainWidget(), QgsProcessingContext()
    panel.clear()
    targets = []
    for number, parameters in enumerate(lines):
        panel.addRow()
        for name, value in parameters.items():
            column = panel.parameter_to_column[name]
            wrapper = panel.wrappers[number][column]
            if wrapper is None:  # a file to write
                targets.append(value)
                panel.tblParameters.cellWidget(number + 1, column).setValue(value)
            else:
                wrapper.setParameterValue(value, context)
    dialog.show()
    dialog.runButton().click()
    while not dialog.runButton().isEnabled() or QgsApplication.taskManager().countActiveTasks():
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, SETTLED)
    dialog.grab().save(str(picture))
    dialog.close()
    missing = [target for target in targets if not Path(target).is_file()]
    if missing:
        raise RuntimeError(f"{algorithm} failed in the batch: {missing[0]} is not there")


QTimer.singleShot(SETTLED, main)  # the main window is not ready yet
