"""Fixtures shared by all tests: QGIS in process, ``qgis_process``, the real test sets."""

from __future__ import annotations

import fcntl
import gc
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from osgeo import gdal, ogr, osr

from tools.package import ROOT, load_package
from tools.qgis_runner import QgisProcess, Value

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# Where the environment forbids to keep bytecode, every program that a test starts compiles the package anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
load_package()


@pytest.fixture(scope="session")
def qgis_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A QGIS application without a display, in a profile of its own."""
    os.environ["QGIS_CUSTOM_CONFIG_PATH"] = str(tmp_path_factory.mktemp("profile"))
    core = pytest.importorskip("qgis.core", reason="QGIS is not installed")
    core.QgsApplication.setPrefixPath("/usr", True)
    application = core.QgsApplication([], True)
    application.initQgis()
    sys.path.append(os.path.join(core.QgsApplication.pkgDataPath(), "python", "plugins"))
    yield application
    # No exitQgis(): objects that tracebacks keep alive would outlive the application and crash the interpreter.
    gc.collect()


@pytest.fixture(scope="session")
def processing(qgis_app: Any) -> Any:
    """The ``processing`` module with the providers of QGIS registered."""
    import processing as module
    from processing.core.Processing import Processing

    Processing.initialize()
    return module


@pytest.fixture(scope="session")
def provider(qgis_app: Any, processing: Any) -> Iterator[Any]:
    """The provider under test, registered: ``processing.run("geochemfusion:...", ...)`` works."""
    from geochem_fusion.algorithms.provider import GeochemFusionProvider

    registered = GeochemFusionProvider()
    assert qgis_app.processingRegistry().addProvider(registered)
    yield registered
    qgis_app.processingRegistry().removeProvider(registered)


class InProcess:
    """Runs algorithms in the application of the tests, called as ``QgisProcess`` is: without its start, which takes
    longer than most runs."""

    def __init__(self, processing: Any) -> None:
        self.processing = processing

    def run(self, algorithm: str, parameters: Mapping[str, Value]) -> dict[str, Any]:
        """Run one algorithm and return its results by output name; fails with QgsProcessingException."""
        given = {name: self.plain(value) for name, value in parameters.items() if value is not None}
        results: dict[str, Any] = self.processing.run(algorithm, given)
        return results

    def plain(self, value: Any) -> Any:
        if isinstance(value, Path):
            return str(value)
        return [self.plain(item) for item in value] if isinstance(value, (list, tuple)) else value


@pytest.fixture(scope="session")
def in_process(processing: Any, provider: Any) -> InProcess:
    """``qgis_process`` without a process: for what does not depend on how a run is started."""
    return InProcess(processing)


@pytest.fixture(scope="session")
def qgis_process(tmp_path_factory: pytest.TempPathFactory) -> QgisProcess:
    """``qgis_process`` with the checkout enabled as a plugin: ``qgis_process.run(algorithm, parameters)``."""
    try:
        return QgisProcess(tmp_path_factory.mktemp("qgis_process"))
    except FileNotFoundError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Callable[[], str]], str]:
    """``made_once(name, make)``: the text that ``make`` returns, made by one of the processes that run the tests."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent  # each process has a folder of its own in that of the session

    def made(name: str, make: Callable[[], str]) -> str:
        path = folder / name
        with (folder / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # until it is closed
            if not path.exists():
                path.write_text(make(), encoding="utf-8")
        return path.read_text(encoding="utf-8")

    return made


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder with the real test sets."""
    folder = Path(os.environ.get("GEOCHEM_FUSION_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"the real test sets are not at {folder}; set GEOCHEM_FUSION_DATA to their folder")
    return folder


@pytest.fixture(params=[False, True], ids=["gdal errors", "gdal exceptions"])
def gdal_exceptions(request: pytest.FixtureRequest) -> Iterator[None]:
    """Both states of GDAL's global switch."""
    before = bool(gdal.GetUseExceptions())
    use_exceptions(request.param)
    yield
    use_exceptions(before)


def use_exceptions(on: bool) -> None:
    """Turn the switches of gdal, ogr and osr; they are turned off in the opposite order."""
    for module in (gdal, ogr, osr) if on else (osr, ogr, gdal):
        if bool(module.GetUseExceptions()) != on:
            module.UseExceptions() if on else module.DontUseExceptions()


# Another plugin may have switched them on for the whole of QGIS: every test has to pass in that state too.
if os.environ.get("GEOCHEM_FUSION_GDAL_EXCEPTIONS") == "1":
    use_exceptions(True)
