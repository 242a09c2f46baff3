"""What a run on an org tells afterwards: to the reviewer, on Monday, and to nobody what is personal."""

import logging
import re
from pathlib import Path

import pandas as pd
import pytest

from hygiene.errors import BrakeError, InputError, UsageError
from tests.hygiene.crm.salesforce.org_commands import known, plan, said, stopped
from tests.hygiene.crm.salesforce.small_org import (
    ADA,
    GONE,
    LEADS,
)
from tests.personal import personal_of
from tests.tables import frame

pytestmark = pytest.mark.enable_socket


def test_the_report_of_a_run_says_what_was_done_who_released_it_and_how_to_check_it(approved):
    said("apply", "plan", "--to", "salesforce")
    (run,) = known()
    page = Path(f"plan/runs/{run.id}/report.html").read_text()
    monday = said("report", "plan", "--for", "monday", "--run", run.id)
    said("report", "plan", "--run", run.id[:12], "--out", "again.html")

    for text in (page, Path("again.html").read_text()):
        assert " by olga, approved by mary: completed on " in text
        assert f"Of {run.planned} planned changes: {run.planned} applied, 0 drifted, 0 refused and 0 held." in text
        assert "Read again afterwards, all records are as planned." in text
        (head,) = set(re.findall(r"\d+:[0-9a-f]{64}", text))
        assert "The chain is sound" in said("verify", run.id, "--anchor", head)
    assert f"{run.planned} planned: {run.planned} applied" in monday
    plan("other")
    with pytest.raises(InputError, match=r"wrote another plan than that in other"):
        said("report", "other", "--run", run.id, "--out", "x.html")


def test_the_report_of_a_run_tells_system_by_system_where_the_erased_are_gone(approved):
    said("apply", "plan", "--to", "salesforce")
    (run,) = known()

    def told():
        said("report", "plan", "--run", run.id, "--out", "again.html")
        return Path("again.html").read_text(), said("report", "plan", "--for", "monday", "--run", run.id)

    page, monday = told()
    assert "1 of 1 planned erasure done, by the org&#39;s receipts" in page
    assert "none left, keys destroyed" in page
    assert "NOT TOLD YET" in page
    assert "Erased people are to be erased in Marketo, too." in monday

    assert "Marketo was told of the erasures of run" in said("ledger", "notice", run.id[:12], "--system", "Marketo")
    page, monday = told()
    assert "told, as olga noted; not confirmed yet" in page
    assert "Marketo" not in monday
    said("ledger", "notice", run.id, "--system", "Marketo", "--confirmed", "--on", run.ended[:10])
    said("ledger", "notice", run.id, "--system", "Backup of October")
    page, _ = told()
    assert "confirmed, as olga noted</td>" in page
    assert "Backup of October" in page
    assert "The chain is sound" in said("verify", run.id)


@pytest.mark.parametrize("name", ["report.html", "receipts.csv", "differences.csv", "review.csv"])
def test_a_file_of_a_run_that_was_altered_is_found(approved, name):
    said("apply", "plan", "--to", "salesforce")
    (run,) = known()
    assert "Its 4 files in " in said("verify", run.id)
    file = Path(f"plan/runs/{run.id}/{name}")
    file.write_bytes(file.read_bytes() + b" ")

    for what in (run.id, "plan"):
        with pytest.raises(BrakeError, match=rf"Altered in .*{run.id} since the run: {name}"):
            said("verify", what)


def test_the_numbers_on_top_of_a_runs_report_are_of_what_was_done(approved):
    said("apply", "plan", "--to", "salesforce")
    (run,) = known()
    receipts = pd.read_csv(f"plan/runs/{run.id}/receipts.csv")
    page = Path(f"plan/runs/{run.id}/report.html").read_text()

    merged = int(((receipts["action"] == "merge") & (receipts["status"] == "applied")).sum())
    assert f"<dt>Merged away</dt><dd>{merged}</dd>" in page
    assert "planned by olga, begun on" in page
    with pytest.raises(UsageError, match=r"--run is told to a reviewer on a page"):
        said("report", "plan", "--run", run.id)


def test_a_notice_is_of_a_run_that_ended_and_of_a_day_that_was(approved):
    run = stopped(approved, "collections.delete")
    with pytest.raises(UsageError, match=r"has not ended; first: lead-hygiene resume"):
        said("ledger", "notice", run.id, "--system", "Marketo")
    said("resume", run.id)

    with pytest.raises(UsageError, match=r"--on 2020-01-01: run .* ended on .*, so nobody can have been told before"):
        said("ledger", "notice", run.id, "--system", "Marketo", "--confirmed", "--on", "2020-01-01")
    for day in ("2099-01-01", "2026-02-30", "yesterday"):
        with pytest.raises(UsageError, match=rf"--on {day}: write a day up to today"):
            said("ledger", "notice", run.id, "--system", "Marketo", "--on", day)
    with pytest.raises(UsageError, match=r"--system is empty"):
        said("ledger", "notice", run.id, "--system", " ")


def test_plans_of_an_org_with_the_same_rules_are_told_over_time_from_the_ledger(people):
    plan()
    people.load({"Lead": [{"Id": "00Q000000000098AAA", "LastName": "Later", "Company": "Later Ltd"}]})
    plan("part", "--only", "test_lead")
    plan("next")

    said("report", "next", "--over-time", "--out", "times.html")

    assert "2 plans of this source." in Path("times.html").read_text()
    with pytest.raises(UsageError, match=r"--over-time is told on the reviewer's page"):
        said("report", "next", "--over-time")


def test_nothing_of_a_person_stands_in_what_leaves_for_a_reviewer_or_is_logged(approved, caplog, tmp_path):
    with caplog.at_level(1):
        for name in list(logging.root.manager.loggerDict):
            logging.getLogger(name).setLevel(1)
        run = stopped(approved, "collections.delete")
        told = [said("resume", run.id), said("verify", run.id), said("ledger", "status")]
        said("ledger", "export", "--out", "audit")
        told.append(said("undo", run.id, "--out", "back"))
    told += [path.read_text() for path in Path("audit").iterdir() if path.name != "check_audit.py"]
    told += [Path(f"plan/runs/{run.id}/report.html").read_text(), caplog.text]
    (tmp_path / "people").mkdir()
    for name in ("Lead", "Contact", "Account"):
        frame(LEADS).to_csv(tmp_path / "people" / f"{name}.csv", index=False)

    people = personal_of(tmp_path / "people")
    assert people.found_in(frame(LEADS).to_csv().replace(",", " "))
    assert [kind for text in told for kind in people.found_in(text)] == []
    assert [text for text in told[:-1] if GONE in text or ADA in text] == []
