"""Outcomes: all rows are compared on the same pixels, and the sentence says what the numbers do."""

from __future__ import annotations

import numpy as np
import pytest
from planted_core import SIDE, field

from geochem_fusion.core.evaluation.image_quality import Quality
from geochem_fusion.core.superresolution.outcomes import outcome
from geochem_fusion.core.superresolution.results import CHOSEN, PLAIN, STACK, ElementOutcome

TRUTH = field(0, 3.0)
FOLD = (np.arange(SIDE)[:, None] // 12) + np.zeros((SIDE, SIDE), int)


def noisy(size: float, seed: int) -> np.ndarray:
    return TRUTH + size * np.random.default_rng(seed).normal(size=TRUTH.shape)


def judged(size: float) -> ElementOutcome:
    plain = {"bilinear": noisy(0.3, 1), "cubic": noisy(0.2, 2)}
    chosen = noisy(size, 2 if size == 0.2 else 3)  # 0.2: the cubic row itself
    chosen[:3] = np.nan
    made = {(STACK, "mean"): noisy(0.2, 4), (CHOSEN, "sharpened"): chosen}
    return outcome("Cu", "ppm", "none", TRUTH, plain, made, FOLD, {"ridge": 0.5})


def chosen_logarithms(found: ElementOutcome) -> Quality | None:
    return next(row.of_logarithms for row in found.rows if row.kind == CHOSEN)


def test_rows_are_compared_where_all_are_known() -> None:
    found = judged(0.1)
    assert [row.kind for row in found.rows] == [PLAIN, PLAIN, STACK, CHOSEN]
    assert {row.quality.n for row in found.rows} == {SIDE * (SIDE - 3)}
    expected = float(np.sqrt(np.mean((noisy(0.1, 3) - TRUTH)[3:] ** 2)))
    assert found.rmse == pytest.approx(expected)
    assert found.best_plain == "cubic"
    assert found.skill == pytest.approx(1 - expected**2 / np.mean((noisy(0.2, 2) - TRUTH)[3:] ** 2))


@pytest.mark.parametrize(
    ("size", "words"), [(0.1, "% less than 'cubic'"), (0.2, "adds nothing"), (0.5, "use that instead")]
)
def test_the_sentence_says_what_the_numbers_do(size: float, words: str) -> None:
    assert words in judged(size).verdict


def test_logarithms_are_judged_where_they_are_learned() -> None:
    contents = {
        name: 10**values for name, values in (("truth", TRUTH), ("cubic", noisy(0.2, 2)), ("own", noisy(0.1, 3)))
    }
    made = {(CHOSEN, "sharpened"): contents["own"]}
    found = outcome("Cu", "ppm", "log", contents["truth"], {"cubic": contents["cubic"]}, made, FOLD, {}, 0.9)
    expected = 1 - np.mean((noisy(0.1, 3) - TRUTH) ** 2) / np.mean((noisy(0.2, 2) - TRUTH) ** 2)
    assert chosen_logarithms(found).skill == pytest.approx(expected)
    assert found.skill == pytest.approx(
        1 - np.mean((contents["own"] - contents["truth"]) ** 2) / np.mean((contents["cubic"] - contents["truth"]) ** 2)
    )
    assert found.coverage == 0.9
    assert chosen_logarithms(judged(0.1)) is None
