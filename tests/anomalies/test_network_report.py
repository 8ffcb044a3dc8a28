"""What the report of anomalies says of a network."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
from anomaly_cases import found, rows, section, text, with_network

from geochem_fusion.core.anomalies.anomaly_report import anomaly_report


def test_the_network_says_how_well_it_predicts_where_it_looks_and_what_it_needs() -> None:
    page = section(anomaly_report(with_network(found())), "What the network says")
    assert [row[1] for row in rows(page)] == ["0.610", "0.520", "0.330"]
    said = text(page)
    assert "rank correlation of 0.871" in said
    assert "8 neighbours" in said
    assert "0.750" in said
    assert "Attention is descriptive" in said
    looked, needed = (said.index(f"Au: what {part}") for part in ("the network looks at", "its prediction needs"))
    order = [re.findall(r"\b(As|Cu|Zn)\b", part) for part in (said[looked:needed], said[needed:])]
    assert order[0] == ["As", "Cu", "Zn"]
    assert order[1] == ["Cu", "As", "Zn"]
    # attention ranks 4 3 2 1, occlusion 2 4 3 1: 1 - 6 (4 + 1 + 1) / (4 (16 - 1)) = 0.4
    assert "Au: attention and occlusion have a rank correlation of 0.40 over 4 elements." in said
    assert "<h2>What the network says</h2>" not in anomaly_report(found())


def test_a_network_of_a_model_and_of_one_branch_has_a_section_too() -> None:
    whole = with_network(found())
    assert whole.network is not None
    nothing = replace(
        whole.network.predictions,
        scale_weights=np.full((225, 2), np.nan),
        element_attention=np.full((5, 5), np.nan),
    )
    network = replace(whole.network, predictions=nothing, agreement=None, r2=None, losses=())
    said = text(section(anomaly_report(replace(whole, network=network)), "What the network says"))
    assert "The network comes from a model file" in said
    assert "looks at" not in said
    assert "what its prediction needs" in said
