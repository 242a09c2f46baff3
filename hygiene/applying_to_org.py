"""Applying a saved plan to an org: what the command `apply --to salesforce` and `resume` call.

The same call resumes a run: what the journal has a receipt of is not written again, and of what is in doubt the org is
asked first.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd

from hygiene.apply.executor import Executor
from hygiene.apply.journal import Journal, Receipt
from hygiene.apply.outcome import OrgOutcome
from hygiene.apply.pace import pace_of
from hygiene.apply.receipts import counts_of, receipts_table
from hygiene.apply.steps import Step, steps_of
from hygiene.apply.verifying import Verification, verify
from hygiene.apply.window import window_of
from hygiene.crm.salesforce.rights import check_rights
from hygiene.crm.salesforce.session import OrgSession
from hygiene.crm.salesforce.sink import SalesforceSink
from hygiene.crm.salesforce.standing import OrgRecords
from hygiene.erasing import finish_run
from hygiene.errors import BrakeError, HygieneError, PartlyAppliedError
from hygiene.key_file import ensure_ring
from hygiene.manifest import moment_text
from hygiene.progress import Progress
from hygiene.review import ApprovedPart
from hygiene.saved_plan import SavedPlan
from hygiene.vault import RunImages, Vault


@dataclass(frozen=True)
class OrgRun:
    """What a run writes with.

    run_id: names it in vault and messages. journal: of this run alone. clock: what time it is (UTC).
    """

    run_id: str
    org: OrgSession
    journal: Journal
    vault: Vault
    clock: Callable[[], pd.Timestamp]
    progress: Progress | None = None


def apply_to_org(saved: SavedPlan, part: ApprovedPart, run: OrgRun) -> OrgOutcome:
    """Writes the approved part, puts whom it erases on the suppression list, and reads the records again.

    part: `hygiene.applying.approved_changes` of the plan; of a run that is resumed the same part as before.

    What stops the run half-way is no exception: the outcome tells it (`stopped`) with what was written before.

    Raises:
        BrakeError: before anything is written: the plan was stopped by a cap, the run window is not open, or the user
            lacks a permission that the plan needs.
        UsageError, KeyMissingError, OutsideError: before anything is written: no keys, no way into the org.
    """
    if saved.stopped_by_brake:
        raise BrakeError("This plan was stopped by a cap; make it again with the --raise-cap that it named.")
    _check_keys(part.approved, run)
    steps = steps_of(part.approved)
    sink = SalesforceSink(run.org, saved.policy)
    check_rights(sink.reader, steps, saved.policy.salesforce)
    stopped = _written(steps, sink, saved, run)
    receipts = run.journal.receipts()
    forgotten, failed = _finished(part, steps, receipts, saved, sink, run)
    stopped = failed or stopped
    verification, unverified = _verified(steps, receipts, sink, run) if stopped is None else (None, "the run stopped.")
    table = receipts_table(part, steps, receipts)
    return OrgOutcome(
        run.run_id, run.org.url, counts_of(saved.plan.tables["changes"], table), table,
        len(run.journal.doubtful()), forgotten, verification, unverified, stopped,
    )  # fmt: skip


def _check_keys(approved: pd.DataFrame, run: OrgRun) -> None:
    """The keys must be there before anything is written: an erasure that nobody remembers is not wanted."""
    if ((approved["action"] == "erase") | (approved["rule"] == "dnc_internal")).any():
        ensure_ring(moment_text(run.clock())).newest("suppression")


def _written(steps: Sequence[Step], sink: SalesforceSink, saved: SavedPlan, run: OrgRun) -> HygieneError | None:
    """What stopped it, if anything did."""
    started, settings = run.clock(), saved.policy.salesforce
    window = window_of(settings, started)
    executor = Executor(
        sink, run.journal, RunImages(run.vault, run.run_id, started, saved.policy), moment_text(saved.plan.as_of),
        pace_of(settings), lambda: window.is_open(run.clock()), run.org.sleep, run.progress,
    )  # fmt: skip
    run.org.may_go_on = lambda: window.may_go_on(run.clock())
    try:
        executor.run(steps)
    except HygieneError as error:
        return error
    finally:
        # What comes after it only reads.
        run.org.may_go_on = lambda: True
    return None


def _finished(
    part: ApprovedPart, steps: Sequence[Step], receipts: Sequence[Receipt], saved: SavedPlan, sink: SalesforceSink,
    run: OrgRun,
) -> tuple[int, HygieneError | None]:  # fmt: skip
    """Whom the run erased goes from bin and vault too: what was merged into a person is that person."""
    done = {receipt.step_id for receipt in receipts if receipt.status == "applied"}
    changes = [change for step in steps if step.step_id in done for change in step.change_ids]
    applied = part.approved[part.approved["change_id"].isin(changes)]
    try:
        erased = run.vault.kin(applied.loc[applied["action"] == "erase", "record_id"])
        if erased:
            run.journal.check()
        sink.purge(sorted(erased))
        return finish_run(run.run_id, applied, saved.policy, run.clock(), run.vault), None
    except HygieneError as error:
        told = f"What was written stands in the org, but what belongs to its erasures is not done yet: {error}"
        return 0, PartlyAppliedError(told)


def _verified(
    steps: Sequence[Step], receipts: Sequence[Receipt], sink: SalesforceSink, run: OrgRun
) -> tuple[Verification | None, str]:
    try:
        return verify(steps, receipts, run.vault.images(run.run_id), OrgRecords(sink.reader)), ""
    except HygieneError as error:
        return None, str(error)
