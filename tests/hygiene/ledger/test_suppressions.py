"""The suppression list in a ledger that machines share: what one machine purged, the other recognises."""

import pandas as pd
import pytest

from hygiene.home import home
from hygiene.key_file import ensure_ring, key_file
from hygiene.keys import KeyMissingError
from hygiene.policy import load
from hygiene.snapshot import Snapshot
from hygiene.suppression import Cause, rows_of
from hygiene.suppression_store import Remembering, expire, known_suppressions, remembering, stored
from tests.tables import AS_OF, snapshot

MAIL = pd.Series(["ada@engine.example"], dtype="string")


@pytest.fixture
def shared(postgresql, monkeypatch):
    monkeypatch.setenv("LEAD_HYGIENE_LEDGER_URL", postgresql.url)


def rows(mail="ada@engine.example", added=AS_OF, expires=None):
    key = ensure_ring("2026-01-01").newest("suppression")
    return rows_of("email", [mail], key, Cause("erasure", "zoominfo_opt_out", added, expires))


def put(table, now=AS_OF):
    Remembering(table, now).write()


def test_without_a_ledger_nobody_is_on_the_list_and_none_is_made(shared, own_home):
    assert stored().empty
    assert known_suppressions(AS_OF).rows.empty
    assert list(own_home.iterdir()) == []


def test_another_machine_with_the_same_keys_recognises_who_was_erased(shared, tmp_path, monkeypatch):
    put(rows())
    ring = key_file().read_text()
    assert [file.name for file in home().iterdir()] == ["keys.json"]

    monkeypatch.setenv("LEAD_HYGIENE_HOME", str(tmp_path / "another machine"))
    monkeypatch.setenv("LEAD_HYGIENE_KEYS", ring)

    assert list(known_suppressions(AS_OF).found("email", MAIL)["purpose"]) == ["erasure"]


def test_a_machine_without_the_keys_makes_no_plan_and_no_ring_of_its_own(shared, tmp_path, monkeypatch):
    put(rows())
    monkeypatch.setenv("LEAD_HYGIENE_HOME", str(tmp_path / "another machine"))

    with pytest.raises(KeyMissingError, match="restore it from your backup"):
        known_suppressions(AS_OF)
    people: Snapshot = snapshot(Lead="Id | LastName\nLead 1 | Gone")
    erased = pd.DataFrame({"action": ["erase"], "rule": ["zoominfo_opt_out"], "object": ["Lead"], "record_id": ["x"]})
    with pytest.raises(KeyMissingError, match="restore it from your backup"):
        remembering(erased, people, None, load(), AS_OF)
    assert not (tmp_path / "another machine").exists()


def test_what_was_remembered_before_the_ledger_was_shared_goes_on_to_hold(postgresql, monkeypatch):
    put(rows("ada@engine.example"))
    monkeypatch.setenv("LEAD_HYGIENE_LEDGER_URL", postgresql.url)
    put(rows("charles@engine.example"))

    both = pd.concat([MAIL, pd.Series(["charles@engine.example"], dtype="string")], ignore_index=True)
    assert sorted(known_suppressions(AS_OF).found("email", both)["row"]) == [0, 1]


def test_to_put_the_same_row_again_renews_it(shared):
    put(rows())
    later = AS_OF + pd.Timedelta(days=1)
    put(rows(added=later), later)

    assert list(stored()["added"]) == [later]


def test_rows_whose_time_is_over_go(shared):
    put(rows(expires=AS_OF + pd.Timedelta(days=10)))

    assert expire(AS_OF + pd.Timedelta(days=9)) == 0
    assert expire(AS_OF + pd.Timedelta(days=10)) == 1
    assert stored().empty
