"""`lead-hygiene ledger`, as its users type it."""

import subprocess
import sys

import pandas as pd
import pytest
from typer.testing import CliRunner

from hygiene.cli import app
from hygiene.errors import BrakeError, HygieneError, InputError, OutsideError, UsageError
from hygiene.ledger import Draft
from tests.hygiene.ledger.test_chain import a_run

CHANGES = {"rule": "lead_to_lead", "action": "merge", "tier": "auto", "changes": 3}

LIST_COLUMNS = ("name", "jurisdiction", "fetched", "sha256")
DNC_LIST = {"name": "uk_tps", "jurisdiction": "GB", "fetched": "2026-11-12", "sha256": "ab12", "numbers": 3}


def said(*arguments):
    done = CliRunner().invoke(app, ["ledger", *map(str, arguments)], catch_exceptions=True)
    if isinstance(done.exception, HygieneError):
        raise done.exception
    assert done.exit_code == 0, done.exception
    return done.stdout


@pytest.fixture
def done(ledger):
    """A ledger with a run in it."""
    ledger.append([Draft("plan", "digest", {"by": "ada", "changes": [CHANGES], "lists": [DNC_LIST]})])
    a_run(ledger)
    return ledger


def test_status_tells_head_and_runs(done):
    text = said("status")

    assert f"Head     {done.head().text()}" in text
    assert (
        "completed with refusals, 2026-11-06T18:00:00Z: 5 planned = 2 applied + 0 drifted + 1 refused + 2 held" in text
    )


def test_check_holds_the_chain_against_heads_that_were_kept(done, tmp_path):
    kept = tmp_path / "heads.txt"
    said("anchor", "--to", kept)
    assert said("check", "--anchors", kept).startswith("The chain is sound: 8 entries, 1 runs that reconcile.")

    with done.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM entry WHERE seq > 5")
    assert said("check").startswith("The chain is sound: 5 entries")
    with pytest.raises(BrakeError, match="Entry 7 was anchored and is not there: the chain was cut off"):
        said("check", "--anchors", kept)


def test_the_head_is_given_to_a_program_without_a_shell(done, tmp_path):
    program = tmp_path / "keep.py"
    program.write_text(f"import sys; open({str(tmp_path / 'kept')!r}, 'w').write(sys.stdin.read())")
    head = done.head()

    said("anchor", "--command", f'"{sys.executable}" "{program}" "; touch {tmp_path / "harm"}"')

    assert (tmp_path / "kept").read_text() == f"{head.text()} {head.at}\n"
    assert not (tmp_path / "harm").exists()
    assert [entry.subject for entry in done.entries("anchor")] == [head.text()]


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((), UsageError, "--to FILE or --command"),
        (
            ("--command", "no-such-program-at-all"),
            OutsideError,
            "FileNotFoundError.; the head was not anchored",
        ),
        (("--command", f'"{sys.executable}" -c "raise SystemExit(3)"'), OutsideError, "ended with 3"),
        (("--command", '"unclosed'), OutsideError, "failed .ValueError"),
        (("--to", "."), OutsideError, "cannot be written"),
    ],
)
def test_a_head_that_could_not_be_kept_is_told_and_not_noted(done, arguments, error, message):
    with pytest.raises(error, match=message):
        said("anchor", *arguments)

    assert done.entries("anchor") == []


def test_what_is_no_anchor_is_told(done, tmp_path):
    with pytest.raises(UsageError, match="SEQ:DIGEST"):
        said("check", "--anchor", "seven")
    with pytest.raises(InputError, match="cannot be read"):
        said("check", "--anchors", tmp_path / "missing")


def test_an_export_is_whole_and_checks_itself(done, tmp_path):
    head = done.head()
    assert f"Head {head.text()}" in said("export", "--out", tmp_path / "audit")

    folder = tmp_path / "audit"
    assert sorted(path.name for path in folder.iterdir()) == [
        "README.txt", "approvals.csv", "chain.jsonl", "check_audit.py", "history.csv", "lists.csv", "plans.csv",
        "receipts.csv", "runs.csv",
    ]  # fmt: skip
    checked = subprocess.run(
        [sys.executable, "-I", "check_audit.py", "chain.jsonl", "--anchor", head.text()],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert checked.stdout.splitlines() == [
        "The chain is sound: 7 entries, 1 runs that reconcile.",
        "Anchored up to entry 7: that nothing was cut off behind it is not proven.",
        f"Head {head.text()}",
    ]
    assert pd.read_csv(folder / "runs.csv")[["planned", "applied", "held"]].to_numpy().tolist() == [[5, 2, 2]]
    assert pd.read_csv(folder / "receipts.csv")["status"].tolist() == ["applied", "refused"]
    assert pd.read_csv(folder / "plans.csv")[["by", "rule", "changes"]].to_numpy().tolist() == [
        ["ada", "lead_to_lead", 3]
    ]
    assert list(pd.read_csv(folder / "approvals.csv")) == [
        "at", "plan", "part", "by", "database_user", "changes", "erasures",
    ]  # fmt: skip
    (used,) = pd.read_csv(folder / "lists.csv").to_dict("records")
    assert used == {"at": "2026-11-06T18:00:00Z", "plan": "digest", **{key: DNC_LIST[key] for key in LIST_COLUMNS}}
    assert pd.read_csv(folder / "history.csv")[["measure", "name", "count"]].to_numpy().tolist() == [
        ["changes", "lead_to_lead merge auto", 3]
    ]


def test_who_wrote_to_a_shared_ledger_is_told_as_its_server_knows_it(done, place, tmp_path):
    said("export", "--out", tmp_path / "audit")

    users = {name: pd.read_csv(tmp_path / "audit" / f"{name}.csv")["database_user"] for name in ("plans", "runs")}
    assert {user for each in users.values() for user in each.dropna()} == (
        {"tests"} if place == "postgresql" else set()
    )
    assert said("check").startswith("The chain is sound")


def test_what_plans_found_over_time_is_shown_where_it_can_be_compared(done, clock):
    assert "lead_to_lead merge auto" in said("history")
    for day, (rules, found) in enumerate([("a", {}), ("a b", {"x": 1}), ("a", {"x": 1234, "y": 2}), ("a", {"y": 1})]):
        clock.turn(days=1)
        counts = {"records": 10, "duplicates_before": 9 - day, "duplicates_after": 0}
        content = {
            "by": "ada", "as_of": clock().isoformat(), "source": "salesforce", "rules": rules.split(), "changes": [],
            "duplicates": {"lead_to_lead": counts}, "findings": found,
        }  # fmt: skip
        done.append([Draft("plan", f"digest {day}", content)])

    undo = {"by": "ada", "source": "salesforce", "rules": ["undo"], "findings": {"undo_erasure_stays": 1}}
    done.append([Draft("plan", "digest undo", undo)])

    lines = [line.split() for line in said("history", "--plans", 2).splitlines()]

    assert lines[0] == ["Plans", "of", "salesforce", "with", "the", "rules", "of", "the", "newest,", "oldest", "first."]
    assert lines[1] == ["2026-11-09", "18:00", "2026-11-10", "18:00"]
    assert lines[lines.index(["Duplicates", "before"]) + 1] == ["lead_to_lead", "7", "6"]
    assert lines[lines.index(["Findings"]) + 1 :] == [["x", "1,234", "0"], ["y", "2", "1"]]
    assert len(said("history").splitlines()[1].split()) == 2 * 3


def test_without_a_ledger_every_command_says_so_and_makes_none(own_home):
    for command in (("status",), ("check",), ("export", "--out", own_home / "x"), ("upgrade",)):
        with pytest.raises(UsageError, match="There is no ledger yet; the first apply makes one"):
            said(*command)
    assert "0 before-images" in said("prune")
    assert list(own_home.iterdir()) == []
