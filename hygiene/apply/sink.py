"""What the executor asks of a place where steps are written."""

from collections.abc import Mapping, Sequence
from typing import Protocol

import pandas as pd

from hygiene.apply.journal import Journal, Receipt
from hygiene.apply.steps import Step


class Sink(Protocol):
    """A place that steps are written to, batch by batch. A batch has steps of one kind and one object."""

    def stamps(self, steps: Sequence[Step]) -> Mapping[str, str | None]:
        """The drift stamp of each record of the steps as it stands now (plan text); a record that is gone is absent."""
        ...

    def images(self, steps: Sequence[Step]) -> pd.DataFrame:
        """Before-images of the records that the steps touch (see `hygiene.apply.images`)."""
        ...

    def write(self, steps: Sequence[Step], journal: Journal) -> Sequence[Receipt]:
        """Writes the steps; one receipt for each whose outcome is known.

        A step without receipt stays doubtful: the executor then asks `settle`.

        Raises:
            OutsideError: the place as a whole cannot be written to now; what was written is still to be asked for.
        """
        ...

    def settle(self, steps: Sequence[Step], journal: Journal) -> Mapping[str, Receipt | None]:
        """By step: the receipt of a doubtful step that was done; None for one that was not and can be written again."""
        ...
