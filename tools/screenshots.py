"""Takes the pictures of the documentation: every dialog, the loaded layers of the tutorial, and the reports.

``QT_QPA_PLATFORM=offscreen /usr/bin/python3 -m tools.screenshots FOLDER``. The steps of the tutorial are run in
``build/tutorial``. Reports need Chromium, which only this needs; without it their pictures are left as they are.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tools.package import ROOT, load_package
from tools.scene import Scene, make_scene

WORK = Path("build", "tutorial")  # relative, so that no picture shows where the checkout lies
PIXELS = 1200  # a side of the scene, as in the tutorial
DIALOG = 1100, 860
LAYERS = 1200, 640
REPORT = 1000, 1250
PAGE_DPI = 90
COLOURS = 220


def main() -> None:
    """Run the tutorial and save its pictures."""
    folder = Path(sys.argv[1]).resolve()
    os.chdir(ROOT)
    folder.mkdir(parents=True, exist_ok=True)
    load_package()
    from qgis.core import QgsApplication, QgsProject, QgsRasterLayer
    from qgis.gui import QgsGui

    QgsApplication.setPrefixPath("/usr", True)
    application = QgsApplication([], True)
    application.initQgis()
    sys.path.append(os.path.join(QgsApplication.pkgDataPath(), "python", "plugins"))
    from processing.core.Processing import Processing

    from geochem_fusion.algorithms.provider import GeochemFusionProvider

    Processing.initialize()
    provider = GeochemFusionProvider()
    QgsApplication.processingRegistry().addProvider(provider)
    QgsGui.editorWidgetRegistry().initEditors()
    scene = make_scene(WORK / "data", size=PIXELS)
    for path in (scene.covariates, scene.coarse, scene.validation):
        QgsProject.instance().addMapLayer(QgsRasterLayer(str(path), path.stem))
    for name, parameters in steps(scene).items():
        if parameters:
            run_and_load(name, parameters)
    picture_of_layers(folder / "layers.png")  # before the dialogs, beside which a layer panel stays empty
    for name, parameters in steps(scene).items():
        picture_of_dialog(name, parameters, folder / f"dialog_{name}.png")
    for name, report in (("train", "training"), ("evaluate", "evaluation"), ("compare", "comparison")):
        picture_of_report(WORK / f"{report}.html", folder / f"report_{name}.png")
    picture_of_page(WORK / "maps.pdf", folder / "print_layout.png")


def steps(scene: Scene) -> dict[str, dict[str, Any]]:
    """Return the steps of the tutorial: algorithms with their parameters."""
    image, coarse, validation = (str(path) for path in (scene.covariates, scene.coarse, scene.validation))
    features, model, fused = (str(WORK / name) for name in ("features.tif", "copper.gfm", "copper.tif"))
    return {
        "decompose": {
            "INPUT": image,
            "CELL_SIZE": 2000,
            "RED": 2,
            "NIR": 3,
            "NDVI_MAX": 0.3,
            "FEATURES": features,
        },
        "train": {
            "RASTERS": [features],
            "GEOCHEM": coarse,
            "FEATURES": "as_is",
            "METHOD": "auto",
            "MODEL": model,
            "REPORT": str(WORK / "training.html"),
        },
        "apply": {
            "MODEL": model,
            "RASTERS": [features],
            "GEOCHEM": coarse,
            "OUTPUT": fused,
            "APPLICABILITY": str(WORK / "area.tif"),
        },
        "evaluate": {
            "FUSED": [fused],
            "VALIDATION": validation,
            "COARSE": coarse,
            "RS": image,
            "REPORT": str(WORK / "evaluation.html"),
        },
        "compare": {"RASTERS": [image], "GEOCHEM": coarse, "REPORT": str(WORK / "comparison.html")},
        "classify": {"INPUT": fused, "CLASSES": str(WORK / "classes.tif"), "LAYOUT": str(WORK / "maps.pdf")},
        "traincnn": {},
        "trainsuperresolution": {},
        "applysuperresolution": {},
        "anomalies": {},
        "evaluatetargets": {},
        "gridsamples": {},
    }


def run_and_load(name: str, parameters: Mapping[str, Any]) -> None:
    """Run an algorithm and load its rasters as the dialog does."""
    import processing
    from processing.gui.Postprocessing import handleAlgorithmResults
    from qgis.core import QgsApplication, QgsProcessingContext, QgsProcessingFeedback, QgsProject

    algorithm = QgsApplication.processingRegistry().createAlgorithmById(f"geochemfusion:{name}")
    context, feedback = QgsProcessingContext(), QgsProcessingFeedback()
    context.setProject(QgsProject.instance())
    for definition in algorithm.destinationParameterDefinitions():
        path = parameters.get(definition.name())
        if path and path.endswith(".tif"):
            details = QgsProcessingContext.LayerDetails(
                definition.description(), QgsProject.instance(), definition.name()
            )
            context.addLayerToLoadOnCompletion(path, details)
    processing.run(algorithm, dict(parameters), context=context, feedback=feedback)
    handleAlgorithmResults(algorithm, context, feedback)
    print(f"{name}: done")


def picture_of_dialog(name: str, parameters: Mapping[str, Any], target: Path) -> None:
    """Open a dialog with these parameters, without running it."""
    from processing.gui.AlgorithmDialog import AlgorithmDialog
    from qgis.core import QgsApplication

    algorithm = QgsApplication.processingRegistry().createAlgorithmById(f"geochemfusion:{name}")
    dialog = AlgorithmDialog(algorithm, False, None)
    dialog.setParameters(dict(parameters))
    dialog.resize(*DIALOG)
    dialog.show()
    for _ in range(20):
        QgsApplication.processEvents()
    dialog.grab().save(str(target))
    dialog.close()
    reduce_colours(target)


def picture_of_layers(target: Path) -> None:
    """Show the layer panel beside the coarse and the fused map of the project."""
    from qgis.core import QgsApplication, QgsLayerTreeModel, QgsProject
    from qgis.gui import QgsLayerTreeView, QgsMapCanvas
    from qgis.PyQt.QtGui import QColor
    from qgis.PyQt.QtWidgets import QHBoxLayout, QWidget

    project = QgsProject.instance()
    layers = {layer.name(): layer for layer in project.mapLayers().values()}
    fused = next(layer for layer in layers.values() if layer.source().endswith("copper.tif"))
    window = QWidget()
    window.resize(*LAYERS)
    row = QHBoxLayout(window)
    tree = QgsLayerTreeView()
    model = QgsLayerTreeModel(project.layerTreeRoot())  # the view does not keep it
    tree.setModel(model)
    tree.expandAll()
    tree.setFixedWidth(330)
    row.addWidget(tree)
    canvases = []
    for layer in (layers["coarse_2km"], fused):
        canvas = QgsMapCanvas()
        canvas.setCanvasColor(QColor("white"))
        canvas.setDestinationCrs(layer.crs())
        canvas.setLayers([layer])
        row.addWidget(canvas)
        canvases.append(canvas)
    window.show()
    QgsApplication.processEvents()
    for canvas in canvases:
        canvas.setExtent(fused.extent())
        canvas.refresh()
        canvas.waitWhileRendering()
        QgsApplication.processEvents()
    window.grab().save(str(target))
    window.close()
    reduce_colours(target)


def picture_of_report(report: Path, target: Path) -> None:
    """Show the beginning of a report in a browser."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if browser is None:
        print(f"{target.name} is left as it is: Chromium is not installed.")
        return
    profile = WORK / "browser"
    command = [browser, "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
    command += [f"--user-data-dir={profile.resolve()}", f"--window-size={REPORT[0]},{REPORT[1]}"]
    command += [f"--screenshot={target.resolve()}", report.resolve().as_uri()]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    reduce_colours(target)


def picture_of_page(pages: Path, target: Path) -> None:
    """Show the first page of a PDF file."""
    from osgeo import gdal

    page = gdal.OpenEx(str(pages), open_options=[f"DPI={PAGE_DPI}"])
    gdal.Translate(str(target), page, format="PNG", creationOptions=["WORLDFILE=NO"])
    target.with_name(f"{target.name}.aux.xml").unlink(missing_ok=True)
    reduce_colours(target)


def reduce_colours(picture: Path) -> None:
    """Make the file of a picture small."""
    from PIL import Image

    found = Image.open(picture).convert("RGB")  # colours of a legend are few pixels, and have to be those of the map
    found.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(picture, optimize=True)


if __name__ == "__main__":
    main()
