"""Undoing a run on an org: its before-images, the records as they are now, and a plan of its own that is saved."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import pandas as pd

from hygiene.crm import bundle
from hygiene.engine import plan_of_proposal
from hygiene.images import before_of
from hygiene.pipeline import PACKAGE, save
from hygiene.plan import Plan
from hygiene.policy import Policy
from hygiene.snapshot import Snapshot
from hygiene.undo import NAME, Done, undo_of
from hygiene.vault import Vault


@dataclass(frozen=True)
class RunDone:
    """A run as its journal tells it. applied: rows of table `changes` that were written. source: of the plan."""

    run_id: str
    applied: pd.DataFrame
    source: str
    policy: Policy


def save_undo(
    run: RunDone, vault: Vault, now: Snapshot, in_bin: frozenset[str], out: Path, only: Sequence[str] = ()
) -> Plan:
    """Makes the plan that undoes the run (or only what is named) and saves it, to be applied like any plan.

    now: the touched records and their children as they are. in_bin: ids that can still be undeleted.

    Raises:
        UsageError: the folder is used. KeyMissingError, InputError, OutsideError: the vault cannot be read.
    """
    bundle.check_target(out, replace=False)
    done = Done(run.applied, before_of(vault.images(run.run_id)), now, in_bin)
    plan = plan_of_proposal(now, run.policy, NAME, undo_of(done, only), source=run.source, version=version(PACKAGE))
    save(plan, run.policy, out, replace=False)
    return plan
