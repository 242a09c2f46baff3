"""A stand-in org that the environment names, and connections to it that end with the test."""

import os
import shutil
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pytest

from hygiene.apply.executor import Executor
from hygiene.apply.images import MemoryImages
from hygiene.apply.journal import MemoryJournal
from hygiene.apply.pace import Pace
from hygiene.crm.salesforce.connect import connect
from hygiene.crm.salesforce.sink import SalesforceSink
from hygiene.pipeline import PlanRequest, make_and_save_plan
from hygiene.plan import Plan
from hygiene.policy import Policy
from tests.hygiene.crm.salesforce.org_commands import plan, said
from tests.hygiene.crm.salesforce.small_org import POLICY, load_people
from tests.org.fixture import org
from tests.sound_samples import SAMPLES, write_sound_samples

__all__ = ["org"]

THEN = "2026-11-20T00:00:00Z"


def named_by(org, patch):
    """The environment names this org."""
    patch.setenv("SALESFORCE_INSTANCE_URL", org.instance_url)
    patch.setenv("SALESFORCE_ACCESS_TOKEN", org.access_token)
    patch.setenv("REQUESTS_CA_BUNDLE", org.ca_file)


@pytest.fixture
def environment(org, monkeypatch):
    named_by(org, monkeypatch)
    return org


class PlannedSamples(NamedTuple):
    """The folder that the org was filled from, and the plan of the org."""

    export: Path
    request: PlanRequest
    plan: Plan
    policy: Policy


@pytest.fixture
def planned_samples(environment, tmp_path):
    """The org with the samples that an org can hold, and its plan of their day."""
    export = tmp_path / "export"
    export.mkdir()
    environment.load_folder(write_sound_samples(export))
    now = pd.Timestamp("2026-11-21T06:00:00Z")
    request = PlanRequest(Path("salesforce"), tmp_path / "plan", now, policy_file=SAMPLES / "policy.yaml")
    made = make_and_save_plan(request)
    return PlannedSamples(export, request, made.plan, made.policy)


@pytest.fixture
def opened(environment):
    """`opened(policy)`: a connection to the org."""
    made = []

    def open_one(policy):
        made.append(connect(policy))
        return made[-1]

    yield open_one
    for connection in made:
        connection.close()


@pytest.fixture
def executor(opened):
    """`executor(policy)`: one that writes to the org; `answers_in`: how long it waits for an answer, in seconds."""

    def make(policy, journal=None, since=THEN, answers_in=60.0):
        org = opened(policy)
        org.first_wait, org.timeout, org.tries = 0.01, (20.0, answers_in), 3
        sink = SalesforceSink(org, policy)
        return Executor(sink, journal or MemoryJournal(), MemoryImages(), since, Pace(error_share=1.0))

    return make


@pytest.fixture
def people(environment, tmp_path, monkeypatch):
    """The org; commands run in a folder of their own, as Olga."""
    load_people(environment)
    (tmp_path / "policy.yaml").write_text(POLICY)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LEAD_HYGIENE_USER", "olga")
    return environment


class PlanOfPeople(NamedTuple):
    """A plan's folder, and the home whose ledger knows who made it."""

    plan: Path
    home: Path


@pytest.fixture(scope="session")
def plan_of_people(running_org, tmp_path_factory):
    """A plan of the people by Olga, made once: what a test does with it, it does with a copy."""
    made = PlanOfPeople(tmp_path_factory.mktemp("people") / "plan", tmp_path_factory.mktemp("home_of_people"))
    with pytest.MonkeyPatch.context() as patch:
        running_org.begin_anew()
        named_by(running_org, patch)
        load_people(running_org)
        patch.setenv("LEAD_HYGIENE_HOME", str(made.home))
        patch.setenv("LEAD_HYGIENE_USER", "olga")
        patch.chdir(made.plan.parent)
        Path("policy.yaml").write_text(POLICY)
        plan()
    return made


@pytest.fixture
def approved(plan_of_people, people, own_home, tmp_path, monkeypatch):
    """A plan by Olga that Mary approved."""
    if "LEAD_HYGIENE_LEDGER_URL" in os.environ:
        plan()  # another ledger has to know it
    else:
        shutil.copytree(plan_of_people.plan, tmp_path / "plan")
        shutil.copytree(plan_of_people.home, own_home, dirs_exist_ok=True)
    with monkeypatch.context() as mary:
        mary.setenv("LEAD_HYGIENE_USER", "mary")
        said("approve", "plan")
    return people
