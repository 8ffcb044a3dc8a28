"""Tiles on many machines: the workers of a Dask scheduler compute them, this process joins and writes them.

Workers read the images themselves, by path. What they need of this package goes to them as a zip file, and the function
that computes a tile (model and features in it) as another file, each once a worker, also to those that join later. The
scheduler only hands on what it never looks into, so its machine needs none of the libraries. A worker that dies costs
the tiles that it had in work; others compute them again.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import tempfile
import threading
import uuid
import zipfile
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError, Executor, Future, wait
from contextlib import contextmanager
from functools import lru_cache, partial
from importlib import import_module, resources
from operator import methodcaller
from pathlib import Path
from typing import Any

from .errors import FusionError
from .grid import Window
from .progress import SILENT, Progress
from .raster import describe
from .tiles import Compute, Result, Work, on_threads, run

CONNECT_SECONDS = 10  # for the scheduler to answer
WORKER_SECONDS = 10  # for the first worker to join it
_RETRIES = 2  # of a tile that fails, as reading over a network may; those of a dead worker are not counted here
_AHEAD, _FEWEST = 2, 6  # tiles in flight for each thread of the workers, and in all
_POLL_SECONDS = 0.5
_CORE = str(__package__)
_PACKAGE = _CORE.partition(".")[0]
_FIXED_TIME = (1980, 1, 1, 0, 0, 0)  # the same sources give the same zip file
_call = methodcaller("__call__")


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
    """Return a path that does not depend on the folder a process runs in; what is no file stays as it is (/vsi...)."""
    return os.path.abspath(path) if os.path.exists(path) else path


def _client(scheduler: str) -> Any:
    try:
        from distributed import Client
    except ImportError as error:
        raise FusionError(
            f"SCHEDULER needs the Python package distributed, which cannot be imported ({error}): install it (Debian: "
            "python3-distributed; else python -m pip install distributed), or leave SCHEDULER empty."
        ) from error
    try:
        return Client(scheduler, timeout=CONNECT_SECONDS, set_as_default=False, name=_PACKAGE)
    except (OSError, ValueError, TypeError, asyncio.TimeoutError) as error:
        reason = str(error).rstrip(".")
        raise FusionError(
            f"No Dask scheduler answers at SCHEDULER={scheduler} ({reason}): start one, or correct the address, for "
            "example tcp://192.168.1.10:8786."
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
                f"The Dask scheduler {self._scheduler} has no worker: start some with 'dask worker {self._scheduler}'."
            ) from error
        name = f"{_PACKAGE}-{fingerprint()[:16]}.zip"
        self._upload(name, partial(_write_package), load=True)
        check = methodcaller("obstacle", fingerprint(), list(rasters))
        answers = self._client.run(_piped(), f"{_CORE}.cluster", import_module, check, on_error="return")
        for address, answer in answers.items():
            if isinstance(answer, ImportError):
                answer = f"{answer}; install numpy, scipy and GDAL for its Python"
            if answer:
                raise FusionError(f"The Dask worker {address} cannot compute tiles: {answer}.")
        progress.info(f"Tiles are computed by {len(answers)} Dask workers with {self._threads()} threads.")

    def run(
        self, function: Compute[Result], windows: Iterable[Window], progress: Progress = SILENT
    ) -> Generator[tuple[Window, Result], None, None]:
        """Yield (window, function(window)) in the order of the windows, as threads do, to the same bytes."""
        name = f"{_PACKAGE}-{uuid.uuid4().hex}.tile"
        task = partial(compute, fingerprint(), name)
        executor = _Remote(self._client, progress)
        self._upload(name, lambda path: Path(path).write_bytes(_dumps(function)), load=False)
        try:
            yield from run(task, windows, executor, progress, max(_AHEAD * self._threads(), _FEWEST))
        except CancelledError as error:
            raise FusionError(
                f"The Dask scheduler {self._scheduler} no longer answers, or someone cancelled the tiles: start it "
                "again and repeat the run."
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
        register(plugin, name=name)


class _Remote(Executor):
    """The executor of a Dask client, for functions that only workers can import: the scheduler sees but bytes."""

    def __init__(self, client: Any, progress: Progress) -> None:
        self._client, self._progress = client, progress
        self._executor = client.get_executor(pure=False, retries=_RETRIES)

    def submit(self, function: Callable[..., Any], /, *arguments: Any, **options: Any) -> Future:
        call = _dumps(partial(function, *arguments, **options))
        return _Tile(self._executor.submit(_piped(), call, _loads(), _call), self._check)

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


def _dumps(value: Any) -> bytes:
    from distributed.protocol.pickle import dumps

    return bytes(dumps(value))


def _loads() -> Callable[[bytes], Any]:
    from distributed.protocol.pickle import loads

    function: Callable[[bytes], Any] = loads
    return function


def _piped() -> Callable[..., Any]:
    """Return pipe(x, f, g) = g(f(x)), which every Dask process can import."""
    from toolz import pipe

    function: Callable[..., Any] = pipe
    return function


# ---------------------------------------------------------------------------------------------- the package


def _sources() -> dict[str, bytes]:
    files = sorted(resources.files(_CORE).iterdir(), key=lambda file: file.name)
    return {file.name: file.read_bytes() for file in files if file.name.endswith(".py")}


@lru_cache(maxsize=1)
def fingerprint() -> str:
    """Return the SHA-256 of the sources of the core: workers must have loaded the same."""
    digest = hashlib.sha256()
    for name, source in _sources().items():
        digest.update(f"{name} {len(source)}\n".encode() + source)
    return digest.hexdigest()


def _write_package(path: str) -> None:
    """Write the core as a zip file that can be imported from."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(zipfile.ZipInfo(f"{_PACKAGE}/__init__.py", _FIXED_TIME), b"")
        for name, source in _sources().items():
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


def compute(expected: str, name: str, window: Window) -> Any:
    """Return what the tile function in the file ``name``, sent to this worker, computes of a window."""
    from distributed import get_worker

    worker = get_worker()
    if fingerprint() != expected:
        raise FusionError(f"The Dask worker {worker.address} has loaded another version of Geochem Fusion: restart it.")
    function = _function(os.path.join(worker.local_directory, name))
    try:
        return function(window)
    except FusionError as error:
        raise FusionError(f"The Dask worker {worker.address} failed: {error}") from error


_one_loads = threading.Lock()


def _function(path: str) -> Callable[[Window], Any]:
    with _one_loads:  # a model and the top of a pyramid are large
        return _loaded(path)


@lru_cache(maxsize=2)
def _loaded(path: str) -> Callable[[Window], Any]:
    function: Callable[[Window], Any] = _loads()(Path(path).read_bytes())
    return function


def forget(name: str, dask_worker: Any) -> None:
    """Remove a tile function from this worker."""
    _loaded.cache_clear()
    Path(dask_worker.local_directory, name).unlink(missing_ok=True)
