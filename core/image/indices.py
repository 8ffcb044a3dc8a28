"""Alteration indices: band ratios that bring out groups of minerals, for sensors whose bands can be recognised.

The formulas stand here as data, each with its source; ``docs/indices.md`` explains them. What a feature set keeps is an
``Index``: plain coefficients over its bands, so that a model file needs no registry.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..errors import FusionError
from ..language import tr
from ..progress import SILENT, Progress
from .sensors import other_sensor

Sum = tuple[tuple[int, float], ...]  # bands, counted from 0, with their coefficients


@dataclass(frozen=True)
class Index:
    """A named sum of ratios; each is a numerator and a denominator, weighted sums of bands."""

    name: str
    ratios: tuple[tuple[Sum, Sum], ...]

    def check(self, bands: int) -> None:
        """Raise ValueError unless the index is one of ``bands`` bands with finite coefficients."""
        sums = [part for ratio in self.ratios for part in ratio]
        terms = [term for part in sums for term in part]
        known = all(0 <= band < bands and math.isfinite(coefficient) for band, coefficient in terms)
        if not (sums and all(sums) and known):
            raise ValueError(f"index '{self.name}'")

    def compute(self, image: np.ndarray) -> np.ndarray:
        """Return the index, float64 (height, width), of bands (k, height, width); NaN where a denominator is 0."""
        total = np.zeros(image.shape[1:])
        with np.errstate(over="ignore", invalid="ignore"):
            for numerator, denominator in self.ratios:
                below = _weighted(denominator, image)
                out = np.full(total.shape, np.nan)
                total += np.divide(_weighted(numerator, image), below, out=out, where=below != 0)
        return total

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Index:
        """Rebuild from plain data; raises KeyError, TypeError or ValueError for other data."""
        return cls(str(data["name"]), tuple((_sum(above), _sum(below)) for above, below in data["ratios"]))


def _sum(data: Any) -> Sum:
    return tuple((int(band), float(coefficient)) for band, coefficient in data)


def _weighted(terms: Sum, image: np.ndarray) -> np.ndarray:
    total = np.zeros(image.shape[1:])
    for band, coefficient in terms:
        total += coefficient * image[band].astype(float)
    return total


def planes(indices: Sequence[Index], image: np.ndarray) -> np.ndarray:
    """Return all indices of an image, (indices, height, width); what float32 cannot hold is NaN."""
    values = np.stack([index.compute(image) for index in indices])
    values[~(np.abs(values) <= np.finfo(np.float32).max)] = np.nan
    return values


# ---------------------------------------------------------------------------------------------- the registry


@dataclass(frozen=True)
class Formula:
    """One index of a sensor: ``text`` is the formula in the sensor's own band names."""

    name: str
    text: str
    shows: str
    source: str

    @property
    def roles(self) -> list[str]:
        """The bands that the formula takes, each once."""
        return list(dict.fromkeys(_ROLE.findall(self.text)))

    def index(self, bands: Mapping[str, int]) -> Index:
        """Return the index over the bands that play the roles."""
        pairs = [(_parsed(a, bands), _parsed(b, bands)) for a, b in _RATIO.findall(self.text)]
        return Index(self.name, tuple(pairs))


_ROLE = re.compile(r"B\d+A?")
_RATIO = re.compile(r"(\([^()]+\)|B\w+)/(\([^()]+\)|B\w+)")
_TERM = re.compile(r"([+-]?) ?(B\d+A?)")


def _parsed(text: str, bands: Mapping[str, int]) -> Sum:
    return tuple((bands[role], -1.0 if sign == "-" else 1.0) for sign, role in _TERM.findall(text))


@dataclass(frozen=True)
class Sensor:
    """A sensor: ``bands`` from and to which wavelength (micrometres) each sees; ``word`` is how names mention it.

    ``instead`` names the band that may stand in for a missing one.
    """

    label: str
    word: re.Pattern[str]
    bands: Mapping[str, tuple[float, float]]
    formulas: tuple[Formula, ...]
    instead: Mapping[str, str]


_KALINOWSKI = "Kalinowski & Oliver 2004"
_SABINS = "Sabins 1999"
_VAN_DER_MEER = "van der Meer et al. 2014"
_ROUSE = "Rouse et al. 1974"
_NDVI = "green vegetation, which hides the ground"

SENSORS: dict[str, Sensor] = {
    "aster": Sensor(
        "ASTER",
        re.compile(r"(?<![a-z0-9])(aster(?![a-z])|ast_?l?[01])"),
        {
            "B1": (0.520, 0.600),
            "B2": (0.630, 0.690),
            "B3": (0.780, 0.860),
            "B4": (1.600, 1.700),
            "B5": (2.145, 2.185),
            "B6": (2.185, 2.225),
            "B7": (2.235, 2.285),
            "B8": (2.295, 2.365),
            "B9": (2.360, 2.430),
        },
        (
            Formula("ferric iron", "B2/B1", "ferric iron (hematite, goethite, limonite)", _KALINOWSKI),
            Formula("ferrous iron", "B5/B3 + B1/B2", "ferrous iron", _KALINOWSKI),
            Formula("gossan", "B4/B2", "iron caps over weathered sulphides", _KALINOWSKI),
            Formula("ferrous silicates", "B5/B4", "ferrous silicates (biotite, chlorite, amphibole)", _KALINOWSKI),
            Formula("ferric oxides", "B4/B3", "ferric oxides, not without ambiguity", _KALINOWSKI),
            Formula("carbonate chlorite epidote", "(B7 + B9)/B8", "carbonate, chlorite, epidote", _KALINOWSKI),
            Formula(
                "epidote chlorite amphibole",
                "(B6 + B9)/(B7 + B8)",
                "Mg-OH and carbonate: epidote, chlorite, amphibole (propylitic alteration, endoskarn)",
                _KALINOWSKI,
            ),
            Formula("dolomite", "(B6 + B8)/B7", "dolomite", _KALINOWSKI),
            Formula("amphibole", "B6/B8", "amphibole", _KALINOWSKI),
            Formula(
                "sericite muscovite illite smectite",
                "(B5 + B7)/B6",
                "Al-OH: sericite, muscovite, illite, smectite (phyllic alteration)",
                _KALINOWSKI,
            ),
            Formula(
                "alunite kaolinite pyrophyllite",
                "(B4 + B6)/B5",
                "alunite, kaolinite, pyrophyllite (argillic alteration)",
                _KALINOWSKI,
            ),
            Formula("phengite", "B5/B6", "phengitic white mica", _KALINOWSKI),
            Formula("muscovite", "B7/B6", "muscovite", _KALINOWSKI),
            Formula("kaolinite", "B7/B5", "kaolinite, approximately", _KALINOWSKI),
            Formula("vegetation", "(B3 - B2)/(B3 + B2)", _NDVI, _ROUSE),
        ),
        {},
    ),
    "landsat8": Sensor(
        "Landsat 8 and 9",
        re.compile(r"(?<![a-z0-9])(landsat[ _-]?0?[89]|l[co]?0?[89]|oli)(?![0-9])"),
        {
            "B2": (0.452, 0.512),
            "B3": (0.533, 0.590),
            "B4": (0.636, 0.673),
            "B5": (0.851, 0.879),
            "B6": (1.566, 1.651),
            "B7": (2.107, 2.294),
        },
        (
            Formula("iron oxide", "B4/B2", "ferric iron oxides", _SABINS),
            Formula("clay", "B6/B7", "clay and other hydroxyl minerals, carbonate, sulphates", _SABINS),
            Formula("ferrous minerals", "B6/B5", "iron-bearing minerals", "Segal 1982"),
            Formula("vegetation", "(B5 - B4)/(B5 + B4)", _NDVI, _ROUSE),
        ),
        {},
    ),
    "sentinel2": Sensor(
        "Sentinel-2",
        re.compile(r"(?<![a-z0-9])(sentinel[ _-]?0?2|s2[abc]?(?![a-z0-9])|msi(?![a-z0-9]))"),
        {
            "B2": (0.458, 0.523),
            "B3": (0.543, 0.578),
            "B4": (0.650, 0.680),
            "B8": (0.780, 0.886),
            "B8A": (0.854, 0.875),
            "B11": (1.565, 1.655),
            "B12": (2.100, 2.280),
        },
        (
            Formula("ferric iron", "B4/B3", "ferric iron", _VAN_DER_MEER),
            Formula("ferrous iron", "B12/B8 + B3/B4", "ferrous iron", _VAN_DER_MEER),
            Formula("laterite and clay", "B11/B12", "laterite; Al-OH of clay and mica", _VAN_DER_MEER),
            Formula("gossan", "B11/B4", "iron caps over weathered sulphides", _VAN_DER_MEER),
            Formula("ferric oxides", "B11/B8", "ferric oxides", _VAN_DER_MEER),
            Formula("vegetation", "(B8 - B4)/(B8 + B4)", _NDVI, _ROUSE),
        ),
        {"B8": "B8A"},
    ),
}
WITH_OFFSET = ("landsat8", "sentinel2")  # sensors whose numbers are delivered with an offset
NONE = "none"
INDEX_SETS = {NONE: "no indices", **{name: f"indices for {sensor.label}" for name, sensor in SENSORS.items()}}


# ---------------------------------------------------------------------------------------------- finding bands

_ANY_SENSOR = re.compile(
    r"(?<![a-z0-9])(aster(?![a-z])|ast_?l?[01]|landsat|sentinel|modis|viirs|hyperion"
    r"|(l[cteo]?0?[4-9]|s[23][abc]?|msi|oli|etm|tm)(?![a-z0-9]))"
)
_NUMBER = re.compile(r"(?<![a-z0-9])(?:b|band|imagedata)[ _-]?0*(\d{1,2}[an]?)(?![a-z0-9])")
# a band without a name is called after its place, which says nothing of what it sees
_NAMELESS = re.compile(r"(?:.*: )?band \d+(?: \(\d+\))?$")
_MADE = re.compile(r"(?:.*: )?(high|low|level \d+|derivative|mean derivative)\b")


def find_bands(sensor: Sensor, names: Sequence[str], wavelengths: Sequence[float | None] | None) -> dict[str, int]:
    """Return which band plays which role: by its wavelength, or by its name where it has no wavelength.

    Bands whose names mention another sensor, and features that 'Decompose' made, are passed over.
    """
    plain = [name.casefold() for name in names]
    usable = [k for k, name in enumerate(plain) if not _MADE.match(name)]
    own = [k for k in usable if sensor.word.search(plain[k])]
    usable = own + [k for k in usable if k not in own and not _ANY_SENSOR.search(plain[k])]
    waves: Sequence[float | None] = wavelengths if wavelengths is not None else [None] * len(names)
    found = _by_wavelength(sensor, usable, waves)
    for k in usable:
        number = None if waves[k] is not None or _NAMELESS.match(plain[k]) else _NUMBER.search(plain[k])
        role = f"B{number[1].upper().rstrip('N')}" if number else ""
        if role in sensor.bands and role not in found:
            found[role] = k
    for role, other in sensor.instead.items():
        if role not in found and other in found:
            found[role] = found[other]
    return found


def _by_wavelength(sensor: Sensor, usable: Sequence[int], waves: Sequence[float | None]) -> dict[str, int]:
    """Give each band to the role whose middle is nearest among those that see it, and each role its nearest band."""
    found: dict[str, tuple[float, int]] = {}
    for k in usable:
        wave = waves[k]
        if wave is None:
            continue
        sees = [(abs(wave - (a + b) / 2), role) for role, (a, b) in sensor.bands.items() if a <= wave <= b]
        if sees:
            distance, role = min(sees)
            if role not in found or distance < found[role][0]:
                found[role] = (distance, k)
    return {role: k for role, (_, k) in found.items()}


def _check_sensor(which: str, names: Sequence[str], wavelengths: Sequence[float | None] | None) -> None:
    """Raise FusionError where the names that tell no sensor are, taken together, those of another one."""
    sensor = SENSORS[which]
    bare = []
    for k, name in enumerate(name.casefold() for name in names):
        placed = wavelengths is not None and wavelengths[k] is not None
        if not (placed or _NAMELESS.match(name) or _MADE.match(name) or _ANY_SENSOR.search(name)):
            bare.append((names[k], _NUMBER.search(name)))
    numbered = [(name, found[1].upper()) for name, found in bare if found]
    other = other_sensor(sensor.label, [name for name, _ in numbered], [number for _, number in numbered])
    if other:
        raise FusionError(
            "INDICES={which}: the bands {names} are named like those of {other}: use the indices of that sensor, give "
            "WAVELENGTHS, or put the sensor into the names (such as '{sensor} B4').",
            which=which,
            names=", ".join(name for name, _ in numbered),
            other=other,
            sensor=sensor.label.split(" and ")[0],
        )


def choose_indices(
    which: str,
    names: Sequence[str],
    wavelengths: Sequence[float | None] | None,
    progress: Progress = SILENT,
    sensors: Sequence[str] = (),
) -> tuple[Index, ...]:
    """Return the indices of a set that the bands allow, with a warning that names the others.

    ``sensors`` are those of the bands, as far as they are known otherwise than by the names. Raises FusionError for an
    unknown set, for bands whose names are those of another sensor, and where no index can be computed.
    """
    if which == NONE:
        return ()
    if which not in SENSORS:
        raise FusionError(
            "INDICES '{which}' is not known: give one of {index_sets}.", which=which, index_sets=", ".join(INDEX_SETS)
        )
    sensor = SENSORS[which]
    full = [f"{sensors[k]}: {name}" if k < len(sensors) and sensors[k] else name for k, name in enumerate(names)]
    bands = find_bands(sensor, full, wavelengths)
    usable = [formula for formula in sensor.formulas if all(role in bands for role in formula.roles)]
    needed = {role for formula in sensor.formulas for role in formula.roles}
    missing = ", ".join(role for role in sensor.bands if role in needed and role not in bands)
    if not usable:
        raise FusionError(
            "INDICES={which}: none of its indices can be computed, because the bands {missing} of {sensor} are "
            "not among {names}: name bands like 'B4', give WAVELENGTHS, or use INDICES=none.",
            which=which,
            missing=missing,
            sensor=sensor.label,
            names=", ".join(names),
        )
    _check_sensor(which, full, wavelengths)
    if missing:
        left_out = ", ".join(formula.name for formula in sensor.formulas if formula not in usable)
        progress.warn(
            tr(
                "INDICES={which}: no band is known to be {missing} of {sensor} (name bands like 'B4', or give "
                "WAVELENGTHS), so that these indices are left out: {left_out}.",
                which=which,
                missing=missing,
                sensor=sensor.label,
                left_out=left_out,
            )
        )
    used = {role for formula in usable for role in formula.roles}
    roles = ", ".join(f"{role} = '{names[bands[role]]}'" for role in sensor.bands if role in used)
    progress.note(tr("INDICES={which}: {count} indices from {roles}.", which=which, count=len(usable), roles=roles))
    return tuple(formula.index(bands) for formula in usable)
