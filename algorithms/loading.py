"""How results stand in the layer tree: under a name with elements and units, in one group, beside the coarse map."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingLayerPostProcessorInterface,
    QgsProject,
    QgsRasterLayer,
    QgsSingleBandPseudoColorRenderer,
)

from ..core.files import without_settings
from ..core.raster.description import Band

GROUP = "Geochem Fusion"
_MOST_NAMED = 3


def elements_label(bands: Sequence[Band]) -> str:
    """Return the elements of a map with their units, such as ``Cu, Zn (ppm)``; of many the first, and how many."""
    shown = bands[:_MOST_NAMED]
    units = {band.unit for band in shown}
    if len(units) == 1:
        unit = units.pop()
        text = ", ".join(band.name for band in shown) + (f" ({unit})" if unit else "")
    else:
        text = ", ".join(f"{band.name} ({band.unit})" if band.unit else band.name for band in shown)
    more = len(bands) - len(shown)
    return f"{text} + {more}" if more else text


def load_as(context: QgsProcessingContext, path: str, label: str = "", coarse: str | None = None) -> None:
    """Let an output be loaded with ``label`` after the name that QGIS gives it, and in the group of all results.

    With the path of the ``coarse`` map, layers of it that still have the grey of a new layer get the colours and the
    range of the output, so that the two can be compared. Does nothing where the output will not be loaded; call it
    after the output was given its style.
    """
    if not context.willLoadLayerOnCompletion(path):
        return
    details = context.layerToLoadOnCompletionDetails(path)
    grouped = hasattr(details, "groupName")  # QGIS 3.32 and newer
    if grouped:
        details.groupName = GROUP
    placer = _Placer(details.postProcessor(), label, None if grouped else GROUP, coarse)
    _Placer.kept.append(placer)
    details.setPostProcessor(placer)


class _Placer(QgsProcessingLayerPostProcessorInterface):
    """Does what was to be done to a loaded layer before, then finds its place in the project."""

    kept: list[_Placer] = []  # QGIS holds no reference of its own

    def __init__(
        self,
        before: QgsProcessingLayerPostProcessorInterface | None,
        label: str,
        group: str | None,
        coarse: str | None,
    ) -> None:
        super().__init__()
        self.before, self.label, self.group, self.coarse = before, label, group, coarse

    def postProcessLayer(self, layer: Any, context: QgsProcessingContext, feedback: QgsProcessingFeedback) -> None:
        if self.before is not None:
            self.before.postProcessLayer(layer, context, feedback)
        if self.label:
            layer.setName(f"{layer.name()}, {self.label}")
        project = context.project()
        if project is None:
            return
        if self.group:
            _into_group(project, layer, self.group)
        if self.coarse and isinstance(layer, QgsRasterLayer):
            _share_colours(project, layer, self.coarse)


def _into_group(project: QgsProject, layer: Any, name: str) -> None:
    """Move a layer from the top of the layer tree to a group; one that the user's settings placed stays there."""
    root = project.layerTreeRoot()
    node = root.findLayer(layer.id())
    if node is None or node.parent() != root:
        return
    group = root.findGroup(name) or root.insertGroup(0, name)
    group.insertChildNode(0, node.clone())
    root.removeChildNode(node)


def _shows(layer: QgsRasterLayer, coarse: str) -> bool:
    """Whether a layer shows a coarse map of one band, whatever is set on it."""
    return without_settings(layer.source()) == without_settings(coarse) and layer.bandCount() == 1


def _share_colours(project: QgsProject, layer: QgsRasterLayer, coarse: str) -> None:
    renderer = layer.renderer()
    if not isinstance(renderer, QgsSingleBandPseudoColorRenderer):
        return
    for other in project.mapLayers().values():
        if not isinstance(other, QgsRasterLayer) or not _shows(other, coarse):
            continue
        if other.renderer() is not None and other.renderer().type() == "singlebandgray":
            copy = renderer.clone()
            copy.setClassificationMin(renderer.classificationMin())  # which QGIS leaves out
            copy.setClassificationMax(renderer.classificationMax())
            other.setRenderer(copy)
            other.triggerRepaint()
