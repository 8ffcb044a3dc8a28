"""Runs Processing algorithms of the checkout through ``qgis_process`` in a profile of their own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Union

from tools.package import PACKAGE, ROOT

Scalar = Union[str, int, float, bool, Path]
Value = Union[Scalar, Sequence[Scalar], None]

SETTINGS = f"[PythonPlugins]\n{PACKAGE}=true\n\n[qgis]\ncheckVersion=false\n"


class QgisProcessError(RuntimeError):
    """``qgis_process`` ended with an error; the message carries what it wrote to stderr."""

    def __init__(self, command: Sequence[str], exit_code: int, messages: str) -> None:
        super().__init__(f"{' '.join(command)}\nended with exit code {exit_code}:\n{messages.strip()}")
        self.exit_code = exit_code
        self.messages = messages


class QgisProcess:
    """``qgis_process`` with a throw-away profile under ``folder`` in which the plugin is enabled.

    The plugin is the checkout, or what a ZIP file of it holds.
    """

    def __init__(self, folder: Path, environment: Mapping[str, str] | None = None, archive: Path | None = None) -> None:
        self.folder = Path(folder).resolve()
        # The program itself where it can be found: Debian 12's wrapper passes it an option it does not know.
        self.program = find_program("qgis_process.bin", "qgis_process")
        self.environment = {**process_environment(self.folder), **(environment or {})}
        prepare_profile(self.folder, archive)

    def run(self, algorithm: str, parameters: Mapping[str, Value], timeout: float | None = None) -> dict[str, Any]:
        """Run one algorithm and return its results by output name."""
        results: dict[str, Any] = self.run_document(algorithm, parameters, timeout)["results"]
        return results

    def run_document(
        self, algorithm: str, parameters: Mapping[str, Value], timeout: float | None = None
    ) -> dict[str, Any]:
        """Run one algorithm and return all that ``--json`` prints: inputs, log and results."""
        answer = self.call("--json", "run", algorithm, "--", *arguments(parameters), timeout=timeout)
        document: dict[str, Any] = json.loads(answer.stdout)
        return document

    def call(self, *command: str, timeout: float | None = None) -> subprocess.CompletedProcess[str]:
        """Call ``qgis_process`` with any command, such as ``list`` or ``help``; fails as a run does."""
        answer = subprocess.run(
            [self.program, *command],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=timeout,
        )
        if answer.returncode != 0:
            raise QgisProcessError(["qgis_process", *command], answer.returncode, answer.stderr)
        return answer


def arguments(parameters: Mapping[str, Value]) -> list[str]:
    """Parameters in the KEY=value form of the command line; a list repeats its key, None leaves it out."""
    return [f"{key}={as_text(item)}" for key, value in parameters.items() for item in as_items(value)]


def as_items(value: Value) -> list[Scalar]:
    if value is None:
        return []
    if isinstance(value, (str, int, float, Path)):
        return [value]
    return list(value)


def as_text(value: Scalar) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def find_program(*names: str) -> str:
    """Return the path of the first of some programs that is there. Raises FileNotFoundError where none is."""
    for name in names:
        program = shutil.which(name, path=search_path())
        if program:
            return program
    raise FileNotFoundError(f"{names[-1]} was not found; run `make setup`")


def search_path() -> str:
    """QGIS takes its Python from the first python3 on PATH, which has to be the one it was built for."""
    return f"/usr/bin{os.pathsep}{os.environ.get('PATH', os.defpath)}"


def process_environment(folder: Path) -> dict[str, str]:
    """The environment for a call without a display and with nothing of the user's own profile."""
    return {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "QGIS_CUSTOM_CONFIG_PATH": str(folder / "qgis"),
        "XDG_RUNTIME_DIR": str(folder / "runtime"),
        "PATH": search_path(),
    }


def prepare_profile(folder: Path, archive: Path | None = None) -> None:
    """Lay out a profile that holds the checkout, or the contents of a ZIP file, as an enabled plugin."""
    profile = folder / "qgis" / "profiles" / "default"
    plugins = profile / "python" / "plugins"
    settings = profile / "QGIS"
    for path in (plugins, settings):
        path.mkdir(parents=True, exist_ok=True)
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700, exist_ok=True)
    runtime.chmod(0o700)
    # Written by hand: `qgis_process plugins enable` fails when the plugin is enabled already.
    (settings / "QGIS3.ini").write_text(SETTINGS, encoding="utf-8")
    place = plugins / PACKAGE
    if place.is_symlink():
        place.unlink()
    if archive is None:
        place.symlink_to(ROOT, target_is_directory=True)
        return
    with zipfile.ZipFile(archive) as contents:
        contents.extractall(plugins)
