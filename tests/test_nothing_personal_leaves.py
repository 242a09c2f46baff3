"""What leaves for a reviewer, a terminal or a log holds no name, e-mail or number of the input, at any log level."""

import logging
import shutil
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from hygiene import console
from hygiene.cli import main
from tests.personal import Personal, personal_of

pytestmark = pytest.mark.slow

SAMPLES = Path(__file__).parents[1] / "data" / "samples"


@pytest.fixture(scope="module")
def people() -> Personal:
    return personal_of(SAMPLES)


@pytest.fixture
def said(monkeypatch, capsys, caplog):
    """All that one call of the command line prints and logs, at every level of every logger."""

    def call(*words: object) -> str:
        monkeypatch.setattr(sys, "argv", ["lead-hygiene", *map(str, words)])
        with caplog.at_level(1):
            for name in list(logging.root.manager.loggerDict):
                logging.getLogger(name).setLevel(1)
            with suppress(SystemExit):
                main()
        printed = capsys.readouterr()
        return "\n".join([printed.out, printed.err, caplog.text])

    return call


def test_the_samples_have_people_to_look_for(people):
    lead = (SAMPLES / "Lead.csv").read_text(encoding="utf-8", errors="replace")

    assert len(people.emails) > 1000
    assert set(people.found_in(lead.replace(",", " "))) == {"e-mail", "phone", "whole name", "name"}


def test_no_command_prints_logs_or_reports_anything_of_a_person(people, said, tmp_path):
    plan, source = tmp_path / "plan", shutil.copytree(SAMPLES, tmp_path / "export")
    told = [
        said("plan", source, "--out", plan),
        said("apply", plan, "--to", tmp_path / "cleaned"),
        said("apply", plan, "--to", tmp_path / "cleaned"),
        said("verify", plan),
        said("check-list", source / "Lead.csv", "--against", source, "--out", tmp_path / "checked"),
        said("keys", "init"),
        said("keys", "status"),
    ]
    with (source / "Lead.csv").open("a", encoding="utf-8") as file:
        file.write("another row\n")
    told.append(said("apply", plan, "--to", tmp_path / "again"))  # the source changed
    (plan / "changes.csv").write_bytes((plan / "changes.csv").read_bytes() + b'"c1"\n')
    told += [said("verify", plan), said("apply", plan, "--to", tmp_path / "again")]  # damaged
    for reviewed in ("report.html", "summary.json", "manifest.json"):
        told.append((plan / reviewed).read_text(encoding="utf-8"))

    assert "Plan for" in told[0]
    assert "changed since the plan" in told[7]
    assert [kind for text in told for kind in people.found_in(text)] == []


def test_a_bug_does_not_print_what_a_library_put_into_its_text(capsys):
    try:
        raise ValueError("ada.lovelace@engine.example is no number")
    except ValueError as error:
        console.bug(error)

    printed = capsys.readouterr().err
    assert "ada.lovelace" not in printed
    assert "ValueError" in printed
