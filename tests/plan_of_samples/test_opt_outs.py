"""Verdicts and erasures of `data/samples`, held against why each record was made."""

import pytest

from hygiene.pipeline import PlanRequest, make_and_save_plan
from hygiene.plan import Plan
from tests.plan_of_samples.truth import SAMPLES, ids_of


@pytest.mark.parametrize(
    ("verdict", "situations"),
    [
        ("erase", "none contact_none copies lost_opportunity own_action_lapsed campaign_lapsed campaign_email"
         " campaign_no_response outbound_task inbound_task_lapsed event_called_off behaviour_at_bar absorbed_none"),
        ("keep", "customer partner former_customer open_opportunity won_opportunity open_quote own_action campaign"
         " qualifying inbound_task inbound_email held_event behaviour"),
        ("hold", "on_hold contact_on_hold"),
        ("undetermined", "quarantined_status event_to_come absorbed_kept"),
    ],
)  # fmt: skip
def test_each_opt_out_gets_the_verdict_that_its_evidence_asks_for(plan: Plan, verdict: str, situations: str):
    verdicts = plan.tables["verdicts"].set_index("record_id")["verdict"]
    for situation in situations.split():
        given = verdicts[verdicts.index.isin(ids_of(f"optout_{situation}"))]
        assert len(given), situation
        assert set(given) == {verdict}, situation


def test_erasures_are_exactly_those_with_that_verdict(plan: Plan):
    verdicts, changes = plan.tables["verdicts"], plan.tables["changes"]
    erased = set(changes[changes["action"] == "erase"]["record_id"])
    assert erased == set(verdicts[verdicts["verdict"] == "erase"]["record_id"])
    assert erased & ids_of("optout_other_reason") == set()


def test_what_keeps_an_opted_out_person_on_another_record_is_not_merged_away_without_a_person(plan: Plan):
    parted = ids_of("optout_absorbed_kept")
    cases = plan.tables["review"]
    asked = cases[cases["records"].str.split(";").map(lambda ids: set(ids) <= parted)]

    assert set(asked["records"].str.split(";").explode()) == parted
    assert asked["reason"].str.contains("what may keep an opted-out person (own_action)", regex=False).all()


def test_opt_outs_alone_erase_nobody_whom_the_whole_plan_keeps_as_one_with_another_record(plan: Plan, tmp_path):
    request = PlanRequest(SAMPLES, tmp_path / "plan", plan.as_of, only=("zoominfo_opt_out",))

    alone = make_and_save_plan(request).plan.tables["changes"]

    automatic = alone[alone["tier"] == "auto"]
    assert set(automatic["action"]) == {"erase"}
    whole = plan.tables["changes"]
    assert set(automatic["record_id"]) <= set(whole.loc[whole["action"] == "erase", "record_id"])
