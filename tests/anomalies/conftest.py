"""What several tests of anomalies take: the planted survey searched without and with a network."""

from __future__ import annotations

import pytest
from planted_survey import planted_request

from geochem_fusion.core.anomalies.detection import Anomalies, find_anomalies


@pytest.fixture(scope="session")
def classical() -> Anomalies:
    return find_anomalies(planted_request())


@pytest.fixture(scope="session")
def trained() -> Anomalies:
    pytest.importorskip("torch", reason="PyTorch is not installed (make setup-deep)")
    return find_anomalies(planted_request(method="mstgat", epochs=2, width=16, neighbours="4,8"))
