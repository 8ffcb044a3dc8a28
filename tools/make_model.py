"""Writes the model that chains the four algorithms, for the graphical modeler and for qgis_process.

Run with the oldest QGIS that is supported (its files give outputs the same name in all versions):
``QT_QPA_PLATFORM=offscreen /usr/bin/python3 -m tools.make_model``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.core import (
    QgsApplication,
    QgsProcessingModelAlgorithm,
    QgsProcessingModelChildAlgorithm,
    QgsProcessingModelChildParameterSource,
    QgsProcessingModelOutput,
    QgsProcessingModelParameter,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterDistance,
    QgsProcessingParameterEnum,
    QgsProcessingParameterRasterLayer,
)
from qgis.PyQt.QtCore import QPointF, QSizeF

from tools.package import ROOT, load_package

NAME = "fuse_and_evaluate"
Source = QgsProcessingModelChildParameterSource


def build() -> QgsProcessingModelAlgorithm:
    """Return the chain decompose, train, apply, evaluate. The provider must be registered."""
    model = QgsProcessingModelAlgorithm("Fuse and evaluate", "")
    model.setHelpContent(
        {
            "ALG_DESC": "Decomposes an image, trains a fusion model on a coarse geochemical map, applies it "
            "(block means kept) and evaluates the fused map against a finer survey.",
            "ALG_CREATOR": "Geochem Fusion developers",
        }
    )
    methods = ["linear", "random_forest", "svr", "ensemble", "auto"]
    inputs = [
        QgsProcessingParameterRasterLayer("image", "Image"),
        QgsProcessingParameterRasterLayer("coarse", "Coarse geochemical map"),
        QgsProcessingParameterDistance("cell_size", "Cell size of the coarse map", None, "image", False, 0),
        QgsProcessingParameterEnum("method", "Method", methods, False, "auto", False, True),
        QgsProcessingParameterRasterLayer("validation", "Validation grid"),
    ]
    for place, parameter in enumerate(inputs):
        _add_input(model, parameter, QPointF(180, 60 + 110 * place))
    from_model, from_child, fixed = Source.fromModelParameter, Source.fromChildOutput, Source.fromStaticValue
    _add_child(
        model,
        "decompose",
        0,
        {"INPUT": from_model("image"), "CELL_SIZE": from_model("cell_size"), "LEVELS": fixed(0)},
    )
    _add_child(
        model,
        "train",
        1,
        {
            "RASTERS": from_child("decompose", "FEATURES"),
            "GEOCHEM": from_model("coarse"),
            "METHOD": from_model("method"),
            "FEATURES": fixed("as_is"),
        },
        {"REPORT": "Training report"},
    )
    _add_child(
        model,
        "apply",
        2,
        {
            "MODEL": from_child("train", "MODEL"),
            "RASTERS": from_child("decompose", "FEATURES"),
            "GEOCHEM": from_model("coarse"),
            "MODE": fixed("residual"),
        },
        {"OUTPUT": "Fused map"},
    )
    _add_child(
        model,
        "evaluate",
        3,
        {
            "FUSED": from_child("apply", "OUTPUT"),
            "VALIDATION": from_model("validation"),
            "COARSE": from_model("coarse"),
            "RS": from_model("image"),
        },
        {"REPORT": "Evaluation report"},
    )
    return model


def _add_input(
    model: QgsProcessingModelAlgorithm, parameter: QgsProcessingParameterDefinition, position: QPointF
) -> None:
    component = QgsProcessingModelParameter(parameter.name())
    component.setPosition(position)
    component.setSize(QSizeF(240, 50))
    model.addModelParameter(parameter, component)


def _add_child(
    model: QgsProcessingModelAlgorithm,
    name: str,
    place: int,
    sources: dict[str, Any],
    outputs: dict[str, str] | None = None,
) -> None:
    """Add an algorithm of the plugin as a child under its own name; ``outputs`` become outputs of the model."""
    child = QgsProcessingModelChildAlgorithm(f"geochemfusion:{name}")
    child.setChildId(name)
    child.setDescription(child.algorithm().displayName())
    child.setPosition(QPointF(520 + 60 * place, 60 + 150 * place))
    child.setSize(QSizeF(280, 60))
    for parameter, source in sources.items():
        child.addParameterSources(parameter, [source])
    results = {}
    for parameter, label in (outputs or {}).items():
        result = QgsProcessingModelOutput(label, label)
        result.setChildId(name)
        result.setChildOutputName(parameter)
        result.setDescription(label)
        result.setPosition(QPointF(880 + 60 * place, 80 + 150 * place))
        result.setSize(QSizeF(220, 40))
        results[label] = result
    child.setModelOutputs(results)
    model.addChildAlgorithm(child)


def main() -> None:
    load_package()
    QgsApplication.setPrefixPath("/usr", True)
    application = QgsApplication([], False)
    application.initQgis()
    from geochem_fusion.algorithms.provider import GeochemFusionProvider

    provider = GeochemFusionProvider()
    QgsApplication.processingRegistry().addProvider(provider)
    model = build()
    model.setName(NAME)
    target = Path(ROOT) / "models" / f"{NAME}.model3"
    if not model.toFile(str(target)):
        raise SystemExit(f"cannot write {target}")
    print(target)


if __name__ == "__main__":
    main()
