"""Makes the ZIP file of the plugin from a list of what belongs in it. The same files give the same bytes."""

from __future__ import annotations

import configparser
import zipfile
from collections.abc import Iterator
from pathlib import Path

from tools.package import PACKAGE, ROOT
from tools.translations import compile_translations

# Whatever is not named here stays out: tests, tools, settings of development.
FILES = (
    "__init__.py",
    "plugin.py",
    "metadata.txt",
    "LICENSE",
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "requirements.txt",
)
FOLDERS = {
    "algorithms": (".py",),
    "core": (".py",),
    "docs": (".md", ".png", ".html"),
    "i18n": (".qm",),
    "icons": (".svg",),
    "layouts": (".qpt",),
    "models": (".model3",),
}
BEGINNING = (1980, 1, 1, 0, 0, 0)  # the earliest date that the format knows
PLAIN_FILE = 0o100644 << 16


def version(root: Path = ROOT) -> str:
    """Return the version that metadata.txt states."""
    metadata = configparser.ConfigParser(interpolation=None)
    metadata.read(root / "metadata.txt", encoding="utf-8")
    return metadata["general"]["version"]


def members(root: Path = ROOT) -> Iterator[Path]:
    """Yield the files that belong to the plugin, relative to the root and in order. Fails where a named one is gone."""
    found = [root / name for name in FILES]
    for folder, endings in FOLDERS.items():
        inside = [path for path in (root / folder).rglob("*") if path.suffix in endings and path.is_file()]
        if not inside:
            raise FileNotFoundError(f"{root / folder} holds nothing for the ZIP file")
        found += inside
    for path in sorted(found, key=lambda path: path.relative_to(root).as_posix()):
        if not path.is_file():
            raise FileNotFoundError(f"{path} belongs into the ZIP file")
        yield path.relative_to(root)


def make_zip(folder: Path, root: Path = ROOT) -> Path:
    """Write ``geochem_fusion.<version>.zip`` into a folder and return its path; translations are compiled first."""
    compile_translations(root)
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{PACKAGE}.{version(root)}.zip"
    part = target.with_suffix(".part")
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
        for member in members(root):
            entry = zipfile.ZipInfo(f"{PACKAGE}/{member.as_posix()}", BEGINNING)
            entry.external_attr, entry.create_system = PLAIN_FILE, 3  # as on Linux, wherever it is made
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, (root / member).read_bytes())
    part.replace(target)
    return target


if __name__ == "__main__":
    print(make_zip(ROOT / "dist").relative_to(ROOT))
