"""What to train on: features that vary, what is said of few places, and elements that belong together."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from making import Log

from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.regression.preparation import groups, informative, log_table
from geochem_fusion.core.regression.request import TransformChoice
from geochem_fusion.core.regression.training_table import TrainingTable


def table(features: np.ndarray, left: float = 1.0) -> TrainingTable:
    rows, width = features.shape
    names = [f"f{k}" for k in range(width)]
    places = np.column_stack([np.arange(rows), np.zeros(rows)])
    return TrainingTable(
        names, ["Cu"], [""], features, np.ones((rows, 1)), np.ones(rows), places, 1.0, "", np.full(width, left)
    )


def test_features_vary_by_more_than_a_billionth_of_their_size() -> None:
    steps = np.linspace(-1, 1, 20)
    features = np.column_stack([steps, np.full(20, 7.0), 1e6 + 1e-5 * steps, 1e6 + steps, np.zeros(20)])
    assert informative(table(features)) == ([0, 3], ["f1", "f2", "f4"])


def test_few_places_and_little_variance_are_warned_of() -> None:
    values = np.random.default_rng(0).normal(size=(5, 3))
    log = Log()
    log_table(table(values), log)
    assert log.infos == [
        "Training places: 5; features: 3; elements: 1.",
        "Median share of the features' variance that is left between training places: 100.0%.",
    ]
    assert log.warnings == []
    log_table(replace(table(values[:4], 0.049), dropped={"cells without a value": 2, "others": 0}), log)
    assert "only 4 training places for 3 features" in log.warnings[0]
    assert "4.9%. The model is trained on a small part" in log.warnings[1]
    assert "Left out: cells without a value (2)." in log.infos


# ---------------------------------------------------------------------------------------------- groups


def contents(units: str = "ppm ppm % ppm") -> TrainingTable:
    """Four elements on six rows; row 1 lacks the first, row 4 the last and the third."""
    values = np.exp(np.random.default_rng(1).normal(size=(6, 4)))
    values[1, 0] = values[4, 3] = values[4, 2] = np.nan
    return replace(
        table(np.random.default_rng(0).normal(size=(6, 2))),
        elements=["Cu", "Pb", "K", "Zn"],
        units=units.split(),
        targets=values,
    )


def test_elements_stand_alone_unless_they_are_a_composition() -> None:
    given = contents()
    log = Log()
    alone = groups(TransformChoice("log"), given, log)
    assert [group.names for group in alone] == [("Cu",), ("Pb",), ("K",), ("Zn",)]
    assert [group.rows.tolist() for group in alone][2] == [0, 1, 2, 3, 5]
    assert log.warnings == []
    mixed = groups(TransformChoice("clr", "K=none"), given, log)
    assert [(group.names, group.transform) for group in mixed] == [(("Cu", "Pb", "Zn"), "clr"), (("K",), "none")]
    assert mixed[0].columns == (0, 1, 3)
    assert mixed[0].rows.tolist() == [0, 2, 3, 5]
    np.testing.assert_array_equal(mixed[0].values, given.targets[[0, 2, 3, 5]][:, [0, 1, 3]])
    assert log.warnings == [
        "Left out for all elements of the composition, because one of them has no value: training places, 2 of them."
    ]


@pytest.mark.parametrize(
    ("exceptions", "units", "words"),
    [
        ("", "ppm ppm % ppm", "needs one unit for all elements, but there are 'Cu' in ppm, 'K' in %:"),
        ("K=none, Zn=log", "ppm ppm % ppm", "clr is asked for Cu, Pb, but a composition has 3 elements or more"),
    ],
)
def test_what_is_no_composition(exceptions: str, units: str, words: str) -> None:
    with pytest.raises(FusionError, match=words):
        groups(TransformChoice("clr", exceptions), contents(units), Log())


def test_rows_of_a_composition_are_three_at_least_and_positive() -> None:
    choice = TransformChoice("clr", "K=none")
    few = contents()
    few.targets[2:4, 1] = np.nan
    with pytest.raises(FusionError, match="'Cu' has 2 usable values, and three is the least"):
        groups(choice, few, Log())
    zero = contents()
    zero.targets[1, 3] = 0.0  # in a row that lacks Cu, and takes no part
    groups(choice, zero, Log())
    zero.targets[2, 3] = 0.0
    with pytest.raises(FusionError, match="'Zn' has values that are zero or negative and have no logarithm \\(1\\)"):
        groups(choice, zero, Log())
