"""The flows that people start, and what needs nobody, on a stand-in org: states that say what became of it."""

import json
from pathlib import Path

import pytest

from hygiene import moments
from hygiene.job_folders import outcomes
from tests.hygiene.crm.salesforce.small_org import POLICY, QUIET, TEST, TWICE, load_people, standing
from tests.org import records
from tests.org.values import moment

pytestmark = [pytest.mark.prefect, pytest.mark.enable_socket]

BY_ITSELF = "schedules: {without_a_person: [dnc_internal, dnc_same_number, test_lead]}\n"


@pytest.fixture
def people(prefect_server, org, tmp_path, monkeypatch):
    """The org that the environment names; the flows run in a folder of their own, as `robot`."""
    monkeypatch.setenv("SALESFORCE_INSTANCE_URL", org.instance_url)
    monkeypatch.setenv("SALESFORCE_ACCESS_TOKEN", org.access_token)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", org.ca_file)
    monkeypatch.setenv("LEAD_HYGIENE_USER", "robot")
    monkeypatch.chdir(tmp_path)
    load_people(org)
    return org


def job(name, policy=POLICY, to="salesforce"):
    """The state in which a job ends, and its outcome."""
    from flows.parameters import JobParameters
    from flows.serving import flow_named

    Path("policy.yaml").write_text(policy)
    runs = Path("runs").absolute()
    parameters = JobParameters(source="salesforce", runs=str(runs), policy="policy.yaml", to=to)
    state = flow_named(name)(parameters, return_state=True)
    return state, [outcome for _, outcome in outcomes(runs, name)][-1]


def test_a_job_that_needs_no_person_writes_to_the_org(people):
    state, outcome = job("daily_dnc_and_test_leads", POLICY + BY_ITSELF)

    assert state.name == "Completed"
    assert outcome.counts["applied"] == outcome.counts["planned"] > 0
    assert TEST not in standing(people)


def test_the_daily_job_reads_only_what_moved_since_its_last_run(people):
    people.state.store.now = moment(moments.now().isoformat())  # the mirror asks by the clock of the machine
    job("daily_dnc_and_test_leads", POLICY + BY_ITSELF)
    first = mirrored("Lead")

    with people.state.store.lock:
        records.update(people.state, "Lead", QUIET, {"Title": "TEST"})
    state, _ = job("daily_dnc_and_test_leads", POLICY + BY_ITSELF)

    assert mirrored("Lead")["whole"] == first["whole"]
    assert mirrored("Lead")["at"] > first["at"]
    assert state.name == "Completed"
    assert QUIET not in standing(people)


def mirrored(table):
    """What the folder of the runs knows of a table: `whole`, when all of it was read, and `at`, of when it is."""
    return json.loads(Path("runs/mirror/mirror.json").read_text())["objects"][table]


def test_outside_its_hours_it_waits_for_them(people):
    now = moments.now()
    closed = f"opens: '{(now.hour + 2) % 24:02}:00', closes: '{(now.hour + 3) % 24:02}:00', time_zone: UTC"
    policy = f"salesforce: {{rest_rows: 50000, run_window: {{{closed}}}}}\n{BY_ITSELF}"

    state, outcome = job("daily_dnc_and_test_leads", policy)

    assert (state.name, outcome.state) == ("Waiting for its hours", "waiting for its hours")
    assert TEST in standing(people)


def test_the_form_approves_a_plan_and_it_is_written(people):
    from flows.approve import approve

    _, outcome = job("weekend_dedupe")
    wrong = approve("0123456789ab", "Mary", "runs", return_state=True)
    assert (wrong.name, wrong.message) == (
        "Failed", "No run of runs waits for the approval of a plan 0123456789ab.",
    )  # fmt: skip

    state = approve(outcome.digest[:12], "Mary", str(Path("runs").absolute()), "policy.yaml", return_state=True)

    assert state.name == "Completed"
    assert TWICE not in standing(people)


def test_a_plan_is_written_by_hand_if_it_is_the_one_that_is_meant(people):
    from flows.apply import apply

    _, outcome = job("weekend_dedupe", to=None)
    (plan,) = Path("runs").glob("weekend_dedupe/*/plan")
    before = standing(people)

    other = apply(str(plan), "salesforce", "0123456789ab", return_state=True)
    assert other.name == "Stopped by a brake"
    assert standing(people) == before

    assert apply(str(plan), "salesforce", outcome.digest, return_state=True).name == "Completed"
    assert TWICE not in standing(people)


def test_the_house_is_kept(people):
    from flows.ledger_housekeeping import ledger_housekeeping

    job("weekend_dedupe")

    state = ledger_housekeeping(return_state=True)

    assert state.name == "Completed"
    assert "Taken away, since their time was over:" in state.message
