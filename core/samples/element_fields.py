"""Which fields of a survey are contents of elements, and how much of an oxide its element is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from ..element_names import element_in, name_key
from ..units import is_laboratory, parse

# Standard atomic weights, abridged to five figures (IUPAC Commission on Isotopic Abundances and Atomic Weights).
_WEIGHTS = """
Li 6.94 Be 9.0122 B 10.81 C 12.011 N 14.007 Na 22.990 Mg 24.305 Al 26.982 Si 28.085 P 30.974 S 32.06 K 39.098 Ca 40.078
Sc 44.956 Ti 47.867 V 50.942 Cr 51.996 Mn 54.938 Fe 55.845 Co 58.933 Ni 58.693 Cu 63.546 Zn 65.38 Ga 69.723 Ge 72.630
As 74.922 Se 78.971 Rb 85.468 Sr 87.62 Y 88.906 Zr 91.224 Nb 92.906 Mo 95.95 Ag 107.87 Cd 112.41 In 114.82 Sn 118.71
Sb 121.76 Te 127.60 Cs 132.91 Ba 137.33 La 138.91 Ce 140.12 Pr 140.91 Nd 144.24 Sm 150.36 Eu 151.96 Gd 157.25 Tb 158.93
Dy 162.50 Ho 164.93 Er 167.26 Tm 168.93 Yb 173.05 Lu 174.97 Hf 178.49 Ta 180.95 W 183.84 Tl 204.38 Pb 207.2 Bi 208.98
Th 232.04 U 238.03
"""
_WEIGHT = {symbol: float(weight) for symbol, weight in zip(_WEIGHTS.split()[::2], _WEIGHTS.split()[1::2])}
_OXYGEN = 15.999
_ELEMENT = re.compile(r"([a-z]{1,2})(?![a-z0-9])")
_OXIDE = re.compile(r"([a-z]{1,2})([1-9]?)o([1-9]?)(?:t|tot|total)?(?![a-z0-9])")
_GASES = {"H", "O"}
# not an element beside one of these, but a coordinate
_BESIDE = {"y": ("x", "lon", "long", "longitude"), "n": ("e",), "s": ("e",), "w": ("e",)}


class Substance(NamedTuple):
    """An element, and the oxide that a field holds it as, if any; ``share`` is that of the element in the mass."""

    symbol: str
    oxide: str = ""
    share: float | None = 1.0


def substance(name: str) -> Substance | None:
    """Return what the name of a field begins with, 'Cu', 'cu_ppm', 'Fe2O3T_pct', or None where it is no element.

    ``share`` is None for the oxide of an element whose weight is not known. 'No', which is a number, is no oxide: those
    of elements of one letter need a number of atoms.
    """
    key = name_key(name).replace("_", " ")
    plain = _ELEMENT.match(key)
    if plain and element_in(plain[1]):
        return Substance(plain[1].capitalize())
    match = _OXIDE.match(key)
    if match is None or not element_in(match[1]) or (len(match[1]) == 1 and not match[2] + match[3]):
        return None
    symbol, atoms, oxygen = match[1].capitalize(), *(int(number or 1) for number in match.groups()[1:])
    weight = _WEIGHT.get(symbol)
    share = None if weight is None else weight * atoms / (weight * atoms + _OXYGEN * oxygen)
    return Substance(symbol, f"{symbol}{match[2]}O{match[3]}", share)


def proposed_fields(names: Sequence[str]) -> list[str]:
    """Return the fields that are taken where none are chosen: elements and oxides, with a unit or method or bare.

    ``Au``, ``Au (ppb)``, ``K2O_pct`` and ``As_ICP_ppm`` are, ``log_Cu_ppm``, ``Cu_clr``, ``S_id`` and ``Y`` beside
    ``X`` are not.
    """
    keys = {name_key(name) for name in names}
    return [name for name in names if _is_content(name, keys)]


def _is_coordinate(name: str, keys: set[str]) -> bool:
    return bool(keys & set(_BESIDE.get(name_key(name), ())))


def _is_content(name: str, keys: set[str]) -> bool:
    found = substance(name)
    if found is None or found.symbol in _GASES or _is_coordinate(name, keys):
        return False
    words = [word for word in re.split(r"[\s_()\[\]]+", name_key(name))[1:] if word]
    if parse("/".join(words)) is not None:  # mg_kg
        return True
    return all(parse(word) is not None or is_laboratory(word) or word == "wt" for word in words)


def doubtful_fields(names: Sequence[str]) -> list[str]:
    """Return the fields that begin with an element and are not proposed, such as ``Cu_2`` and ``Cu_clr``."""
    proposed, keys = set(proposed_fields(names)), {name_key(name) for name in names}
    return [
        name
        for name in names
        if name not in proposed and substance(name) is not None and not _is_coordinate(name, keys)
    ]
