"""Brings ``i18n/*.ts`` up to date with the texts of the code and the graphical models, and compiles them.

``python3 -m tools.translations`` does both; what is already translated is kept. With ``--compile`` it does the second,
for the files that have changed, and is silent. Texts are found without running
anything: literals given to ``tr`` and ``mark`` of ``core/language.py``, to ``FusionError``, and to the two methods that
add a parameter with its label and help, and the texts of ``models/*.model3``.
"""

from __future__ import annotations

import argparse
import ast
import os
import shutil
import subprocess
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.package import ROOT

CONTEXT = "GeochemFusion"
LANGUAGES = ("zh",)
# which arguments of these calls are texts
TEXTS_OF = {"tr": (0,), "mark": (0,), "FusionError": (0,), "add": (1,), "add_choice": (1, 4)}
PLACES = ("algorithms/**/*.py", "core/**/*.py", "models/*.model3")
TEXTS_OF_MODELS = ("description", "component_description", "help", "ALG_DESC", "ALG_CREATOR")
PLACES_OF_LRELEASE = ("/usr/lib/qt5/bin", "/usr/lib/qt6/bin")  # where Debian has it besides PATH


@dataclass
class Message:
    """A text, where it is used, and its translation: none, a draft that is unfinished, or one of a text now gone."""

    source: str
    files: list[str]
    translation: str = ""
    unfinished: bool = True
    vanished: bool = False


def texts(root: Path = ROOT) -> dict[str, list[str]]:
    """Return every text of the plugin in order, with the files that use it."""
    found: dict[str, list[str]] = {}
    for path in (path for pattern in PLACES for path in sorted(root.glob(pattern))):
        in_file = texts_of_model(path) if path.suffix == ".model3" else texts_of_code(path)
        for text in in_file:
            files = found.setdefault(text, [])
            if path.relative_to(root).as_posix() not in files:
                files.append(path.relative_to(root).as_posix())
    return found


def texts_of_code(path: Path) -> Iterator[str]:
    """Yield the texts of a Python file. Raises ValueError for one that is put together before it is translated."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    for node in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        for place in TEXTS_OF.get(name, ()):
            argument = node.args[place] if place < len(node.args) else None
            if isinstance(argument, (ast.JoinedStr, ast.BinOp)):
                raise ValueError(f"{path}:{node.lineno}: {name}() needs one literal; put values in afterwards")
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                yield argument.value


def texts_of_model(path: Path) -> Iterator[str]:
    """Yield the texts of a graphical model."""
    for option in ET.parse(path).iter("Option"):
        if option.get("name") in TEXTS_OF_MODELS and option.get("value"):
            yield option.get("value", "")


def read_messages(path: Path) -> dict[str, Message]:
    """Return the messages of a ``.ts`` file by their source, none where it is not there yet."""
    if not path.is_file():
        return {}
    messages = {}
    for entry in ET.parse(path).iter("message"):
        source, translation = entry.findtext("source", ""), entry.find("translation")
        files = [place.get("filename", "").replace("../", "", 1) for place in entry.iter("location")]
        text, kind = ("", "") if translation is None else (translation.text or "", translation.get("type", ""))
        vanished = kind in ("vanished", "obsolete")
        messages[source] = Message(source, files, text, not vanished and (kind == "unfinished" or not text), vanished)
    return messages


def updated(known: dict[str, Message], wanted: dict[str, list[str]]) -> list[Message]:
    """Return the messages of all texts with the translations that are known.

    Translations of texts that are gone stay, marked as vanished, as long as others are missing: most often the new
    text is the old one with other words.
    """
    messages = []
    for source, files in wanted.items():
        old = known.get(source, Message(source, []))
        messages.append(Message(source, files, old.translation, old.unfinished))
    if any(message.unfinished for message in messages):
        gone = [message for source, message in known.items() if source not in wanted and message.translation]
        messages += [Message(message.source, [], message.translation, False, vanished=True) for message in gone]
    return messages


def as_ts(messages: list[Message], language: str) -> str:
    """Return the content of a ``.ts`` file, as Qt Linguist reads and writes it."""
    root = ET.Element("TS", version="2.1", language=language, sourcelanguage="en")
    context = ET.SubElement(root, "context")
    ET.SubElement(context, "name").text = CONTEXT
    for message in messages:
        entry = ET.SubElement(context, "message")
        for file in message.files:
            ET.SubElement(entry, "location", filename=f"../{file}")
        ET.SubElement(entry, "source").text = message.source
        kind = {"type": "vanished"} if message.vanished else {"type": "unfinished"} if message.unfinished else {}
        ET.SubElement(entry, "translation", kind).text = message.translation
    ET.indent(root, "    ")
    body = ET.tostring(root, encoding="unicode", short_empty_elements=False)
    return f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n{body}\n'


def extract(language: str, root: Path = ROOT) -> tuple[Path, str]:
    """Return the path of a language's ``.ts`` file and what it should hold."""
    path = root / "i18n" / f"geochem_fusion_{language}.ts"
    return path, as_ts(updated(read_messages(path), texts(root)), language)


def find_lrelease() -> str:
    """Return Qt's compiler of translations. Raises FileNotFoundError where it is not installed."""
    places = os.pathsep.join([os.environ.get("PATH", os.defpath), *PLACES_OF_LRELEASE])
    program = shutil.which("lrelease", path=places)
    if program is None:
        raise FileNotFoundError("lrelease, which compiles translations, was not found; run `make setup`")
    return program


def compile_translations(root: Path = ROOT) -> list[Path]:
    """Write a ``.qm`` file beside every ``.ts`` file that is newer than its own, and return those written."""
    compiled = []
    for source in sorted((root / "i18n").glob("*.ts")):
        target = source.with_suffix(".qm")
        if target.is_file() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        with tempfile.TemporaryDirectory(dir=source.parent) as folder:  # whoever reads finds a complete file
            made = Path(folder) / "part"
            command = [find_lrelease(), "-silent", "-nounfinished", str(source), "-qm", str(made)]
            subprocess.run(command, check=True, capture_output=True)
            made.replace(target)
        compiled.append(target)
    return compiled


def update(language: str) -> str:
    """Bring the ``.ts`` file of a language up to date and return what is left to do."""
    path, content = extract(language)
    path.parent.mkdir(exist_ok=True)
    path.write_text(content, encoding="utf-8", newline="\n")
    messages = read_messages(path).values()
    missing, vanished = (sum(getattr(message, name) for message in messages) for name in ("unfinished", "vanished"))
    return f"{path.relative_to(ROOT)}: {len(messages) - vanished} texts, {missing} to be translated"


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--compile", action="store_true", help="leave the .ts files as they are")
    only_compile = parser.parse_args(arguments).compile
    if not only_compile:
        print("\n".join(update(language) for language in LANGUAGES))
    compile_translations()


if __name__ == "__main__":
    main()
