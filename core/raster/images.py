"""Images to take features of: bands by what they are, numbers as what they mean, classes as planes of 0 and 1."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, replace

import numpy as np

from ..errors import FusionError
from ..language import tr
from ..progress import SILENT, Progress
from .description import Band, is_nameless, require_names, require_numbers, require_values, unique_names
from .gdal_reader import RasterStack, describe
from .grid import BLOCK, Window, tiles
from .products import Delivered, Linear, delivered, is_measurement, linear, require_some

AUTO, NONE = "auto", "none"
MOST_CLASSES = 100
_CLASS = re.compile(r"(.+) = (-?\d+)")
_SPECTRAL = re.compile(r"(?:^|[_ :])b(?:and)?[ _]?(?:\d{1,2}|8a)(?![a-z0-9])", re.IGNORECASE)
_CLASSES = re.compile(
    r"geolog|litholog|stratigr|rock|soil.?(?:type|map)|land.?(?:cover|use)|class|codes?$", re.IGNORECASE
)
_LEAST_RAW = 100  # reflectance, in per cent even, is less
_SAMPLES = 4  # windows along each side that tell whether numbers are those delivered
_SAMPLE = 32  # pixels a side


@dataclass(frozen=True)
class ImageChoice:
    """How images are understood: ``scaling`` of their numbers, which ``bands``, and which of them are ``categories``.

    Bands and categories are names or numbers separated by commas; no bands means all that are measurements.
    """

    scaling: str = AUTO
    bands: str = ""
    categories: str = ""


def open_images(paths: Sequence[str], mask: str | None, choice: ImageChoice, progress: Progress = SILENT) -> ImageStack:
    """Return the bands to take features of, and say how they are understood.

    Raises FusionError for what cannot be read, for bands that are not there, and where no band is a measurement.
    """
    stack = ImageStack(paths, mask, choice.scaling)
    classes = parse_bands(choice.categories, stack.band_names, "CATEGORIES")
    bands = parse_bands(choice.bands, stack.band_names, "BANDS") or stack.measurements(classes, progress)
    chosen = stack.classified(bands, classes, progress)
    chosen.tell(progress)
    for name in chosen.like_classes():
        progress.warn(
            tr(
                "The band '{name}' looks like classes, and its codes are averaged as if they were amounts: name it in "
                "CATEGORIES.",
                name=name,
            )
        )
    return chosen


class ImageStack(RasterStack):
    """A stack whose bands are called by what they are, and whose numbers are turned into what they mean.

    The one band of a file that has no name is named by what the name of the file says of it, without the scene.
    ``scaling`` is ``auto`` (by the product), ``none``, or 'scale,offset' for all bands. What is a class becomes a plane
    for each code, 1 where the band has it. ``notes`` is what to say of all this, ``doubts`` what a user should
    check.
    """

    def __init__(self, paths: Sequence[str], mask: str | None = None, scaling: str = AUTO) -> None:
        described = enumerate(describe(path) for path in paths)
        colours = [(r, b) for r, raster in described for b, band in enumerate(raster.bands) if band.palette]
        super().__init__(paths, None, mask, colours)  # which of them are classes is not said yet
        self.scaling = scaling.strip().lower() or AUTO
        self.notes: list[str] = []
        self.doubts: list[str] = []
        products = [delivered(raster.path) for raster in self.rasters]
        self._former = self.band_names
        self._name(products)
        self.sensors = [products[raster].sensor for raster, _ in self._sources]
        self._planes: list[tuple[int, int | None]] = [(k, None) for k in range(len(self._sources))]
        self._linear: list[Linear | None] = [None] * len(self._sources)
        asked = parse_scaling(scaling)
        if asked is None:
            return
        for k, (raster, number) in enumerate(self._sources):
            band = self.rasters[raster].bands[number]
            if not band.scaled:
                known = linear(products[raster], self.bands[k].name, self.rasters[raster].baseline)
                self._linear[k] = asked if asked.scale else self._if_raw(k, known)
        self._tell_scaling(asked)

    def _name(self, products: Sequence[Delivered]) -> None:
        """Name single bands without a name by what the names of their files say."""
        names = []
        for raster, number in self._sources:
            bands = self.rasters[raster].bands
            known = products[raster].name if len(bands) == 1 and is_nameless(bands[0].name) else ""
            names.append((raster, known or bands[number].name))
        changed = [name for name, (r, b) in zip(names, self._sources) if name[1] != self.rasters[r].bands[b].name]
        if not changed:
            return
        unique = unique_names([raster.name for raster in self.rasters], names)
        self.bands = [replace(band, name=name) for band, name in zip(self.bands, unique)]
        told = ", ".join(f"{name} ({self.rasters[raster].name})" for raster, name in changed)
        self.notes.append(tr("Bands named by what the names of their files say: {names}.", names=told))

    def _if_raw(self, source: int, known: Linear | None) -> Linear | None:
        """Return what is known to scale a band where its numbers are those delivered, not scaled already."""
        if known is None:
            return None
        values = self._sample(source)
        values = values[values != 0]
        return known if len(values) and np.median(values) >= known.least else None

    def _alone(self, source: int) -> ImageStack:
        """Return the stack of one band with the numbers of its file, those of the nearest pixels on another grid."""
        one = copy(self)
        one._sources, one._linear, one._planes = [self._sources[source]], [None], [(0, None)]
        one.classes = self.classes | {self._sources[source]}
        return one

    def _sample(self, source: int) -> np.ndarray:
        """Return some values (n,) of a band, evenly spread, as its file has them."""
        one = self._alone(source)
        height, width = self.grid.shape
        rows, cols = (np.linspace(0, max(side - _SAMPLE, 0), _SAMPLES).astype(int) for side in (height, width))
        windows = [Window(int(r), int(c), min(_SAMPLE, height), min(_SAMPLE, width)) for r in rows for c in cols]
        values = np.concatenate([one.read(window).ravel() for window in windows])
        return values[np.isfinite(values)]

    def unscaled(self) -> list[str]:
        """Return the names of spectral bands with whole numbers that nothing is known to turn into reflectance."""
        found = []
        for name, (source, code) in zip(self.band_names, self._planes):
            if code is None and self._linear[source] is None and _SPECTRAL.search(name) and not is_nameless(name):
                values = self._sample(source)
                if len(values) and np.median(values) > _LEAST_RAW and (values == np.round(values)).all():
                    found.append(name)
        return found

    def like_classes(self) -> list[str]:
        """Return the names of bands that are called like classes and have few whole numbers."""
        found = []
        for name, (source, code) in zip(self.band_names, self._planes):
            if code is None and _CLASSES.search(name):
                values = np.unique(self._sample(source))
                if len(values) <= MOST_CLASSES and (values == np.round(values)).all():
                    found.append(name)
        return found

    def _tell_scaling(self, asked: Linear) -> None:
        named: dict[Linear, list[str]] = {}
        for band, used in zip(self.bands, self._linear):
            if used is not None:
                named.setdefault(used, []).append(band.name)
        for used, names in named.items():
            text = tr(
                "Numbers of {names} are multiplied by {scale:g}, and {offset:g} is added ({product}).",
                names=", ".join(names),
                scale=used.scale,
                offset=used.offset,
                product=used.product or f"SCALING={self.scaling}",
            )
            if used.sure:
                self.notes.append(text)
            else:
                self.doubts.append(text + " " + tr("Check that, or give SCALING."))
        skipped = [b.name for b, (r, n) in zip(self.bands, self._sources) if self.rasters[r].bands[n].scaled]
        if asked.scale and skipped:
            text = tr(
                "SCALING is not applied to {names}, whose files declare scale and offset.", names=", ".join(skipped)
            )
            self.doubts.append(text)

    def tell(self, progress: Progress) -> None:
        """Say how the images are read and understood."""
        progress.warn_each([*self.remarks, *self.doubts])
        for note in self.notes:
            progress.note(note)

    # ------------------------------------------------------------------------------------------ choosing bands

    def _part(self, planes: Sequence[tuple[int, int | None]], names: Sequence[str]) -> ImageStack:
        """Return the stack of some planes, each a band (its place among the sources) or one class of it."""
        self._require_values([source for source, code in planes if code is None])
        sources = list(dict.fromkeys(source for source, _ in planes))
        part = copy(self)
        part._sources = [self._sources[source] for source in sources]
        as_is = {source for source, code in planes if code is None}
        part._linear = [self._linear[source] if source in as_is else None for source in sources]
        part._former = [self._former[source] for source in sources]
        part.sensors = [self.sensors[source] for source, _ in planes]
        part._planes = [(sources.index(source), code) for source, code in planes]
        bands = [self.bands[source] if code is None else Band("") for source, code in planes]
        part.bands = [replace(band, name=name) for band, name in zip(bands, names)]
        part.class_names = tuple(name for name, (_, code) in zip(names, planes) if code is not None)
        coded = {self._sources[source] for source, code in planes if code is not None}
        part.classes = self.classes | coded
        return part

    def _require_values(self, sources: Sequence[int]) -> None:
        """Raise FusionError where bands that are taken as they are hold numbers of colours."""
        taken = {self._sources[source] for source in sources}
        for number, raster in enumerate(self.rasters):
            require_values(raster, [band for band in range(len(raster.bands)) if (number, band) not in taken])

    def taken(self, bands: Sequence[int]) -> ImageStack:
        """Return the stack of some bands, counted from 0."""
        require_numbers(bands, len(self.bands))
        return self._part([(band, None) for band in bands], [self.band_names[band] for band in bands])

    def measurements(self, chosen: Sequence[int] = (), progress: Progress = SILENT) -> list[int]:
        """Return the bands that are a measurement or ``chosen``; masks, quality and transparency are left out and told.

        Raises FusionError where nothing is left.
        """
        keep = [k for k in range(len(self.bands)) if k in chosen or self._measures(k)]
        require_some(keep, [band.name for k, band in enumerate(self.bands) if k not in keep], progress)
        return keep

    def classified(self, bands: Sequence[int], classes: Sequence[int], progress: Progress = SILENT) -> ImageStack:
        """Return the stack of some bands, with a plane for each code in place of those that are ``classes``."""
        if list(bands) == list(range(len(self.bands))) and not classes:
            self._require_values(bands)
            return self
        planes: list[tuple[int, int | None]] = [(band, None) for band in bands if band not in classes]
        names = [self.band_names[band] for band, _ in planes]
        for band in classes:
            codes = self.codes(band)
            planes += [(band, code) for code in codes]
            names += [f"{self.band_names[band]} = {code}" for code in codes]
            text = tr(
                "'{name}' is taken as classes: {codes}.", name=self.band_names[band], codes=", ".join(map(str, codes))
            )
            progress.note(text)
        return self._part(planes, names)

    def _measures(self, source: int) -> bool:
        """Whether a band can be a measurement by its kind and name, or that of its file where it has none."""
        number, band = self._sources[source]
        raster = self.rasters[number]
        named_by_file = len(raster.bands) == 1 and is_nameless(raster.bands[0].name)
        names = [self.bands[source].name, raster.bands[band].name, *([raster.name] if named_by_file else [])]
        return not self.bands[source].alpha and all(is_measurement(name) for name in names)

    def selected(self, names: Sequence[str]) -> ImageStack:
        """Return the stack of the named bands, in that order; a FusionError names a missing band.

        The names that older versions gave, those of another scene, and other cases of letters are understood.
        """
        bases = [self._base(name) for name in names]
        for spelling in (str, lambda name: _identity(name) or name, str.casefold):
            for own in (self.band_names, self._former):
                known = [spelling(name) for name in own]
                wanted = [spelling(base) for base, _ in bases]
                if all(known.count(name) == 1 for name in wanted):
                    planes = [(known.index(name), code) for name, (_, code) in zip(wanted, bases)]
                    return self._part(planes, names)
        classes = {base for base, code in bases if code is not None}
        self._require_values([k for k, name in enumerate(self.band_names) if name not in classes])
        require_names([base for base, _ in bases], self.band_names)
        return self._part([(self.band_names.index(base), code) for base, code in bases], names)

    def _base(self, name: str) -> tuple[str, int | None]:
        """Return the band that a name is of, and the code where it is one class of that band."""
        match = None if name in self.band_names else _CLASS.fullmatch(name)
        return (match[1], int(match[2])) if match else (name, None)

    # ------------------------------------------------------------------------------------------ reading

    def read(self, window: Window) -> np.ndarray:
        """Read a window: float32, shape (bands, height, width), nodata NaN."""
        values = super().read(window)
        for plane, used in zip(values, self._linear):
            if used is not None:
                if used.product:
                    plane[plane == 0] = np.nan
                plane *= np.float32(used.scale)
                plane += np.float32(used.offset)
        if self._planes == [(source, None) for source in range(len(self._sources))]:
            return values
        out = np.empty((len(self._planes), *window.shape), np.float32)
        for target, (source, code) in zip(out, self._planes):
            target[:] = values[source]
            if code is not None:
                known = [c for s, c in self._planes if s == source and c is not None]
                target[:] = np.where(np.isin(values[source], known), values[source] == code, np.nan)
        return out

    def strange(self) -> list[str]:
        """Return a sentence for each band of classes that has codes without a plane, whose pixels are nodata."""
        found = []
        for source in dict.fromkeys(source for source, code in self._planes if code is not None):
            known = {code for s, code in self._planes if s == source}
            names = [name for name, (s, _) in zip(self.band_names, self._planes) if s == source]
            whole = self._alone(source)
            whole.bands = [Band(names[0].rpartition(" = ")[0])]
            codes = [code for code in whole.codes(0) if code not in known]
            if codes:
                found.append(
                    tr(
                        "'{name}' has the codes {codes}, which the model was not trained on: there is no value there.",
                        name=whole.bands[0].name,
                        codes=", ".join(map(str, codes)),
                    )
                )
        return found

    def codes(self, band: int) -> list[int]:
        """Return the codes of a band of classes. Raises FusionError where its values are no codes."""
        found: set[float] = set()
        one = self._alone(band)
        for window in tiles(self.grid.full_window(), 4 * BLOCK):
            values = one.read(window)
            found |= set(np.unique(values[np.isfinite(values)]).tolist())
            if len(found) > MOST_CLASSES or any(value != int(value) for value in found):
                raise FusionError(
                    "CATEGORIES: the band '{name}' has values that are no classes (more than {most}, or fractions): "
                    "choose another band.",
                    name=self.bands[band].name,
                    most=MOST_CLASSES,
                )
        return sorted(int(value) for value in found)


def _identity(name: str) -> str:
    """Return what the name that an older version gave to the band of a file says of it ('LC08_..._SR_B4: Band 1')."""
    file, _, rest = name.rpartition(": ")
    return delivered(file).name if file and is_nameless(rest) else ""


def parse_scaling(text: str) -> Linear | None:
    """Read SCALING: None for 'none', a scale of 0 for 'auto'.

    Raises FusionError for anything but these or two numbers.
    """
    plain = text.strip().lower() or AUTO
    if plain == NONE:
        return None
    if plain == AUTO:
        return Linear(0.0, 0.0)
    try:
        scale, offset = (float(part) for part in plain.split(","))
    except ValueError:
        scale = offset = math.nan
    if not (math.isfinite(scale) and math.isfinite(offset) and scale > 0):
        raise FusionError(
            "SCALING '{text}' is not understood: give auto, none, or scale and offset such as 0.0001,-0.1.", text=text
        )
    return Linear(scale, offset)


def parse_bands(text: str, names: Sequence[str], parameter: str) -> list[int]:
    """Read comma-separated bands, by name (whatever its case) or number from 1, as numbers from 0.

    Raises FusionError for a band that is not there.
    """
    entries = [entry.strip() for entry in text.split(",") if entry.strip()]
    plain = [name.strip().casefold() for name in names]
    found = []
    for entry in entries:
        number = int(entry) - 1 if entry.isdecimal() else -1
        if entry.casefold() in plain:
            number = plain.index(entry.casefold())
        if not 0 <= number < len(names):
            raise FusionError(
                "{parameter}: the images have no band '{band}': give names or numbers of {names}.",
                parameter=parameter,
                band=entry,
                names=", ".join(names),
            )
        found.append(number)
    return list(dict.fromkeys(found))
