"""Free memory goes back where the system can be told to, and nothing else happens."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from geochem_fusion.core.memory import give_back


def resident() -> float:
    """Resident memory of this process in MiB."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * 4096 / 2**20


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="resident memory is read from /proc")
def test_what_was_freed_goes_back() -> None:
    """Many arrays of less than what the C library maps one by one, freed but for the last, which holds the pool up."""
    arrays = [np.ones(8000) for _ in range(1000)]
    last = arrays[-1]
    del arrays
    before = resident()
    give_back()
    assert resident() <= before
    assert last.sum() == 8000


def test_elsewhere_nothing_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr("ctypes.CDLL", None)  # which would fail if it were called
    give_back()
