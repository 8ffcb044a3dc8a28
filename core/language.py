"""The language of what users read: texts stay English until a host, such as QGIS, says how to translate them."""

from __future__ import annotations

from collections.abc import Callable

ENGLISH = "en"


def _unchanged(text: str) -> str:
    return text


_translate: Callable[[str], str] = _unchanged
_language = ENGLISH


def translate_with(translate: Callable[[str], str] = _unchanged, language: str = ENGLISH) -> None:
    """Set what gives a text in the user's language (as it is, where that knows none), and the language's code."""
    global _translate, _language
    _translate, _language = translate, language


def language() -> str:
    """Return the code of the user's language, such as ``zh``, for pages that declare theirs."""
    return _language


def tr(text: str, /, **values: object) -> str:
    """Return a text in the user's language with its values: ``tr("{name} is empty.", name=name)``.

    The text is one literal, so that ``tools/translations.py`` finds it; places for values are those of ``str.format``.
    """
    translated = _translate(text)
    return translated.format(**values) if values else translated


def mark(text: str) -> str:
    """Return the text as it is: one that is defined here and translated where it is shown, by ``tr``."""
    return text
