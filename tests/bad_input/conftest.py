"""The command line, and a folder for an export."""

import sys
from pathlib import Path

import pytest

from hygiene.cli import main
from tests.bad_input.cases import Outcome, Run


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Calls `lead-hygiene` with these arguments."""

    def call(*arguments: object) -> Outcome:
        monkeypatch.setattr(sys, "argv", ["lead-hygiene", *map(str, arguments)])
        code = _exit_code()
        printed = capsys.readouterr()
        return Outcome(code, printed.out, printed.err)

    return call


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """A folder for the files of one export."""
    folder = tmp_path / "export"
    folder.mkdir()
    return folder


def _exit_code() -> int:
    try:
        main()
    except SystemExit as stop:
        return int(stop.code or 0)
    return 0
