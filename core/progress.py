"""What long work says while it runs: a small protocol that QGIS, a terminal or a test can implement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from .errors import Cancelled

Item = TypeVar("Item")


class Progress:
    """Receives progress and messages; this base class ignores them and never cancels.

    Subclasses override any of the methods up to ``warn``. Work calls ``check()`` at least once a tile.
    """

    def progress(self, fraction: float) -> None:
        """Take the part of the work done, 0 to 1."""

    def cancelled(self) -> bool:
        """Tell whether the user asked to stop."""
        return False

    def info(self, message: str) -> None:
        """Take a line for the log."""

    def note(self, message: str) -> None:
        """Take a line on what was dropped, shifted, converted, capped or assumed; ``Record`` keeps it."""
        self.info(message)

    def warn(self, message: str) -> None:
        """Take a line that the user should not miss; ``Record`` keeps it as a note."""

    def notes(self) -> list[str]:
        """Return the notes and warnings so far, where they are kept."""
        return []

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

    def each(self, items: Sequence[Item]) -> Iterator[Item]:
        """Yield items, with a ``check`` before each."""
        for item, part in self.parts(items):
            part.check(0)
            yield item

    def parts(self, items: Sequence[Item]) -> Iterator[tuple[Item, Progress]]:
        """Yield items, each with its part of this progress."""
        for number, item in enumerate(items):
            yield item, self.part(number / len(items), (number + 1) / len(items))

    def part(self, start: float, end: float) -> Progress:
        """Return a view of this progress on which 0 to 1 means ``start`` to ``end``."""
        return _Part(self, start, end)


class Forwarding(Progress):
    """Hands all on to another progress; subclasses do something of it otherwise."""

    def __init__(self, whole: Progress) -> None:
        self.whole = whole

    def progress(self, fraction: float) -> None:
        self.whole.progress(fraction)

    def cancelled(self) -> bool:
        return self.whole.cancelled()

    def info(self, message: str) -> None:
        self.whole.info(message)

    def note(self, message: str) -> None:
        self.whole.note(message)

    def warn(self, message: str) -> None:
        self.whole.warn(message)

    def notes(self) -> list[str]:
        return self.whole.notes()


class _Part(Forwarding):
    def __init__(self, whole: Progress, start: float, end: float) -> None:
        super().__init__(whole)
        self.start, self.end = start, end

    def progress(self, fraction: float) -> None:
        self.whole.progress(self.start + (self.end - self.start) * fraction)


class Record(Forwarding):
    """Keeps the notes and warnings that pass through it, each sentence once, after those of the progress it wraps."""

    def __init__(self, whole: Progress) -> None:
        super().__init__(whole)
        self._kept = dict.fromkeys(whole.notes())

    def note(self, message: str) -> None:
        self._kept[message] = None
        super().note(message)

    def warn(self, message: str) -> None:
        self._kept[message] = None
        super().warn(message)

    def notes(self) -> list[str]:
        return list(self._kept)


SILENT = Progress()
