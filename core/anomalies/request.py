"""What the anomalies step is told, its limits, and what is wrong with a request."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ..errors import FusionError
from ..evaluation.target_ranking import TargetProtocol
from ..language import mark
from ..samples.censoring import ValuePolicy, check_choice
from ..samples.points import PointValues
from ..setting_limits import Limits, require_within
from .neighbours import SCALES

MSTGAT, CLASSICAL = "mstgat", "classical"
METHODS = {
    MSTGAT: mark("Transformer of elements and graph attention of places, beside the scores without a network"),
    "spectral": mark("the Transformer of elements alone"),
    "spatial": mark("graph attention of places alone"),
    CLASSICAL: mark("no network"),
}
BRANCHES = {MSTGAT: "both", "spectral": "spectral", "spatial": "spatial"}
EPOCHS = Limits(0, 0, 10_000)  # 0: by the number of places
WIDTH = Limits(64, 8, 256)
SEED = Limits(0, 0, 2**31 - 1)
NEIGHBOURS = ",".join(map(str, SCALES))
MOST_NEIGHBOURS = 512
MOST_SCALES = 6


@dataclass(frozen=True)
class AnomalyRequest:
    """What to seek anomalies in and how; see the parameters of ``geochemfusion:anomalies``.

    ``samples.values`` are numbers, texts and None as the layer holds them, of all fields that may be elements.
    ``fields`` are those to use, none: all that are named as elements. ``targets`` and ``pathfinders`` name fields or
    elements; none: proposed. ``score`` is the one of ``METHOD=classical`` that is written. Of ``deposits`` (they judge
    and have no part in any score) and ``labels`` (they are learned from) only the places count.
    """

    samples: PointValues
    fields: Sequence[str] = ()
    targets: Sequence[str] = ()
    pathfinders: Sequence[str] = ()
    policy: ValuePolicy = field(default_factory=ValuePolicy)
    method: str = MSTGAT
    score: str = ""
    neighbours: str = NEIGHBOURS
    deposits: PointValues | None = None
    labels: PointValues | None = None
    protocol: TargetProtocol = field(default_factory=TargetProtocol)
    epochs: int = EPOCHS.default
    width: int = WIDTH.default
    device: str = "auto"
    seed: int = SEED.default
    model: str | None = None

    def check(self) -> None:
        """Raise FusionError for what can be seen to be wrong before anything is computed."""
        check_choice("method", self.method, METHODS)
        parse_neighbours(self.neighbours)
        require_within("EPOCHS", self.epochs, EPOCHS)
        require_within("WIDTH", self.width, WIDTH)
        require_within("SEED", self.seed, SEED)
        if self.width % 4:
            raise FusionError(
                "WIDTH is {width}: give a multiple of 4, the number of attention heads.", width=self.width
            )


def parse_neighbours(text: str) -> tuple[int, ...]:
    """Return numbers of neighbours, rising: (8, 24, 64) of ``8,24,64``. Raises FusionError for anything else."""
    parts = re.split(r"[,;\s]+", text.strip())
    numbers = [int(part) for part in parts if re.fullmatch(r"[0-9]{1,4}", part)]
    good = len(numbers) == len(parts) <= MOST_SCALES and all(1 <= n <= MOST_NEIGHBOURS for n in numbers)
    if not good:
        raise FusionError(
            "NEIGHBOURS is '{text}': give one to {most} whole numbers from 1 to {largest}, such as {example}.",
            text=text,
            most=MOST_SCALES,
            largest=MOST_NEIGHBOURS,
            example=NEIGHBOURS,
        )
    return tuple(sorted(set(numbers)))
