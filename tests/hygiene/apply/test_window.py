"""A run window stops a run at a time of day, and a number of hours after its start."""

import pandas as pd
import pytest

from hygiene.apply.pace import pace_of
from hygiene.apply.window import window_of
from hygiene.errors import BrakeError, UsageError
from hygiene.policy import parse_policy


def settings(text):
    return parse_policy(f"salesforce: {{{text}}}", "test").salesforce


def at(text):
    return pd.Timestamp(text, tz="UTC")


BERLIN = 'run_window: {opens: "20:00", closes: "06:00", time_zone: Europe/Berlin}'


@pytest.mark.parametrize(
    ("started", "closes"),
    [
        ("2026-11-20 19:00", "2026-11-21 05:00"),  # 20:00 on the clock there
        ("2026-11-21 04:59", "2026-11-21 05:00"),
        ("2026-10-24 19:00", "2026-10-25 05:00"),  # the night in which the clocks go back: an hour longer
        ("2026-03-28 20:00", "2026-03-29 04:00"),  # and forward: an hour shorter
    ],
)
def test_a_window_over_midnight_closes_in_the_morning_of_its_own_clocks(started, closes):
    window = window_of(settings(BERLIN), at(started))

    assert window.closes == at(closes)
    assert window.is_open(at(closes) - pd.Timedelta(seconds=1))
    assert not window.is_open(at(closes))


@pytest.mark.parametrize("started", ["2026-11-20 18:59", "2026-11-21 05:00", "2026-11-21 12:00"])
def test_outside_of_it_a_run_does_not_start(started):
    with pytest.raises(BrakeError, match=r"run_window is 20:00 to 06:00 \(Europe/Berlin\)"):
        window_of(settings(BERLIN), at(started))


def test_within_one_day_it_closes_the_same_day_and_hours_of_running_may_end_it_sooner():
    day = 'run_window: {opens: "09:00", closes: "17:00", time_zone: UTC}'

    assert window_of(settings(day), at("2026-11-20 09:00")).closes == at("2026-11-20 17:00")
    assert window_of(settings(f"{day}, run_hours: 2"), at("2026-11-20 09:00")).closes == at("2026-11-20 11:00")
    assert window_of(settings(f"{day}, run_hours: 9"), at("2026-11-20 09:00")).closes == at("2026-11-20 17:00")


def test_a_batch_under_way_has_some_minutes_more():
    window = window_of(settings("run_hours: 1, hard_stop_minutes: 10"), at("2026-11-20 09:00"))

    assert window.may_go_on(at("2026-11-20 10:09:59"))
    assert not window.may_go_on(at("2026-11-20 10:10"))


def test_without_settings_there_is_no_end():
    window = window_of(settings(""), at("2026-11-20 09:00"))

    assert window.is_open(at("2036-01-01"))
    assert window.may_go_on(at("2036-01-01"))


@pytest.mark.parametrize("wrong", ['{opens: 20:00, closes: "06:00"}', '{opens: "6:00", closes: "07:00"}',
                                   '{opens: "06:00", closes: "06:00"}'])  # fmt: skip
def test_a_window_that_cannot_be_is_told(wrong):
    with pytest.raises(UsageError, match=r"salesforce\.run_window"):
        settings(f"run_window: {wrong[:-1]}, time_zone: UTC}}")


def test_the_pace_is_that_of_the_policy():
    sizes = "batches: {canary: 3, merges: 100, updates: 400, conversions: 50, deletes: 70}"
    pace = pace_of(settings(f"{sizes}, pause_seconds: 2, error_share: 0.2"))

    kinds = ("consent", "merge", "prepare", "convert", "blank", "erase")
    assert [pace.size(kind, first=False) for kind in kinds] == [400, 100, 400, 50, 400, 70]
    assert (pace.size("merge", first=True), pace.pause_seconds, pace.error_share) == (3, 2, 0.2)
