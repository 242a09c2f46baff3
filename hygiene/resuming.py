"""Going on with a run whose process ended, or giving it up: the outside is asked what became of writes in doubt."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

from hygiene import folder_run, org_run, saved_plan
from hygiene.apply.executor import UNKNOWN
from hygiene.apply.journal import Receipt
from hygiene.apply.outcome import OrgOutcome
from hygiene.applying import approved_changes
from hygiene.crm.salesforce.sink import SalesforceSink
from hygiene.errors import BrakeError, HygieneError, InputError, UsageError
from hygiene.ledger import Clock, Draft, Ledger, open_ledger
from hygiene.ledger.approvals import part_digest
from hygiene.ledger.lease import lease
from hygiene.ledger.runs import PLAN_NOTE, Run, end, find
from hygiene.org_run import OrgPlace, Work
from hygiene.progress import Progress


def settled_here(name: str, now: Clock, plan: Path | None = None, *, give_up: bool = False) -> str | None:
    """Ends a run for which no org is needed, in words; None where the org is to be asked.

    That is a run on a folder; one that tried nothing yet; and one that is given up and whose plan is gone or altered.

    Raises:
        UsageError: no such run, or it has ended. BusyError: it is still writing.
    """
    with open_ledger(now, create=False) as ledger:
        run = _open(find(ledger, name))
        with lease(ledger, run.target):
            run = _open(find(ledger, run.id))
            if run.target.startswith(folder_run.KIND):
                return folder_run.settle(ledger, run)
            if give_up and org_run.end_untouched(ledger, run):
                return f"Run {run.id} had tried nothing yet and has ended; apply the plan again."
            return _given_up_blindly(ledger, run, plan) if give_up else None


def _given_up_blindly(ledger: Ledger, run: Run, plan: Path | None) -> str | None:
    """What is in doubt stays unknown: without its plan nobody can say what to ask the org."""
    try:
        _work(run, (plan or Path(ledger.notes(run.id).get(PLAN_NOTE, ""))).absolute())
    except HygieneError as error:
        receipts = {entry.subject: entry.content for entry in ledger.entries("receipt", run=run.id)}
        doubtful = [entry for entry in ledger.entries("intent", run=run.id) if entry.subject not in receipts]
        unknown = {"status": "refused", "code": UNKNOWN, "message": "given up without its plan", "attempts": 1}
        told = [{**unknown, "changes": entry.content["changes"]} for entry in doubtful]
        ledger.append([Draft("receipt", e.subject, c, run.id) for e, c in zip(doubtful, told, strict=True)])
        counts = Counter[str](held=run.not_approved)
        for content in [*receipts.values(), *told]:
            counts[content["status"]] += content["changes"]
        unreached = run.planned - counts.total()
        counts["held"] += unreached
        end(ledger, run, "given up", counts, unreached)
        return (
            f"Run {run.id} was given up without asking the org, since its plan is not to be had: {error} What became of"
            f" {len(doubtful):,} writes is not known, and whom it erased may not be on the suppression list."
        )
    return None


def resume_on_org(
    name: str, now: Clock, plan: Path | None = None, progress: Progress | None = None, *, give_up: bool = False
) -> OrgOutcome:
    """Goes on with a run on the org that the environment names, with the decisions that it was begun with.

    Args:
        name: the run's id, or its beginning.
        now: the clock.
        plan: folder of the run's plan, where it has moved.
        progress: told of each batch.
        give_up: only ask what became of the writes in doubt, and end the run.

    Raises:
        UsageError: no such run, it has ended, or it is on another org. InputError: its plan is not there.
        BrakeError: the plan is another one, or was altered; another run is writing. OutsideError: org or ledger.
    """
    run, work = work_of(name, now, plan)
    _open(run)
    with org_run.held_org(work, now, progress) as place:
        check_place(run, place)
        run = _open(find(place.ledger, run.id))
        return _given_up(work, run, place) if give_up else org_run.go_on(work, run, place)


def work_of(name: str, now: Clock, plan: Path | None = None) -> tuple[Run, Work]:
    """A run on an org, with its plan and the decisions that it was begun with.

    Raises:
        UsageError: no such run, or one on a folder. InputError, BrakeError: its plan is not there, or was altered.
    """
    with open_ledger(now, create=False) as ledger:
        run = find(ledger, name)
        folder = plan or Path(ledger.notes(run.id).get(PLAN_NOTE, ""))
    if not run.target.startswith(org_run.KIND):
        raise UsageError(
            f"Run {run.id} wrote to a folder, whose input stands as it was; name the plan's folder instead."
        )
    return run, _work(run, folder.absolute())


def check_place(run: Run, place: OrgPlace) -> None:
    """Nothing when the environment names the org of the run.

    Raises:
        UsageError: it names another one.
    """
    named = org_run.target_of(place.org)
    if named != run.target:
        raise UsageError(f"Run {run.id} is on {run.target}, and the environment names {named}.")


def _work(run: Run, folder: Path) -> Work:
    if not folder.is_dir():
        raise InputError(f"The plan of run {run.id} is not where it was; say where it is with --plan.")
    saved = saved_plan.load(folder)
    if saved.plan.digest != run.plan:
        raise BrakeError(f"{folder} holds another plan than that of run {run.id}; say where that is with --plan.")
    try:
        work = org_run.with_review(Work(saved, approved_changes(saved.plan, saved.policy), folder), run)
    except InputError:
        raise InputError(
            f"The decisions that run {run.id} was begun with are not in {folder.as_posix()}/runs; restore them, or end"
            f" the run: lead-hygiene resume {run.id} --give-up"
        ) from None
    if part_digest(run.plan, work.part.approved["change_id"]) != run.part:
        raise BrakeError(f"The decisions that run {run.id} was begun with were altered; restore them, or --give-up.")
    return work


def _given_up(work: Work, run: Run, place: OrgPlace) -> OrgOutcome:
    """What is in doubt gets its receipt, the rest is held, and the run ends as it stands, at whatever hour."""
    journal = org_run.journal_of(work, run, place)
    begun = {intent.step_id for intent in journal.doubtful()}
    known = {receipt.step_id for receipt in journal.receipts()}
    doubtful = [step for step in journal.steps if step.step_id in begun]
    settled = SalesforceSink(place.org, work.saved.policy).settle(doubtful, journal) if doubtful else {}
    refused = {step.step_id: Receipt(step.step_id, "refused", UNKNOWN, "given up") for step in doubtful}
    unreached = [step for step in journal.steps if step.step_id not in begun | known]
    held = [Receipt(step.step_id, "held", org_run.GIVEN_UP, "the run was given up", 0) for step in unreached]
    journal.record([*(settled.get(name) or receipt for name, receipt in refused.items()), *held])
    hours = work.saved.policy.salesforce.model_copy(update={"run_window": None})
    policy = work.saved.policy.model_copy(update={"salesforce": hours})
    return org_run.go_on(replace(work, saved=replace(work.saved, policy=policy)), run, place)


def _open(run: Run) -> Run:
    if run.state != "open":
        raise UsageError(f"Run {run.id} has ended ({run.state}, {run.ended}); there is nothing to resume.")
    return run
