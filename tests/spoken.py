"""Run in a QGIS of its own: loads the plugin in one language after the other and prints what users see as JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools.package import load_package


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


def said(locale: str) -> dict[str, Any]:
    """Load the plugin with this language in the settings, as desktop QGIS does, and unload it again."""
    from qgis.core import QgsProcessingContext, QgsSettings

    from geochem_fusion import classFactory
    from geochem_fusion.algorithms.translation import tr

    QgsSettings().setValue("locale/overrideFlag", True)
    QgsSettings().setValue("locale/userLocale", locale)
    plugin = classFactory(None)
    plugin.initGui()
    provider, context = plugin.provider, QgsProcessingContext()
    loaded = {
        "provider": [provider.id(), provider.longName()],
        "algorithms": {algorithm.id(): described(algorithm.create()) for algorithm in provider.algorithms()},
        "error": provider.algorithm("apply").create().checkParameterValues({}, context)[1],
    }
    plugin.unload()
    return {**loaded, "unloaded": tr("Method")}


def main() -> None:
    load_package()
    from qgis.core import QgsApplication

    application = QgsApplication([], False)
    application.initQgis()
    print(json.dumps({locale: said(locale) for locale in sys.argv[1:]}))


if __name__ == "__main__":
    main()
