"""Pathfinders: elements whose halo about ore of a target is wider or easier to find than the target's own.

The table follows the handbooks of exploration geochemistry and holds the associations on which they agree for the
common types of deposit of a commodity; elements that few surveys determine are kept, for those that do.

Sources, by the letters of the table:

- B: Boyle, R. W.: The Geochemistry of Gold and its Deposits. Geological Survey of Canada, Bulletin 280, 1979.
- L: Levinson, A. A.: Introduction to Exploration Geochemistry. Applied Publishing, Calgary, 1974.
- M: McQueen, K. G.: Ore deposit types and their primary expressions. In: Butt, C. R. M., et al. (editors): Regolith
  Expression of Australian Ore Systems. CRC LEME, Perth, 2005.
- P: Bradley, D. C., McCauley, A. D., and Stillings, L. M.: Mineral-Deposit Model for Lithium-Cesium-Tantalum
  Pegmatites. U.S. Geological Survey, Scientific Investigations Report 2010-5070-O, 2017.
- R: Rose, A. W., Hawkes, H. E., and Webb, J. S.: Geochemistry in Mineral Exploration. Second edition, Academic Press,
  London, 1979.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ..language import tr
from ..progress import SILENT, Progress
from ..samples.element_fields import substance


class Association(NamedTuple):
    """Pathfinders of a target by their symbols, the deposits meant, and letters of the sources."""

    pathfinders: tuple[str, ...]
    deposits: str
    sources: str


def _row(pathfinders: str, deposits: str, sources: str) -> Association:
    return Association(tuple(pathfinders.split()), deposits, sources)


# In the order in which a target is proposed where none is named.
PATHFINDERS: dict[str, Association] = {
    "Au": _row("As Sb Ag Bi Te W Hg", "vein, shear-hosted and epithermal gold", "BLMR"),
    "Cu": _row("Mo Ag Au Zn As Bi", "porphyry and vein copper, skarn", "LMR"),
    "Zn": _row("Pb Cd Ag Cu Ba", "massive sulphides, carbonate- and sediment-hosted zinc and lead", "LMR"),
    "Pb": _row("Zn Ag Cd Ba Sb", "massive sulphides, carbonate- and sediment-hosted zinc and lead, veins", "LMR"),
    "Ni": _row("Co Cu Pt Pd Cr", "magmatic sulphides in mafic and ultramafic rocks", "LMR"),
    "Mo": _row("W Cu Bi Sn", "porphyry molybdenum, skarn, greisen", "LMR"),
    "Sn": _row("W Li B Be Bi As Rb Cs", "greisen, veins and skarn about granite", "LMR"),
    "W": _row("Mo Sn Bi Be As", "skarn, greisen and veins about granite", "LMR"),
    "U": _row("V Mo Se Cu", "sandstone-hosted and vein uranium", "LMR"),
    "Ag": _row("Pb Zn Sb As Cu", "silver-lead-zinc and epithermal veins", "LMR"),
    "Li": _row("Cs Rb Ta Be Sn Nb", "lithium-caesium-tantalum pegmatites", "PM"),
    "Pt": _row("Pd Ni Cu Cr Co", "layered mafic and ultramafic intrusions", "LMR"),
    "Pd": _row("Pt Ni Cu Cr Co", "layered mafic and ultramafic intrusions", "LMR"),
    "Co": _row("Ni Cu As Ag Bi", "magmatic sulphides, cobalt-nickel-silver veins", "LR"),
    "Sb": _row("As Au Hg Ag", "stibnite veins, epithermal deposits", "LMR"),
    "Hg": _row("Sb As", "mercury of hot springs and epithermal deposits", "LR"),
    "Ta": _row("Nb Li Cs Rb Be Sn", "lithium-caesium-tantalum pegmatites", "PM"),
    "Nb": _row("La Ce Th P Sr Ba", "carbonatite", "LMR"),
    "La": _row("Ce Th Nb P Sr Ba", "carbonatite", "LMR"),
    "Ce": _row("La Th Nb P Sr Ba", "carbonatite", "LMR"),
}


def propose_target(elements: Sequence[str]) -> str | None:
    """Return the target proposed where none is named: the first of the table that is there with a pathfinder, or None.

    ``elements`` are names of a survey; so is what is returned.
    """
    for target in PATHFINDERS:
        for name in elements:
            if _symbol(name) == target and pathfinders_of(name, elements):
                return name
    return None


def pathfinders_of(target: str, elements: Sequence[str], progress: Progress = SILENT) -> list[str]:
    """Return which elements of a survey are pathfinders of a target, in the order of the table; what is found is told.

    None for a target that the table does not hold, or whose pathfinders the survey has not.
    """
    association = PATHFINDERS.get(_symbol(target))
    if association is None:
        progress.note(
            tr("No pathfinders of {target} are known here: name them in PATHFINDERS, or it is sought by itself.",
               target=target)
        )  # fmt: skip
        return []
    symbols = [_symbol(name) for name in elements]
    found = [elements[symbols.index(symbol)] for symbol in association.pathfinders if symbol in symbols]
    if found:
        progress.note(tr("Pathfinders of {target}: {names}.", target=target, names=", ".join(found)))
    else:
        progress.note(tr("The survey has none of the pathfinders of {target} ({names}).", target=target,
                         names=", ".join(association.pathfinders)))  # fmt: skip
    return found


def _symbol(name: str) -> str:
    found = substance(name)
    return found.symbol if found else ""
