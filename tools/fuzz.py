"""Model files made hostile, thousands of them: loading and applying must refuse or work, and never do anything else.

``python -m tools.fuzz --cases 20000`` (``make fuzz``) makes them from a seed, so that a case can be made again from its
number. A case fails where anything but a FusionError is raised, where reading asks for more memory than there may be,
where it takes too long, or where a file appears.
"""

from __future__ import annotations

import argparse
import contextlib
import copy
import io
import json
import random
import sys
import tempfile
import time
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from tools.package import load_package

load_package()

from geochem_fusion.core.deep.networks import Ensemble  # noqa: E402
from geochem_fusion.core.deep.patch_network import PatchNetwork  # noqa: E402
from geochem_fusion.core.errors import FusionError  # noqa: E402
from geochem_fusion.core.fusion.application import Application, apply_model  # noqa: E402
from geochem_fusion.core.fusion.model import FusionModel, Level, Target, load, save  # noqa: E402
from geochem_fusion.core.fusion.modes import MODES  # noqa: E402
from geochem_fusion.core.geostatistics.blend import Blend, View  # noqa: E402
from geochem_fusion.core.geostatistics.covariance import Covariance  # noqa: E402
from geochem_fusion.core.image.features import FeatureSet  # noqa: E402
from geochem_fusion.core.raster.description import Band  # noqa: E402
from geochem_fusion.core.raster.gdal_writer import RasterWriter  # noqa: E402
from geochem_fusion.core.raster.grid import Grid  # noqa: E402
from geochem_fusion.core.raster.projection import crs_wkt  # noqa: E402
from geochem_fusion.core.regression.applicability import Applicability  # noqa: E402
from geochem_fusion.core.regression.predictors import Average, Forest, Kernel, KernelVotes, Linear, Predictor  # noqa: E402

BANDS = ("b1", "b2", "b3")
ELEMENTS = ("Cu", "Pb", "Zn")
PIXELS, CELLS, CELL = 24, 3, 10.0
SLOW = 20.0  # seconds
HOSTILE: tuple[Any, ...] = (
    None, True, 0, 1, -1, 2, 63, 64, 65, 2**31, 2**63, 10**18, -(10**18), 0.5, 1e-300, 1e300, -1e300, 5e-324,
    "", "x", "../../etc/passwd", "none", "log", "clr", "forest", "average", "\x00", "ü" * 50, [], {}, [[]], [0], [0, 0],
    [0] * 3000, {"a": 1},
)  # fmt: skip
KINDS = ("<f8", ">f8", "<f4", "<i8", "<i4", "|u1", "<u8", "<c16", "|b1", "|S8", "<U4", "<M8[s]", "|O", "|V8")
NAMES = (
    "../evil.npy", "/evil.npy", "target0/../../evil.npy", "target0/", "target0/evil", "C:\\evil.npy", "level/x.npy",
    "target9/x.npy", "applicability/x.npy", "target0/0-forest-roots.npy", "target0/9-linear-x.npy",
)  # fmt: skip

Contents = dict[str, bytes]


# ---------------------------------------------------------------------------------------------- sound models


def _forest(generator: np.random.Generator, inner: int = 12) -> Forest:
    """Return two random trees; children lie side by side behind their parent."""
    parts, roots = [], []
    for start in (0, 2 * inner + 1):
        left, leaves = np.arange(2 * inner + 1) + start, [0]
        for number in range(inner):
            node = leaves.pop(generator.integers(len(leaves)))
            left[node] = start + 2 * number + 1
            leaves += [2 * number + 1, 2 * number + 2]
        roots.append(start)
        parts.append(left)
    nodes = np.concatenate(parts)
    feature = generator.integers(0, len(BANDS), len(nodes))
    return Forest(
        np.array(roots), feature, generator.uniform(0, 9, len(nodes)), nodes, generator.uniform(1, 9, len(nodes))
    )


def _kernel(generator: np.random.Generator) -> Kernel:
    return Kernel(
        generator.normal(size=(9, 3)), generator.normal(size=9), np.array([5.0]), np.array([0.3]), np.full(3, 4.0),
        np.full(3, 2.0),
    )  # fmt: skip


def _votes(generator: np.random.Generator) -> KernelVotes:
    return KernelVotes(
        generator.normal(size=(9, 3)), generator.normal(size=(9, 3)), generator.normal(size=3),
        np.array([1.0, 4.0, 9.0]), np.array([0.3]), np.full(3, 4.0), np.full(3, 2.0),
    )  # fmt: skip


def random_network(channels: int, elements: int, patch: int = 11, seed: int = 0) -> PatchNetwork:
    """Return a network with random weights and normalisation, three and four channels wide."""
    generator = np.random.default_rng(seed)
    arrays: dict[str, np.ndarray] = {
        "patch": np.array([patch]),
        "centre": generator.normal(size=channels),
        "scale": generator.uniform(0.5, 2.0, channels),
    }
    incoming = channels
    for number, count in enumerate((3, 4, 4, 4), 1):
        arrays[f"kernel{number}"] = generator.normal(size=(count, incoming, 3, 3)).astype(np.float32) / 3
        arrays[f"gain{number}"] = generator.uniform(0.5, 2.0, count).astype(np.float32)
        arrays[f"shift{number}"] = generator.normal(size=count).astype(np.float32)
        arrays[f"mean{number}"] = generator.normal(size=count).astype(np.float32)
        arrays[f"variance{number}"] = generator.uniform(0.5, 2.0, count).astype(np.float32)
        incoming = count
    arrays["hidden"], arrays["hidden_bias"] = generator.normal(size=(5, 4)), generator.normal(size=5)
    arrays["head"], arrays["head_bias"] = generator.normal(size=(elements, 5)), generator.normal(size=elements)
    for name in ("hidden", "hidden_bias", "head", "head_bias"):
        arrays[name] = arrays[name].astype(np.float32)
    return PatchNetwork(**arrays)


def sound_models(folder: Path) -> list[Path]:
    """Write a model of every kind and return their paths."""
    generator = np.random.default_rng(0)
    line = Linear(generator.normal(size=3), np.array([5.0]))
    forest, kernel = _forest(generator), _kernel(generator)
    noisy = View(0.6, 0.5, Covariance(0.5, 2.0, 1.0, 0.2), 5.0)
    blend = Blend((noisy, View(0.4, 0.6, Covariance(1.5, 3.0, 1.0, 0.0))), 0.6, 0.1, 0.4)
    area = Applicability(
        np.arange(3),
        np.full(3, 4.0),
        np.full(3, 2.0),
        np.ones(3),
        generator.normal(size=(20, 3)).astype(np.float32),
        np.ones(1),
        np.full(1, 0.8),
    )
    everything: dict[str, tuple[Predictor, str]] = {
        "linear": (line, "none"),
        "forest": (forest, "log"),
        "kernel": (kernel, "none"),
        "kernel_votes": (_votes(generator), "none"),
        "average": (Average((forest, kernel, line)), "none"),
        "composition": (Linear(np.full(3, 0.01), np.zeros(1)), "clr"),
        "networks": (Linear(np.full(4, 0.25), np.zeros(1)), "none"),
    }
    networks = Ensemble((random_network(len(BANDS), 2), random_network(len(BANDS), 2, seed=1)))
    paths = []
    for number, (name, (predictor, transform)) in enumerate(everything.items()):
        joint = transform == "clr"
        network = networks if name == "networks" else None
        inputs = networks.outputs if network else len(BANDS)
        spec = FeatureSet("raw" if number % 2 else "high_frequency", BANDS, 2, 3, False)
        targets = tuple(
            Target(
                element, "ppm", name, transform, 1.1, tuple(range(inputs)), predictor, {}, {}, None if joint else blend
            )
            for element in (ELEMENTS if joint else ELEMENTS[:1])
        )
        level = Level("linear", (0, 1, 2), line) if joint else None
        spread = np.array([[0.0] * 3, [9.0] * 3])
        paths.append(folder / f"{name}.gfm")
        save(FusionModel(spec, targets, spread, CELL, "", {}, area, level, network), str(paths[-1]))
    return paths


def scene(folder: Path) -> tuple[str, str]:
    """Write a small image and a coarse map and return their paths."""
    generator, crs = np.random.default_rng(1), crs_wkt("EPSG:32633")
    paths = []
    for name, size, cell, bands in (("image", PIXELS, CELL, BANDS), ("coarse", CELLS, CELL * PIXELS / CELLS, ELEMENTS)):
        grid = Grid((500000.0, cell, 0.0, 5000000.0, 0.0, -cell), size, size, crs)
        paths.append(str(folder / f"{name}.tif"))
        with RasterWriter(paths[-1], grid, [Band(band) for band in bands]) as writer:
            writer.write(generator.uniform(1, 9, (len(bands), size, size)), grid.full_window())
    return paths[0], paths[1]


# ---------------------------------------------------------------------------------------------- making them hostile


def _read(path: Path) -> Contents:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _packed(contents: Contents, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of names that stand twice
        for name, data in contents.items():
            archive.writestr(zipfile.ZipInfo(name), data, compression)  # without the time: a case can be made again
    return buffer.getvalue()


def _flip(data: bytes, chance: random.Random, first: int = 0) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 5, 40))):
        if changed:
            limit = min(len(changed), first) if first else len(changed)
            changed[chance.randrange(limit)] = chance.randrange(256)
    return bytes(changed)


def cut(contents: Contents, chance: random.Random) -> bytes:
    data = _packed(contents)
    start = chance.choice((0, 0, 0, chance.randrange(len(data))))
    return data[start : chance.randrange(len(data) + 1)]


def flip_file(contents: Contents, chance: random.Random) -> bytes:
    return _flip(_packed(contents, chance.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED))), chance)


def flip_directory(contents: Contents, chance: random.Random) -> bytes:
    data = _packed(contents)
    start = data.index(b"PK\x01\x02")
    return data[:start] + _flip(data[start:], chance)


def flip_entry(contents: Contents, chance: random.Random) -> bytes:
    name = chance.choice(sorted(contents))
    contents[name] = _flip(contents[name], chance, chance.choice((0, 128, 400)))
    return _packed(contents)


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Yield every list or object of a JSON document with every key in it."""
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield value, key
        yield from _places(value[key])


def change_manifest(contents: Contents, chance: random.Random) -> bytes:
    data = json.loads(contents["manifest.json"])
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        holder, key = chance.choice(list(_places(data)))
        what = chance.randrange(6)
        if what == 0 and isinstance(holder, dict):
            del holder[key]
        elif what == 1:
            other, other_key = chance.choice(list(_places(data)))
            holder[key] = copy.deepcopy(other[other_key])
        elif what == 2 and isinstance(holder, list):
            holder.extend([holder[key]] * chance.choice((1, 10, 2000)))
        elif what == 3 and isinstance(holder[key], (int, float)):
            holder[key] = holder[key] * chance.choice((-1, 2, 1e3, 1e150, 1e-150))
        else:
            holder[key] = copy.deepcopy(chance.choice(HOSTILE))
    text = json.dumps(data)
    if chance.random() < 0.1:
        digits = chance.choice(("1" * 5000, "NaN", "Infinity", "1e999", "[" * 20000))
        text = text.replace("1", digits, 1)
    contents["manifest.json"] = text.encode()
    return _packed(contents)


def _npy(array: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array, allow_pickle=False)
    return buffer.getvalue()


def change_array(contents: Contents, chance: random.Random) -> bytes:
    """Change numbers, order, shape or type of an array, as somebody would who knows the format."""
    name = chance.choice([name for name in sorted(contents) if name.endswith(".npy")])
    array = np.load(io.BytesIO(contents[name]), allow_pickle=False)
    generator = np.random.default_rng(chance.randrange(2**32))
    what = chance.randrange(7)
    flat = array.reshape(-1).copy()
    if what == 0:
        numbers = (np.nan, np.inf, -np.inf, 1e300, -1e300, 1e-300) if array.dtype.kind == "f" else (-1, 2**62, -(2**63))
        with np.errstate(over="ignore"):
            flat[generator.integers(0, flat.size, 3)] = chance.choice((*numbers, 0, flat.size - 1, flat.size))
        array = flat.reshape(array.shape)
    elif what == 1:
        array = generator.permutation(flat).reshape(array.shape)
    elif what == 2:
        array = generator.integers(0, max(flat.size, 1), array.shape).astype(array.dtype)
    elif what == 3:
        array = np.resize(flat, chance.choice(((0,), (1,), (), (flat.size, 1), (3, 3), (flat.size * 3,), (1, 2, 3))))
    elif what == 4:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            array = flat.astype(chance.choice([kind for kind in KINDS if kind not in ("|V8", "<M8[s]", "|O")]))
    elif what == 5:
        array = np.zeros(chance.choice((0, 5, 10**6)), array.dtype)
    else:
        array = np.asfortranarray(array)
    contents[name] = _npy(array)
    return _packed(contents)


def change_header(contents: Contents, chance: random.Random) -> bytes:
    """Let the header of an array claim another type, order or size."""
    name = chance.choice([name for name in sorted(contents) if name.endswith(".npy")])
    shape = chance.choice(("(10000000000000,)", "(4000000000, 4000000000)", "(-1,)", "(2.5,)", "'x'", "(" * 300, "(3,)",
                           "(1000000000,)", "()", "(0,)", "(True,)"))  # fmt: skip
    kind = chance.choice((*KINDS, "", "<f8,<f8", "[('a', '<f8')]", "__import__('os').system('true')"))
    header = f"{{'descr': {kind!r}, 'fortran_order': {chance.choice(('False', 'True', '3'))}, 'shape': {shape}, }}"
    header += " " * chance.choice((0, 30, 60000))
    version = chance.choice((b"\x01\x00", b"\x01\x00", b"\x02\x00", b"\x03\x00", b"\x09\x09"))
    size = len(header).to_bytes(2 if version == b"\x01\x00" else 4, "little")
    contents[name] = b"\x93NUMPY" + version + size + header.encode() + b"\0" * chance.choice((0, 16, 4096))
    return _packed(contents)


def rename_entry(contents: Contents, chance: random.Random) -> bytes:
    name = chance.choice(sorted(contents))
    data = contents[name] if chance.random() < 0.5 else contents.pop(name)
    contents[chance.choice((*NAMES, *contents))] = data
    return _packed(contents)


def swap_entries(contents: Contents, chance: random.Random) -> bytes:
    first, second = chance.choice(sorted(contents)), chance.choice(sorted(contents))
    contents[first], contents[second] = contents[second], contents[first]
    return _packed(contents)


def bomb(contents: Contents, chance: random.Random) -> bytes:
    """Unpack to far more than there is, or ask for memory in another way."""
    name = chance.choice(sorted(contents))
    what = chance.randrange(4)
    if what == 0:
        contents[name] = b"\0" * chance.choice((2**21, 2**25))
    elif what == 1:
        contents.update({f"target0/{number}.npy": b"" for number in range(chance.choice((30, 300)))})
    elif what == 2:
        return _packed(contents, chance.choice((zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2)))
    else:
        data = bytearray(_packed(contents))
        directory = data.index(b"PK\x01\x02")
        data[directory + 24 : directory + 28] = chance.choice((2**25, 2**32 - 1)).to_bytes(4, "little")
        return bytes(data)
    return _packed(contents)


MUTATIONS: tuple[Callable[[Contents, random.Random], bytes], ...] = (
    cut, flip_file, flip_directory, flip_entry, flip_entry, change_manifest, change_manifest, change_manifest,
    change_array, change_array, change_array, change_header, rename_entry, swap_entries, bomb,
)  # fmt: skip


# ---------------------------------------------------------------------------------------------- trying them


@dataclass(frozen=True)
class Outcome:
    """What became of a case: ``kind`` is refused, applied or failed, ``why`` what failed."""

    number: int
    mutation: str
    kind: str
    seconds: float
    why: str = ""


class Fuzzer:
    """Makes cases from a seed in a folder and tries them."""

    def __init__(self, folder: Path, seed: int = 0) -> None:
        self.folder, self.seed = folder, seed
        self.models = [_read(path) for path in sound_models(folder)]
        self.image, self.coarse = scene(folder)
        self.out = folder / "out"
        self.out.mkdir()
        self.before = self._files()

    def made(self, number: int) -> tuple[str, bytes]:
        """Return the mutation and the file of a case."""
        chance = random.Random(f"{self.seed} {number}")
        mutate = chance.choice(MUTATIONS)
        return mutate.__name__, mutate(dict(chance.choice(self.models)), chance)

    def run(self, number: int) -> Outcome:
        """Make a case and try it."""
        mutation, data = self.made(number)
        path = self.out / "case.gfm"
        path.write_bytes(data)
        start = time.perf_counter()
        kind, why = self._tried(path, number)
        seconds = time.perf_counter() - start
        path.unlink()
        if seconds > SLOW:
            kind, why = "failed", f"{seconds:.0f} s"
        if self._files() != self.before:
            kind, why = "failed", f"files: {sorted(self._files() ^ self.before)}"
        return Outcome(number, mutation, kind, seconds, why)

    def _tried(self, path: Path, number: int) -> tuple[str, str]:
        try:
            model = load(str(path))
        except FusionError as error:
            return ("failed", "memory") if "MemoryError" in str(error) else ("refused", "")
        except Exception as error:
            return "failed", f"load: {error!r}"
        mode = tuple(MODES)[number % len(MODES)]
        deviation = mode == "residual" and all(target.blend for target in model.targets)
        written = {name: self.out / f"{name}.tif" for name in ("output", "uncertainty", "applicability")}
        try:
            with warnings.catch_warnings(), np.errstate(all="ignore"):
                warnings.simplefilter("ignore")
                apply_model(
                    Application(
                        str(path),
                        [self.image],
                        str(written["output"]),
                        self.coarse,
                        mode,
                        applicability=str(written["applicability"]),
                        uncertainty=str(written["uncertainty"]) if deviation else None,
                    )
                )
        except FusionError:
            return "refused", ""
        except Exception as error:
            return "failed", f"apply: {error!r}"
        finally:
            for file in written.values():
                with contextlib.suppress(FileNotFoundError):
                    file.unlink()
        return "applied", ""

    def _files(self) -> set[str]:
        return {str(path) for path in self.folder.parent.rglob("*") if path.name != "case.gfm"}


def limit_memory(size: int) -> None:
    """Let this process have so many bytes of address space, where the system can limit that."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (size, size))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=20000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--first", type=int, default=0, help="number of the first case, to make one again")
    parser.add_argument("--memory", type=int, default=4096, help="MB of address space")
    given = parser.parse_args()
    limit_memory(given.memory * 2**20)
    counts: Counter[tuple[str, str]] = Counter()
    failed, slowest, start = [], 0.0, time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "in").mkdir()
        fuzzer = Fuzzer(Path(folder) / "in", given.seed)
        for number in range(given.first, given.first + given.cases):
            outcome = fuzzer.run(number)
            counts[outcome.mutation, outcome.kind] += 1
            slowest = max(slowest, outcome.seconds)
            if outcome.kind == "failed":
                failed.append(outcome)
                print(f"case {number} ({outcome.mutation}): {outcome.why}", flush=True)
            if (number + 1) % 1000 == 0:
                print(f"{number + 1} cases, {len(failed)} failed, {time.perf_counter() - start:.0f} s", flush=True)
    for mutation in sorted({name for name, _ in counts}):
        print(
            f"{mutation:16}"
            + "".join(f"{kind} {counts[mutation, kind]:6}  " for kind in ("refused", "applied", "failed"))
        )
    print(f"{given.cases} cases, seed {given.seed}: {len(failed)} failed; slowest {slowest:.1f} s")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
