"""What is asked of texts, asked once a run: later only where a text is not what it was in the extract."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hygiene.id_order import Rows
from hygiene.merging.texts import positions, same_texts
from hygiene.normalize.distinct import to_arrow
from hygiene.snapshot import Snapshot

Answers = NDArray[np.bool_]
"""A row for each question and a column for each text."""


@dataclass(frozen=True)
class SinceExtract:
    """An object's table as it is now, beside the one that was extracted."""

    snapshot: Snapshot
    name: str

    @cached_property
    def _rows(self) -> Rows:
        return positions(self.snapshot.table(self.name)["Id"], self.snapshot.extracted.table(self.name)["Id"])

    def asked(self, questions: Hashable, column: str, ask: Callable[[pa.Array], Answers]) -> Answers:
        """What `ask` answers of each text of the column, each text by itself; remembered under `questions`."""
        texts = to_arrow(self.snapshot.table(self.name)[column])
        if self.snapshot.before is None:
            return ask(texts)
        start, key = to_arrow(self.snapshot.extracted.table(self.name)[column]), (questions, self.name, column)
        if key not in self.snapshot.memo:
            self.snapshot.memo[key] = ask(start)
        known: Answers = self.snapshot.memo[key]
        same = same_texts(texts, start, self._rows) & (self._rows >= 0)
        answers = known[:, self._rows] if known.shape[1] else np.zeros((len(known), len(texts)), dtype=bool)
        answers[:, ~same] = ask(texts.filter(pa.array(~same)))
        return answers
