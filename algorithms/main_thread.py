"""Work that QGIS allows in its main thread only, such as drawing layouts: models of a desktop run in another one."""

from __future__ import annotations

from collections.abc import Callable

from qgis.PyQt.QtCore import QCoreApplication, QObject, Qt, QThread, pyqtSignal


class _Errand(QObject):
    """Carries work to the main thread and its error back."""

    asked = pyqtSignal()

    def __init__(self, work: Callable[[], None], main: QThread) -> None:
        super().__init__()
        self.work = work
        self.error: Exception | None = None
        self.moveToThread(main)
        self.asked.connect(self.run, Qt.ConnectionType.BlockingQueuedConnection)

    def run(self) -> None:
        try:
            self.work()
        except Exception as error:  # raised again where the work was asked for
            self.error = error


def in_main_thread(work: Callable[[], None]) -> None:
    """Do work in the main thread and wait for it; what it raises is raised here."""
    main = QCoreApplication.instance().thread()
    if QThread.currentThread() == main:
        work()
        return
    errand = _Errand(work, main)
    errand.asked.emit()
    if errand.error is not None:
        raise errand.error
