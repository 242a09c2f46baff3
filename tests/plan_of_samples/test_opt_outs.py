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
         " qualifying inbound_task inbound_email held_event behaviour absorbed_kept"),
        ("hold", "on_hold contact_on_hold"),
        ("undetermined", "quarantined_status event_to_come"),
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


def test_every_record_that_was_flagged_is_judged_by_itself_or_in_the_record_that_it_goes_into(plan: Plan):
    told = plan.facts["zoominfo_opt_out"]

    assert told["flagged"] == told["flagged_judged"] + told["flagged_merged"]
    assert told["flagged_merged"] > 0


def test_opt_outs_alone_erase_nobody_whom_the_whole_plan_keeps_as_one_with_another_record(plan: Plan, tmp_path):
    request = PlanRequest(SAMPLES, tmp_path / "plan", plan.as_of, only=("zoominfo_opt_out",))

    alone = make_and_save_plan(request).plan.tables["changes"]

    automatic = alone[alone["tier"] == "auto"]
    assert set(automatic["action"]) == {"erase"}
    whole = plan.tables["changes"]
    assert set(automatic["record_id"]) <= set(whole.loc[whole["action"] == "erase", "record_id"])
