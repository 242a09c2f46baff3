"""A run on an org, as the ledger knows it: begun once under a lease, gone on with after a crash, ended with counts."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from hygiene import run_files, saved_plan
from hygiene.apply.outcome import OrgOutcome
from hygiene.apply.steps import steps_of
from hygiene.applying import approved_changes
from hygiene.applying_to_org import OrgRun, apply_to_org
from hygiene.crm.salesforce.connect import connect
from hygiene.crm.salesforce.session import OrgSession
from hygiene.errors import BrakeError, HygieneError
from hygiene.identity import who
from hygiene.key_file import ensure_ring
from hygiene.keys import KeyRing
from hygiene.ledger import Clock, Ledger, open_ledger
from hygiene.ledger.approvals import asked_of, check_approved
from hygiene.ledger.decided import remember
from hygiene.ledger.journal import LedgerJournal
from hygiene.ledger.lease import Lease, lease
from hygiene.ledger.pseudonyms import Pseudonyms
from hygiene.ledger.runs import KEY_NOTE, PLAN_NOTE, Beginning, Run, State, begin, end, note_files, runs, wrote_nothing
from hygiene.manifest import moment_text
from hygiene.progress import Progress
from hygiene.report.wording import many
from hygiene.review import ApprovedPart
from hygiene.run_report import page_of
from hygiene.saved_plan import SavedPlan
from hygiene.vault import Vault, vault_file

KIND: Final = "org:"
GIVEN_UP: Final = "GIVEN_UP"


@dataclass(frozen=True)
class OrgPlace:
    """An org that is held for one run, with what it is written and remembered by."""

    org: OrgSession
    ledger: Ledger
    ring: KeyRing
    held: Lease
    now: Clock
    progress: Progress | None = None


@dataclass(frozen=True)
class Work:
    """What is written: a saved plan, the part of it that was approved, and the folder where it lies."""

    saved: SavedPlan
    part: ApprovedPart
    folder: Path


def apply_saved(plan: Path, now: Clock, progress: Progress | None = None) -> OrgOutcome:
    """Writes the approved part of a saved plan to the org that the environment names.

    Raises:
        BrakeError: before anything is written: the plan was altered, a cap or an approval, another run on this org,
            the run window. UsageError, OutsideError: before anything is written. What stops it later is told by the
            outcome.
    """
    saved = saved_plan.load_to_write(plan)
    work = Work(saved, approved_changes(saved.plan, saved.policy), plan.absolute())
    with held_org(work, now, progress) as place:
        asked = asked_of(saved.plan.digest, work.part.approved)
        check_approved(place.ledger, asked, work.part.approved, saved.policy, plan.as_posix())
        check_nobody_returns(work.part, place.ring)
        run = begin(place.ledger, _beginning(work, place, asked.part))
        try:
            review = saved.plan.tables["review"]
            run_files.write_table(run_files.folder_of(plan, run.id), run_files.REVIEW, review)
            return go_on(work, run, place)
        except HygieneError:
            end_untouched(place.ledger, run)
            raise


@contextmanager
def held_org(work: Work, now: Clock, progress: Progress | None = None) -> Iterator[OrgPlace]:
    """The org of the environment, logged in and held against every other apply while the block runs.

    Raises:
        UsageError: no way in, or keys. OutsideError: org or ledger. BusyError: another apply is writing to it.
    """
    with connect(work.saved.policy) as org, open_ledger(now, create=True) as ledger:
        ring = ensure_ring(moment_text(now()), needed=any(run.target.startswith(KIND) for run in runs(ledger)))
        with lease(ledger, target_of(org)) as held:
            yield OrgPlace(org, ledger, ring, held, now, progress)


def target_of(org: OrgSession) -> str:
    """The name of the org in the ledger."""
    return KIND + urlsplit(org.url).netloc


def go_on(work: Work, run: Run, place: OrgPlace) -> OrgOutcome:
    """Writes what has no receipt yet, and ends the run unless something stopped it.

    Raises:
        As `applying_to_org.apply_to_org`.
    """
    with Vault(place.ring, vault_file()) as vault:
        org_run = OrgRun(run.id, place.org, journal_of(work, run, place), vault, place.now, place.progress)
        outcome = apply_to_org(work.saved, work.part, org_run)
    _keep_receipts(work, run, outcome)
    if outcome.stopped is None:
        _finish(work, run, place, outcome)
        folder = _folder(work, run)
        run_files.write_page(folder, page_of(work.saved, place.ledger, run.id, work.folder))
        note_files(place.ledger, run, run_files.digests(folder))
    return outcome


def journal_of(work: Work, run: Run, place: OrgPlace) -> LedgerJournal:
    """The run's journal."""
    return LedgerJournal(place.ledger, run.id, names_of(run, place), steps_of(work.part.approved), place.held.check)


def names_of(run: Run, place: OrgPlace) -> Pseudonyms:
    """The run's pseudonyms, by the key that it was begun with."""
    return Pseudonyms(place.ring.pseudonym_key(run.id, place.ledger.notes(run.id).get(KEY_NOTE)))


def _keep_receipts(work: Work, run: Run, outcome: OrgOutcome) -> None:
    """Receipts and differences as files beside the plan."""
    folder = _folder(work, run)
    run_files.write_table(folder, run_files.RECEIPTS, outcome.receipts)
    if outcome.verification is not None:
        run_files.write_table(folder, run_files.DIFFERENCES, outcome.verification.differences)


def _folder(work: Work, run: Run) -> Path:
    return run_files.folder_of(work.folder, run.id)


def _finish(work: Work, run: Run, place: OrgPlace, outcome: OrgOutcome) -> None:
    """Keeps what people decided, and ends the run."""
    receipts = outcome.receipts
    applied = receipts[receipts["status"] == "applied"]
    remember(place.ledger, run.id, names_of(run, place), work.saved.plan.tables["review"], applied)
    counts = {str(status): int(count) for status, count in receipts["status"].value_counts().items()}
    given_up = (receipts["code"] == GIVEN_UP).any()
    state: State = "given up" if given_up else "completed" if outcome.counts.whole else "completed with refusals"
    end(place.ledger, run, state, counts)


def with_review(work: Work, run: Run) -> Work:
    """The work with the decisions that the run was begun with, whatever stands in review.csv now."""
    review = run_files.read_review(run_files.folder_of(work.folder, run.id))
    plan = replace(work.saved.plan, tables={**work.saved.plan.tables, "review": review})
    return Work(replace(work.saved, plan=plan), approved_changes(plan, work.saved.policy), work.folder)


def end_untouched(ledger: Ledger, run: Run) -> bool:
    """Ends an open run that tried nothing yet; whether it did."""
    still_open = any(each.id == run.id and each.state == "open" for each in runs(ledger, target=run.target))
    if not still_open or not wrote_nothing(ledger, run):
        return False
    end(ledger, run, "nothing written", {"held": run.planned}, run.planned - run.not_approved)
    return True


def check_nobody_returns(part: ApprovedPart, ring: KeyRing) -> None:
    """Nothing when whatever an undo brings back is still remembered by the vault.

    Raises:
        BrakeError: people were erased, or images expired, since the undo was planned.
    """
    back = set(part.approved.loc[part.approved["action"] == "undelete", "record_id"])
    if not back:
        return
    with Vault(ring, vault_file()) as vault:
        gone = back - vault.remembers(back)
    if gone:
        raise BrakeError(
            f"This plan would bring back {many(len(gone), 'record')}, whose before-images were destroyed since it was"
            " made: the people were erased, or the time was over. Make the undo again."
        )


def _beginning(work: Work, place: OrgPlace, part: str) -> Beginning:
    approved, held = work.part.approved, work.part.held
    notes = {PLAN_NOTE: str(work.folder), KEY_NOTE: place.ring.newest("pseudonym").id}
    return Beginning(
        target_of(place.org), work.saved.plan.digest, part, who(), len(approved) + len(held), len(held),
        by_step=True, notes=notes,
    )  # fmt: skip
