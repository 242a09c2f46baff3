"""The vault as one run sees it: `BeforeImages` of `hygiene.apply`."""

from dataclasses import dataclass

import pandas as pd

from hygiene.manifest import moment_text
from hygiene.policy import Policy
from hygiene.vault.store import Vault
from schemas.columns import PEOPLE


@dataclass(frozen=True)
class RunImages:
    """Where a run keeps its before-images; how long is the policy's, by class of record."""

    vault: Vault
    run_id: str
    now: pd.Timestamp
    policy: Policy

    def keep(self, images: pd.DataFrame) -> None:
        """Seals and stores the images, durable on return.

        images: `object`, `record_id`, `content` (JSON text of the record's fields, and of a loser's children ids);
        `into_id` too where the record goes into another.

        Raises:
            OutsideError: they cannot be written; then nothing may be written to the records either.
        """
        if len(images):
            until = {name: self._until(name) for name in images["object"].unique()}
            expires = [until[name] for name in images["object"]]
            self.vault.keep(self.run_id, images, moment_text(self.now), expires)

    def _until(self, name: str) -> str:
        days = self.policy.vault.people_days if name in PEOPLE else self.policy.vault.other_days
        return moment_text(self.now + pd.Timedelta(days=days))
