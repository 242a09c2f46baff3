"""Decisions are kept for later plans, and follow the records where they go."""

import pandas as pd

from hygiene.ledger.decided import remember, remembered
from schemas import outputs
from schemas.columns import TEXT


def review(*rows):
    return outputs.typed("review", pd.DataFrame(rows, columns=["case_id", "records", "decision"], dtype=TEXT))


def moved(*rows):
    return pd.DataFrame(rows, columns=["record_id", "into_id"], dtype=TEXT).assign(action="merge")


def stand(ledger):
    return {tuple(row) for row in remembered(ledger).itertuples(index=False)}


def test_a_decision_is_known_to_the_next_plan(ledger, names):
    remember(ledger, "r1", names, review(("k1", "a;b", "reject"), ("k2", "c;d", "hold"), ("k3", "e;f", None)), moved())

    assert stand(ledger) == {("a", "b", "cannot_link")}


def test_a_later_word_on_the_same_pair_counts(ledger, names):
    remember(ledger, "r1", names, review(("k1", "a;b", "reject")), moved())
    remember(ledger, "r2", names, review(("k1", "b;a", "approve")), moved())

    assert stand(ledger) == {("a", "b", "must_link")}


def test_not_a_duplicate_follows_a_record_into_the_one_it_was_merged_into(ledger, names):
    remember(ledger, "r1", names, review(("k1", "b;x", "reject")), moved())
    remember(ledger, "r2", names, review(), moved(("b", "m"), ("m", "z")))

    assert stand(ledger) == {("x", "z", "cannot_link")}


def test_a_pair_that_became_one_record_needs_no_decision(ledger, names):
    remember(ledger, "r1", names, review(("k1", "a;b", "approve")), moved(("b", "a")))

    assert stand(ledger) == set()


def test_where_decisions_meet_on_one_pair_not_the_same_wins(ledger, names):
    decided = review(("k1", "a;x", "approve"), ("k2", "b;x", "reject"))
    remember(ledger, "r1", names, decided, moved(("a", "m"), ("b", "m")))

    assert stand(ledger) == {("m", "x", "cannot_link")}


def test_to_remember_twice_changes_nothing(ledger, names):
    for _ in range(2):
        remember(ledger, "r1", names, review(("k1", "a;x", "reject")), moved(("a", "m")))

    assert stand(ledger) == {("m", "x", "cannot_link")}


def test_nothing_is_kept_of_a_record_that_was_erased_nor_of_one_that_went_into_it(ledger, names):
    remember(
        ledger, "r1", names, review(("k1", "a;x", "reject"), ("k2", "b;y", "reject"), ("k3", "c;z", "reject")), moved()
    )
    erased = pd.DataFrame({"action": ["erase"], "record_id": ["x"], "into_id": [None]}, dtype=TEXT)
    remember(ledger, "r2", names, review(), pd.concat([moved(("y", "x")), erased]))

    assert stand(ledger) == {("c", "z", "cannot_link")}


def test_the_chain_tells_of_decisions_by_pseudonyms(ledger, names):
    remember(ledger, "r1", names, review(("k1", "00Q1;00Q2", "reject")), moved())

    assert "00Q" not in str(list(ledger.chain()))
    assert [names.of("00Q1"), names.of("00Q2"), "cannot_link"] in ledger.entries("decisions")[0].content["pairs"]
