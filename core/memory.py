"""Giving memory that is free again back to the system, so that a step does not take that of the steps before it too."""

from __future__ import annotations

import ctypes
import gc
import sys


def give_back() -> None:
    """Give free memory back where the C library keeps it and can be told to: that of GNU; elsewhere nothing is done.

    It keeps freed blocks of less than 32 MB for later, in a pool of every thread that asked for some, and what one
    thread has freed another cannot use.
    """
    gc.collect()
    if sys.platform.startswith("linux"):
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
