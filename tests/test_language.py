"""The language of texts: English until a host translates, values filled in after translating."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.language import language, mark, tr, translate_with
from geochem_fusion.core.reports.page import page

GERMAN = {"{name} has {count:.1f} cells.": "{count:.1f} Zellen hat {name}.", "Maps": "Karten"}


@pytest.fixture
def german() -> Iterator[None]:
    translate_with(lambda text: GERMAN.get(text, text), "de")
    yield
    translate_with()


def test_texts_are_english_without_a_host() -> None:
    translate_with()
    assert tr("{name} has {count:.1f} cells.", name="Cu", count=2) == "Cu has 2.0 cells."
    assert language() == "en"


def test_values_take_their_place_in_the_translation(german: None) -> None:
    assert tr("{name} has {count:.1f} cells.", name="Cu", count=2) == "2.0 Zellen hat Cu."
    assert tr("unknown {name}", name="Cu") == "unknown Cu"
    assert tr(mark("Maps")) == "Karten"


def test_braces_in_values_and_in_texts_without_values_are_kept(german: None) -> None:
    assert tr("{name} is empty.", name="{x}") == "{x} is empty."
    assert tr("a {brace}") == "a {brace}"


def test_errors_speak_the_language(german: None) -> None:
    assert str(FusionError("{name} has {count:.1f} cells.", name="Zn", count=1)) == "1.0 Zellen hat Zn."


def test_pages_declare_their_language(german: None) -> None:
    assert '<html lang="de">' in page(tr("Maps"), [])
    assert "<h1>Karten</h1>" in page(tr("Maps"), [])
