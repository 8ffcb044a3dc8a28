"""Work for the main thread: done there wherever it is asked for, with its errors."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.making import write_raster


def in_a_task(work: Callable[[], Any]) -> Any:
    """Run work as QGIS desktop runs algorithms, in a task, while the main thread serves its events."""
    from qgis.core import QgsApplication, QgsTask

    done: list[Any] = []

    def run(_: Any) -> None:
        try:
            done.append(work())
        except Exception as error:  # of another thread: raised below
            done.append(error)

    task = QgsTask.fromFunction("work", run)
    QgsApplication.taskManager().addTask(task)
    end = time.monotonic() + 60
    while not done and time.monotonic() < end:
        QgsApplication.processEvents()
    QgsApplication.processEvents()
    assert done, "the task waits for ever"
    if isinstance(done[0], Exception):
        raise done[0]
    return done[0]


def test_work_of_a_task_is_done_in_the_main_thread(qgis_app: Any) -> None:
    from qgis.PyQt.QtCore import QThread

    from geochem_fusion.algorithms.main_thread import in_main_thread

    threads: list[Any] = []

    def work() -> None:
        threads.append(QThread.currentThread())

    def elsewhere() -> None:
        threads.append(QThread.currentThread())
        in_main_thread(work)

    in_a_task(elsewhere)
    in_main_thread(work)
    assert threads[0] != threads[1]
    assert threads[1] == threads[2] == qgis_app.thread()


def test_errors_come_back(qgis_app: Any) -> None:
    from geochem_fusion.algorithms.main_thread import in_main_thread

    def fail() -> None:
        raise ZeroDivisionError("here")

    with pytest.raises(ZeroDivisionError, match="here"):
        in_a_task(lambda: in_main_thread(fail))
    with pytest.raises(ZeroDivisionError, match="here"):
        in_main_thread(fail)


def test_pages_are_drawn_from_a_task(processing: Any, provider: Any, tmp_path: Path) -> None:
    """As a graphical model of the desktop does it, whose steps end in its thread."""
    from qgis.core import QgsProcessingContext, QgsProcessingFeedback

    path = write_raster(tmp_path / "map.tif", np.linspace(1, 50, 1200).reshape(30, 40), names=["Cu"], unit="ppm")
    asked = {"INPUT": path, "CLASSES": str(tmp_path / "classes.tif"), "LAYOUT": str(tmp_path / "maps.pdf")}
    algorithm = provider.algorithm("classify")

    def run() -> bool:
        return bool(algorithm.run(asked, QgsProcessingContext(), QgsProcessingFeedback())[1])

    assert in_a_task(run)
    assert (tmp_path / "maps.pdf").stat().st_size > 5000
