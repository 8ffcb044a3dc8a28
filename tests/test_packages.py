"""Optional packages: found, too old or missing."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import pytest

from geochem_fusion.core.packages import missing_package

TEXTS = ("It needs nothing. {how}", "It needs {oldest}, there is {have}. {how}", "Get it.")


@pytest.mark.parametrize(
    ("version", "sentence"),
    [
        ("1.2", None),
        ("1.2rc1", None),
        ("1.10.0+cpu", None),
        ("2.0", None),
        ("1.1.9", "It needs 1.2, there is 1.1.9. Get it."),
        ("0.24.2", "It needs 1.2, there is 0.24.2. Get it."),
    ],
)
def test_versions_count_by_their_first_two_numbers(
    monkeypatch: pytest.MonkeyPatch, version: str, sentence: str | None
) -> None:
    monkeypatch.setitem(sys.modules, "rare", SimpleNamespace(__version__=version))
    assert missing_package("rare", (1, 2), *TEXTS) == sentence


def test_a_missing_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rare", None)
    assert missing_package("rare", (1, 2), *TEXTS) == "It needs nothing. Get it."
