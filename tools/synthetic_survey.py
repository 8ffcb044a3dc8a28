"""A synthetic survey at points for the anomalies demo and the tests: samples, and deposits that are known to be there.

Thirty elements follow four kinds of rock, weathering and dilution. Gold deposits at contacts of granite leave wide
halos, weak ones or none. What misleads is there too: mafic rock rich in nickel, chromium and copper, single grains of
gold, and samples that a laboratory contaminated. The tables look like those that are found: three campaigns with
detection limits and elements of their own, "<0.5" as text beside -0.5, -9999, NULL, repeats at a place, per cent and an
oxide.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from osgeo import ogr, osr

Array = NDArray[np.float64]

EPSG = 32633
ORIGIN = (520000.0, 5380000.0)  # the south-western corner
SPACING = 890.0  # metres: 2000 places to 40 km x 40 km
REPEATS = 0.03  # of the places are sampled twice
LABORATORY = 0.06  # error of a logarithm
NUGGETS = 0.015  # of the samples hold a grain of gold
GRAIN = 8.0
MISSING = -9999.0
CAMPAIGNS = (0.55, 0.30, 0.15)  # shares of the places: regional, detailed, recent
BLOCK = 6000.0  # side of a block of the detailed campaign

# Contents of each field in granite, sediments, mafic and carbonate rock; the spread of their logarithms; and the
# detection limits of the three campaigns, '-' where an element was not determined.
TABLE = """
Au_ppb    0.9  1.3  2.4  0.7  0.50  1    0.5  0.1
Ag_ppm    0.06 0.09 0.10 0.05 0.35  0.1  0.05 0.01
As_ppm    2.5  9    3    3.5  0.45  4    1    0.2
Ba_ppm    750  550  280  160  0.25  20   10   1
Be_ppm    3.2  2    0.7  0.7  0.25  1    0.5  0.1
Bi_ppm    0.35 0.22 0.10 0.10 0.40  0.2  0.1  0.02
Cd_ppm    0.10 0.15 0.13 0.16 0.35  0.2  0.1  0.02
Co_ppm    5    14   42   4    0.25  2    1    0.1
Cr_ppm    18   75   310  22   0.30  10   5    1
Cu_ppm    11   28   85   9    0.30  2    1    0.2
Fe2O3_pct 2.4  5.6  11.5 1.6  0.20  0.1  0.1  0.01
Ga_ppm    19   17   18   5    0.15  -    1    0.1
K_pct     3.6  2.3  0.7  0.6  0.18  0.1  0.1  0.01
La_ppm    42   36   12   11   0.28  5    2    0.1
Li_ppm    38   34   12   10   0.30  5    -    0.5
Mn_ppm    380  650  1350 520  0.35  20   10   1
Mo_ppm    1.4  1.0  0.7  0.5  0.38  1    0.5  0.05
Nb_ppm    17   13   8    4    0.22  5    2    0.1
Ni_ppm    8    36   155  11   0.30  5    2    0.2
Pb_ppm    27   20   7    9    0.28  5    2    0.1
Rb_ppm    185  115  28   24   0.20  10   5    0.1
Sb_ppm    0.3  0.8  0.3  0.4  0.40  1    0.2  0.02
Sn_ppm    4    2.8  1.2  0.9  0.32  2    1    0.1
Sr_ppm    170  130  280  420  0.28  10   5    0.5
Te_ppm    0.03 0.04 0.05 0.02 0.45  -    -    0.01
Th_ppm    19   11   2.6  2.2  0.28  2    1    0.1
U_ppm     4.2  2.8  0.8  1.6  0.28  1    0.5  0.05
V_ppm     38   105  265  24   0.22  10   5    1
W_ppm     2.0  1.8  0.7  0.6  0.38  2    1    0.1
Zn_ppm    48   85   100  28   0.24  10   5    0.5
"""
TEXTS = ("Au_ppb", "As_ppm", "Bi_ppm", "Mo_ppm", "Sb_ppm", "Sn_ppm", "Te_ppm", "W_ppm")  # fields with "<0.5"
HALO = {"Au": 2.3, "As": 1.7, "Sb": 1.5, "Bi": 1.4, "Te": 1.4, "Ag": 1.1, "W": 0.8, "Mo": 0.4, "Pb": 0.4}  # logarithms
HALOS = {"wide": (1.0, 3000.0), "weak": (0.45, 1500.0), "blind": (0.0, 1.0)}  # share of that, and reach in metres
KINDS = (("wide", 0.4), ("weak", 0.32), ("blind", 0.28))
WEATHERED = {"Fe": 0.25, "Mn": 0.45, "Co": 0.25, "V": 0.2, "As": 0.2, "Zn": 0.2, "Ba": 0.15, "Mo": 0.2}
CONTAMINATED = {"W": 8.0, "Co": 2.5, "Au": 2.5}  # by a mill of tungsten carbide, after ore
DILUTION = 0.3  # of logarithms, by quartz


@dataclass(frozen=True)
class SurveyFiles:
    """The files of one survey."""

    samples: Path
    deposits: Path


@dataclass(frozen=True)
class Ground:
    """What is known of a synthetic survey: where its places (n, 2) lie, and what each is.

    ``rocks`` (n, 4) are shares of granite, sediments, mafic and carbonate rock, ``campaign`` (n,) is 0, 1 or 2,
    ``contaminated`` (n,) says which samples the laboratory spoiled. ``deposits`` (m, 2) have a halo of each ``kinds``.
    """

    places: Array
    rocks: Array
    campaign: NDArray[np.int64]
    contaminated: NDArray[np.bool_]
    deposits: Array
    kinds: tuple[str, ...]
    contents: dict[str, Array]


def make_survey(folder: Path, seed: int = 2024, places: int = 2000, deposits: int = 25) -> SurveyFiles:
    """Write samples.gpkg and deposits.gpkg into ``folder``; the same seed gives the same rows."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    files = SurveyFiles(folder / "samples.gpkg", folder / "deposits.gpkg")
    random = np.random.default_rng(seed)
    ground = make_ground(random, places, deposits)
    write_samples(files.samples, ground, random)
    write_deposits(files.deposits, ground)
    return files


def make_ground(random: np.random.Generator, places: int, deposits: int) -> Ground:
    side = SPACING * np.sqrt(places)
    rock_at = lithology(random)
    known = deposit_places(random, side, deposits, rock_at)
    counts = np.round(places * np.cumsum((0.0, *CAMPAIGNS))).astype(int)
    blocks, spoiled = detailed_blocks(random, side, known)
    regional, detailed, recent = np.diff(counts)
    in_block = np.arange(detailed) % len(blocks)
    parts = (
        jittered(random, side, int(regional)),
        blocks[in_block] + random.uniform(-BLOCK / 2, BLOCK / 2, (detailed, 2)),
        random.uniform(0, side, (recent, 2)),
    )
    xy = np.clip(np.vstack(parts), 0, side)
    campaign = np.repeat(np.arange(3), (regional, detailed, recent))
    contaminated = np.zeros(len(xy), bool)
    contaminated[regional : regional + detailed] = in_block == spoiled
    kinds = tuple(np.repeat([name for name, _ in KINDS], kind_counts(deposits)))
    contents = make_contents(random, xy, rock_at(xy), known, kinds)
    for name, factor in CONTAMINATED.items():
        contents[field_of(name)][contaminated] *= factor
    grain = random.uniform(size=len(xy)) < NUGGETS
    contents["Au_ppb"][grain] *= GRAIN
    return Ground(xy + ORIGIN, rock_at(xy), campaign, contaminated, known + ORIGIN, kinds, contents)


def kind_counts(deposits: int) -> list[int]:
    """How many deposits have each kind of halo; the last kind takes what rounding leaves."""
    counts = [round(share * deposits) for _, share in KINDS[:-1]]
    return [*counts, deposits - sum(counts)]


# ------------------------------------------------------------------------------------------------ ground


class SmoothField:
    """A Gaussian random field of unit variance that varies over ``reach`` metres, at any place: a sum of waves."""

    WAVES = 120

    def __init__(self, random: np.random.Generator, reach: float) -> None:
        self.waves = random.normal(0, 1 / reach, (self.WAVES, 2))
        self.phases = random.uniform(0, 2 * np.pi, self.WAVES)

    def __call__(self, xy: Array) -> Array:
        found: Array = np.cos(xy @ self.waves.T + self.phases).sum(axis=1) * np.sqrt(2 / self.WAVES)
        return found


class lithology:  # noqa: N801 - called like a function of places
    """Shares of the four kinds of rock at places: the strongest field rules, and contacts are a little blurred."""

    LEVELS = (0.2, 0.9, -0.4, -0.3)  # sediments are most of the ground

    def __init__(self, random: np.random.Generator) -> None:
        self.fields = [SmoothField(random, 5000.0) for _ in self.LEVELS]

    def __call__(self, xy: Array) -> Array:
        strength = np.stack([level + field(xy) for level, field in zip(self.LEVELS, self.fields)], axis=1)
        shares = np.exp(8 * (strength - strength.max(axis=1, keepdims=True)))
        return np.asarray(shares / shares.sum(axis=1, keepdims=True))


def deposit_places(random: np.random.Generator, side: float, count: int, rock_at: lithology) -> Array:
    """Places of deposits near contacts of granite, at least 2 km from each other."""
    tried = random.uniform(0.03 * side, 0.97 * side, (400 * count, 2))
    granite = rock_at(tried)[:, 0]
    tried = tried[np.argsort(-granite * (1 - granite) - 0.1 * random.uniform(size=len(tried)), kind="stable")]
    chosen: list[Array] = []
    for place in tried:
        if len(chosen) < count and all(np.hypot(*(place - other)) > 2000.0 for other in chosen):
            chosen.append(place)
    if len(chosen) < count:
        raise ValueError(f"{count} deposits do not fit into {side:.0f} m")
    return random.permutation(np.array(chosen))


def detailed_blocks(random: np.random.Generator, side: float, deposits: Array) -> tuple[Array, int]:
    """Centres (4, 2) of the blocks of the detailed campaign, and which of them the laboratory spoiled.

    Three lie about deposits, as people sample where something is known, and that one as far from all as it can.
    """
    about = deposits[random.choice(len(deposits), 3, replace=False)] + random.normal(0, 800.0, (3, 2))
    tried = random.uniform(BLOCK / 2, side - BLOCK / 2, (300, 2))
    distance = np.hypot(*(tried[:, None] - deposits[None]).transpose(2, 0, 1)).min(axis=1)
    return np.vstack([about, tried[np.argmax(distance)]]), 3


def jittered(random: np.random.Generator, side: float, count: int) -> Array:
    """Places on a square grid, moved within their cells; those that are too many are left out by chance."""
    cells = int(np.ceil(np.sqrt(count)))
    rows, columns = np.divmod(np.sort(random.choice(cells**2, count, replace=False)), cells)
    return np.asarray((np.stack([columns, rows], axis=1) + random.uniform(0.1, 0.9, (count, 2))) * side / cells)


def make_contents(
    random: np.random.Generator, xy: Array, rocks: Array, deposits: Array, kinds: tuple[str, ...]
) -> dict[str, Array]:
    """True contents (n,) of each field at places."""
    weathering, dilution = SmoothField(random, 3000.0)(xy), SmoothField(random, 1500.0)(xy)
    halo = halos(xy, deposits, kinds)
    contents = {}
    for field, (means, spread, _) in elements().items():
        name = symbol(field)
        logs = rocks @ np.log(means) - DILUTION * np.maximum(dilution, 0)
        logs += WEATHERED.get(name, 0.0) * weathering + HALO.get(name, 0.0) * halo
        logs += spread * (0.5 * SmoothField(random, 2500.0)(xy) + 0.85 * random.standard_normal(len(xy)))
        contents[field] = np.exp(logs)
    return contents


def halos(xy: Array, deposits: Array, kinds: tuple[str, ...]) -> Array:
    """The strength of the halos at places (n,), 1 beside a deposit with a wide one; the strongest counts."""
    strength = np.zeros(len(xy))
    for place, kind in zip(deposits, kinds):
        share, reach = HALOS[kind]
        strength = np.maximum(strength, share * np.exp(-((np.hypot(*(xy - place).T) / reach) ** 2)))
    return strength


def elements() -> Mapping[str, tuple[Array, float, tuple[float | None, ...]]]:
    """Contents in the four rocks, spread and limits of the three campaigns, of each field of the table."""
    found = {}
    for line in TABLE.split("\n"):
        if line:
            field, *numbers = line.split()
            limits = tuple(None if text == "-" else float(text) for text in numbers[5:])
            found[field] = (np.array(numbers[:4], float), float(numbers[4]), limits)
    return found


def symbol(field: str) -> str:
    name = field.split("_")[0]
    return "Fe" if name == "Fe2O3" else name


def field_of(name: str) -> str:
    return next(field for field in elements() if symbol(field) == name)


# ------------------------------------------------------------------------------------------------ files


def write_samples(path: Path, ground: Ground, random: np.random.Generator) -> None:
    """Write the samples as the laboratories of the campaigns told them, some places twice."""
    size = len(ground.places)
    twice = np.sort(random.choice(size, round(REPEATS * size), replace=False))
    rows = np.concatenate([np.arange(size), twice])
    error = np.exp(random.normal(0, LABORATORY, (len(rows), len(ground.contents))))
    table = elements()
    kinds = {field: ogr.OFTString if field in TEXTS else ogr.OFTReal for field in table}
    layer, source = create(path, {"sample": ogr.OFTString, "campaign": ogr.OFTInteger, **kinds})
    source.StartTransaction()
    for number, row in enumerate(rows):
        feature = ogr.Feature(layer.GetLayerDefn())
        feature["sample"] = f"S{number + 1:05d}"
        campaign = int(ground.campaign[row])
        feature["campaign"] = campaign + 1
        for column, (field, (_, _, limits)) in enumerate(table.items()):
            entry = told(ground.contents[field][row] * error[number, column], limits[campaign], campaign)
            if entry is not None:
                feature[field] = entry if field in TEXTS else number_of(entry)
        add(layer, feature, ground.places[row])
    source.CommitTransaction()


def told(content: float, limit: float | None, campaign: int) -> str | None:
    """What a campaign writes: 3 figures; -1 or <1 below a limit of 1; nothing or -9999 where it did not measure."""
    if limit is None:
        return None if campaign == 0 else f"{MISSING:g}"
    if content >= limit:
        return f"{content:.3g}" if content < 1000 else f"{content:.0f}"
    return f"-{limit:g}" if campaign == 0 else f"<{limit:g}"


def number_of(entry: str) -> float:
    """The number of an entry in a field that holds no text: a limit is negative there."""
    return -float(entry[1:]) if entry.startswith("<") else float(entry)


def write_deposits(path: Path, ground: Ground) -> None:
    layer, source = create(path, {"name": ogr.OFTString, "halo": ogr.OFTString})
    source.StartTransaction()
    for number, (place, kind) in enumerate(zip(ground.deposits, ground.kinds)):
        feature = ogr.Feature(layer.GetLayerDefn())
        feature["name"], feature["halo"] = f"Deposit {number + 1}", kind
        add(layer, feature, place)
    source.CommitTransaction()


def create(path: Path, fields: Mapping[str, int]) -> tuple[ogr.Layer, ogr.DataSource]:
    path.unlink(missing_ok=True)
    source = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
    if source is None:
        raise OSError(f"{path} could not be written")
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(EPSG)
    layer = source.CreateLayer(path.stem, reference, ogr.wkbPoint)
    for name, kind in fields.items():
        layer.CreateField(ogr.FieldDefn(name, kind))
    return layer, source


def add(layer: ogr.Layer, feature: ogr.Feature, place: Array) -> None:
    point = ogr.Geometry(ogr.wkbPoint)
    point.AddPoint_2D(round(float(place[0]), 1), round(float(place[1]), 1))
    feature.SetGeometry(point)
    layer.CreateFeature(feature)
