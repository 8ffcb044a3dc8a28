"""Checks the ZIP file of the plugin as the QGIS plugin site does on upload, and runs the plugin from it.

No configuration file is read. Where the site is milder, its rule is named:

* Structure and metadata: what the site refuses, and what it takes only with a warning.
* Translations: every language is there and can be read.
* bandit with all its default rules; the site leaves out those on subprocess and other rules of low severity.
* detect-secrets with all its default detectors, in all files.
* flake8 with its default rules and the site's line length. E203 (a blank before the colon of a slice) is left out: it
  contradicts the standard format of this code, and the site has it switched off, as all rules of style.
* Qt 6: the rules of flake8-qgis, which are those of QGIS's own ``pyqt5_to_pyqt6.py``, and ``tools/qt6.py``.
* The main job from the ZIP file in a fresh profile: decompose, train, apply and evaluate through ``qgis_process``, then
  train and apply by their dialogs in QGIS desktop on a virtual screen.
"""

from __future__ import annotations

import argparse
import configparser
import json
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path, PurePosixPath
from urllib.parse import urlparse

from tools import desktop
from tools.make_zip import make_zip
from tools.package import PACKAGE, ROOT
from tools.qgis_runner import QgisProcess
from tools.qt6 import unscoped
from tools.scene import make_scene
from tools.translations import CONTEXT, LANGUAGES

LARGEST = 25_000_000
REQUIRED = (
    *("name", "description", "version", "qgisMinimumVersion", "author", "email", "about", "tracker", "repository"),
    # not refused by the site, but a plugin looks unfinished without them
    *("qgisMaximumVersion", "homepage", "tags", "changelog", "icon", "hasProcessingProvider"),
)
URLS = ("tracker", "repository", "homepage")
PLACEHOLDER = "example.org"
SUSPICIOUS = {".exe", ".dll", ".so", ".dylib", ".sh", ".bat", ".cmd", ".pyc", ".pyo"}
FLAKE8 = ("--isolated", "--max-line-length=120", "--extend-ignore=E203,QGS")
GONE_WITH_QT5 = ("--isolated", "--select=QGS103,QGS104,QGS107,QGS4")


def check_structure(archive: Path) -> list[str]:
    """Return what the site would refuse or warn of in the layout of a ZIP file."""
    faults = [] if archive.stat().st_size <= LARGEST else [f"larger than {LARGEST / 1e6:g} MB"]
    with zipfile.ZipFile(archive) as contents:
        damaged = contents.testzip()
        names = set(contents.namelist())
        executable = [entry.filename for entry in contents.infolist() if entry.external_attr >> 16 & 0o111]
    if damaged:
        faults.append(f"{damaged} is damaged")
    faults += [f"{name} is executable" for name in executable]
    for name in sorted(names):
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or path.parts[0] != PACKAGE:
            faults.append(f"{name} lies outside {PACKAGE}/")
        if any(part.startswith(".") or part in ("__pycache__", "__MACOSX") for part in path.parts):
            faults.append(f"{name} is hidden")
        if path.suffix in SUSPICIOUS:
            faults.append(f"{name} is of a kind that the site refuses")
    wanted = ("__init__.py", "metadata.txt", "LICENSE", "README.md")
    return faults + [f"{name} is missing" for name in wanted if f"{PACKAGE}/{name}" not in names]


def check_metadata(folder: Path) -> list[str]:
    """Return what is wrong with metadata.txt in the folder of a plugin."""
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment, method-assign] # keys keep their capitals
    parser.read(folder / "metadata.txt", encoding="utf-8")
    if not parser.has_section("general"):
        return ["metadata.txt has no section [general]"]
    entries = {key: value.strip() for key, value in parser.items("general")}
    missing = [key for key in REQUIRED if not entries.get(key)]
    if missing:
        return [f"metadata.txt lacks {', '.join(missing)}"]
    checks = {
        "version is not major.minor.patch": re.fullmatch(r"\d+\.\d+\.\d+", entries["version"]),
        "changelog does not name the version": entries["version"] in entries["changelog"],
        "the QGIS versions are not in order": _number(entries["qgisMinimumVersion"])
        < _number(entries["qgisMaximumVersion"]),
        "author has a slash": "/" not in entries["author"],
        "email is none": re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", entries["email"]),
        "the icon is not there": (folder / entries["icon"]).is_file(),
        "a tag is empty or repeated": _all_different(entries["tags"]),
        "the site would read % as a reference": "%" not in "".join(entries.values()),
        **{f"{key} is no URL": _is_url(entries[key]) for key in URLS},
    }
    return [f"metadata.txt: {fault}" for fault, good in checks.items() if not good]


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())


def _all_different(tags: str) -> bool:
    found = [tag.strip().lower() for tag in tags.split(",")]
    return all(found) and len(set(found)) == len(found)


def _is_url(text: str) -> bool:
    parts = urlparse(text)
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def check_translations(folder: Path) -> list[str]:
    """Return the languages that the plugin cannot be shown in."""
    from qgis.PyQt.QtCore import QTranslator

    faults = []
    for language in LANGUAGES:
        path, translator = folder / "i18n" / f"geochem_fusion_{language}.qm", QTranslator()
        if not translator.load(str(path)):
            faults.append(f"{path.relative_to(folder)} is missing or cannot be read")
        elif not translator.translate(CONTEXT, "Train fusion model"):
            faults.append(f"{path.relative_to(folder)} translates nothing")
    return faults


def check_security(folder: Path) -> list[str]:
    """Return what bandit finds."""
    return _said_by("bandit", "--quiet", "--recursive", "--format", "txt", str(folder))


def check_secrets(folder: Path) -> list[str]:
    """Return the places that detect-secrets takes for secrets."""
    answer = _tool(["detect_secrets", "scan", "--all-files", "."], folder)
    if answer.returncode != 0:
        return [answer.stderr]
    results = json.loads(answer.stdout)["results"]
    return [f"{name}:{hit['line_number']}: {hit['type']}" for name, hits in results.items() for hit in hits]


def check_style(folder: Path) -> list[str]:
    """Return what flake8 finds."""
    return _said_by("flake8", *FLAKE8, str(folder))


def check_qt6(folder: Path) -> list[str]:
    """Return what would have to change for Qt 6."""
    scoped = [fault for path in sorted(folder.rglob("*.py")) for fault in unscoped(path)]
    return scoped + _said_by("flake8", *GONE_WITH_QT5, str(folder))


def _said_by(tool: str, *arguments: str) -> list[str]:
    """Return the output of a tool that fails where it finds something, none where it finds nothing."""
    answer = _tool([tool, *arguments], ROOT)
    return [] if answer.returncode == 0 else (answer.stdout + answer.stderr).strip().splitlines()


def _tool(command: Sequence[str], folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", *command], cwd=folder, capture_output=True, text=True, check=False)


STATIC: dict[str, Callable[[Path], list[str]]] = {
    "metadata": check_metadata,
    "translations": check_translations,
    "bandit": check_security,
    "detect-secrets": check_secrets,
    "flake8": check_style,
    "Qt 6": check_qt6,
}


def run_main_job(archive: Path, folder: Path) -> dict[str, float]:
    """Install a ZIP file into a fresh profile, run the four steps on a small scene and return what evaluate measured.

    Raises QgisProcessError where a step fails.
    """
    qgis = QgisProcess(folder / "profile", archive=archive)
    scene = make_scene(folder / "scene", seed=5, size=480)
    features, model, fused = (folder / name for name in ("features.tif", "copper.gfm", "fused.tif"))
    qgis.run("geochemfusion:decompose", {"INPUT": scene.covariates, "CELL_SIZE": 2000, "FEATURES": features})
    qgis.run(
        "geochemfusion:train",
        {"RASTERS": features, "GEOCHEM": scene.coarse, "FEATURES": "as_is", "METHOD": "linear", "MODEL": model},
    )
    qgis.run("geochemfusion:apply", {"MODEL": model, "RASTERS": features, "GEOCHEM": scene.coarse, "OUTPUT": fused})
    report = folder / "report.html"
    measured = qgis.run(
        "geochemfusion:evaluate",
        {"FUSED": fused, "VALIDATION": scene.validation, "COARSE": scene.coarse, "REPORT": report},
    )
    missing = [path.name for path in (features, model, fused, fused.with_suffix(".qml"), report) if not path.is_file()]
    if missing:
        raise FileNotFoundError(f"the plugin from the ZIP file did not write {', '.join(missing)}")
    return {name: float(measured[name]) for name in ("N", "R", "RMSE", "SKILL")}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive", nargs="?", type=Path, help="ZIP file to check; by default it is made anew")
    archive = parser.parse_args(arguments).archive or make_zip(ROOT / "dist")
    with tempfile.TemporaryDirectory() as place:
        faults = {"structure": check_structure(archive)}
        with zipfile.ZipFile(archive) as contents:
            contents.extractall(place)
        plugin = Path(place) / PACKAGE
        faults.update({name: check(plugin) for name, check in STATIC.items()})
        for name, found in faults.items():
            print(f"{name}: {'; '.join(found[:1]) if len(found) == 1 else f'{len(found)} lines' if found else 'clean'}")
            print("".join(f"  {line}\n" for line in found), end="")
        if PLACEHOLDER in (plugin / "metadata.txt").read_text(encoding="utf-8"):
            print(f"note: the site will not take the addresses at {PLACEHOLDER} in metadata.txt; put in your own")
        measured = run_main_job(archive, Path(place) / "job")
        loaded = desktop.run_main_job(archive, Path(place) / "desktop")["layers"]
    print("main job: " + ", ".join(f"{name} {value:.3g}" for name, value in measured.items()))
    print("desktop: loaded " + ", ".join(f"'{name}' ({style})" for name, (_, style) in loaded.items()))
    print(archive)
    return int(any(faults.values()))


if __name__ == "__main__":
    sys.exit(main())
