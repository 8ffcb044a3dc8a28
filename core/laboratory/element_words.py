"""Names of elements in words of several languages, as tables use them: copper, Kupfer, cobre, cuivre, \u94dc."""

from __future__ import annotations

import re
import unicodedata

_WORDS = """
Au gold oro or ouro \u91d1
Ag silver silber plata argent prata \u94f6
Cu copper kupfer cobre cuivre \u94dc
Pb lead blei plomo plomb chumbo \u94c5
Zn zinc zink zinco \u950c
As arsenic arsen arsenico \u7837
Ni nickel niquel \u954d
Co cobalt kobalt cobalto \u94b4
Cr chromium chrom cromo chrome \u94ec
Fe iron eisen hierro fer ferro \u94c1
Mn manganese mangan manganeso manganes \u9530
Mo molybdenum molybdan molibdeno molybdene molibdenio \u94bc
Sb antimony antimon antimonio antimoine \u9511
Bi bismuth wismut bismuto \u94cb
Hg mercury quecksilber mercurio mercure \u6c5e
Cd cadmium cadmio \u9549
Sn tin zinn estano etain estanho \u9521
W tungsten wolfram tungstene volframio \u94a8
U uranium uran uranio \u94c0
Li lithium litio \u9502
Ba barium bario baryum \u94a1
S sulphur sulfur schwefel azufre soufre enxofre \u786b
Al aluminium aluminum aluminio \u94dd
Ca calcium calcio \u9499
Mg magnesium magnesio \u9541
K potassium kalium potasio \u94be
Na sodium natrium sodio \u94a0
P phosphorus phosphor fosforo phosphore \u78f7
Ti titanium titan titanio titane \u949b
V vanadium vanadin vanadio \u9492
"""
_SYMBOLS = {word: line.split()[0] for line in _WORDS.strip().splitlines() for word in line.split()[1:]}
_FIRST = re.compile(r"([^\W\d_]+)")


def plain_letters(text: str) -> str:
    """Return a text in small letters without accents: ``Molybdän`` becomes ``molybdan``."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def with_symbol(name: str) -> str:
    """Return a name with the symbol of the element whose name it begins with, as it is where it begins with none."""
    word = _FIRST.match(name.strip())
    symbol = _SYMBOLS.get(plain_letters(word[1])) if word else None
    if symbol is None or word is None:
        return name
    return symbol + name.strip()[word.end() :]
