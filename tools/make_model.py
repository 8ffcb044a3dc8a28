"""Writes the models that chain the algorithms, for the graphical modeler and for qgis_process.

Run with the oldest QGIS that is supported (its files give outputs the same name in all versions):
``QT_QPA_PLATFORM=offscreen /usr/bin/python3 -m tools.make_model``.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsApplication,
    QgsProcessing,
    QgsProcessingModelAlgorithm,
    QgsProcessingModelChildAlgorithm,
    QgsProcessingModelChildParameterSource,
    QgsProcessingModelOutput,
    QgsProcessingModelParameter,
    QgsProcessingParameterCrs,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterDistance,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterFile,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterString,
)
from qgis.PyQt.QtCore import QPointF, QSizeF

from tools.package import ROOT, load_package

SUPER_METHODS = ["auto", "multilevel_unet", "unet", "srcnn", "vdsr", "small", "forest", "ridge", "none"]
METHODS = ["linear", "random_forest", "svr", "ensemble", "auto"]
Source = QgsProcessingModelChildParameterSource


def chains() -> dict[str, QgsProcessingModelAlgorithm]:
    """Return the models by the name of their files. The provider must be registered."""
    return {
        "anomalies_and_targets": anomalies_and_targets(),
        "map_and_evaluate_prospectivity": map_and_evaluate_prospectivity(),
        "fuse_and_evaluate": fuse_and_evaluate(),
        "grid_and_fuse": grid_and_fuse(),
        "sharpen_and_evaluate": sharpen_and_evaluate(),
        "laboratory_table_to_classes": laboratory_table_to_classes(),
    }


def anomalies_and_targets() -> QgsProcessingModelAlgorithm:
    """Return the chain anomalies, evaluatetargets."""
    point, any_type = QgsProcessing.SourceType.TypeVectorPoint, QgsProcessingParameterField.DataType.Any
    inputs = [
        QgsProcessingParameterFeatureSource("samples", "Samples", [point]),
        QgsProcessingParameterField("target", "Elements sought", None, "samples", any_type, True, True),
        QgsProcessingParameterFeatureSource("deposits", "Known deposits", [point]),
    ]
    model = _model(
        "Find and evaluate targets",
        "Scores the samples of a survey by how anomalous they are for the elements sought, and evaluates the score "
        "against known deposits, which have no part in it.",
        inputs,
    )
    from_model, from_child, fixed = Source.fromModelParameter, Source.fromChildOutput, Source.fromStaticValue
    _add_child(
        model,
        "anomalies",
        0,
        {"SAMPLES": from_model("samples"), "TARGET": from_model("target")},
        {"SCORES": "Scores", "ANOMALY": "Anomaly map", "REPORT": "Report of anomalies"},
    )
    _add_child(
        model,
        "evaluatetargets",
        1,
        {
            "SAMPLES": from_child("anomalies", "SCORES"),
            "FIELDS": fixed(["score"]),
            "DEPOSITS": from_model("deposits"),
        },
        {"REPORT": "Evaluation report"},
    )
    return model


def map_and_evaluate_prospectivity() -> QgsProcessingModelAlgorithm:
    """Return the chain prospectivity, evaluatetargets."""
    inputs = [
        QgsProcessingParameterMultipleLayers("layers", "Layers", QgsProcessing.SourceType.TypeRaster),
        QgsProcessingParameterEnum("method", "Method", ["vit", "classical"], False, "vit", False, True),
        QgsProcessingParameterFeatureSource("deposits", "Known deposits", [QgsProcessing.SourceType.TypeVectorPoint]),
    ]
    model = _model(
        "Map and evaluate prospectivity",
        "Maps the prospectivity of a region from its layers, and evaluates the map against known deposits, which have "
        "no part in it.",
        inputs,
    )
    from_model, from_child, fixed = Source.fromModelParameter, Source.fromChildOutput, Source.fromStaticValue
    _add_child(
        model,
        "prospectivity",
        0,
        {"RASTERS": from_model("layers"), "METHOD": from_model("method")},
        {"PROSPECTIVITY": "Prospectivity", "TARGETS": "Targets", "REPORT": "Report of prospectivity"},
    )
    _add_child(
        model,
        "evaluatetargets",
        1,
        {
            "SCORE": from_child("prospectivity", "PROSPECTIVITY"),
            "DEPOSITS": from_model("deposits"),
            "MIN_DISTANCE": fixed(0),
        },
        {"REPORT": "Evaluation report"},
    )
    return model


def fuse_and_evaluate() -> QgsProcessingModelAlgorithm:
    """Return the chain decompose, train, apply, evaluate."""
    inputs = [
        QgsProcessingParameterRasterLayer("image", "Image"),
        QgsProcessingParameterRasterLayer("coarse", "Coarse geochemical map"),
        QgsProcessingParameterDistance("cell_size", "Cell size of the coarse map", None, "image", False, 0),
        QgsProcessingParameterEnum("method", "Method", METHODS, False, "auto", False, True),
        QgsProcessingParameterRasterLayer("validation", "Validation grid"),
    ]
    model = _model(
        "Fuse and evaluate",
        "Decomposes an image, trains a fusion model on a coarse geochemical map, applies it "
        "(block means kept) and evaluates the fused map against a finer survey.",
        inputs,
    )
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


def grid_and_fuse() -> QgsProcessingModelAlgorithm:
    """Return the chain gridsamples, train, apply."""
    point, any_type = QgsProcessing.SourceType.TypeVectorPoint, QgsProcessingParameterField.DataType.Any
    inputs = [
        QgsProcessingParameterFeatureSource("samples", "Samples", [point]),
        QgsProcessingParameterField("fields", "Elements (fields)", None, "samples", any_type, True),
        QgsProcessingParameterDistance(
            "cell_size", "Cell size of the coarse map (0 = from the spacing of the samples)", 0, "samples", False, 0
        ),
        QgsProcessingParameterRasterLayer("image", "Image"),
        QgsProcessingParameterEnum("method", "Method", METHODS, False, "auto", False, True),
    ]
    model = _model(
        "Grid samples and fuse",
        "Averages point samples over the cells of a coarse grid, trains a fusion model on them and the image, and "
        "applies it to the image.",
        inputs,
    )
    from_model, from_child, fixed = Source.fromModelParameter, Source.fromChildOutput, Source.fromStaticValue
    _add_child(
        model,
        "gridsamples",
        0,
        {"SAMPLES": from_model("samples"), "FIELDS": from_model("fields"), "CELL_SIZE": from_model("cell_size")},
        {"OUTPUT": "Coarse map"},
    )
    _add_child(
        model,
        "train",
        1,
        {
            "RASTERS": from_model("image"),
            "GEOCHEM": from_child("gridsamples", "OUTPUT"),
            "METHOD": from_model("method"),
        },
        {"REPORT": "Training report"},
    )
    _add_child(
        model,
        "apply",
        2,
        {
            "MODEL": from_child("train", "MODEL"),
            "RASTERS": from_model("image"),
            "GEOCHEM": from_child("gridsamples", "OUTPUT"),
            "MODE": fixed("residual"),
        },
        {"OUTPUT": "Fused map"},
    )
    return model


def sharpen_and_evaluate() -> QgsProcessingModelAlgorithm:
    """Return the chain trainsuperresolution, applysuperresolution, evaluate."""
    polygon = [QgsProcessing.SourceType.TypeVectorPolygon]
    inputs = [
        QgsProcessingParameterRasterLayer("coarse", "Coarse geochemical map"),
        QgsProcessingParameterRasterLayer("fine", "Finer survey of a part"),
        QgsProcessingParameterRasterLayer("elevation", "Elevation"),
        QgsProcessingParameterFeatureSource("geology", "Geological map", polygon),
        QgsProcessingParameterField("unit", "Unit (field)", None, "geology"),
        QgsProcessingParameterEnum("method", "Method", SUPER_METHODS, False, "auto", False, True),
        QgsProcessingParameterRasterLayer("validation", "Validation grid"),
    ]
    model = _model(
        "Sharpen and evaluate",
        "Learns from a finer survey of a part how a coarse geochemical map is to be sharpened with elevation and "
        "geology, sharpens all of it, and evaluates the result against another survey.",
        inputs,
    )
    from_model, from_child = Source.fromModelParameter, Source.fromChildOutput
    shared = {
        "GEOCHEM": from_model("coarse"),
        "ELEVATION": from_model("elevation"),
        "GEOLOGY": from_model("geology"),
        "UNIT": from_model("unit"),
    }
    _add_child(
        model,
        "trainsuperresolution",
        0,
        {**shared, "FINE": from_model("fine"), "METHOD": from_model("method")},
        {"REPORT": "Report of the training"},
    )
    _add_child(
        model,
        "applysuperresolution",
        1,
        {**shared, "MODEL": from_child("trainsuperresolution", "MODEL")},
        {"OUTPUT": "Sharpened map"},
    )
    _add_child(
        model,
        "evaluate",
        2,
        {
            "FUSED": from_child("applysuperresolution", "OUTPUT"),
            "VALIDATION": from_model("validation"),
            "COARSE": from_model("coarse"),
        },
        {"REPORT": "Evaluation report"},
    )
    return model


def laboratory_table_to_classes() -> QgsProcessingModelAlgorithm:
    """Return the chain readtable, gridsamples, train, apply, classify."""
    inputs = [
        QgsProcessingParameterFile("table", "Table of the laboratory"),
        QgsProcessingParameterCrs("crs", "CRS of the coordinates (empty for longitude and latitude)", None, True),
        QgsProcessingParameterString("elements", "Elements (fields, separated by semicolons, such as Cu_ppm;Zn_ppm)"),
        QgsProcessingParameterNumber(
            "cell_size",
            "Cell size of the coarse map (0 = from the spacing of the samples)",
            QgsProcessingParameterNumber.Type.Double,
            0,
            False,
            0,
        ),
        QgsProcessingParameterRasterLayer("image", "Image"),
        QgsProcessingParameterEnum("mode", "Mode", ["residual", "interpolation"], False, "residual", False, True),
    ]
    model = _model(
        "Laboratory table to classes",
        "Reads the table of a laboratory, averages its samples over cells, sharpens the map with an image, or "
        "interpolates it where the image adds nothing, and classes the result.",
        inputs,
    )
    from_model, from_child = Source.fromModelParameter, Source.fromChildOutput
    _add_child(
        model,
        "readtable",
        0,
        {"INPUT": from_model("table"), "CRS": from_model("crs")},
        {"REPORT": "Report of the table"},
    )
    cells = {"SAMPLES": from_child("readtable", "OUTPUT"), "FIELDS": from_model("elements")}
    _add_child(model, "gridsamples", 1, {**cells, "CELL_SIZE": from_model("cell_size")}, {"OUTPUT": "Coarse map"})
    maps = {"RASTERS": from_model("image"), "GEOCHEM": from_child("gridsamples", "OUTPUT")}
    _add_child(model, "train", 2, maps, {"REPORT": "Training report"})
    made = {"MODEL": from_child("train", "MODEL"), "MODE": from_model("mode")}
    _add_child(model, "apply", 3, {**maps, **made}, {"OUTPUT": "Map", "UNCERTAINTY": "Standard deviation"})
    _add_child(
        model,
        "classify",
        4,
        {
            "INPUT": from_child("apply", "OUTPUT"),
            "UNCERTAINTY": from_child("apply", "UNCERTAINTY"),
            "LAYOUT_TEXT": from_child("train", "VERDICT"),
        },
        {
            "CLASSES": "Classes",
            "LAYOUT": "Maps to print",
            "PROBABILITY": "Probability of exceeding the threshold",
            "REPORT": "Report of the classes",
        },
    )
    return model


def _model(name: str, text: str, inputs: Sequence[QgsProcessingParameterDefinition]) -> QgsProcessingModelAlgorithm:
    """Return a model that has only its inputs yet."""
    model = QgsProcessingModelAlgorithm(name, "")
    model.setHelpContent({"ALG_DESC": text, "ALG_CREATOR": "Geochem Fusion developers"})
    for place, parameter in enumerate(inputs):
        _add_input(model, parameter, QPointF(180, 60 + 110 * place))
    model.setParameterOrder([parameter.name() for parameter in inputs])  # else that of the alphabet
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
    for parameter, source in {**_defaults(child), **sources}.items():
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


def _defaults(child: QgsProcessingModelChildAlgorithm) -> dict[str, QgsProcessingModelChildParameterSource]:
    """Return the defaults of what a child must have: QGIS 3.22 calls a model invalid that leaves them to the child."""
    return {
        definition.name(): Source.fromStaticValue(definition.defaultValue())
        for definition in child.algorithm().parameterDefinitions()
        if not definition.flags() & QgsProcessingParameterDefinition.Flag.FlagOptional
        and not definition.isDestination()
        and definition.defaultValue() is not None
    }


def main() -> None:
    load_package()
    QgsApplication.setPrefixPath("/usr", True)
    application = QgsApplication([], False)
    application.initQgis()
    from geochem_fusion.algorithms.provider import GeochemFusionProvider

    provider = GeochemFusionProvider()
    QgsApplication.processingRegistry().addProvider(provider)
    for name, model in chains().items():
        model.setName(name)
        target = Path(ROOT) / "models" / f"{name}.model3"
        if not model.toFile(str(target)):
            raise SystemExit(f"cannot write {target}")
        print(target)


if __name__ == "__main__":
    main()
