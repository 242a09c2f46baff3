"""When jobs start, told without a server: cron in the org's time zone, over a change of daylight saving."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest

from flows.schedules import is_too_late, missed, starts
from hygiene.errors import UsageError
from hygiene.policy import Policy, parse_policy
from tests.readme import printed

BERLIN = "schedules: {time_zone: Europe/Berlin}"


def schedules(text: str = BERLIN):
    return parse_policy(text, "policy").schedules


@pytest.mark.parametrize(
    ("zone", "after", "due"),
    [
        ("Europe/Berlin", "2026-10-23", ["Fri 23 +0200", "Sat 24 +0200", "Fri 30 +0100", "Sat 31 +0100"]),
        ("Europe/Berlin", "2027-03-26", ["Fri 26 +0100", "Sat 27 +0100", "Fri 02 +0200", "Sat 03 +0200"]),
        ("America/New_York", "2026-10-30", ["Fri 30 -0400", "Sat 31 -0400", "Fri 06 -0500", "Sat 07 -0500"]),
        ("America/New_York", "2027-03-12", ["Fri 12 -0500", "Sat 13 -0500", "Fri 19 -0400", "Sat 20 -0400"]),
    ],
)
def test_the_weekend_starts_at_ten_in_the_evening_before_and_after_the_clocks_change(zone, after, due):
    found = starts(
        schedules(f"schedules: {{time_zone: {zone}}}"),
        "weekend_dedupe",
        datetime.fromisoformat(f"{after}T00:00+00:00"),
        4,
    )

    assert {moment.hour for moment in found} == {22}
    assert [f"{moment:%a %d %z}" for moment in found] == due


def test_a_run_is_left_out_when_it_is_later_than_the_policy_allows():
    due = datetime(2026, 10, 23, 20, tzinfo=UTC)

    assert not is_too_late(schedules(), due, due + timedelta(hours=3))
    assert is_too_late(schedules(), due, due + timedelta(hours=3, seconds=1))


def test_a_start_that_left_no_trace_is_missed_once_it_is_too_late_for_it():
    friday, saturday = pd.Timestamp("2026-10-23T20:00Z"), pd.Timestamp("2026-10-24T20:00Z")
    next_friday = datetime(2026, 10, 30, 21, tzinfo=UTC)

    assert missed(schedules(), "weekend_dedupe", [friday], next_friday) == [saturday]
    assert missed(schedules(), "weekend_dedupe", [friday, saturday], next_friday) == []


def test_a_first_run_has_missed_nothing():
    assert missed(schedules(), "weekend_dedupe", [], datetime(2026, 10, 30, 21, tzinfo=UTC)) == []


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("time_zone: Europe/Berln", "no such time zone"),
        ("without_a_person: [zoominfo_opt_out]", "an erasure always waits for a person"),
        ("cron: {weekend_dedupe: tonight}", "schedules.cron.weekend_dedupe: write five fields"),
        ("cron: {weekend_dedupe: '99 22 * * 5'}", "schedules.cron.weekend_dedupe: bad minute"),
        ("cron: {weekend_dedupe: '0 22 * * fry'}", "schedules.cron.weekend_dedupe: bad day-of-week"),
        ("cron: {weekend_dedupe: '0 22 31 2,4 *'}", "bad day-of-month"),
        ("cron: {weekend: '0 22 * * 5'}", "schedules.cron.weekend"),
    ],
)
def test_a_mistake_in_the_schedules_is_told(key, told):
    with pytest.raises(UsageError, match=told):
        schedules(f"schedules: {{{key}}}")


def test_a_moment_that_is_none_is_told_with_the_option_where_it_was_typed():
    from flows.commands import list_jobs

    with pytest.raises(UsageError, match="--after yesterday: write it as 2026-11-21"):
        list_jobs(after="yesterday")


@pytest.mark.parametrize(
    "text", ["0 22 * * 5,6", "*/15 * * * *", "30 4 1-7 JAN-mar MON-FRI", "0 0 29 2 *", "0 0 L * *", "0 22 * * 5#1"]
)
def test_what_the_policy_takes_for_a_cron_prefect_takes_too(text):
    given = schedules(f"schedules: {{cron: {{weekend_dedupe: '{text}'}}}}")

    assert len(starts(given, "weekend_dedupe", datetime(2026, 10, 23, tzinfo=UTC), 2)) == 2


def test_the_command_lists_the_next_runs_in_the_org_s_time_zone(tmp_path):
    (tmp_path / "p.yaml").write_text(BERLIN, encoding="utf-8")

    told = printed("lead-hygiene schedule list --policy p.yaml --after 2026-10-24 --count 2", tmp_path)

    assert "weekend_dedupe\n  Sat 2026-10-24 22:00 CEST (UTC+0200)\n  Fri 2026-10-30 22:00 CET (UTC+0100)\n" in told
    assert "weekly_opt_out\n" in told
    assert "daily_dnc_and_test_leads\n" in told


def test_every_job_of_the_policy_has_a_flow_of_its_name(default_policy: Policy):
    from flows.serving import JOB_FLOWS, KEEPING_FLOWS, flow_named

    names = [*JOB_FLOWS, *KEEPING_FLOWS]
    assert set(default_policy.schedules.cron) == set(names)
    assert [flow_named(name).name for name in names] == names


def test_every_parameter_has_a_sentence_in_prefect_s_form():
    from prefect.utilities.callables import parameter_schema

    from flows.parameters import JobParameters
    from flows.serving import HAND_FLOWS, KEEPING_FLOWS, flow_named

    fields = {name: field.description for name, field in JobParameters.model_fields.items()}
    for name in (*KEEPING_FLOWS, *HAND_FLOWS):
        schema = parameter_schema(flow_named(name).fn)
        fields |= {f"{name}.{key}": told.get("description") for key, told in schema.properties.items()}

    assert [name for name, sentence in fields.items() if not sentence] == []


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"digest": "abc", "approver": "Mary", "runs": "runs"}, "digest"),
        ({"digest": "0123456789ab", "approver": "", "runs": "runs"}, "approver"),
    ],
)
def test_what_is_typed_into_the_form_is_checked(given, told):
    from prefect.exceptions import ParameterTypeError

    from flows.approve import approve

    with pytest.raises(ParameterTypeError, match=told):
        approve.validate_parameters(given)


def test_a_plan_of_an_org_is_not_written_to_a_folder():
    from flows.commands import _parameters

    with pytest.raises(UsageError, match="a plan of an org is written to the word salesforce"):
        _parameters("salesforce", Path("runs"), None, "cleaned")


def test_jobs_of_files_go_by_the_policy_that_lies_beside_them(tmp_path):
    from flows.commands import _asked

    (tmp_path / "policy.yaml").write_text(BERLIN, encoding="utf-8")

    found, parameters = _asked(str(tmp_path), tmp_path / "runs", None, None)

    assert found.time_zone == "Europe/Berlin"
    assert parameters.policy == str(tmp_path / "policy.yaml")
