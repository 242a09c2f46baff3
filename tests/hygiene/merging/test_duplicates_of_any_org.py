"""What holds of the merges of any org, drawn by chance."""

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from hygiene.apply_changes import apply_changes
from hygiene.matching import Matches
from hygiene.merging.consent import FLAGS
from hygiene.merging.groups import cases_of
from hygiene.merging.texts import looked_up
from schemas.checking import failures
from schemas.outputs import COLUMNS
from schemas.plan_tables import plan_table_model
from tests.hygiene.merging.drawing import automatic, by_action, matches, merging
from tests.tables import snapshot

STATUSES = ["Raw", "Raw", "Raw", "Qualifying", "Qualified"]


@st.composite
def orgs(draw):
    """Some leads with flags, and pairs between them."""
    count = draw(st.integers(2, 9))
    flags = st.sampled_from(["true", "false", ""])
    lines = [
        f"Lead {row} | L | {draw(st.sampled_from(STATUSES))} | {' | '.join(draw(flags) for _ in FLAGS)}"
        for row in range(1, count + 1)
    ]
    rows = st.tuples(st.integers(1, count), st.integers(1, count)).filter(lambda pair: pair[0] < pair[1])
    pairs = draw(st.lists(st.tuples(rows, st.sampled_from(["0.6", "0.9", "0.9999"])), unique_by=lambda p: p[0]))
    drawn = [f"Lead {left} | Lead {right} | {chance}" for (left, right), chance in pairs]
    org = snapshot(Lead=f"Id | LastName | Status | {' | '.join(FLAGS)}\n" + "\n".join(lines))
    return org, matches("left | right | probability\n" + "\n".join(drawn))


@given(drawn=orgs())
def test_no_plan_has_a_circle_or_a_record_that_loses_twice(default_policy, drawn):
    org, found = drawn
    proposal = merging(org, found, default_policy)
    gone = by_action(proposal.changes)

    assert not gone["record_id"].duplicated().any()
    assert not gone["record_id"].isin(gone["into_id"]).any()
    assert not proposal.changes[proposal.changes["action"] == "update"].duplicated(["record_id", "field", "tier"]).any()


@given(drawn=orgs())
def test_every_member_of_a_case_is_accounted_for(default_policy, drawn):
    org, found = drawn
    proposal = merging(org, found, default_policy)
    changes = proposal.changes.assign(rule=proposal.changes["rule"].fillna("lead_to_lead"))
    cases = cases_of(changes, proposal.review)

    for case in proposal.review.itertuples():
        master, *others = case.records.split(";")
        gone = by_action(changes[(cases == case.case_id).fillna(False).to_numpy(dtype=bool)])
        assert sorted(gone["record_id"]) == sorted(others)
        assert set(gone["into_id"]) == {master}
    asked = changes["tier"] == "review"
    assert (cases.notna() == asked).all()


@given(drawn=orgs())
def test_every_record_of_a_pair_is_merged_or_asked_about_or_its_pair_is_told(default_policy, drawn):
    org, found = drawn
    proposal = merging(org, found, default_policy)

    assert len(proposal.pairs) == len(found.pairs)
    assert failures(plan_table_model("pairs", finished=False), proposal.pairs).empty
    assert list(proposal.review.columns) == list(COLUMNS["review"])


@given(drawn=orgs())
def test_no_automatic_merge_loosens_consent_or_touches_an_excluded_record(default_policy, drawn):
    org, found = drawn
    proposal = merging(org, found, default_policy)
    sure = automatic(proposal.changes)
    after = apply_changes(org, sure)
    target = sure.dropna(subset=["into_id"]).set_index("record_id")["into_id"]
    leads = org.table("Lead")
    survivor = looked_up(leads["Id"], target).fillna(leads["Id"])
    kept = after.table("Lead").set_index("Id")

    for flag in FLAGS:
        any_true = leads[flag].fillna(False).groupby(survivor).any()
        assert kept[flag].fillna(False)[any_true[any_true].index].all()
        in_merge = survivor.isin(set(target))
        unread = (leads[flag].isna() & in_merge).groupby(survivor).any()
        assert not (kept[flag].reindex(unread[unread].index) == False).fillna(False).any()  # noqa: E712
    excluded = set(leads.loc[leads["Status"].isin(["Qualifying", "Qualified"]), "Id"])
    assert not excluded & set(sure["record_id"])


@given(drawn=orgs(), seed=st.integers(0, 5))
def test_the_order_of_rows_does_not_matter(default_policy, drawn, seed):
    org, found = drawn
    table = org.table("Lead").sample(frac=1, random_state=seed, ignore_index=True)
    pairs = found.pairs.sample(frac=1, random_state=seed, ignore_index=True)
    turned = Matches.of(pairs, found.groups, found.review_groups, found.facts)

    one = merging(org, found, default_policy)
    other = merging(org.with_tables(Lead=table), turned, default_policy)

    pd.testing.assert_frame_equal(one.changes, other.changes)
    pd.testing.assert_frame_equal(one.review, other.review)
    assert np.array_equal(one.facts["probability_histogram"], other.facts["probability_histogram"])
