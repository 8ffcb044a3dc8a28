"""Writes a help page per algorithm from the texts of its dialog: ``docs/algorithms/*.md`` and ``docs/help/*.html``.

The first are part of the documentation, the second open from the dialog without a network. Run it after a change of
texts or parameters: ``QT_QPA_PLATFORM=offscreen /usr/bin/python3 -m tools.help_pages``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tools.package import ROOT, load_package

TYPES = {
    "raster": "raster layer",
    "band": "band",
    "field": "field",
    "layer": "polygon or raster layer",
    "distance": "length",
    "boolean": "yes or no",
    "string": "text",
    "extent": "extent",
    "crs": "coordinate reference system",
    "rasterDestination": "raster (GeoTIFF)",
}
LAYERS = ("point layer", "line layer", "polygon layer")  # as QGIS counts kinds of geometry
PARAMETERS, ADVANCED, OUTPUTS = "Parameters", "Advanced parameters", "Outputs"


@dataclass(frozen=True)
class Row:
    """One parameter or output in words."""

    label: str
    name: str
    kind: str
    default: str
    help: str


@dataclass(frozen=True)
class Page:
    """What the help of an algorithm says."""

    name: str
    title: str
    summary: str
    paragraphs: list[str]
    sections: dict[str, list[Row]]


def page(algorithm: Any) -> Page:
    """Read the page of an algorithm from its definition."""
    from qgis.core import QgsProcessingParameterDefinition

    advanced = QgsProcessingParameterDefinition.Flag.FlagAdvanced
    sections: dict[str, list[Row]] = {PARAMETERS: [], ADVANCED: [], OUTPUTS: []}
    for definition in algorithm.parameterDefinitions():
        section = OUTPUTS if definition.isDestination() else PARAMETERS
        section = ADVANCED if definition.flags() & advanced else section
        row = Row(definition.description(), definition.name(), kind(definition), default(definition), definition.help())
        sections[section].append(row)
    written = {row.name for row in sections[OUTPUTS]}
    for output in algorithm.outputDefinitions():
        if output.name() not in written:
            what = "number" if output.type() == "outputNumber" else "text"
            sections[OUTPUTS].append(Row("", output.name(), what, "", f"{output.description()}."))
    return Page(
        algorithm.name(),
        algorithm.displayName(),
        algorithm.shortDescription(),
        algorithm.shortHelpString().split("\n\n"),
        {title: rows for title, rows in sections.items() if rows},
    )


def kind(definition: Any) -> str:
    """Return in words what a parameter takes."""
    from qgis.core import QgsProcessing, QgsProcessingParameterDefinition, QgsProcessingParameterNumber

    name = definition.type()
    if name == "enum":
        text = ("any of " if definition.allowMultiple() else "one of ") + ", ".join(definition.options())
    elif name == "number":
        whole = definition.dataType() == QgsProcessingParameterNumber.Type.Integer
        text = "whole number" if whole else "number"
    elif name in ("file", "fileDestination"):
        ending = ending_of(definition) if name == "file" else definition.defaultFileExtension()
        text = f"file (.{ending})"
    elif name in ("source", "sink"):
        kinds = definition.dataTypes() if name == "source" else [definition.dataType()]
        text = LAYERS[int(kinds[0])]
    elif name == "multilayer":
        rasters = definition.layerType() == QgsProcessing.SourceType.TypeRaster
        text = "raster layers" if rasters else "vector layers"
    else:
        text = TYPES[name]
        if name in ("band", "field") and definition.allowMultiple():
            text += "s"
    optional = definition.flags() & QgsProcessingParameterDefinition.Flag.FlagOptional
    return f"{text}, optional" if optional else text


def ending_of(definition: Any) -> str:
    """Return the ending of the files that a parameter takes, which stands in a filter where it need not be so."""
    found = re.search(r"\*\.(\w+)", definition.fileFilter())
    return definition.extension() or (found[1] if found else "")


def default(definition: Any) -> str:
    """Return the default value as it is written on the command line, empty where there is none."""
    value = definition.defaultValue()
    if value is None or value == "" or definition.isDestination():
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def as_markdown(described: Page) -> str:
    """Return a page of the documentation."""
    lines = ["<!-- Made by tools/help_pages.py from the texts of the dialog; change them there. -->", ""]
    lines += [f"# {described.title}", "", f"`geochemfusion:{described.name}`", "", described.summary, ""]
    for paragraph in described.paragraphs:
        lines += [_escaped(paragraph), ""]
    for title, rows in described.sections.items():
        lines += [f"## {title}", ""]
        if title == ADVANCED:
            lines += ["Folded away in the dialog.", ""]
        for row in rows:
            takes = f"`{row.name}`: {_escaped(row.kind)}" + (f"; default `{row.default}`" if row.default else "")
            lines += ([f"### {_escaped(row.label)}", ""] if row.label else []) + [takes, "", _escaped(row.help), ""]
    return "\n".join(lines)


def _escaped(text: str) -> str:
    for sign in "\\*_|<$":
        text = text.replace(sign, f"\\{sign}")
    return text


def as_html(described: Page) -> str:
    """Return a page of its own that the dialog opens."""
    from geochem_fusion.core.reports.page import heading, paragraph
    from geochem_fusion.core.reports.page import page as html_page

    sections = [("", "".join(map(paragraph, described.paragraphs)))]
    for title, rows in described.sections.items():
        parts = []
        for row in rows:
            takes = f"{row.name}: {row.kind}" + (f"; default {row.default}" if row.default else "")
            parts.append((heading(row.label) if row.label else "") + paragraph(takes, "subtitle") + paragraph(row.help))
        sections.append((title, "".join(parts)))
    more = (
        "Tutorial, method with formulas, and answers to frequent questions are in the folder docs of the plugin and on "
        "its home page, which Plugins > Manage and Install Plugins names."
    )
    sections.append(("More", paragraph(more)))
    return html_page(described.title, sections, f"geochemfusion:{described.name}. {described.summary}")


def files() -> Iterator[tuple[str, str]]:
    """Yield the path below the repository and the content of every page; QGIS must be running."""
    from geochem_fusion.algorithms.provider import ALGORITHMS

    for algorithm in ALGORITHMS:
        made = algorithm()
        made.initAlgorithm()
        described = page(made)
        yield f"docs/algorithms/{described.name}.md", as_markdown(described)
        yield f"docs/help/{described.name}.html", as_html(described)


def main() -> None:
    load_package()
    from qgis.core import QgsApplication

    application = QgsApplication([], False)
    application.initQgis()
    for path, content in files():
        (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / path).write_text(content, encoding="utf-8", newline="\n")
        print(path)


if __name__ == "__main__":
    main()
