"""Decisions of the review page: kept at once, one after another, and never over somebody else's."""

import os
import signal
import sqlite3
import subprocess
import sys
import textwrap

import pytest

from hygiene.decided import Decided
from hygiene.decision_store import FILE, DecisionStore, Wish, at_rest
from hygiene.errors import OutsideError, UsageError

AT = "2026-11-21T06:00:00Z"


@pytest.fixture
def store(tmp_path):
    opened = DecisionStore(tmp_path, "digest")
    yield opened
    opened.close()


def decide(store, decision, case="r1", seen=0, by="Ada", act="ada/0"):
    return store.save(act, by, AT, [Wish(case, seen, {"decision": decision})])


def test_a_decision_is_there_for_whoever_opens_the_store_next(store, tmp_path):
    decide(store, "approve")

    other = DecisionStore(tmp_path, "digest")
    assert other.all() == {"r1": Decided("approve", decided_by="Ada", version=1, decided_at=AT)}
    other.close()


def test_who_looked_at_an_earlier_version_is_told_who_decided_what_and_may_then_change_it(store, tmp_path):
    other = DecisionStore(tmp_path, "digest")
    decide(other, "reject", by="Eve")

    late = decide(store, "approve")
    assert late.saved == {}
    assert (late.refused["r1"].decision, late.refused["r1"].decided_by) == ("reject", "Eve")

    again = decide(store, "approve", seen=late.refused["r1"].version)
    assert other.all()["r1"].decision == "approve" == again.saved["r1"].decision
    other.close()


def test_of_many_cases_only_those_are_refused_that_changed(store):
    decide(store, "reject", case="r2", by="Eve")

    done = store.save("ada/1", "Ada", AT, [Wish(case, 0, {"decision": "approve"}) for case in ("r1", "r2", "r3")])

    assert (sorted(done.saved), sorted(done.refused)) == (["r1", "r3"], ["r2"])


def test_a_cell_that_is_not_named_stays(store):
    store.save("ada/0", "Ada", AT, [Wish("r1", 0, {"note": "a twin?", "master": "00Q1"})])
    decide(store, "hold", seen=1)

    assert store.all()["r1"].cells == ("hold", "", "00Q1", "", "a twin?")


def test_undo_takes_one_act_back_and_then_the_one_before(store):
    decide(store, "approve", act="ada/0")
    store.save("ada/1", "Ada", AT, [Wish("r1", 1, {"decision": "hold"}), Wish("r2", 0, {"decision": "hold"})])

    store.undo("ada/", "Ada", AT)
    assert {case: one.decision for case, one in store.all().items()} == {"r1": "approve", "r2": ""}
    store.undo("ada/", "Ada", AT)
    assert {case: one.decision for case, one in store.all().items()} == {"r1": "", "r2": ""}
    assert store.undo("ada/", "Ada", AT) is None


def test_undo_takes_back_only_what_was_done_in_this_sitting(store):
    decide(store, "approve", act="eve/0", by="Eve")

    assert store.undo("ada/", "Ada", AT) is None


def test_undo_leaves_what_somebody_changed_since(store):
    decide(store, "approve", act="ada/0")
    decide(store, "reject", seen=1, act="eve/0", by="Eve")

    done = store.undo("ada/", "Ada", AT)

    assert done.refused["r1"].decided_by == "Eve"
    assert store.all()["r1"].decision == "reject"


def test_what_changed_after_a_point_is_told_with_the_next_point(store):
    decide(store, "approve")
    _, seq = store.since(0)
    decide(store, "hold", case="r2")

    decided, later = store.since(seq)

    assert list(decided) == ["r2"]
    assert store.since(later) == ({}, later)


def test_a_killed_process_loses_no_decision_that_was_acknowledged(tmp_path):
    code = textwrap.dedent(f"""
        import sys
        from pathlib import Path
        from hygiene.decision_store import DecisionStore, Wish
        store = DecisionStore(Path({str(tmp_path)!r}), "digest")
        for number in range(10_000):
            store.save("a/0", "Ada", "{AT}", [Wish(f"r{{number}}", 0, {{"decision": "approve"}})])
            print(number, flush=True)
    """)
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    told = [int(process.stdout.readline()) for _ in range(20)]
    process.send_signal(signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
    told += [int(line) for line in process.stdout.read().split("\n") if line]
    process.wait()
    process.stdout.close()

    with at_rest(tmp_path / FILE, "digest") as (kept, _):
        assert {f"r{number}" for number in told} <= set(kept)


def test_what_a_process_was_writing_when_it_was_killed_is_as_if_it_had_not_begun(store, tmp_path):
    decide(store, "approve")
    code = textwrap.dedent(f"""
        import os, sqlite3
        db = sqlite3.connect({str(store.path)!r}, isolation_level=None)
        for statement in ("PRAGMA journal_mode = TRUNCATE", "PRAGMA cache_size = 1", "BEGIN"):
            db.execute(statement)
        db.execute("UPDATE decided SET now = ''")
        db.executemany("INSERT INTO in_file VALUES (?, ?)", ((str(number), "x" * 500) for number in range(500)))
        os._exit(9)
    """)
    subprocess.run([sys.executable, "-c", code], check=False)
    assert store.path.with_name(f"{FILE}-journal").stat().st_size > 0

    with at_rest(store.path, "digest") as (kept, common):
        assert (kept["r1"].decision, common) == ("approve", {})


def test_the_store_of_another_plan_is_refused(store, tmp_path):
    with pytest.raises(UsageError, match="is of another plan"):
        DecisionStore(tmp_path, "another")


def test_whoever_reads_the_store_of_another_plan_is_refused_too(store):
    decide(store, "approve")

    with pytest.raises(UsageError, match="is of another plan"):
        at_rest(store.path, "another").__enter__()


@pytest.mark.parametrize("text", ["{nope", "[1]", '{"x": 1}', b"\xff\x00"])
def test_a_damaged_row_of_the_store_is_told(store, text):
    decide(store, "approve")
    with sqlite3.connect(store.path) as db:
        db.execute("UPDATE decided SET now = ?", (text,))
    db.close()

    for look in (store.all, at_rest(store.path, "digest").__enter__, lambda: decide(store, "reject", seen=1)):
        with pytest.raises(OutsideError, match=r"review\.sqlite cannot be used \(a row of it is damaged\)"):
            look()


def test_a_store_that_was_only_just_made_holds_nothing_yet(tmp_path):
    (tmp_path / FILE).touch()

    with at_rest(tmp_path / FILE, "digest") as found:
        assert found == ({}, {})


def test_a_damaged_store_is_told(tmp_path):
    (tmp_path / FILE).write_bytes(b"no database at all, but long enough to be read as one" * 40)

    with pytest.raises(OutsideError, match=r"review\.sqlite"):
        at_rest(tmp_path / FILE, "digest").__enter__()
    with pytest.raises(OutsideError, match=r"review\.sqlite"):
        DecisionStore(tmp_path, "digest")


def test_only_its_owner_can_read_it(store):
    if os.name == "posix":
        assert store.path.stat().st_mode & 0o777 == 0o600
    with sqlite3.connect(f"{store.path.absolute().as_uri()}?mode=ro", uri=True) as db:
        assert db.execute("PRAGMA journal_mode").fetchone() != ("wal",)
    db.close()
