"""Translations: every text is found and translated, what must not change stays, and QGIS shows them."""

from __future__ import annotations

import ast
import importlib.util
import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from geochem_fusion.core.evaluation import measures
from geochem_fusion.core.geostatistics import interpolation
from tools import translations
from tools.package import ROOT
from tools.qgis_runner import QgisProcess, process_environment
from tools.translations import LANGUAGES, Message

CHINESE = re.compile(r"[\u4e00-\u9fff]")
LATIN = re.compile(r"[A-Za-z0-9_]+")
SENTENCE = re.compile(r"\b[a-z]{2,}(?: [a-z]{2,}){2,}")  # three English words in a row
QUOTED = re.compile("“[^”]*”")  # such as the names of rows in the reports, which are English
NEW = '<translation type="unfinished"></translation>'
SHOWN_BY = {"FusionError", "info", "warn", "heading", "paragraph", "page", "folded"}  # calls that show their first text
TAKEN = 30  # characters of a text that a failing test shows


def messages(language: str) -> list[Message]:
    path = ROOT / "i18n" / f"geochem_fusion_{language}.ts"
    return list(translations.read_messages(path).values())


CHINESE_MESSAGES = messages("zh")


def short(message: Message) -> str:
    return message.source[:TAKEN]


def failing(good: Any) -> list[str]:
    return [short(message) for message in CHINESE_MESSAGES if not good(message)]


# ---------------------------------------------------------------------------------------------- the files


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_are_up_to_date_and_complete(language: str) -> None:
    path, content = translations.extract(language)
    assert path.read_text(encoding="utf-8") == content, "run `make translations`"
    assert [short(message) for message in messages(language) if message.unfinished or message.vanished] == []


def test_every_language_has_its_file() -> None:
    assert [f"geochem_fusion_{name}" for name in LANGUAGES] == sorted(p.stem for p in (ROOT / "i18n").glob("*.ts"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_places_for_values_and_marks_are_kept(language: str) -> None:
    kept = re.compile(r"\{[^{}]*\}|%\d|</?\w+>|\n\n|\.gfm|tcp://[\w.:]*\w|10\.\d{4}/[\w.]+\d|docs/\w+\.md", re.ASCII)
    different = [
        short(m) for m in messages(language) if sorted(kept.findall(m.source)) != sorted(kept.findall(m.translation))
    ]
    assert different == []


def test_chinese_is_chinese() -> None:
    assert failing(lambda message: CHINESE.search(message.translation)) == []
    assert failing(lambda message: not SENTENCE.search(QUOTED.sub("", message.translation))) == []


def test_chinese_names_algorithms_as_the_toolbox_does(provider: Any) -> None:
    named = {m.source: m.translation for m in CHINESE_MESSAGES}
    names = [algorithm.displayName() for algorithm in provider.algorithms()]
    quoted = re.compile(f"'({'|'.join(map(re.escape, names))})'")
    assert failing(lambda m: all(f"“{named[name]}”" in m.translation for name in quoted.findall(m.source))) == []


def test_ids_and_choices_are_not_translated(provider: Any) -> None:
    definitions = [d for algorithm in provider.algorithms() for d in algorithm.parameterDefinitions()]
    ids = {d.name() for d in definitions if d.name().isupper()} - {"CRS"}  # which is a word of English too
    choices = {option for d in definitions if d.type() == "enum" for option in d.options()}
    assert {"GEOCHEM", "MODE"} <= ids
    assert {"residual", "as_is"} <= choices

    def kept(message: Message) -> set[str]:
        found = set(LATIN.findall(message.source))
        explained = set(re.findall(r"(?:^|[.,] )(\w+): |=(\w+)|'(\w+)'", message.source))
        return (found & ids) | ({word for words in explained for word in words} & choices)

    assert failing(lambda message: kept(message) <= set(LATIN.findall(message.translation))) == []


# ---------------------------------------------------------------------------------------------- finding texts


def write_plugin(folder: Path, code: str, model: str = "") -> Path:
    for name, file, content in (("algorithms", "a.py", code), ("models", "m.model3", model or "<Option/>")):
        (folder / name).mkdir(exist_ok=True)
        (folder / name / file).write_text(content, encoding="utf-8")
    return folder


def test_texts_are_found_in_packages_of_the_core(tmp_path: Path) -> None:
    (tmp_path / "core" / "raster").mkdir(parents=True)
    (tmp_path / "core" / "raster" / "grid.py").write_text("tr('deep down')\n", encoding="utf-8")
    assert translations.texts(tmp_path) == {"deep down": ["core/raster/grid.py"]}


def test_texts_are_found_in_code_and_models(tmp_path: Path) -> None:
    code = (
        "LABEL = mark('label')\n"
        "self.add(Number('ID', tr('name'), integer), 'help ' 'text', advanced=True)\n"
        "self.add_choice('ID', 'choice', ['a'], 'a', 'what it does')\n"
        "found.add('no text')\n"
        "tr(self.LABEL)\n"
        "tr('label')\n"
    )
    model = (
        '<o><Option name="description" value="input"/><Option name="help" value=""/><Option name="b" value="c"/></o>'
    )
    found = translations.texts(write_plugin(tmp_path, code, f"<o>{model}</o>"))
    assert list(found) == ["label", "help text", "name", "choice", "what it does", "input"]
    assert found["label"] == ["algorithms/a.py"]
    assert found["input"] == ["models/m.model3"]


@pytest.mark.parametrize("call", ["tr(f'{name} is wrong')", "tr('a' + b)", "mark('%s' % b)"])
def test_a_text_that_is_put_together_is_refused(tmp_path: Path, call: str) -> None:
    with pytest.raises(ValueError, match=r"a\.py:1: .*needs one literal"):
        translations.texts(write_plugin(tmp_path, call))


def bare_texts(node: ast.Call) -> list[ast.expr]:
    """Return the texts with words that a call is given past ``tr``; FusionError translates its own."""
    name = getattr(node.func, "id", getattr(node.func, "attr", ""))
    for_developers = getattr(getattr(node.func, "value", None), "id", "") == "_LOG"
    texts = node.args[:1] if name in SHOWN_BY and not for_developers else []
    parts = [part for text in texts if isinstance(text, ast.JoinedStr) for part in text.values]
    parts += [text for text in texts if name != "FusionError"]
    return [part for part in parts if isinstance(part, ast.Constant) and re.search("[a-z]{2}", str(part.value))]


def test_no_text_reaches_a_user_past_the_translations() -> None:
    bare = []
    for path in [path for room in ("algorithms", "core") for path in sorted((ROOT / room).rglob("*.py"))]:
        calls = [n for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(n, ast.Call)]
        bare += [f"{path.name}:{text.lineno}" for call in calls for text in bare_texts(call)]
    assert bare == []


def test_sentences_of_the_log_begin_with_a_word() -> None:
    """qgis_process writes progress and log into one line: "0...10" and "16.6% of all" would become one number."""
    names = {"name", "names", "label", "text", "start", "opening", "element"}
    numbers = []
    for path in [path for room in ("algorithms", "core") for path in sorted((ROOT / room).rglob("*.py"))]:
        if path.stem.endswith("_report"):
            continue
        calls = [n for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(n, ast.Call)]
        for text in (call.args[0] for call in calls if getattr(call.func, "id", "") == "tr" and call.args):
            begins = isinstance(text, ast.Constant) and re.match(r"\{(\w+).*\.$", str(text.value), re.DOTALL)
            if begins and begins[1] not in names:
                numbers.append(f"{path.name}:{text.lineno}")
    assert numbers == []


@pytest.mark.parametrize(
    ("call", "bare"),
    [
        ("FusionError(f'{name} is empty.')", True),
        ("FusionError('{name} is empty.', name=name)", False),
        ("progress.warn('low')", True),
        ("progress.info(f'{name}: {text}')", False),
        ("heading('Maps')", True),
        ("heading(tr('Maps'))", False),
        ("_LOG.info('for developers: %s', error)", False),
    ],
)
def test_texts_past_the_translations_are_seen(call: str, bare: bool) -> None:
    node = ast.parse(call, mode="eval").body
    assert isinstance(node, ast.Call)
    assert bool(bare_texts(node)) == bare


def test_translations_survive_an_update_and_vanish_when_nothing_is_missing(tmp_path: Path) -> None:
    root = write_plugin(tmp_path, "tr('kept')\ntr('old words')\n")
    path, content = translations.extract("zh", root)
    path.parent.mkdir()
    assert content.count('type="unfinished"') == 2
    path.write_text(content.replace(NEW, "<translation>译文</translation>"), encoding="utf-8")
    assert translations.extract("zh", root)[1] == path.read_text(encoding="utf-8")

    write_plugin(tmp_path, "tr('kept')\ntr('new words')\n")
    path.write_text(translations.extract("zh", root)[1], encoding="utf-8")
    found = translations.read_messages(path)
    assert [(m.source, m.translation, m.vanished) for m in found.values()] == [
        ("kept", "译文", False),
        ("new words", "", False),
        ("old words", "译文", True),
    ]
    assert translations.extract("zh", root)[1] == path.read_text(encoding="utf-8")
    done = path.read_text(encoding="utf-8").replace(
        '<translation type="unfinished"></translation>', "<translation>新</translation>"
    )
    path.write_text(done, encoding="utf-8")
    assert "old words" not in translations.extract("zh", root)[1]


def test_what_was_marked_unfinished_stays_unfinished(tmp_path: Path) -> None:
    """Qt Linguist keeps a draft so."""
    root = write_plugin(tmp_path, "tr('text')\n")
    path, content = translations.extract("zh", root)
    path.parent.mkdir()
    path.write_text(content.replace('unfinished"></', 'unfinished">草稿</'), encoding="utf-8")
    assert translations.extract("zh", root)[1] == path.read_text(encoding="utf-8")
    assert next(iter(translations.read_messages(path).values())).unfinished


# ---------------------------------------------------------------------------------------------- compiling


def compile_or_skip() -> None:
    try:
        translations.find_lrelease()
    except FileNotFoundError as error:
        pytest.skip(str(error))
    translations.compile_translations()


@pytest.fixture
def compiled() -> Path:
    """The folder of the compiled translations."""
    compile_or_skip()
    return ROOT / "i18n"


def test_only_what_is_older_than_its_source_is_compiled(compiled: Path, tmp_path: Path) -> None:
    path, content = translations.extract("zh", write_plugin(tmp_path, "tr('text')\n"))
    path.parent.mkdir()
    path.write_text(content, encoding="utf-8")
    target = path.with_suffix(".qm")
    assert translations.compile_translations(tmp_path) == [target]
    assert translations.compile_translations(tmp_path) == []
    os.utime(target, (0, 0))
    assert translations.compile_translations(tmp_path) == [target]
    assert sorted(p.name for p in path.parent.iterdir()) == [target.name, path.name]


def test_a_missing_compiler_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(translations, "PLACES_OF_LRELEASE", ())
    with pytest.raises(FileNotFoundError, match=r"lrelease.*make setup"):
        translations.find_lrelease()


# ---------------------------------------------------------------------------------------------- in QGIS


@pytest.mark.parametrize(
    ("locale", "label"),
    [("zh", "训练融合模型"), ("zh_CN", "训练融合模型"), ("zh-Hans", "训练融合模型"), ("en_GB", None), ("C", None)],
)
def test_locales_find_their_language(qgis_app: Any, compiled: Path, locale: str, label: str | None) -> None:
    from geochem_fusion.algorithms.provider import CHAIN_TEXTS
    from geochem_fusion.algorithms.translation import CONTEXT, load_translator

    assert CONTEXT == translations.CONTEXT
    assert CHAIN_TEXTS == translations.TEXTS_OF_MODELS
    found = load_translator(locale)
    assert (found.translate(CONTEXT, "Train fusion model") if found else None) == label


def test_without_compiled_files_texts_are_english(qgis_app: Any, tmp_path: Path) -> None:
    from geochem_fusion.algorithms.translation import load_translator

    assert load_translator("zh", tmp_path) is None


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory, made_once: Callable[[str, Callable[[], str]], str]) -> Any:
    """What users see of the plugin in Chinese and in English, by locale; see ``spoken.py``."""
    pytest.importorskip("qgis.core", reason="QGIS is not installed")
    compile_or_skip()
    environment = process_environment(tmp_path_factory.mktemp("spoken"))
    command = [sys.executable, str(ROOT / "tests" / "spoken.py"), "zh-Hans", "en_GB"]

    def spoken() -> str:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip().splitlines()[-1]

    return json.loads(made_once("spoken.json", spoken))


def test_the_plugin_speaks_the_language_of_the_settings_until_it_is_unloaded(said: Any) -> None:
    chinese, english = said["zh-Hans"], said["en_GB"]
    assert chinese["algorithms"]["geochemfusion:train"]["name"] == "训练融合模型"
    assert english["algorithms"]["geochemfusion:train"]["name"] == "Train fusion model"
    assert chinese["algorithms"]["geochemfusion:grid_and_fuse"]["name"] == "样品格网化并融合"
    assert chinese["error"].startswith("缺少 MODEL")
    assert english["error"].startswith("MODEL (Model) is missing.")
    assert {"machine learning", "机器学习"} <= set(chinese["algorithms"]["geochemfusion:train"]["tags"])
    assert not [
        tag for found in chinese["algorithms"].values() for tag in found["tags"] if re.search("[\uff0c\u3001]", tag)
    ]
    assert (chinese["unloaded"], english["unloaded"]) == ("Method", "Method")


def test_nothing_visible_is_left_untranslated(said: Any) -> None:
    """Whatever way a text takes to the user: in Chinese it has to be Chinese."""
    texts = [(name, text) for name, found in said["zh-Hans"]["algorithms"].items() for text in found["texts"]]
    assert len(texts) > 300
    assert [pair for pair in texts if not CHINESE.search(pair[1])] == []
    assert CHINESE.search(said["zh-Hans"]["provider"][1])


def test_logs_and_reports_speak_the_language(said: Any) -> None:
    """All algorithms run once; what is English in the reports are the names of rows, which other programs read too."""
    lines = said["zh-Hans"]["lines"]
    assert lines.pop() == f"{8 if importlib.util.find_spec('torch') else 7} reports"
    names = [*measures.BASELINES, *interpolation.HELD_OUT_BASELINES]
    names += [f"{name[:35]}…" for name in names]  # as charts shorten them
    own = re.compile("|".join([*map(re.escape, names), QUOTED.pattern]))  # quoted are commands, as of an installation
    left = [text for text in lines if SENTENCE.search(own.sub("", text))]
    assert left == []
    assert any("没有可以锐化的内容" in text for text in lines)  # of the run that is refused


def test_ids_and_choices_are_those_of_every_language(said: Any) -> None:
    chinese, english = (said[locale]["algorithms"] for locale in ("zh-Hans", "en_GB"))
    assert list(chinese) == list(english)
    for name, found in english.items():
        for contract in ("parameters", "choices", "outputs"):
            assert chinese[name][contract] == found[contract], (name, contract)
    assert said["zh-Hans"]["provider"][0] == said["en_GB"]["provider"][0] == "geochemfusion"
    assert english["geochemfusion:train"]["choices"]["METHOD"][0] == "linear"


def test_qgis_process_lists_the_same_ids_in_chinese(compiled: Path, tmp_path: Path) -> None:
    try:
        qgis = QgisProcess(tmp_path, {"LANG": "zh_CN.UTF-8", "LC_ALL": "zh_CN.UTF-8"})
    except FileNotFoundError as error:
        pytest.skip(str(error))
    listed = re.findall(r"^\t(geochemfusion:\w+)\t(.+)$", qgis.call("list").stdout, re.MULTILINE)
    models = [path.stem for path in (ROOT / "models").glob("*.model3")]
    algorithms = [path.stem for path in (ROOT / "docs" / "algorithms").glob("*.md")]
    assert sorted(name for name, _ in listed) == sorted(f"geochemfusion:{name}" for name in models + algorithms)
    assert dict(listed)["geochemfusion:apply"] == "应用融合模型"


def test_a_language_that_is_missing_from_the_zip_is_found(compiled: Path, tmp_path: Path) -> None:
    from tools.check_zip import check_translations

    assert check_translations(ROOT) == []
    assert check_translations(tmp_path) == ["i18n/geochem_fusion_zh.qm is missing or cannot be read"]
    assert ET.parse(ROOT / "i18n" / "geochem_fusion_zh.ts").getroot().get("language") == "zh"
