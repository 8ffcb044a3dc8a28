"""Networks of a survey: their mean, and what happens without PyTorch."""

from __future__ import annotations

import numpy as np
import pytest
from making import Log
from planted_survey import planted_request

from geochem_fusion.core.anomalies.detection import Anomalies, find_anomalies
from geochem_fusion.core.deep.graph_inference import predictions
from geochem_fusion.core.errors import FusionError


def test_predictions_are_the_mean_over_networks(trained: Anomalies) -> None:
    network, survey = trained.network, trained.survey
    assert network is not None
    told = [
        predictions(member, trained.prepared.ratio, survey.below, survey.places, 0)
        for member in network.networks.members
    ]
    np.testing.assert_allclose(network.predictions.fused, (told[0].fused + told[1].fused) / 2, rtol=1e-6)
    np.testing.assert_array_equal(network.predictions.edges.j, told[0].edges.j)
    assert network.agreement is not None
    assert -1 <= network.agreement <= 1
    assert network.occlusion.shape == (1, 6)
    assert [len(losses) for losses in network.losses] == [2, 2]


def test_without_pytorch_the_default_goes_on_and_a_branch_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geochem_fusion.core.anomalies.learning.missing_torch", lambda: "There is no PyTorch here.")
    log = Log()
    assert find_anomalies(planted_request(method="mstgat"), log).main == "multiscale"
    assert "There is no PyTorch here." in log.warnings
    with pytest.raises(FusionError, match="no PyTorch here"):
        find_anomalies(planted_request(method="spatial"))
