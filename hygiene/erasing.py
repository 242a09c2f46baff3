"""What belongs to an erasure beside the record itself: the hash that recognises the person, and the key of the vault.

The sink calls it once an erasure's receipt is in: first the list, then the key, so that whatever comes between them, a
person whose images are gone is always one who is recognised.
"""

import pandas as pd

from hygiene.images import before_of, snapshot_before
from hygiene.manifest import moment_text
from hygiene.policy import Policy
from hygiene.snapshot import Snapshot
from hygiene.suppression_store import remembering
from hygiene.vault import Vault


def finish_run(run_id: str, applied: pd.DataFrame, policy: Policy, now: pd.Timestamp, vault: Vault) -> int:
    """As `finish_erasures`, for a run on an org: the records as they were are those that the vault holds.

    Images whose time is over go at the same time.

    To be called when a run ends and when it is resumed: whom an earlier call has forgotten has no image any more.
    """
    vault.expire(moment_text(now))
    before = snapshot_before(before_of(vault.images(run_id)), now)
    return finish_erasures(applied, before, None, policy, now, vault)


def finish_erasures(
    applied: pd.DataFrame, before: Snapshot, after: Snapshot | None, policy: Policy, now: pd.Timestamp,
    vault: Vault | None,
) -> int:  # fmt: skip
    """Puts erased people (and blanked internal DNC numbers) on the suppression list and destroys their keys.

    applied: rows of table `changes` whose receipt says applied. before: the records as they were; after: what is left,
    None where that is not known. vault: where a run keeps its images.

    Returns:
        Number of records of which nothing can be brought back any more.

    Raises:
        KeyMissingError, OutsideError: the list or the vault cannot be written; call it again, it does nothing twice.
    """
    remembering(applied, before, after, policy, now).write()
    erased = applied.loc[applied["action"] == "erase", "record_id"]
    if vault is None or erased.empty:
        return 0
    vault.join(applied.dropna(subset=["into_id"]))
    return vault.forget(erased)
