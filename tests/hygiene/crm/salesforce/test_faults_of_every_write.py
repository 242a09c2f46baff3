"""Whatever befalls a write of any kind, everything is done once, and the receipts say so.

The table: each kind of write against each fault, by the calls that it makes. What can befall Bulk jobs alone is tried
on the kinds that go by them.
"""

from collections import Counter
from itertools import count

import pytest

from hygiene.apply.executor import Executor
from hygiene.apply.images import MemoryImages
from hygiene.apply.journal import MemoryJournal
from hygiene.apply.pace import Pace
from hygiene.crm.salesforce.connect import connect
from hygiene.crm.salesforce.sink import SalesforceSink
from hygiene.errors import HygieneError, PartlyAppliedError
from tests.hygiene.crm.salesforce.writes import LEADS, THEN, apply, load, outcome, policy, statuses, steps_of_kind
from tests.org.state import CLIENT
from tests.org.tls import ToTheStandIn

pytestmark = pytest.mark.enable_socket

KINDS = {
    "update": ("collections.update", ""),
    "bulk": ("bulk.ingest.close", "bulk_rows: 1"),
    "merge": ("soap.merge", ""),
    "convert": ("soap.convertLead", ""),
    "delete": ("collections.delete", ""),
    "bulk_delete": ("bulk.ingest.close", "bulk_rows: 1"),
    "erase": ("bulk.ingest.close", ""),
    "empty_bin": ("soap.emptyRecycleBin", "erase: delete_and_empty_bin"),
    "undelete": ("soap.undelete", ""),
}
"""Kind of write -> the call that writes, and the setting by which it is taken."""
BY_JOBS = ("bulk", "bulk_delete", "erase")
OF_CALLS = {
    "unavailable": {"times": 2}, "busy": {"times": 2}, "cut": {}, "late": {}, "gateway": {},
    "hang": {"seconds": 15},
    "lock": {"ids": [LEADS[0]], "times": 2},
}  # fmt: skip
OF_JOBS = {"job_failed": {"rows": 1}, "unprocessed": {"rows": 1}, "slow": {}}
TABLE = [(kind, fault) for kind in KINDS for fault in (*OF_CALLS, *(OF_JOBS if kind in BY_JOBS else ()))]


@pytest.mark.parametrize(("kind", "fault"), TABLE)
def test_after_any_fault_of_a_write_everything_was_done_once_and_the_receipts_say_so(
    environment, kind, fault, executor
):
    call, setting = KINDS[kind]
    load(environment, kind)
    environment.fault(fault, call, **(OF_CALLS | OF_JOBS)[fault])
    steps = steps_of_kind(kind)

    run = executor(policy(setting), answers_in=0.5 if fault == "hang" else 60.0)
    assert apply(run, *steps) == {("applied", ""): len(steps)}
    assert outcome(environment, kind)
    assert struck(environment)


def struck(org):
    """Whether the fault was met, and no hang was sat out: one that strikes nothing would prove nothing."""
    fault = org.state.faults.planned[0]
    return fault.seen > 0 and fault.sat_out == 0


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("fault", ["daily_limit", "expire"])
def test_a_run_that_must_stop_is_resumed_to_its_end(environment, monkeypatch, kind, fault, executor):
    call, setting = KINDS[kind]
    load(environment, kind)
    environment.fault(fault, call)
    run = executor(policy(setting))
    with pytest.raises(HygieneError, match=r"REQUEST_LIMIT_EXCEEDED|INVALID_SESSION_ID"):
        run.run(steps_of_kind(kind))
    monkeypatch.setenv("SALESFORCE_ACCESS_TOKEN", environment.state.new_token())

    resumed = executor(policy(setting), run.journal)
    assert apply(resumed, *steps_of_kind(kind)) == {("applied", ""): len(steps_of_kind(kind))}
    assert outcome(environment, kind)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("fault", ["expire", "cut"])
def test_at_whichever_call_of_a_write_the_session_ends_or_the_answer_is_lost_it_is_got_over(
    org, monkeypatch, kind, fault
):
    for nth in count(1):
        org.begin_anew()
        load(org, kind)
        org.fault(fault, nth=nth)
        journal = run_with_logins(org, monkeypatch, kind)

        assert statuses(journal) == Counter({("applied", ""): len(steps_of_kind(kind))})
        assert outcome(org, kind)
        if org.state.faults.planned[0].seen < nth:
            assert nth > 3
            return


def run_with_logins(org, monkeypatch, kind):
    """Applies the steps of the kind by a connected app, which can log in anew; the journal."""
    for name in ("INSTANCE_URL", "ACCESS_TOKEN"):
        monkeypatch.delenv(f"SALESFORCE_{name}", raising=False)
    app = {"DOMAIN": "acme.my", "CLIENT_ID": CLIENT["client_id"], "CLIENT_SECRET": CLIENT["client_secret"]}
    for name, value in app.items():
        monkeypatch.setenv(f"SALESFORCE_{name}", value)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", org.ca_file)
    settings, journal = policy(KINDS[kind][1]), MemoryJournal()
    with connect(settings) as session:
        session._http.mount("https://acme.my.salesforce.com", ToTheStandIn(org.port))
        session.first_wait, session.timeout, session.tries = 0.001, (20.0, 60.0), 3
        sink = SalesforceSink(session, settings)
        Executor(sink, journal, MemoryImages(), THEN, Pace(error_share=1.0)).run(steps_of_kind(kind))
    return journal


@pytest.mark.parametrize("calls", range(1, 7))
@pytest.mark.parametrize("kind", ["bulk", "merge", "empty_bin"])
def test_a_window_that_ends_in_the_middle_of_a_batch_leaves_a_run_that_is_resumed(environment, kind, calls, executor):
    load(environment)
    run = executor(policy(KINDS[kind][1]))
    run.sink.org.may_go_on = lambda: run.sink.org.calls < calls
    with pytest.raises(PartlyAppliedError, match="middle of a batch"):
        run.run(steps_of_kind(kind))
    assert run.sink.org.calls == calls

    resumed = executor(policy(KINDS[kind][1]), run.journal)
    assert apply(resumed, *steps_of_kind(kind)) == {("applied", ""): len(steps_of_kind(kind))}
    assert outcome(environment, kind)


@pytest.mark.parametrize("calls", range(1, 9))
@pytest.mark.parametrize(("kind", "setting"), [("bulk", "bulk_rows: 1"), ("erase", "")])
def test_a_job_that_is_left_behind_is_waited_for_and_none_is_made_twice(environment, kind, setting, calls, executor):
    load(environment)
    environment.fault("slow", "bulk.ingest.close", polls=5)
    run = executor(policy(setting))
    run.sink.org.may_go_on = lambda: run.sink.org.calls < calls
    with pytest.raises(PartlyAppliedError, match="middle of a batch"):
        run.run(steps_of_kind(kind))

    resumed = executor(policy(setting), run.journal)
    assert apply(resumed, *steps_of_kind(kind)) == {("applied", ""): 3}
    assert outcome(environment, kind)
    jobs = [job for job in environment.state.jobs.values() if job.done]
    assert len(jobs) == 1
