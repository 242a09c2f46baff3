"""Do-Not-Call list files: how they are named and asked for, and how old they may be."""

import os
from datetime import UTC, date, datetime

import pytest

from hygiene.crm.dnc_files import read_dnc_lists
from hygiene.errors import BrakeError, InputError, UsageError
from tests.hygiene.crm.dnc_lists import TWO, TWO_NUMBERS, policy_with, read, saved
from tests.tables import AS_OF

# Names and options


def test_no_list_is_asked_for_by_default(default_policy):
    assert read_dnc_lists([], default_policy, None, AS_OF) == ()


def test_a_bare_file_is_named_after_itself(tmp_path, default_policy):
    path = saved(tmp_path, TWO, "registry.txt")

    assert read(f"{path}@2026-11-01", default_policy).name == "registry"


def test_the_command_line_gives_a_list_of_the_policy_another_file(tmp_path):
    path = saved(tmp_path, TWO, "new.txt")
    policy = policy_with("{own: {file: old.txt, jurisdiction: US, max_age_days: 10, region: US}}")

    one = read(f"own={path}@2026-11-01", policy)

    assert (one.jurisdiction, one.max_age_days, one.numbers.tolist()) == ("US", 10, TWO_NUMBERS)


@pytest.mark.parametrize(
    ("name", "jurisdiction", "days"),
    [("us", "US", 31), ("us-registry", "US", 31), ("tps", "GB", 28), ("CTPS", "GB", 28), ("partner", "unknown", 31)],
)
def test_well_known_lists_have_the_age_limit_of_their_law(tmp_path, default_policy, name, jurisdiction, days):
    one = read(f"{name}={saved(tmp_path, '+14155552671')}", default_policy)

    assert (one.jurisdiction, one.max_age_days) == (jurisdiction, days)


@pytest.mark.parametrize("option", ["us=", "=list.txt", "us=list.txt@2026-13-01", ""])
def test_an_option_that_is_none_is_told(tmp_path, default_policy, option):
    with pytest.raises((UsageError, InputError)):
        read(option, default_policy)


@pytest.mark.parametrize("day", ["20.11.2026", "2026/11/20", "20-11-2026"])
def test_a_day_in_another_form_is_told_with_the_right_one(tmp_path, default_policy, day):
    with pytest.raises(UsageError, match=rf"{day} is no date; write it as 2026-11-01"):
        read(f"us={saved(tmp_path, TWO)}@{day}", default_policy)


def test_one_name_for_two_lists_is_refused(tmp_path, default_policy):
    path = saved(tmp_path, TWO)

    with pytest.raises(UsageError, match="twice"):
        read_dnc_lists([f"us={path}", f"us={path}"], default_policy, None, AS_OF)


def test_a_list_of_the_policy_must_be_there(tmp_path):
    with pytest.raises(UsageError, match="without a file"):
        read_dnc_lists([], policy_with("{own: {jurisdiction: US}}"), tmp_path, AS_OF)


# Ages


def test_the_date_of_the_command_line_wins_then_the_policys_then_the_file_names_then_the_files(tmp_path):
    dated = saved(tmp_path, TWO, "list_20261103.txt")
    plain = saved(tmp_path, TWO, "list.txt")
    os.utime(plain, (0, datetime(2026, 11, 4, 12, tzinfo=UTC).timestamp()))
    policy = policy_with("{own: {file: list_20261103.txt, fetched: 2026-11-02}}")

    found = [read(option, policy) for option in (f"own={dated}@2026-11-01", f"own={dated}")]
    (other,) = read_dnc_lists([], policy_with("{own: {file: list_20261103.txt}}"), tmp_path, AS_OF)
    (last,) = read_dnc_lists([], policy_with("{own: {file: list.txt}}"), tmp_path, AS_OF)

    assert [(one.fetched, one.fetched_from) for one in [*found, other, last]] == [
        (date(2026, 11, 1), "command line"),
        (date(2026, 11, 2), "policy"),
        (date(2026, 11, 3), "file name"),
        (date(2026, 11, 4), "file time"),
    ]


@pytest.mark.parametrize(("fetched", "name"), [("2026-10-06", "us"), ("2026-10-09", "tps"), ("2026-11-20", "us")])
def test_a_list_of_just_the_longest_age_is_used_and_so_is_a_newer_one(tmp_path, default_policy, fetched, name):
    assert read(f"{name}={saved(tmp_path, '+14155552671', 'x.txt')}@{fetched}", default_policy).name == name


@pytest.mark.parametrize(
    ("fetched", "name", "told"), [("2026-10-05", "us", "32 days"), ("2026-10-08", "tps", "29 days")]
)
def test_a_list_that_is_too_old_stops_the_run(tmp_path, default_policy, fetched, name, told):
    with pytest.raises(BrakeError) as stopped:
        read(f"{name}={saved(tmp_path, '+14155552671', 'x.txt')}@{fetched}", default_policy)

    message = str(stopped.value)
    assert stopped.value.exit_code == 4
    assert told in message
    assert f"--dnc {name}=FILE@DATE" in message
    assert fetched in message


def test_a_stated_date_far_in_the_future_is_a_mistake(tmp_path, default_policy):
    with pytest.raises(UsageError, match="correct the date"):
        read(f"us={saved(tmp_path, TWO, 'x.txt')}@2027-11-01", default_policy)
