"""What the demos share whose steps train networks."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tools import network_demo
from tools.qgis_runner import QgisProcess


def test_the_folder_of_pytorch_is_that_of_venv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network_demo, "ROOT", tmp_path)
    monkeypatch.setattr(network_demo.sys, "version_info", type("Version", (), {"major": 3, "minor": 9}))
    assert network_demo.torch_folder() is None
    packages = tmp_path / ".venv" / "lib" / "python3.9" / "site-packages"
    (packages / "torch").mkdir(parents=True)
    assert network_demo.torch_folder() == packages


def test_the_packages_of_venv_are_handed_on_and_failures_are_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(network_demo, "torch_folder", lambda: None)

    def run(process: QgisProcess, folder: Path) -> None:
        assert folder.is_dir()
        raise ValueError("no such survey")

    assert network_demo.perform(run, tmp_path / "new", "nothing is learned") == 1
    said = capsys.readouterr()
    assert said.out.startswith("PyTorch is not in .venv (make setup-deep puts it there): nothing is learned.")
    assert said.err == "\nThe demo failed: no such survey\n"
    assert network_demo.perform(lambda process, folder: None, tmp_path, "") == 0


def test_a_demo_has_a_folder_and_a_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["demo", "--seed", "5"])
    options = network_demo.options_of("A demo.\n", "demo_some", 3).parse_args()
    assert (options.output, options.seed) == (network_demo.ROOT / "build" / "demo_some", 5)
