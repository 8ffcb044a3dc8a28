"""What long work says while it runs: a small protocol that QGIS, a terminal or a test can implement."""

from __future__ import annotations

from collections.abc import Iterable

from .errors import Cancelled


class Progress:
    """Receives progress and messages; this base class ignores them and never cancels.

    Subclasses override any of the four methods. Work calls ``check()`` at least once a tile.
    """

    def progress(self, fraction: float) -> None:
        """Take the part of the work done, 0 to 1."""

    def cancelled(self) -> bool:
        """Tell whether the user asked to stop."""
        return False

    def info(self, message: str) -> None:
        """Take a line for the log."""

    def warn(self, message: str) -> None:
        """Take a line that the user should not miss."""

    def warn_each(self, messages: Iterable[str]) -> None:
        """Hand on several lines that the user should not miss."""
        for message in messages:
            self.warn(message)

    def check(self, fraction: float | None = None) -> None:
        """Report progress and raise ``Cancelled`` where the user asked to stop."""
        if fraction is not None:
            self.progress(fraction)
        if self.cancelled():
            raise Cancelled()

    def part(self, start: float, end: float) -> Progress:
        """Return a view of this progress on which 0 to 1 means ``start`` to ``end``."""
        return _Part(self, start, end)


class _Part(Progress):
    def __init__(self, whole: Progress, start: float, end: float) -> None:
        self.whole, self.start, self.end = whole, start, end

    def progress(self, fraction: float) -> None:
        self.whole.progress(self.start + (self.end - self.start) * fraction)

    def cancelled(self) -> bool:
        return self.whole.cancelled()

    def info(self, message: str) -> None:
        self.whole.info(message)

    def warn(self, message: str) -> None:
        self.whole.warn(message)


SILENT = Progress()
