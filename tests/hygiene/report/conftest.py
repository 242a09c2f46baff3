"""The small plan with its report, made once."""

import pytest

from hygiene.plan import Plan
from hygiene.policy import Policy, parse_policy
from hygiene.report.page import render
from hygiene.report.summary import summarise
from tests.hygiene.report.small_plan import small_plan


@pytest.fixture(scope="session")
def plan() -> Plan:
    return small_plan()


@pytest.fixture(scope="session")
def policy() -> Policy:
    """The shipped policy with thresholds of its own, so that fitting the matcher again does not touch these tests."""
    return parse_policy("tiers: {auto: 0.998, review: 0.5}", "test policy")


@pytest.fixture(scope="session")
def summary(plan, policy):
    return summarise(plan, policy)


@pytest.fixture(scope="session")
def page(plan, policy, summary) -> str:
    return render(plan, policy, summary)
