"""The errors that a user may see."""

from __future__ import annotations


class FusionError(Exception):
    """Bad input or an impossible request, told in one sentence: what is wrong, where, what to do."""


class Cancelled(Exception):  # noqa: N818 - a request of the user, not an error
    """The user asked to stop; whatever was being written has been removed."""
