"""Names of elements and oxides: whether two inputs mean the same one.

Only names that are the same match, case and outer blanks aside. An oxide is never its element: K2O is 0.83 of K.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_SYMBOLS = (
    " h li be b c n o f na mg al si p s cl k ca sc ti v cr mn fe co ni cu zn ga ge as se br rb sr y zr nb mo ru rh pd "
    "ag cd in sn sb te i cs ba la ce pr nd sm eu gd tb dy ho er tm yb lu hf ta w re os ir pt au hg tl pb bi th u "
)
_FIRST_WORD = re.compile(r"([a-z]{1,2})(?:\d*o\d*t?)?(?![a-z0-9])")  # an element, or its oxide
_OXIDE = re.compile(
    r"(?<![a-z])(Si|Ti|Al|Fe|Mn|Mg|Ca|Na|K|P|Cr|Ba|Sr|Zr|Rb|Li|S|V|Ni|Zn|Cu|Pb|W|Sn|Nb|Ta|U|Th|Y|La|Ce)"
    r"(\d?)O(\d?)(?:t|tot|total)?(?![a-z\d])",
    re.IGNORECASE,
)


def name_key(name: str) -> str:
    """Return what is alike for all spellings of a name: case and outer blanks aside."""
    return name.strip().casefold()


def same_name(first: str, other: str) -> bool:
    """Whether two names are the same, case and outer blanks aside."""
    return name_key(first) == name_key(other)


def oxide_in(text: str) -> str | None:
    """Return the oxide that the name or unit of a band names (``K2O``, ``Fe2O3``), None where there is none.

    Whatever its case, but an element of one letter needs a number: ``Po`` is polonium.
    """
    for symbol, many, oxygen in _OXIDE.findall(text):
        if many or oxygen or len(symbol) > 1:
            return f"{symbol.capitalize()}{many}O{oxygen}"
    return None


def without_oxide(text: str) -> str:
    """Return a unit without the oxide that it names: ``%`` for ``% K2O``."""
    return _OXIDE.sub("", text).strip() if oxide_in(text) else text


def element_in(name: str) -> str | None:
    """Return the chemical element that a name begins with ('Cu', 'cu_ppm', 'Fe2O3') in small letters, else None."""
    word = _FIRST_WORD.match(name_key(name).replace("_", " "))
    return word[1] if word and f" {word[1]} " in _SYMBOLS else None


def oxide_apart(first: str, other: str) -> bool:
    """Whether one of two names is an oxide and the other a known element or another oxide."""
    known = all(oxide_in(name) or element_in(name) for name in (first, other))
    return known and oxide_in(first) != oxide_in(other)


def may_pair(first: Sequence[str], other: Sequence[str]) -> bool:
    """Whether bands of other names may be taken by their order: as many, and not known to be something else."""
    if len(first) != len(other) or any(map(oxide_apart, first, other)):
        return False
    known = [[element_in(name) for name in names] for names in (first, other)]
    return None in (*known[0], *known[1]) or known[0] == known[1]


def match_names(first: Sequence[str], other: Sequence[str]) -> dict[int, int]:
    """Return which band of ``other`` has the name of each band of ``first``, case and outer blanks aside.

    Empty where a name stands twice in either, because then it tells nothing.
    """
    keys = [[name_key(name) for name in names] for names in (first, other)]
    if any(len(set(names)) < len(names) for names in keys):
        return {}
    return {k: keys[1].index(name) for k, name in enumerate(keys[0]) if name in keys[1]}
