"""The errors that a user may see."""

from __future__ import annotations

from typing import TypeVar

from .language import tr

T = TypeVar("T")


class FusionError(Exception):
    """Bad input or an impossible request, told in one sentence: what is wrong, where, what to do.

    The text is translated and takes its values as that of ``tr`` does: ``FusionError("{path} is empty.", path=path)``.
    """

    def __init__(self, text: str, /, **values: object) -> None:
        super().__init__(tr(text, **values))


class Cancelled(Exception):  # noqa: N818 - a request of the user, not an error
    """The user asked to stop; whatever was being written has been removed."""


def require_intact(condition: bool, what: str) -> None:
    """Raise FusionError where a part of a model file is not as this plugin writes it."""
    if not condition:
        raise FusionError(
            "The model file is damaged or was not made by Geochem Fusion: {what} cannot be used; train again.",
            what=what,
        )


def given(value: T | None) -> T:
    """Return a value that must be there by now, which its type cannot say. Raises TypeError where it is missing."""
    if value is None:
        raise TypeError("a value is missing that the program should have made: this is a fault of the plugin")
    return value
