"""Where the people whom a run erased are gone, by system: the org, the before-images, and the systems beside it."""

import re
from collections.abc import Sequence

import pandas as pd

from hygiene.errors import HygieneError, UsageError
from hygiene.identity import who
from hygiene.key_file import find_ring
from hygiene.ledger import Clock, Ledger, open_ledger
from hygiene.ledger.notices import Notice, note, notices
from hygiene.ledger.runs import Run, find
from hygiene.policy import Policy
from hygiene.report.applied import ErasedIn
from hygiene.report.wording import many, number
from hygiene.vault.store import open_vault


def noted(name: str, system: str, day: str | None, now: Clock, *, confirmed: bool) -> str:
    """Notes in the ledger that a system was told of a run's erasures, or confirmed them; what was noted, in words.

    name: of the run, or its beginning. day: ISO, else today.

    Raises:
        UsageError: no such run, one that has not ended, no day, one to come or before its end. As `open_ledger`.
    """
    today = f"{now():%Y-%m-%d}"
    on = day or today
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", on) or pd.isna(pd.to_datetime(on, errors="coerce")) or on > today:
        raise UsageError(f"--on {on}: write a day up to today as 2026-11-21.")
    words = " ".join(system.split())
    if not words:
        raise UsageError("--system is empty; name the system, as the policy's opt_out.other_systems does.")
    with open_ledger(now, create=False) as ledger:
        run = find(ledger, name)
        if not run.ended:
            raise UsageError(f"Run {run.id} has not ended; first: lead-hygiene resume {run.id}.")
        if on < run.ended[:10]:
            raise UsageError(f"--on {on}: run {run.id} ended on {run.ended[:10]}, so nobody can have been told before.")
        note(ledger, run, words, on, who(), confirmed=confirmed)
    return f"Noted: {words} {'confirmed' if confirmed else 'was told of'} the erasures of run {run.id} on {on}."


def erasure_status(ledger: Ledger, run: Run, receipts: pd.DataFrame, policy: Policy) -> Sequence[ErasedIn]:
    """One row a system, none where the run was to erase nobody.

    receipts: `record_id`, `action`, `status`.
    """
    planned = receipts[receipts["action"] == "erase"]
    gone = planned[planned["status"] == "applied"]
    if planned.empty:
        return ()
    place = run.target.partition(":")[2]
    in_org = f"{number(len(gone))} of {many(len(planned), 'planned erasure')} done, by the org's receipts"
    told = notices(ledger, run.id)
    systems = dict.fromkeys([*policy.opt_out.other_systems, *told])
    return (
        ErasedIn(place, in_org, run.ended[:10]),
        ErasedIn("before-images for an undo", _images(gone["record_id"]), ""),
        *(_beside(system, told.get(system, Notice()), len(gone)) for system in systems),
    )


def _images(erased: pd.Series) -> str:
    try:
        ring = find_ring()
        vault = None if ring is None else open_vault(ring, create=False)
    except HygieneError:
        return "not looked at: the vault cannot be opened here"
    if vault is None:
        return "there are none in this home"
    with vault:
        left = len(vault.remembers(erased))
    return f"of {many(left, 'erased record')} still there: tell who runs this" if left else "none left, keys destroyed"


def _beside(system: str, notice: Notice, erased: int) -> ErasedIn:
    if notice.confirmed:
        return ErasedIn(system, f"confirmed, as {notice.by} noted", notice.confirmed)
    if notice.told:
        return ErasedIn(system, f"told, as {notice.by} noted; not confirmed yet", notice.told)
    return ErasedIn(system, "NOT TOLD YET" if erased else "nothing to tell", "", open=erased > 0)
