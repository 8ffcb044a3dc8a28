"""The box of a choice in a dialog: what each code means stands beside it; values stay the codes.

QGIS takes it by the name of its class when a dialog opens; without a window it is never imported.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from processing.gui.wrappers import WidgetWrapper, dialogTypes
from qgis.core import QgsProcessingParameterDefinition
from qgis.gui import QgsGui, QgsProcessingGui
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QComboBox

SHOWN = 40  # letters of a choice that a dialog makes room for
MODELER = "ModelerParametersDialog"


class ChoiceBox:
    """What QGIS is told to make of a choice: the box below in dialogs, its own one in batches and in the modeler."""

    def __new__(  # type: ignore[misc] # it makes what the kind of dialog asks for
        cls, parameter: QgsProcessingParameterDefinition, dialog: Any, row: int = 0, col: int = 0, **more: Any
    ) -> Any:
        registry, name = QgsGui.processingGuiRegistry(), type(dialog).__name__
        if name == MODELER:
            made = registry.createModelerParameterWidget(dialog.model, dialog.childId, parameter, dialog.context)
        elif dialogTypes.get(name, QgsProcessingGui.WidgetType.Standard) != QgsProcessingGui.WidgetType.Standard:
            made = registry.createParameterWidgetWrapper(parameter, dialogTypes[name])
        else:
            return _TitledChoice(parameter, dialog, row, col, **more)
        made.setDialog(dialog)
        return made


class _TitledChoice(WidgetWrapper):  # type: ignore[misc] # QGIS has no types
    """A box with a title for each code."""

    def createWidget(self, titles: Sequence[str] = ()) -> QComboBox:
        box = QComboBox()
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(SHOWN)
        for place, (code, title) in enumerate(zip(self.parameterDefinition().options(), titles)):
            box.addItem(f"{code}: {title}" if title else code, code)
            box.setItemData(place, title, Qt.ItemDataRole.ToolTipRole)
        box.currentIndexChanged.connect(lambda _: self.widgetValueHasChanged.emit(self))
        return box

    def setValue(self, value: Any) -> None:
        place = self.widget.findData(value)
        if place >= 0:
            self.widget.setCurrentIndex(place)

    def value(self) -> str:
        return str(self.widget.currentData())
