"""Choices of parameters with titles, which dialogs show beside the codes that scripts give."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..core.language import tr

BOX = f"{__package__}.choice_box.ChoiceBox"


def titled(choices: Mapping[str, str]) -> dict[str, Any]:
    """Return the metadata of an enum whose codes have titles (marked texts, empty for none) in dialogs."""
    return {"widget_wrapper": {"class": BOX, "titles": [tr(title) if title else "" for title in choices.values()]}}
