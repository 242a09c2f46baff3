"""The screen after a plan: short, plain, the same each time, and without personal data."""

from dataclasses import replace

import pandas as pd

from hygiene.plan import CapReading
from hygiene.report.terminal import LINES, WIDTH, screen
from tests.hygiene.report.small_plan import INPUTS, PERSONAL, empty_plan, small_plan


def test_a_plan_of_nothing_fits_in_few_lines(policy):
    text = screen(empty_plan(), policy, "plan")

    assert "Proposed   nothing" in text
    assert len(text.splitlines()) < 20


def test_the_screen_of_the_small_plan(plan, policy, snapshot):
    assert screen(plan, policy, "plan") == snapshot


def test_it_is_one_screen_whatever_is_proposed(policy):
    plan = small_plan()
    changes = plan.tables["changes"]
    rules = [changes.assign(rule=f"rule_{number}_with_a_name_that_does_not_end") for number in range(30)]
    many_lists = [
        {**row, "name": f"list {number}", "unread": int(number == 8)}
        for number in range(9) for row in plan.facts["dnc_list"]["lists"]
    ]  # fmt: skip
    plan = small_plan(changes=pd.concat(rules, ignore_index=True))
    plan = replace(plan, inputs=INPUTS * 5, facts={**plan.facts, "dnc_list": {"lists": many_lists}})

    lines = screen(plan, policy, "plan").splitlines()

    assert len(lines) <= LINES
    assert max(map(len, lines)) <= WIDTH
    assert "and 19 more rules" in "\n".join(lines)
    assert "DNC lists  list 8: " in "\n".join(lines)
    assert "and 7 more, which the report tells" in "\n".join(lines)


def test_nothing_of_a_person_stands_on_it(plan, policy):
    text = screen(plan, policy, "plan").lower()

    assert [piece for piece in PERSONAL if piece in text] == []


def test_a_passed_cap_takes_the_place_of_the_next_step(plan, policy):
    passed = CapReading("test_lead", "delete", "Lead", 12, 18, 2, False)
    stopped = replace(plan, caps=(*plan.caps, passed), source="my exports")

    text = screen(stopped, policy, "plan")

    assert "STOPPED by 1 cap: test_lead delete" in text
    assert 'lead-hygiene plan "my exports" --out plan --replace --raise-cap test_lead=12' in text
    assert "apply" not in text


def test_counts_that_do_not_reconcile_advise_against_applying(plan, policy):
    lost = replace(plan.inputs[2], rows_read=21)

    text = screen(replace(plan, inputs=(lost,)), policy, "plan")

    assert "FAILED" in text
    assert "do not apply this plan" in text
    assert "lead-hygiene apply" not in text
