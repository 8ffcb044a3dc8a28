"""Names of elements in words become symbols."""

from __future__ import annotations

import pytest

from geochem_fusion.core.laboratory.element_words import plain_letters, with_symbol


@pytest.mark.parametrize(
    ("name", "symbol"),
    [
        ("Copper (ppm)", "Cu (ppm)"),
        ("KUPFER", "Cu"),
        ("Molybd\u00e4n_ppm", "Mo_ppm"),
        ("\u00c9tain", "Sn"),
        ("Manganeso mg/kg", "Mn mg/kg"),
        ("Ars\u00e9nico", "As"),
        ("\u91d1 (ppb)", "Au (ppb)"),
        ("Cu_ppm", "Cu_ppm"),
        ("orebody", "orebody"),
        ("12", "12"),
    ],
)
def test_words(name: str, symbol: str) -> None:
    assert with_symbol(name) == symbol


def test_letters_without_accents() -> None:
    assert plain_letters("\u00c4\u00d6\u00dc\u00e9\u00f1\u00e7") == "aouenc"
