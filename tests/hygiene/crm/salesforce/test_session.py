"""Every call of an org has a time-out, says who calls, and keeps to the policy's share of the requests of a day."""

import random
import re

import pytest

from hygiene.crm.salesforce.problems import LostAnswerError
from hygiene.errors import BrakeError
from hygiene.policy import parse_policy

pytestmark = pytest.mark.enable_socket


@pytest.fixture
def session(opened):
    made = opened(parse_policy("salesforce: {api_budget_percent: 50}", "test"))
    made.first_wait = 0.001
    return made


def ask(session):
    return session.call("GET", session.data("limits"))


def test_a_run_stops_before_the_call_that_would_take_more_than_its_share_of_the_days_requests(session, environment):
    environment.state.limits.maximum, environment.state.limits.used = 100, 49
    ask(session)
    ask(session)

    with pytest.raises(BrakeError, match=r"51 of the org's 100 API requests .*api_budget_percent allows \(50%\)"):
        ask(session)
    assert len(environment.calls) == 2


def test_what_others_used_counts_too(session, environment):
    environment.state.limits.maximum = 100
    ask(session)
    environment.state.limits.used = 60
    ask(session)

    with pytest.raises(BrakeError, match="61 of the org's 100"):
        ask(session)


def test_a_call_that_hangs_ends_by_itself_and_is_told_in_a_sentence(session, environment):
    environment.fault("hang", "limits", times=10, seconds=10)
    assert all(session.timeout)
    session.timeout, session.tries = (20.0, 0.2), 2

    with pytest.raises(LostAnswerError, match="did not answer in time, after every retry"):
        ask(session)
    assert environment.calls.count("limits") == 2
    assert environment.state.faults.planned[0].sat_out == 0


def test_the_org_is_told_who_calls(session):
    assert re.fullmatch(r"lead-hygiene/[\w.]+", ask(session).request.headers["User-Agent"])


def test_the_wait_before_a_retry_doubles_and_differs_each_time(session, environment):
    waits = []
    session.sleep, session.first_wait, session._random = waits.append, 1.0, random.Random(1)
    environment.fault("unavailable", "limits", times=5)

    ask(session)

    assert len(waits) == 5
    assert all(2**n / 2 <= wait <= 2**n for n, wait in enumerate(waits))
    assert len({wait / 2**n for n, wait in enumerate(waits)}) == 5
