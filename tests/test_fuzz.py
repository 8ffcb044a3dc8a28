"""A few hundred of the hostile model files of ``make fuzz``, and that they are what they are said to be."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from geochem_fusion.core.fusion.application import Application, apply_model
from geochem_fusion.core.fusion.model import load
from tools.fuzz import MUTATIONS, Fuzzer

CASES = 200


@pytest.fixture(scope="module")
def fuzzer(tmp_path_factory: pytest.TempPathFactory) -> Fuzzer:
    folder = tmp_path_factory.mktemp("fuzz") / "in"
    folder.mkdir()
    return Fuzzer(folder, seed=1)


def test_what_is_made_hostile_was_sound(fuzzer: Fuzzer, tmp_path: Path) -> None:
    paths = sorted(fuzzer.folder.glob("*.gfm"))
    assert len(paths) == 7
    for path in paths:
        model = load(str(path))
        output = str(tmp_path / "o.tif")
        apply_model(Application(str(path), [fuzzer.image], output, fuzzer.coarse))
        inputs = 3 if model.network is None else model.network.outputs
        assert np.isfinite(model.predict_rows(np.full((1, inputs), 4.0))).all()


def test_a_case_can_be_made_again(fuzzer: Fuzzer) -> None:
    made = [fuzzer.made(number) for number in range(30)]
    assert made == [fuzzer.made(number) for number in range(30)]
    assert len({data for _, data in made}) == 30


def test_hostile_model_files_are_refused_or_applied(fuzzer: Fuzzer) -> None:
    outcomes = [fuzzer.run(number) for number in range(CASES)]
    assert [outcome for outcome in outcomes if outcome.kind == "failed"] == []
    assert {outcome.mutation for outcome in outcomes} == {mutation.__name__ for mutation in MUTATIONS}
    assert {outcome.kind for outcome in outcomes} == {"refused", "applied"}
