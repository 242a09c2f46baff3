"""The review cases of the samples, worked out again from the records that the plan holds."""

import pandas as pd

from hygiene import policy as policies
from hygiene.amending import rows_of_cases
from hygiene.merging.groups import cases_of
from tests.plan_of_samples.truth import SAMPLES


def test_a_case_without_a_choice_is_worked_out_again_as_the_plan_has_it_to_the_letter(plan):
    changes, review = plan.tables["changes"], plan.tables["review"]
    cases = cases_of(changes, review)
    planned = changes.assign(case=cases)[cases.notna()]

    again = rows_of_cases(plan, policies.load(SAMPLES / "policy.yaml"), review)

    assert len(planned) > 400
    order = ["case", "change_id"]
    pd.testing.assert_frame_equal(
        again[planned.columns].sort_values(order, ignore_index=True), planned.sort_values(order, ignore_index=True)
    )


def test_the_plan_holds_every_record_of_its_cases_once(plan):
    records = plan.tables["records"]
    named = set(plan.tables["review"]["records"].str.split(";").explode())

    assert named <= set(records["Id"])
    assert records["Id"].is_unique
