"""The user's language: texts that are translated, and the file of translations that QGIS's locale asks for."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QCoreApplication, QLocale, QTranslator

CONTEXT = "GeochemFusion"
FOLDER = Path(__file__).resolve().parent.parent / "i18n"
FILE = "geochem_fusion"  # before the language, such as geochem_fusion_zh.qm


def tr(text: str) -> str:
    """Translate a text that users see. Values go in afterwards: ``tr("{name} is empty.").format(name=name)``."""
    return QCoreApplication.translate(CONTEXT, text)


def mark(text: str) -> str:
    """Return the text as it is; ``tools/translations.py`` finds it here, and ``tr`` translates it where it is shown."""
    return text


def load_translator(locale: str, folder: Path = FOLDER) -> QTranslator | None:
    """Return the translations for a locale such as ``zh_CN`` or ``zh-Hans``, None where there are none."""
    translator = QTranslator()
    return translator if translator.load(QLocale(locale), FILE, "_", str(folder)) else None


def install_translator() -> QTranslator | None:
    """Translate into the language of QGIS's settings, else of the system; the texts stay English where it is missing.

    The translator has to be kept as long as it is used; ``QCoreApplication.removeTranslator`` ends it.
    """
    translator = load_translator(QgsApplication.locale())
    if translator is not None:
        QCoreApplication.installTranslator(translator)
    return translator
