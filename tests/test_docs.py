"""The documentation: pages as the dialogs have them, links that lead somewhere, and commands that run."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from osgeo import gdal, ogr

from tools.package import ROOT
from tools.synthetic_survey import make_survey

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as GitHub and mkdocs make them."""
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", page.read_text(encoding="utf-8")), re.MULTILINE)
    plain = [re.sub(r"[^\w\- ]", "", heading.replace("`", "")).strip().lower() for heading in headings]
    return {heading.replace(" ", "-") for heading in plain}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    text = re.sub(r"`[^`\n]*`", "", FENCE.sub("", page.read_text(encoding="utf-8")))
    for link in LINK.findall(text):
        if link.startswith(("http://", "https://", "mailto:")):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


def test_help_pages_say_what_the_dialogs_say(provider: Any) -> None:
    from geochem_fusion.algorithms.provider import ALGORITHMS
    from tools.help_pages import files

    made = dict(files())
    assert len(made) == 2 * len(ALGORITHMS)
    stale = [path for path, content in made.items() if (ROOT / path).read_text(encoding="utf-8") != content]
    assert stale == [], "run tools.help_pages"
    listed = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    assert [a.ID for a in ALGORITHMS if f"algorithms/{a.ID}.md" not in listed] == []


def test_help_of_a_dialog_opens_its_page(provider: Any) -> None:
    from qgis.PyQt.QtCore import QUrl

    for algorithm in provider.algorithms():
        if "All steps" in algorithm.group():
            continue
        page = Path(QUrl(algorithm.helpUrl()).toLocalFile())
        content = page.read_text(encoding="utf-8")
        assert f"<h1>{algorithm.displayName()}</h1>" in content
        for definition in algorithm.parameterDefinitions():
            assert f"{definition.name()}: " in content


def test_site_is_built_without_a_warning(tmp_path: Path) -> None:
    pytest.importorskip("mkdocs", reason="mkdocs is not installed")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path / "site")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    method = (tmp_path / "site" / "methods.html").read_text(encoding="utf-8")
    assert method.count("<math ") > 100
    assert "FORMULA" not in method
    assert "$" not in re.sub(r"<[^>]*>|<code>.*?</code>", "", method)
    for page in (tmp_path / "site").rglob("*.html"):
        fetched = re.findall(r'<(?:script|img|link)[^>]*(?:src|href)="https?://', page.read_text(encoding="utf-8"))
        assert fetched == [], page.name


def test_formulas_become_mathml_and_code_stays() -> None:
    pytest.importorskip("latex2mathml", reason="latex2mathml is not installed")
    from tools.docs_hook import on_page_content, on_page_markdown

    class Named:
        class file:  # noqa: N801 - as mkdocs calls it
            src_uri = "page.md"

    text = on_page_markdown("of $a_b$ and `$HOME $x`\n\n```sh\necho $A $B\n```\n\n$$\nx^2\n$$\n", Named)
    assert text.count("FORMULA") == 2
    assert "`$HOME $x`" in text
    assert "echo $A $B" in text
    html = on_page_content(text, Named)
    assert html.count("<math ") == 2
    assert "<msub><mi>a</mi><mi>b</mi></msub>" in html
    assert 'display="block"' in html
    assert 'aria-label="x^2"' in html


def test_commands_of_the_tutorial_run(processing: Any, provider: Any, tmp_path: Path) -> None:
    """On a smaller scene, with the fastest method and in process; all else as it is printed."""
    text = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```sh\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    commands = [shlex.split(block.replace("\\\n", "")) for block in blocks]
    (tmp_path / "data").mkdir()
    steps = ("practicescene", "decompose", "train", "apply", "evaluate")
    run_commands(processing, provider, commands, steps, "build/tutorial", tmp_path)
    written = {path.name for path in tmp_path.iterdir()}
    expected = {"features.tif", "copper.gfm", "training.html", "copper.tif", "area.tif", "evaluation.html"}
    assert expected | {"evaluation.csv", "evaluation.json"} <= written


def run_commands(
    processing: Any,
    provider: Any,
    commands: list[list[str]],
    steps: Sequence[str],
    folder: str,
    place: Path,
    mode: str = "residual",
) -> None:
    """Run commands that are printed, on a small scene and with the fastest method."""
    quick = {"train": {"METHOD": "linear"}, "practicescene": {"SIZE": 720}, "apply": {"MODE": mode}}
    assert [command[:4] for command in commands] == [
        ["qgis_process", "run", f"geochemfusion:{name}", "--"] for name in steps
    ]
    for name, command in zip(steps, commands):
        given = dict(word.replace(folder, str(place)).split("=", 1) for word in command[4:])
        assert set(given) <= {definition.name() for definition in provider.algorithm(name).parameterDefinitions()}
        processing.run(command[2], {**given, **quick.get(name, {})})


def test_commands_from_the_laboratory_to_a_printed_map_run(processing: Any, provider: Any, tmp_path: Path) -> None:
    """The way of a new user, in the mode that has standard deviations with any method; the chain is in test_models."""
    text = (ROOT / "docs" / "tutorial-laboratory.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```sh\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    commands = [shlex.split(block.replace("\\\n", "")) for block in blocks]
    steps = ("practicescene", "readtable", "gridsamples", "train", "apply", "classify")
    run_commands(processing, provider, commands[:-1], steps, "build/laboratory", tmp_path, "interpolation")
    coarse, truth = (gdal.Open(str(tmp_path / name)) for name in ("coarse.tif", "true_coarse.tif"))
    assert coarse.GetGeoTransform()[1] == 2000  # from the spacing of the samples
    assert coarse.ReadAsArray()[coarse.ReadAsArray() > 0].mean() == pytest.approx(truth.ReadAsArray().mean(), rel=0.1)
    classes = gdal.Open(str(tmp_path / "classes.tif")).ReadAsArray()
    assert set(np.unique(classes)) == {-9999, 0, 1, 2, 3, 4, 5}
    assert gdal.Open(f"PDF:1:{tmp_path / 'maps.pdf'}").RasterXSize > 1000
    assert commands[-1][2] == "geochemfusion:laboratory_table_to_classes"
    given = dict(word.replace("build/laboratory", str(tmp_path)).split("=", 1) for word in commands[-1][4:])
    chain = provider.algorithm("laboratory_table_to_classes").create()
    assert set(given) <= {definition.name() for definition in chain.parameterDefinitions()}


def test_commands_of_the_tutorial_of_anomalies_run(processing: Any, provider: Any, tmp_path: Path) -> None:
    """On a survey with too few places for a network, in process; all else as it is printed."""
    text = (ROOT / "docs" / "tutorial-anomalies.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```sh\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    first, *commands = [shlex.split(block.replace("\\\n", "")) for block in blocks]
    assert "make_survey('build/tutorial_anomalies')" in first[2]
    make_survey(tmp_path, 3, 280, 6)
    steps = ["anomalies", "evaluatetargets", "anomalies", "anomalies_and_targets"]
    assert [command[:4] for command in commands] == [
        ["qgis_process", "run", f"geochemfusion:{name}", "--"] for name in steps
    ]
    lists = ("FIELDS", "TARGET", "target")
    for command in commands:
        given: dict[str, Any] = {}
        for word in command[4:]:
            key, value = word.replace("build/tutorial_anomalies", str(tmp_path)).split("=", 1)
            given[key] = [*given.get(key, []), value] if key in lists else value
        processing.run(command[2], given)
    assert scores_in(tmp_path / "scores.gpkg") == scores_in(tmp_path / "again.gpkg") != []
    written = {path.name for path in tmp_path.iterdir()}
    expected = {"anomaly.tif", "report.html", "scores.csv", "gold.gfm", "targets.html", "targets.json", "chain.gpkg"}
    assert expected | {"chain.tif", "chain_anomalies.html", "chain_targets.html"} <= written


def scores_in(path: Path) -> list[float]:
    """Return the field 'score' of all points."""
    source = ogr.Open(str(path))
    return [feature["score"] for feature in source.GetLayer(0)]


@pytest.fixture(scope="module")
def page_of_python(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, list[str]], Path, dict[str, str]]:
    """The blocks of the page by their language, a folder to run them in, and an environment that finds the plugin."""
    folder = tmp_path_factory.mktemp("python")
    (folder / "plugins").mkdir()
    (folder / "plugins" / "geochem_fusion").symlink_to(ROOT, target_is_directory=True)
    blocks: dict[str, list[str]] = {}
    text = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
    for language, block in re.findall(r"^```(\w+)\n(.*?)^```", text, re.DOTALL | re.MULTILINE):
        blocks.setdefault(language, []).append(block)
    return blocks, folder, {**os.environ, "PYTHONPATH": str(folder / "plugins")}


def printed(program: str, folder: Path, environment: dict[str, str]) -> str:
    """Return what a program prints in a fresh interpreter, where warnings are errors."""
    # GDAL announces that exceptions will be the default; the text is its beginning, as Python's -W wants it
    announced = [f"ignore:Neither {module}.UseExceptions:FutureWarning" for module in ("gdal", "ogr", "osr")]
    options = [option for text in ("error", *announced) for option in ("-W", text)]
    command = [sys.executable, *options, "-c", program]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_programs_of_the_page_run(page_of_python: tuple[dict[str, list[str]], Path, dict[str, str]]) -> None:
    pytest.importorskip("sklearn", reason="scikit-learn is not installed")
    blocks, folder, environment = page_of_python
    _, example, progress = blocks["python"]
    assert printed(example, folder, environment) == blocks["text"][0]
    assert {path.suffix for path in folder.iterdir()} == {"", ".tif", ".gfm"}
    before = (folder / "fused.tif").read_bytes()
    assert "Stopped" not in printed(progress, folder, environment)
    (folder / "fused.tif").write_bytes(before)
    (folder / "stop").touch()
    assert printed(progress, folder, environment).endswith("Stopped; an older fused.tif is as it was.\n")
    assert (folder / "fused.tif").read_bytes() == before


def test_a_checkout_is_found_by_its_tools(
    page_of_python: tuple[dict[str, list[str]], Path, dict[str, str]],
) -> None:
    blocks, folder, environment = page_of_python
    program = blocks["python"][0] + "from geochem_fusion.core import Training\nprint(Training.__name__)"
    assert printed(program, folder, {**environment, "PYTHONPATH": str(ROOT)}) == "Training\n"


def test_the_page_names_every_name_of_the_core() -> None:
    from geochem_fusion import core

    words = set(re.findall(r"\w+", (ROOT / "docs" / "python.md").read_text(encoding="utf-8")))
    assert set(core.__all__) <= words


def test_contributing_has_a_line_for_each_file_of_the_core() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    table = text[text.index("| in `core/` | holds |") : text.index("Walls keep")]
    lines = re.findall(r"^\| \**`([\w/.]+)`\** \| \S", table, re.MULTILINE)
    files = [path.relative_to(ROOT / "core") for path in (ROOT / "core").rglob("*.py")]
    rooms = [path.as_posix() for path in files if path.name != "__init__.py"]
    packages = [f"{path.parent.as_posix()}/" for path in files if path.name == "__init__.py" and len(path.parts) > 1]
    assert sorted(lines) == sorted(["__init__.py", *rooms, *packages])


def test_the_method_names_files_of_the_core() -> None:
    text = (ROOT / "docs" / "methods.md").read_text(encoding="utf-8")
    tags = re.findall(r"\[(`[\w/]+\.py`(?:,\s`[\w/]+\.py`)*)\]", text)
    named = [name for tag in tags for name in re.findall(r"`([^`]+)`", tag)]
    assert len(named) > 20
    assert [name for name in named if not (ROOT / "core" / name).is_file()] == []
    assert set(re.findall(r"`([\w/]+\.py)`", text)) == set(named)
