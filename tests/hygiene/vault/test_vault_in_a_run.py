"""The vault under the executor: no image, no write; and an undo's steps in their order."""

from dataclasses import dataclass

import pandas as pd
import pytest

from hygiene.apply.executor import Executor
from hygiene.apply.journal import MemoryJournal
from hygiene.apply.steps import steps_of
from hygiene.errors import OutsideError
from hygiene.images import content_of
from hygiene.keys import new_ring
from hygiene.policy import load
from hygiene.undo import undo_of
from hygiene.vault import RunImages, open_vault
from schemas.columns import TEXT
from tests.fake_sink import DictSink
from tests.hygiene.test_undo import MERGED, OTHERS, run
from tests.tables import AS_OF, short_id

THEN = "2026-11-06T18:00:00Z"


@dataclass
class ImagedSink(DictSink):
    """A sink that hands over what it would change."""

    def images(self, steps):
        records = sorted({record for step in steps for record in step.record_ids if record in self.records})
        content = [content_of({"Status": self.records[record].get("Status")}) for record in records]
        return pd.DataFrame({"object": "Lead", "record_id": records, "content": content}, dtype=TEXT)


@pytest.fixture
def vault():
    with open_vault(new_ring("2026-01-01"), create=True) as opened:
        yield opened


def steps():
    """Applied changes of a run as steps, and a sink with their records as they were."""
    made = steps_of(run(*OTHERS).applied)
    return made, ImagedSink({record: {"stamp": THEN} for step in made for record in step.record_ids})


def test_every_record_that_is_written_has_its_image_first(vault):
    made, sink = steps()

    Executor(sink, MemoryJournal(), RunImages(vault, "run 1", AS_OF, load()), THEN).run(made)

    assert len(sink.writes) == 2
    assert set(vault.images("run 1")["record_id"]) == {record for step in made for record in step.record_ids}


def test_where_no_image_can_be_kept_nothing_is_written(vault):
    made, sink = steps()
    before = dict(sink.records)
    vault._connection.execute("PRAGMA query_only = ON")  # as a file system that was mounted read-only

    with pytest.raises(OutsideError, match="cannot be used"):
        Executor(sink, MemoryJournal(), RunImages(vault, "run 1", AS_OF, load()), THEN).run(made)

    assert sink.writes == []
    assert sink.records == before


def test_an_undo_takes_records_out_of_the_bin_before_it_restores_and_moves_anything():
    done = run(*MERGED, *OTHERS)

    ordered = [(step.kind, short_id(step.record_ids[0])) for step in steps_of(undo_of(done).changes)]

    assert [kind for kind, _ in ordered[:2]] == ["undelete", "undelete"]
    assert {kind for kind, _ in ordered[2:]} == {"consent", "update"}
    assert ("update", "Task 1") in ordered
