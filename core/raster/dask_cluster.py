"""Tiles on many machines: the workers of a Dask scheduler compute them, this process joins and writes them.

Workers read the images themselves, by path. What they need of this package goes to them as a zip file, and the job
whose tiles they compute as another file, of plain data, each once a worker, also to those that join later. A task is
text and numbers: what to call in that package, for which window. So the scheduler's machine needs none of the
libraries. A worker that dies costs the tiles that it had in work; others compute them again.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import tempfile
import threading
import time
import uuid
import zipfile
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError, Executor, Future, wait
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from functools import lru_cache
from importlib import import_module, resources
from operator import methodcaller
from pathlib import Path
from typing import Any

from ..blas import one_blas_thread
from ..errors import FusionError
from ..files import file_of
from ..language import tr
from ..progress import SILENT, Progress
from .gdal_reader import describe
from .grid import Window
from .tiles import Result, TileFunction, Work, on_threads, run

CONNECT_SECONDS = 10  # for the scheduler to answer
WORKER_SECONDS = 10  # for the first worker to join it
_RETRIES = 2  # of a tile that fails, as reading over a network may; those of a dead worker are not counted here
_AHEAD, _FEWEST = 2, 6  # tiles in flight for each thread of the workers, and in all
_POLL_SECONDS = 0.5
_UPLOADS = 5  # times that a file is sent, where workers die meanwhile
_ROOM = __name__
_PACKAGE = _ROOM.partition(".")[0]
_CORE = f"{_PACKAGE}.core"
_FIXED_TIME = (1980, 1, 1, 0, 0, 0)  # the same sources give the same zip file


@contextmanager
def connected(scheduler: str | None, rasters: Sequence[str], progress: Progress = SILENT) -> Iterator[Work]:
    """Give what computes tiles: threads, or the workers of a Dask scheduler where its address is given.

    Raises FusionError where the scheduler has no worker, or one that cannot read ``rasters`` or lacks a library.
    """
    if not scheduler:
        yield on_threads
        return
    client = _client(scheduler)
    try:
        workers = _Workers(client, scheduler)
        workers.prepare(rasters, progress)
        yield workers.run
    finally:
        client.close()


def shared_path(path: str) -> str:
    """Return a source of a raster that does not depend on the folder a process runs in, with what is set on it.

    What lies in no file stays as it is (/vsi...).
    """
    file = file_of(path)
    return path.replace(file, os.path.abspath(file), 1) if os.path.exists(file) else path


def _client(scheduler: str) -> Any:
    try:
        from distributed import Client
    except ImportError as error:
        raise FusionError(
            "SCHEDULER needs the Python package distributed, which cannot be imported ({error}): install it (Debian: "
            "python3-distributed; else python -m pip install distributed), or leave SCHEDULER empty.",
            error=error,
        ) from error
    try:
        return Client(scheduler, timeout=CONNECT_SECONDS, set_as_default=False, name=_PACKAGE)
    except (OSError, ValueError, TypeError, asyncio.TimeoutError) as error:
        reason = str(error).rstrip(".")
        raise FusionError(
            "No Dask scheduler answers at SCHEDULER={scheduler} ({reason}): start one, or correct the address, for "
            "example tcp://192.168.1.10:8786.",
            scheduler=scheduler,
            reason=reason,
        ) from error


class _Workers:
    """The workers of a scheduler that a client is connected to."""

    def __init__(self, client: Any, scheduler: str) -> None:
        self._client, self._scheduler = client, scheduler

    def prepare(self, rasters: Sequence[str], progress: Progress) -> None:
        """Send the package, and see that every worker can compute tiles of these rasters."""
        try:
            self._client.wait_for_workers(1, timeout=WORKER_SECONDS)
        except asyncio.TimeoutError as error:
            raise FusionError(
                "The Dask scheduler {scheduler} has no worker: start some with 'dask worker {scheduler}'.",
                scheduler=self._scheduler,
            ) from error
        name = f"{_PACKAGE}-{fingerprint()[:16]}.zip"
        self._upload(name, write_package, load=True)
        check = methodcaller("obstacle", fingerprint(), list(rasters))
        answers = self._client.run(_piped(), _ROOM, import_module, check, on_error="return")
        for address, answer in answers.items():
            if isinstance(answer, ImportError):
                answer = tr("{answer}; install numpy, scipy and GDAL for its Python", answer=answer)
            if answer:
                raise FusionError(
                    "The Dask worker {address} cannot compute tiles: {answer}.", address=address, answer=answer
                )
        progress.info(
            tr(
                "Tiles are computed by {workers} Dask workers with {threads} threads.",
                workers=len(answers),
                threads=self._threads(),
            )
        )

    def run(
        self, function: TileFunction[Result], windows: Iterable[Window], progress: Progress = SILENT
    ) -> Generator[tuple[Window, Result], None, None]:
        """Yield (window, function(window)) in the order of the windows, as threads do, to the same bytes."""
        kind, name = type(function), f"{_PACKAGE}-{uuid.uuid4().hex}.tile"
        task = _Task(fingerprint(), kind.__module__, kind.__qualname__, name)
        executor = _Remote(self._client, task, progress)
        self._upload(name, function.write, load=False)
        try:
            yield from run(function, windows, executor, progress, max(_AHEAD * self._threads(), _FEWEST))
        except CancelledError as error:
            raise FusionError(
                "The Dask scheduler {scheduler} no longer answers, or someone cancelled the tiles: start it "
                "again and repeat the run.",
                scheduler=self._scheduler,
            ) from error
        except self._killed as error:
            raise FusionError(
                "A tile was given up after several Dask workers died over it: give the workers more memory or fewer "
                "threads."
            ) from error
        finally:
            if self._client.status == "running":
                executor.shutdown(wait=False, cancel_futures=True)
                self._client.unregister_worker_plugin(name)
                self._client.run(forget, name, on_error="return")

    def _threads(self) -> int:
        return sum(self._client.nthreads().values())

    @property
    def _killed(self) -> type[Exception]:
        from distributed.scheduler import KilledWorker

        return KilledWorker

    def _upload(self, name: str, write: Callable[[str], Any], load: bool) -> None:
        """Put a file into the folder of every worker, those that join later included; ``load``: and onto its path."""
        from distributed.diagnostics.plugin import UploadFile

        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, name)
            write(path)
            plugin = UploadFile(path)
        plugin.load = load
        plugin.idempotent = True  # the same package is not sent twice
        client = self._client
        register = client.register_plugin if hasattr(client, "register_plugin") else client.register_worker_plugin
        self._register(lambda: register(plugin, name=name), _UPLOADS)

    def _register(self, register: Callable[[], Any], tries: int) -> None:
        """Call what sends a file to all workers, again where one dies over it and the scheduler has yet to see that."""
        try:
            register()
        except OSError:
            if tries == 1 or self._client.status != "running":
                raise
            time.sleep(_POLL_SECONDS)
            self._register(register, tries - 1)


@dataclass(frozen=True)
class _Task:
    """The arguments of ``compute`` but for the window."""

    expected: str
    module: str
    kind: str
    name: str


class _Remote(Executor):
    """The executor of a Dask client, for the function whose file the workers have."""

    def __init__(self, client: Any, task: _Task, progress: Progress) -> None:
        self._client, self._task, self._progress = client, task, progress
        self._executor = client.get_executor(pure=False, retries=_RETRIES)

    def submit(self, function: Callable[..., Any], /, *windows: Any, **options: Any) -> Future:
        call = methodcaller("compute", *astuple(self._task), *(astuple(window) for window in windows))
        return _Tile(self._executor.submit(_piped(), _ROOM, import_module, call), self._check)

    def _check(self) -> None:
        self._progress.check()
        if self._client.status != "running":
            raise CancelledError

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self._executor.shutdown(wait=wait and not cancel_futures)


class _Tile(Future):
    """A future that asks again and again whether there is still something to wait for."""

    def __init__(self, future: Future, check: Callable[[], None]) -> None:
        super().__init__()
        self._future, self._check = future, check

    def result(self, timeout: float | None = None) -> Any:
        while not wait([self._future], _POLL_SECONDS).done:
            self._check()
        return self._future.result()


def _piped() -> Callable[..., Any]:
    """Return pipe(x, f, g) = g(f(x)), which every Dask process can import."""
    from toolz import pipe

    function: Callable[..., Any] = pipe
    return function


# ---------------------------------------------------------------------------------------------- the package


def package_sources() -> dict[str, bytes]:
    """Return the sources of the core and of its packages, by their path in it, in one order."""
    return dict(sorted(_sources_below(resources.files(_CORE), "")))


def _sources_below(folder: Any, place: str) -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():  # of a folder or, on a worker, of a zip file
        if entry.is_dir():
            yield from _sources_below(entry, f"{place}{entry.name}/")
        elif entry.name.endswith(".py"):
            yield place + entry.name, entry.read_bytes()


@lru_cache(maxsize=1)
def fingerprint() -> str:
    """Return the SHA-256 of the sources of the core: workers must have loaded the same."""
    digest = hashlib.sha256()
    for name, source in package_sources().items():
        digest.update(f"{name} {len(source)}\n".encode() + source)
    return digest.hexdigest()


def write_package(path: str) -> None:
    """Write the core as a zip file that can be imported from."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(zipfile.ZipInfo(f"{_PACKAGE}/__init__.py", _FIXED_TIME), b"")
        for name, source in package_sources().items():
            file.writestr(zipfile.ZipInfo(f"{_CORE.replace('.', '/')}/{name}", _FIXED_TIME), source)


# ---------------------------------------------------------------------------------------------- on a worker


def obstacle(expected: str, rasters: Sequence[str]) -> str:
    """Return what keeps this process from computing tiles of these rasters, an empty text where nothing does."""
    if fingerprint() != expected:
        return "it has loaded another version of Geochem Fusion; restart it"
    try:
        for path in rasters:
            describe(path)
    except FusionError as error:
        return f"{str(error).rstrip('.')}; put images where all workers see them under the same path"
    return ""


def compute(expected: str, module: str, kind: str, name: str, window: tuple[int, int, int, int]) -> Any:
    """Return what the function of a kind in a module, its file ``name`` sent to this worker, computes of a window."""
    from distributed import get_worker

    worker = get_worker()
    if fingerprint() != expected:
        raise FusionError(
            "The Dask worker {address} has loaded another version of Geochem Fusion: restart it.",
            address=worker.address,
        )
    try:
        function = _function(module, kind, os.path.join(worker.local_directory, name))
        with one_blas_thread():  # a worker without a nanny leaves libraries all threads, which round otherwise
            return function(Window(*window))
    except FusionError as error:
        raise FusionError("The Dask worker {address} failed: {error}", address=worker.address, error=error) from error


_one_loads = threading.Lock()


def _function(module: str, kind: str, path: str) -> TileFunction[Any]:
    with _one_loads:  # a model and the top of a pyramid are large
        return _loaded(module, kind, path)


@lru_cache(maxsize=2)
def _loaded(module: str, kind: str, path: str) -> TileFunction[Any]:
    function: TileFunction[Any] = getattr(import_module(module), kind).read(path)
    return function


def forget(name: str, dask_worker: Any) -> None:
    """Remove the file of a tile function from this worker."""
    _loaded.cache_clear()
    Path(dask_worker.local_directory, name).unlink(missing_ok=True)
