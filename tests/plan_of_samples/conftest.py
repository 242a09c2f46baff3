"""The whole plan of `data/samples`."""

from dataclasses import replace

import pandas as pd
import pytest

from hygiene import policy as policies
from hygiene.crm.dnc_files import read_dnc_lists
from hygiene.crm.files import read_source
from hygiene.engine import make_plan
from hygiene.keys import new_ring
from hygiene.plan import Plan
from hygiene.rules import all_rules
from hygiene.snapshot import Snapshot
from hygiene.suppression import Cause, Suppressions, in_force, normal_emails, rows_of
from hygiene.validate import validate
from tests.plan_of_samples.truth import SAMPLES


@pytest.fixture(scope="session")
def plan() -> Plan:
    """The plan, made once."""
    policy = policies.load(SAMPLES / "policy.yaml")
    extract = read_source(SAMPLES, policy)
    assert extract.extracted_at is not None
    lists = read_dnc_lists((), policy, SAMPLES, extract.extracted_at)
    snapshot, findings = validate(
        extract.tables, extract.given, extract.quarantine, policy=policy, as_of=extract.extracted_at, dnc_lists=lists
    )
    known = replace(snapshot, suppressions=one_erased(snapshot))
    return make_plan(known, policy, all_rules(), inputs=extract.inputs, findings=findings)


def one_erased(snapshot: Snapshot) -> Suppressions:
    """A suppression list with the mailbox of one lead of the samples."""
    key, since = new_ring("2026-01-01").newest("suppression"), snapshot.as_of - pd.Timedelta(days=1)
    emails = normal_emails(snapshot.table("Lead")["Email"]).dropna()
    rows = rows_of("email", emails[:1], key, Cause("erasure", "zoominfo_opt_out", since, None))
    return in_force(rows, snapshot.as_of, {key.id: key})
