"""The user's language: texts that are translated, and the file of translations that QGIS's locale asks for."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QCoreApplication, QLocale, QTranslator

from ..core.language import translate_with

CONTEXT = "GeochemFusion"
FOLDER = Path(__file__).resolve().parent.parent / "i18n"
FILE = "geochem_fusion"  # before the language, such as geochem_fusion_zh.qm


def translated(text: str) -> str:
    """Return a text in the language of the translator that is installed, as it is where that has none."""
    return QCoreApplication.translate(CONTEXT, text)


def load_translator(locale: str, folder: Path = FOLDER) -> QTranslator | None:
    """Return the translations for a locale such as ``zh_CN`` or ``zh-Hans``, None where there are none."""
    translator = QTranslator()
    return translator if translator.load(QLocale(locale), FILE, "_", str(folder)) else None


def install_translator() -> QTranslator | None:
    """Translate into the language of QGIS's settings, else of the system; the texts stay English where it is missing.

    The translator has to be kept as long as it is used; ``remove_translator`` ends it.
    """
    locale = QgsApplication.locale()
    translator = load_translator(locale)
    if translator is not None:
        QCoreApplication.installTranslator(translator)
        translate_with(translated, QLocale(locale).bcp47Name())
    return translator


def remove_translator(translator: QTranslator) -> None:
    """Go back to English."""
    QCoreApplication.removeTranslator(translator)
    translate_with()
