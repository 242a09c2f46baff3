"""A saved plan applied to an org leaves there what the same plan writes to a folder, and an outcome that adds up."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from hygiene.apply.journal import MemoryJournal
from hygiene.applying import ApplyRequest, apply_to_folder, approved_changes
from hygiene.applying_to_org import OrgRun, apply_to_org
from hygiene.crm.files import read_source
from hygiene.crm.salesforce.extract import read_org
from hygiene.errors import BrakeError, OutsideError, PartlyAppliedError
from hygiene.key_file import ensure_ring
from hygiene.manifest import moment_text
from hygiene.merging.consent import ZOOMINFO_FLAGS
from hygiene.pipeline import PlanRequest, make_and_save_plan
from hygiene.saved_plan import load
from hygiene.suppression_store import stored
from hygiene.vault import open_vault
from tests.org.server import Org
from tests.personal import personal_of
from tests.sound_samples import SAMPLES, write_sound_samples

pytestmark = pytest.mark.enable_socket

NOW = pd.Timestamp("2026-11-21T06:00:00Z")
BY_THE_ORG = {"SystemModstamp", "LastModifiedDate"}


@dataclass
class Applied:
    """A plan of an org that has the samples, and the way to apply it."""

    org: object
    folder: Path
    plan: Path
    open: object
    journal: MemoryJournal
    vault: object
    clock: object = lambda: NOW

    def __call__(self):
        saved = load(self.plan)
        session = self.open(saved.policy)
        session.first_wait, session.timeout, session.tries = 0.01, (20.0, 60.0), 3
        run = OrgRun("run-1", session, self.journal, self.vault, self.clock)
        return apply_to_org(saved, approved_changes(saved.plan, saved.policy), run)


def planned(source, out, policy=SAMPLES / "policy.yaml"):
    make_and_save_plan(PlanRequest(source, out, NOW, policy_file=policy))
    return out


@pytest.fixture
def with_settings(tmp_path):
    """`with_settings(text)`: a plan of the org by the samples' policy, in which section salesforce has these keys."""

    def plan(text):
        policy = tmp_path / "policy.yaml"
        shutil.copytree(SAMPLES / "dnc", tmp_path / "dnc")
        policy.write_text((SAMPLES / "policy.yaml").read_text() + f"salesforce: {{{text}}}\n")
        return planned(Path("salesforce"), tmp_path / "with_settings", policy)

    return plan


def approve(plan):
    """Every case of the plan that an org can do, as a person would fill it in."""
    review = pd.read_csv(plan / "review.csv", dtype=str, keep_default_na=False)
    possible = ~review["reason"].str.contains("the contact has no account")
    review.assign(decision=possible.map({True: "approve", False: ""})).to_csv(plan / "review.csv", index=False)


@pytest.fixture(scope="module")
def plan_of_the_samples(tmp_path_factory):
    """The export that a fresh org is loaded from, and a plan of such an org."""
    folder = tmp_path_factory.mktemp("of_samples")
    (folder / "export").mkdir()
    write_sound_samples(folder / "export")
    with Org() as org, pytest.MonkeyPatch.context() as patch:
        org.load_folder(folder / "export")
        for name, value in (
            ("SALESFORCE_INSTANCE_URL", org.instance_url),
            ("SALESFORCE_ACCESS_TOKEN", org.access_token),
            ("REQUESTS_CA_BUNDLE", org.ca_file),
            ("LEAD_HYGIENE_HOME", str(folder / "home")),
        ):
            patch.setenv(name, value)
        planned(Path("salesforce"), folder / "plan")
    return folder


@pytest.fixture
def samples(plan_of_the_samples, environment, tmp_path, opened):
    environment.settings(source_rule=False)
    environment.load_folder(plan_of_the_samples / "export")
    plan = shutil.copytree(plan_of_the_samples / "plan", tmp_path / "plan")
    with open_vault(ensure_ring(moment_text(NOW)), create=True) as vault:
        yield Applied(environment, plan_of_the_samples / "export", plan, opened, MemoryJournal(), vault)


@pytest.mark.parametrize("decided", [False, True])
def test_what_stands_in_the_org_is_what_the_same_plan_writes_to_a_folder(samples, tmp_path, opened, decided):
    of_folder = planned(samples.folder, tmp_path / "plan_of_folder")
    for plan in (of_folder, samples.plan) if decided else ():
        approve(plan)
    apply_to_folder(ApplyRequest(of_folder, tmp_path / "cleaned", now=NOW))

    outcome = samples()

    assert outcome.error is None, outcome.text()
    # A conversion fills a contact's empty field from the lead, a flag that says no as well.
    told = outcome.verification.differences
    assert set(told["field"]) <= set(ZOOMINFO_FLAGS)
    assert told["expected"].isna().all()
    assert len(told) == (2 if decided else 0)
    policy = load(samples.plan).policy
    cleaned = read_source(tmp_path / "cleaned", policy)
    org = read_org(opened(policy), policy, NOW)
    for name, table in cleaned.tables.items():
        read = cleaned.given[name] & org.given[name]
        assert_same(table, org.tables[name], read - BY_THE_ORG - set(told["field"]))


def assert_same(cleaned, org, fields):
    """Live records have the same values; a converted lead is read-only and is compared by whom it became."""
    if "IsConverted" in cleaned.columns:
        converted = cleaned["IsConverted"].fillna(False).astype(bool)
        both = [table.loc[table["Id"].isin(cleaned.loc[converted, "Id"]), ["Id"]] for table in (cleaned, org)]
        pd.testing.assert_frame_equal(*(table.reset_index(drop=True) for table in both))
        cleaned, org = cleaned[~converted], org[~org["IsConverted"].fillna(False).astype(bool)]
    names = sorted(fields)
    # A checkbox of an org is never empty.
    flags = dict.fromkeys([name for name in names if cleaned[name].dtype == "boolean"], False)
    cleaned, org = (table[names].fillna(flags).reset_index(drop=True) for table in (cleaned, org))
    pd.testing.assert_frame_equal(cleaned, org)


def test_after_it_a_plan_of_the_org_has_no_automatic_change(samples, tmp_path):
    samples()

    changes = load(planned(Path("salesforce"), tmp_path / "again")).plan.tables["changes"]

    assert changes[changes["tier"] == "auto"].to_dict("records") == []


def test_the_outcome_adds_up_is_one_screen_and_names_nobody(samples):
    outcome = samples()
    text = outcome.text()

    counts = outcome.counts
    assert counts.planned == counts.applied + counts.drifted + counts.refused + counts.held == len(outcome.receipts)
    assert not counts.unaccounted
    assert counts.applied
    assert counts.held
    assert len(text.splitlines()) <= 40
    assert f"{counts.planned:,} planned = {counts.applied:,} applied" in text
    assert "not decided" in text
    assert text.splitlines()[-1].startswith("Next: decide in review.csv")
    assert personal_of(SAMPLES).found_in(text) == []


def test_whom_the_run_erases_is_on_the_suppression_list_and_nothing_of_them_is_in_the_vault(samples):
    erased = load(samples.plan).plan.tables["changes"].query("action == 'erase' and tier == 'auto'")["record_id"]
    assert len(erased)
    assert stored().empty

    outcome = samples()

    assert outcome.forgotten >= len(erased)
    assert "erasure" in set(stored()["purpose"])
    assert not set(samples.vault.images("run-1")["record_id"]) & set(erased)


def test_a_run_that_stopped_says_what_stands_and_is_ended_by_the_same_call(samples, monkeypatch):
    samples.org.fault("daily_limit", "soap.merge", nth=2)
    stopped = samples()

    assert isinstance(stopped.error, OutsideError)
    assert stopped.verification is None
    assert "lead-hygiene resume run-1" in stopped.text()
    assert stopped.counts.applied
    assert not stopped.counts.unaccounted

    ended = samples()
    assert ended.error is None
    assert ended.counts.applied > stopped.counts.applied
    assert ended.verification.differences.empty


def test_a_closed_run_window_stops_before_the_first_write(samples, with_settings):
    samples.plan = with_settings('run_window: {opens: "20:00", closes: "05:00", time_zone: UTC}')

    with pytest.raises(BrakeError, match="run_window is 20:00 to 05:00"):
        samples()
    assert not samples.journal.intents


def test_a_window_that_closes_while_it_runs_leaves_a_run_that_the_same_call_ends(samples, with_settings):
    samples.plan = with_settings("run_hours: 5")
    minutes = iter(range(0, 100_000, 5))
    samples.clock = lambda: NOW + pd.Timedelta(minutes=next(minutes))
    outcomes = [samples()]
    while outcomes[-1].stopped is not None:
        assert isinstance(outcomes[-1].error, PartlyAppliedError)
        outcomes.append(samples())

    assert len(outcomes) > 1
    assert outcomes[-1].error is None
    assert outcomes[-1].verification.differences.empty


def test_what_was_refused_and_what_drifted_is_told_with_the_next_step(samples):
    changes = load(samples.plan).plan.tables["changes"].query("tier == 'auto'")
    merged = changes.query("action == 'merge' and object == 'Lead'")["record_id"].iloc[0]
    deleted = changes.query("action == 'delete' and object == 'Lead'")["record_id"].iloc[0]
    samples.org.fault("rule", ids=[deleted], fields=["Status"])
    with samples.org.state.store.lock:
        samples.org.state.store.set("Lead", merged, {"Title": "moved"})

    outcome = samples()

    told = outcome.receipts.set_index("record_id").loc[[merged, deleted], ["action", "status"]].drop_duplicates()
    assert {("merge", "drifted"), ("delete", "refused")} <= set(told.itertuples(index=False, name=None))
    assert isinstance(outcome.error, PartlyAppliedError)
    assert "FIELD_CUSTOM_VALIDATION_EXCEPTION: refused by the org (Status)" in outcome.text()
    assert "STAMP_MOVED: a record changed since the plan was made" in outcome.text()
    assert outcome.text().splitlines()[-1].startswith("Next: lead-hygiene plan salesforce")
