"""Counts of the summary that must be equal, and each way in which they may not be."""

from dataclasses import replace

from hygiene.report.opt_outs import RULE
from hygiene.report.summary import summarise
from schemas import outputs
from tests.hygiene.report.small_plan import small_plan
from tests.tables import sf_id


def failing(told):
    return [check["what"] for check in told["checks"] if not check["holds"]]


def test_every_count_of_the_small_plan_reconciles(summary):
    assert failing(summary) == []
    assert summary["reconciles"]


def test_a_lost_row_does_not_reconcile(policy):
    plan = small_plan()
    lost = replace(plan.inputs[2], rows_read=21)

    told = summarise(replace(plan, inputs=(*plan.inputs[:2], lost)), policy)

    assert failing(told) == ["Every row of Lead.csv is accounted for"]
    assert "DO NOT RECONCILE" in " ".join(told["headline"])


def test_records_that_were_taken_and_not_looked_at_do_not_reconcile(policy):
    plan = small_plan()
    population = {**plan.population, "Lead": {**plan.population["Lead"], "records": 17}}

    assert len(failing(summarise(replace(plan, population=population), policy))) == 1


def test_a_record_that_two_changes_take_away_does_not_reconcile(policy):
    changes = small_plan().tables["changes"]
    twice = changes[changes["action"] == "delete"].assign(record_id=sf_id("Lead 2"))
    both = outputs.stack("changes", [changes[changes["action"] != "delete"], twice])

    assert failing(summarise(small_plan(changes=both), policy)) == ["No record is merged, converted or removed twice"]


def test_an_erasure_without_a_verdict_does_not_reconcile(policy):
    verdicts = small_plan().tables["verdicts"]
    kept = verdicts.assign(verdict=verdicts["verdict"].replace("erase", "keep"))

    assert failing(summarise(small_plan(verdicts=kept), policy)) == [
        "Nobody is erased without a verdict, nor the other way round"
    ]


def test_an_opt_out_that_is_lost_on_the_way_to_its_verdict_does_not_reconcile(policy):
    plan = small_plan()
    flagged = {"flagged": 7, "flagged_judged": 4, "flagged_merged": 2}
    facts = {**plan.facts, RULE: {**plan.facts[RULE], **flagged}}

    (lost,) = failing(summarise(replace(plan, facts=facts), policy))

    assert lost.startswith("Every record flagged as an opt-out has a verdict")


def test_brakes_that_saw_other_changes_do_not_reconcile(policy):
    plan = small_plan()

    assert failing(summarise(replace(plan, caps=plan.caps[:-1]), policy)) == ["The brakes counted what the plan holds"]
