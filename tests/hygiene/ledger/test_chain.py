"""The audit chain: every edit, deletion, reordering or truncation of an anchored chain is found."""

import json
import subprocess
import sys
from dataclasses import replace

import pandas as pd
import pytest

from hygiene.errors import BrakeError
from hygiene.ledger import Draft
from hygiene.ledger import audit_check as audit
from hygiene.ledger.runs import Beginning, begin, end

BEGINNING = Beginning("org:acme", "plan", "part", "ada", planned=5, not_approved=1, by_step=True)


def a_run(ledger):
    """A run of two steps with three changes, of which one was not reached."""
    run = begin(ledger, BEGINNING)
    ledger.append([Draft("intent", "s1", {"changes": 2}, run.id), Draft("intent", "s2", {"changes": 1}, run.id)])
    receipts = [("s1", "applied", 2), ("s2", "refused", 1)]
    ledger.append([Draft("receipt", s, {"status": status, "changes": n}, run.id) for s, status, n in receipts])
    end(ledger, run, "completed with refusals", {"applied": 2, "refused": 1, "held": 2}, not_reached=1)
    return run


@pytest.fixture
def chain(ledger):
    a_run(ledger)
    return [dict(entry) for entry in ledger.chain()]


@pytest.fixture
def anchors(chain):
    return [(chain[-1]["seq"], chain[-1]["digest"])]


def test_a_chain_as_it_was_written_is_sound(ledger, chain):
    result = ledger.check([(ledger.head().seq, ledger.head().digest)])

    assert (result.sound, result.entries, result.runs, result.problems) == (True, 6, 1, [])
    assert result.text().endswith(f"Head {ledger.head().text()}")


def test_every_field_of_every_entry_is_held_by_the_chain(chain, anchors):
    changed = {"seq": 77, "at": "2020-01-01T00:00:00Z", "content": '{"status":"applied","changes":2,"by":"eve"}'}

    for row in range(len(chain)):
        for name in audit.FIELDS:
            edited = [dict(entry) for entry in chain]
            edited[row][name] = changed.get(name, "f" * 64)
            assert not audit.check(edited, anchors).sound, (row, name)


def test_an_edit_that_mends_its_own_digests_is_found_by_the_next_entry_or_the_anchor(chain, anchors):
    for row in range(len(chain)):
        edited = [dict(entry) for entry in chain]
        entry = edited[row]
        entry["at"] = max(entry["at"], "2026-11-21T09:59:59Z")
        entry["subject"] = "another"
        texts = [entry[name] for name in ("at", "run", "kind", "subject", "content_sha256", "previous")]
        entry["digest"] = audit.digest_of(entry["seq"], *texts)
        assert not audit.check(edited, anchors).sound, row


def test_a_missing_entry_is_found_at_any_place(chain, anchors):
    for row in range(len(chain)):
        assert not audit.check([*chain[:row], *chain[row + 1 :]], anchors).sound, row


def test_two_entries_in_another_order_are_found_at_any_place(chain, anchors):
    for row in range(len(chain) - 1):
        swapped = [*chain[:row], chain[row + 1], chain[row], *chain[row + 2 :]]
        assert not audit.check(swapped, anchors).sound, row


def test_an_entry_that_is_put_in_is_found_at_any_place(chain, anchors):
    for row in range(len(chain) + 1):
        more = [*chain[:row], chain[0], *chain[row:]]
        assert not audit.check(more, anchors).sound, row


def test_what_is_cut_off_after_an_anchor_is_found_and_without_one_it_cannot_be(chain, anchors):
    for length in range(len(chain)):
        assert not audit.check(chain[:length], anchors).sound, length
    assert audit.check(chain[:4]).sound


def test_a_whole_chain_that_was_written_anew_is_found_by_its_anchor(ledger, chain, anchors):
    previous = audit.START
    for entry in chain:
        entry["run"] = entry["run"] and "another"
        entry["previous"] = previous
        texts = [entry[name] for name in ("at", "run", "kind", "subject", "content_sha256", "previous")]
        previous = entry["digest"] = audit.digest_of(entry["seq"], *texts)

    assert audit.check(chain).sound
    assert audit.check(chain, anchors).problems == ["Entry 6 is not the one that was anchored."]


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({"applied": 3, "held": 2}, "its receipts say 2 applied + 0 drifted + 1 refused + 2 held"),
        ({"applied": 2, "refused": 1, "held": 1}, "planned 5 changes and accounts for 2 applied"),
    ],
)
def test_a_run_whose_counts_do_not_reconcile_is_told(ledger, counts, said):
    run = begin(ledger, BEGINNING)
    ledger.append([Draft("receipt", "s1", {"status": "applied", "changes": 2}, run.id)])
    ledger.append([Draft("receipt", "s2", {"status": "refused", "changes": 1}, run.id)])
    ledger.append([Draft("end", run.target, {"state": "completed", "counts": counts, "not_reached": 1}, run.id)])

    result = ledger.check()

    assert not result.sound
    assert said in result.text()


def test_a_run_without_its_end_is_not_told_as_one_that_reconciles(ledger):
    end(ledger, begin(ledger, BEGINNING), "completed", {"held": 5}, not_reached=4)
    begin(ledger, replace(BEGINNING, plan="another plan", part="another part"))

    told = ledger.check().text()

    assert "1 runs that reconcile. 1 not ended: what became of all it planned is not told." in told


def test_a_write_whose_outcome_nobody_noted_is_told(ledger):
    run = begin(ledger, BEGINNING)
    ledger.append([Draft("intent", "s1", {"changes": 2}, run.id)])
    end(ledger, run, "completed", {"held": 5}, not_reached=4)

    assert "ended with 1 writes whose outcome nobody noted" in ledger.check().text()


def test_content_that_is_gone_without_a_prune_entry_is_told(chain):
    chain[1]["content"] = None

    assert audit.check(chain).problems == ["Entry 2 has no content, and no prune entry says so."]


def test_content_of_another_shape_is_a_problem_and_no_crash(ledger):
    for content in ({"planned": "many"}, {"entries": 5}, {"status": 1}):
        for kind in ("begin", "prune", "receipt", "end"):
            ledger.append([Draft(kind, "s", content, "r")])

    result = ledger.check()

    assert not result.sound
    assert "cannot be read" in result.text()


def test_the_clock_may_go_back_a_little_but_not_far(ledger, clock):
    ledger.append([Draft("plan", "a", {})])
    clock.turn(minutes=-4)
    ledger.append([Draft("plan", "b", {})])
    clock.turn(minutes=-4)

    with pytest.raises(BrakeError, match=r"set the clock right. Nothing was written"):
        ledger.append([Draft("plan", "c", {})])

    assert ledger.head().seq == 2
    assert ledger.check().sound


def test_a_reviewer_checks_an_export_with_one_file_and_nothing_else(chain, tmp_path):
    lines = tmp_path / "chain.jsonl"
    lines.write_text("".join(json.dumps(entry) + "\n" for entry in chain), encoding="utf-8")
    anchor = f"{chain[-1]['seq']}:{chain[-1]['digest']}"

    sound = _alone(tmp_path, "chain.jsonl", "--anchor", anchor)
    lines.write_text(lines.read_text().replace("refused", "applied", 1))
    altered = _alone(tmp_path, "chain.jsonl")
    lines.write_text("[1]\n")
    unreadable = _alone(tmp_path, "chain.jsonl")

    assert (sound.returncode, sound.stdout.splitlines()[0]) == (
        0, "The chain is sound: 6 entries, 1 runs that reconcile."
    )  # fmt: skip
    assert (altered.returncode, altered.stdout.splitlines()[0]) == (4, "NOT SOUND: 2 problems.")
    assert (unreadable.returncode, unreadable.stderr) == (
        3, "The chain cannot be checked: line 1 is no entry of an audit chain.\n"
    )  # fmt: skip


def _alone(folder, *arguments):
    """The stand-alone file in an isolated Python: no project, no packages."""
    command = [sys.executable, "-I", "-S", audit.__file__, *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_entries_of_midnight_are_followed_by_others(ledger, clock):
    clock.moment = pd.Timestamp("2026-11-27T00:00:00Z")
    ledger.append([Draft("plan", "a", {})])
    assert [entry.at for entry in ledger.entries("plan")] == ["2026-11-27T00:00:00Z"]

    clock.turn(seconds=1)
    ledger.append([Draft("plan", "b", {})])

    assert ledger.check().sound


def test_two_anchors_of_one_entry_that_differ_are_told(chain, anchors):
    forged = [*anchors, (anchors[0][0], "f" * 64)]

    assert audit.check(chain, anchors).sound
    assert audit.check(chain, forged).problems == ["Entry 6 is not the one that was anchored."]
    assert audit.check(chain, reversed(forged)).problems == ["Entry 6 is not the one that was anchored."]


def test_a_run_that_had_ended_is_not_ended_again(ledger, chain):
    began, ended = (next(entry for entry in chain if entry["kind"] == kind) for kind in ("begin", "end"))
    counts = {"applied": 0, "drifted": 0, "refused": json.loads(began["content"])["planned"], "held": 0}
    ledger.append([Draft("end", ended["subject"], {"state": "completed", "counts": counts}, ended["run"])])

    problems = ledger.check().problems

    assert f"Entry 7 goes on with run {ended['run']}, which had ended." in problems


@pytest.mark.parametrize(
    ("anchored", "told"),
    [
        (None, "No anchor was given: that nothing was cut off at its end is not proven."),
        (0, "No anchor was given: that nothing was cut off at its end is not proven."),
        (3, "Anchored up to entry 3: that nothing was cut off behind it is not proven."),
        (6, "Anchored up to entry 6: that nothing was cut off behind it is not proven."),
    ],
)
def test_how_far_the_anchors_reach_is_told(chain, anchored, told):
    heads = {0: audit.START} | {entry["seq"]: entry["digest"] for entry in chain}

    result = audit.check(chain, [] if anchored is None else [(anchored, heads[anchored])])

    assert result.sound
    assert told in result.text().splitlines()


def test_the_anchor_of_an_empty_chain_holds(chain):
    assert audit.check(chain, [(0, audit.START)]).sound
    assert not audit.check(chain, [(0, "f" * 64)]).sound


@pytest.mark.parametrize(
    "prune",
    [
        {"class": "writes", "before": "2026-12-01T00:00:00Z", "entries": [[1, 6]]},  # a plan is no write
        {"class": "plans", "before": "2026-11-06T18:00:00Z", "entries": [[1, 6]]},  # it was not old enough
        {"class": "plans", "before": "2026-12-01T00:00:00Z", "entries": [[2, 6]]},  # another entry
        {"class": "anything", "before": "2026-12-01T00:00:00Z", "entries": [[1, 6]]},
        {"entries": [[1, 6]]},
    ],
)
def test_a_prune_entry_that_does_not_fit_hides_nothing(ledger, prune):
    ledger.append([Draft("plan", "a", {"by": "ada"})])
    ledger.append([Draft("prune", "plans", prune)])
    chain = [dict(entry) for entry in ledger.chain()]
    chain[0]["content"] = None

    assert "Entry 1 has no content, and no prune entry says so." in audit.check(chain).problems


def test_a_prune_entry_of_nothing_excuses_no_run(ledger):
    run = begin(ledger, BEGINNING)
    ledger.append([Draft("receipt", "s1", {"status": "refused", "changes": 4}, run.id)])
    end(ledger, run, "completed", {"applied": 4, "held": 1})
    content = {"class": "writes", "before": "2027-01-01T00:00:00Z", "entries": [], "runs": [run.id]}
    ledger.append([Draft("prune", "writes", content)])

    assert "its receipts say 0 applied + 0 drifted + 4 refused" in ledger.check().text()


def test_counts_of_another_shape_are_a_problem_and_no_crash(ledger):
    content = {"planned": 1, "not_approved": {"held": "x"}, "by_step": True}
    ledger.append([Draft("begin", "org:a", content, "r"), Draft("end", "org:a", {"counts": {"held": 1}}, "r")])

    assert ledger.check().problems == ["Run r cannot be read."]
