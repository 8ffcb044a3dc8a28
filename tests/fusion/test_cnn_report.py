"""The report of networks: losses, samples and comparisons from a result made by hand."""

from __future__ import annotations

import numpy as np

from geochem_fusion.core.deep.learning import Curve
from geochem_fusion.core.fusion import cnn_report
from geochem_fusion.core.fusion.cnn_training import CnnResult, Member, Trial
from geochem_fusion.core.fusion.model import FusionModel
from geochem_fusion.core.image.features import FeatureSet
from tools.fuzz import random_network


def result() -> CnnResult:
    curve = Curve([0.9, 0.5, 0.25], [0.8, 0.375, 0.5], 1)
    member = Member(random_network(2, 1), curve, 0, 2, np.zeros(1), np.ones(1))
    settings = {"seed": 7, "base_model": None, "freeze_epochs": 10}
    model = FusionModel(FeatureSet("raw", ("a", "b")), (), np.zeros((2, 2)), 1.0, "", {"settings": settings})
    trials = [Trial("as trained", 1.0, np.array([0.5])), Trial("from scratch", 0.25, np.array([-0.125]))]
    made = CnnResult.__new__(CnnResult)
    made.model, made.members, made.samples, made.trials, made.elements = model, [member], {1: 40, 4: 9}, trials, []
    return made


def test_networks_are_told_with_their_losses() -> None:
    html = cnn_report._networks(result())
    assert "1 networks of" in html
    assert "40 at ratio 1, 9 at ratio 4" in html
    assert "Seed 7." in html
    for number in ("0.500", "0.375"):  # at the best epoch, not the last
        assert number.rstrip("0") in html
    assert html.count("<svg") == 1
    assert "start as those" not in html


def test_comparisons_are_told_by_share() -> None:
    html = cnn_report._trials(result())
    assert "as trained" in html
    assert ">25<" in html
    assert "\u22120.125" in html
