"""What training tells of its results."""

from __future__ import annotations

from geochem_fusion.core.fusion.tile_jobs import Scene
from geochem_fusion.core.fusion.training import train


def test_verdict_says_whether_the_image_helps(scene: Scene) -> None:
    element = train(scene.request(geochem_bands=[0])).elements[0]
    texts: list[str] = []
    for skill in (0.36, -0.44, None):
        element.target.scores["skill"] = skill
        texts.append(element.verdict())
    assert "20 % less than interpolating" in texts[0]
    assert "20 % more than interpolating" in texts[1]
    assert "interpolating" not in texts[2]
    assert all(text.startswith("A: linear regression is off by") for text in texts)
