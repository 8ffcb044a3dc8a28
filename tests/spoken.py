"""Run in a QGIS of its own: loads the plugin in one language after the other and prints what users see as JSON.

The arguments are locales; all algorithms run once, in the first of them.
"""

from __future__ import annotations

import importlib.util
import json
import re
import sys
import tempfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools.package import load_package

load_package()

from tests.making import even_means, smooth_bands, write_raster  # noqa: E402


def visible(algorithm: Any) -> Iterator[str]:
    """Yield what users read of an algorithm, apart from choices and defaults."""
    yield from (algorithm.displayName(), algorithm.group(), algorithm.shortDescription())
    yield from algorithm.shortHelpString().split("<br>")
    for definition in algorithm.parameterDefinitions():
        yield definition.description()
        yield definition.help()
        if definition.type() == "fileDestination":
            yield definition.fileFilter()
    yield from (output.description() for output in algorithm.outputDefinitions())


def described(algorithm: Any) -> dict[str, Any]:
    parameters = {definition.name(): definition for definition in algorithm.parameterDefinitions()}
    return {
        "name": algorithm.displayName(),
        "texts": [text for text in visible(algorithm) if text],
        "tags": algorithm.tags(),
        "parameters": {name: definition.type() for name, definition in parameters.items()},
        "choices": {name: d.options() for name, d in parameters.items() if d.type() == "enum"},
        "outputs": sorted(output.name() for output in algorithm.outputDefinitions()),
    }


def scene(folder: Path) -> dict[str, str]:
    """Write an image, two elements on coarse and on finer cells, and samples; return their paths."""
    bands = smooth_bands(3, 96, 96)
    noise = np.random.default_rng(0).normal(size=(2, *bands[0].shape))
    elements = np.stack([bands[0] / 20, bands[1] / 3 - bands[2] / 5 + 400]) + 20 * noise
    paths = {"image": write_raster(folder / "image.tif", bands)}
    for name, ratio in (("coarse", 12), ("fine", 4)):
        means = np.stack([even_means(plane, ratio) for plane in elements])
        paths[name] = write_raster(folder / f"{name}.tif", means, 10 * ratio, names=["Cu", "Zn"], unit="ppm")
    lines = [
        f"{x},{y},{'<1' if x == y else x + y}" for x in range(500010, 500100, 30) for y in range(4999910, 5000000, 30)
    ]
    (folder / "samples.csv").write_text("\n".join(["x,y,Cu", *lines, "500020,4999920,granite"]), encoding="utf-8")
    contents = np.exp(np.random.default_rng(1).normal(size=(324, 4)))
    rows = [
        f"{500000 + 500 * (k % 18)},{5000000 + 500 * (k // 18)},{','.join(f'{part:.4f}' for part in row)}"
        for k, row in enumerate(contents)
    ]
    (folder / "survey.csv").write_text("\n".join(["x,y,Au_ppb,As_ppm,Cu_ppm,Zn_ppm", *rows]), encoding="utf-8")
    return paths


def jobs(folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield runs of all algorithms, and some that are refused."""
    from qgis.core import QgsVectorLayer

    given, model = scene(folder), str(folder / "model.gfm")
    learn = {"RASTERS": [given["image"]], "GEOCHEM": given["coarse"], "FOLDS": 3, "LEVELS": 2}
    use = {"MODEL": model, "RASTERS": [given["image"]], "GEOCHEM": given["coarse"], "OUTPUT": str(folder / "fused.tif")}
    uri = f"file://{folder}/samples.csv?xField=x&yField=y&crs=EPSG:32633&detectTypes=no"
    samples = QgsVectorLayer(uri, "samples", "delimitedtext")
    points = {"SAMPLES": samples, "FIELDS": ["Cu"], "CELL_SIZE": 40, "OUTPUT": str(folder / "means.tif")}
    yield "decompose", {"INPUT": given["image"], "HIGH": str(folder / "high.tif"), "LEVELS": 2}
    yield "train", {**learn, "REDUCED_CHECK": True, "MODEL": model, "REPORT": str(folder / "train.html")}
    yield "train", {**learn, "METHOD": "linear", "TUNE": 5, "MODEL": model, "REPORT": str(folder / "tuned.html")}
    yield "apply", {**use, "MODE": "residual", "APPLICABILITY": str(folder / "where.tif")}
    yield "apply", {**use, "MODE": "residual", "GEOCHEM": given["image"]}
    maps = {"FUSED": [use["OUTPUT"]], "COARSE": given["coarse"], "IMAGE": given["image"]}
    yield "evaluate", {**maps, "VALIDATION": given["fine"], "REPORT": str(folder / "evaluate.html")}
    known = {"DEPOSITS": samples, "MIN_DISTANCE": 100}
    yield "evaluatetargets", {**known, "SCORE": given["fine"], "REPORT": str(folder / "targets of a map.html")}
    yield "evaluatetargets", {**known, "SAMPLES": samples, "FIELDS": ["Cu"], "REPORT": str(folder / "targets.html")}
    survey = QgsVectorLayer(uri.replace("samples.csv", "survey.csv"), "survey", "delimitedtext")
    seek = {"SAMPLES": survey, "TARGET": ["Au_ppb"], "SCORES": "memory:", "EPOCHS": 2, "WIDTH": 16}
    yield "anomalies", {**seek, "DEPOSITS": survey, "REPORT": str(folder / "anomalies.html")}
    yield "anomalies", {**seek, "NEIGHBOURS": "none"}
    yield "compare", {**learn, "FEATURES": ["raw"], "REPORT": str(folder / "compare.html")}
    yield "gridsamples", points
    yield "gridsamples", {**points, "CELL_SIZE": 1e-9}
    if importlib.util.find_spec("torch"):
        learn |= {"EPOCHS": 2, "WIDTH": 4, "COMPARE": True}
        yield "traincnn", {**learn, "MODEL": model, "REPORT": str(folder / "cnn.html")}


def worked(provider: Any) -> list[str]:
    """Run every algorithm and return what was said: the lines of the logs, and the reports without tags."""
    from qgis.core import QgsProcessingContext, QgsProcessingFeedback

    class Feedback(QgsProcessingFeedback):
        def pushInfo(self, text: str) -> None:
            lines.append(text)

        def pushWarning(self, text: str) -> None:
            lines.append(text)

        def reportError(self, text: str, fatal: bool = False) -> None:
            lines.append(text)

    lines: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for algorithm, parameters in jobs(folder):
            provider.algorithm(algorithm).create().run(parameters, QgsProcessingContext(), Feedback())
        for report in sorted(folder.glob("*.html")):
            html = re.sub(r"<(style|pre)>.*?</\1>", "", report.read_text(encoding="utf-8"), flags=re.DOTALL)
            lines += [unescape(text) for text in re.split("<[^>]*>", html) if text.strip()]
        lines.append(f"{len(list(folder.glob('*.html')))} reports")
    return lines


def said(locale: str, work: bool) -> dict[str, Any]:
    """Load the plugin with this language in the settings, as desktop QGIS does, and unload it again."""
    from qgis.core import QgsProcessingContext, QgsSettings

    from geochem_fusion import classFactory
    from geochem_fusion.core.language import tr

    QgsSettings().setValue("locale/overrideFlag", True)
    QgsSettings().setValue("locale/userLocale", locale)
    plugin = classFactory(None)
    plugin.initGui()
    provider, context = plugin.provider, QgsProcessingContext()
    loaded = {
        "provider": [provider.id(), provider.longName()],
        "algorithms": {algorithm.id(): described(algorithm.create()) for algorithm in provider.algorithms()},
        "lines": worked(provider) if work else [],
        "error": provider.algorithm("apply").create().checkParameterValues({}, context)[1],
    }
    plugin.unload()
    return {**loaded, "unloaded": tr("Method")}


def main() -> None:
    from qgis.core import QgsApplication

    application = QgsApplication([], False)
    application.initQgis()
    print(json.dumps({locale: said(locale, k == 0) for k, locale in enumerate(sys.argv[1:])}))


if __name__ == "__main__":
    main()
