"""An apply to a folder stands in the ledger, and only one at a time writes to a folder."""

import pandas as pd
import pytest

from hygiene import moments
from hygiene.applying import ApplyRequest, apply_to_folder
from hygiene.errors import BrakeError, UsageError
from hygiene.folder_run import settle, target_of
from hygiene.ledger import Draft, open_ledger
from hygiene.ledger.approvals import part_digest
from hygiene.ledger.lease import BusyError, lease
from hygiene.ledger.runs import Beginning, begin, runs
from hygiene.pipeline import PlanRequest, make_and_save_plan
from tests.tables import AS_OF, sf_id

LEADS = pd.DataFrame(
    {
        "Id": [sf_id(f"Lead {n}") for n in (1, 2)], "LastName": ["Lovelace", "Babbage"], "Company": ["One", "Two"],
        "Title": ["Countess", "TEST"], "Email": ["ada@one.example", "charles@two.example"], "Status": ["Raw", "Raw"],
        "LeadSource": ["Webinar", "Webinar"], "CreatedDate": ["2026-01-01T00:00:00Z"] * 2,
        "LastModifiedDate": ["2026-01-01T00:00:00Z"] * 2,
    }
)  # fmt: skip


@pytest.fixture
def plan(tmp_path):
    (tmp_path / "source").mkdir()
    LEADS.to_csv(tmp_path / "source" / "Lead.csv", index=False)
    LEADS.head(0).to_csv(tmp_path / "source" / "Contact.csv", index=False)
    made = make_and_save_plan(PlanRequest(tmp_path / "source", tmp_path / "plan", now=AS_OF, only=("test_lead",))).plan
    assert made.tables["changes"]["action"].tolist() == ["delete"]
    return tmp_path / "plan"


def known(name="completed"):
    with open_ledger(lambda: AS_OF, create=False) as ledger:
        return [run for run in runs(ledger) if run.state == name]


def test_an_apply_is_a_run_with_its_counts_and_without_the_path(plan, tmp_path, monkeypatch):
    monkeypatch.setenv("LEAD_HYGIENE_USER", "ada")
    apply_to_folder(ApplyRequest(plan, tmp_path / "cleaned", AS_OF))

    (run,) = known()
    assert (run.by, run.planned, run.counts["applied"], run.target) == ("ada", 1, 1, target_of(tmp_path / "cleaned"))
    with open_ledger(lambda: AS_OF, create=False) as ledger:
        assert str(tmp_path) not in str(list(ledger.chain()))
        assert ledger.check().sound


def test_a_second_apply_to_the_same_folder_is_refused_while_the_first_writes(plan, tmp_path):
    to = tmp_path / "cleaned"
    with (
        open_ledger(lambda: AS_OF, create=True) as ledger,
        lease(ledger, target_of(to)),
        pytest.raises(BusyError, match="Another apply is writing"),
    ):
        apply_to_folder(ApplyRequest(plan, to, AS_OF))

    assert not to.exists()


def test_an_apply_that_could_not_begin_leaves_no_run(plan, tmp_path, own_home):
    (tmp_path / "source" / "Lead.csv").rename(tmp_path / "gone.csv")

    with pytest.raises(BrakeError):
        apply_to_folder(ApplyRequest(plan, tmp_path / "cleaned", AS_OF))

    assert list(own_home.iterdir()) == []


def test_a_folder_that_is_used_is_refused_before_a_run_is_begun(plan, tmp_path):
    apply_to_folder(ApplyRequest(plan, tmp_path / "cleaned", AS_OF))

    with pytest.raises(UsageError, match="not empty"):
        apply_to_folder(ApplyRequest(plan, tmp_path / "cleaned", AS_OF))

    assert len(known()) == 1


@pytest.mark.parametrize("written", [True, False])
def test_a_run_whose_process_died_is_settled_by_what_stands_there(plan, tmp_path, written):
    to = tmp_path / "cleaned"
    if written:
        apply_to_folder(ApplyRequest(plan, to, AS_OF))
    with open_ledger(moments.now, create=True) as ledger:
        dead = begin(
            ledger,
            Beginning(
                target_of(to), "plan", part_digest("plan", []), "ada", 1, 0, by_step=False, notes={"to": str(to)}
            ),
        )
        said = settle(ledger, dead)
        last = runs(ledger)[-1]

    assert (last.id, last.state, last.counts["applied"]) == (
        (dead.id, "completed", 1) if written else (dead.id, "nothing written", 0)
    )
    assert ("Apply the plan again" in said) is not written


def test_a_clock_that_goes_back_stops_an_apply_before_it_writes(plan, tmp_path):
    with open_ledger(lambda: moments.now() + pd.Timedelta(hours=1), create=True) as ledger:
        ledger.append([Draft("plan", "of an hour ahead", {})])

    with pytest.raises(BrakeError, match="set the clock right"):
        apply_to_folder(ApplyRequest(plan, tmp_path / "cleaned", AS_OF))

    assert list(tmp_path.glob("*cleaned*")) == []
