"""Before-images: encrypted, bound to their place, and gone for good with the person's key."""

import json
import os
import shutil
import sqlite3
import stat

import pandas as pd
import pytest

from hygiene.errors import InputError, OutsideError, UsageError
from hygiene.keys import KeyMissingError, new_ring, rotated, without
from hygiene.policy import load
from hygiene.vault import RunImages, open_vault, vault_file
from hygiene.vault.store import Vault
from schemas.columns import TEXT
from tests.tables import AS_OF, sf_id

RING = new_ring("2026-01-01")
ADA, AUGUSTA, CHARLES = (sf_id(f"Lead {number}") for number in (1, 2, 3))
FIELDS = {
    ADA: {"LastName": "Lovelace", "Email": "ada@engine.example", "Phone": "+14155550101"},
    AUGUSTA: {"LastName": "King-Noel", "Email": "augusta@engine.example", "Phone": "+14155550102"},
    CHARLES: {"LastName": "Babbage", "Email": "charles@difference.example", "Phone": "+14155550103"},
}


def images(*records, into=None):
    rows = [("Lead", record, json.dumps(FIELDS[record]), (into or {}).get(record)) for record in records]
    return pd.DataFrame(rows, columns=["object", "record_id", "content", "into_id"], dtype=TEXT)


@pytest.fixture
def vault():
    with open_vault(RING, create=True) as opened:
        yield opened


def keep(vault: Vault, run: str, *records, into=None, now=AS_OF):
    RunImages(vault, run, now, load()).keep(images(*records, into=into))


def on_disk() -> bytes:
    """Every byte of the vault's folder: the database, and whatever SQLite leaves beside it."""
    return b"".join(path.read_bytes() for path in sorted(vault_file().parent.rglob("*")) if path.is_file())


def test_looking_for_a_vault_makes_none():
    assert open_vault(RING, create=False) is None
    assert not vault_file().exists()


def test_an_image_comes_back_as_it_was_kept(vault):
    keep(vault, "run 1", ADA, CHARLES)
    keep(vault, "run 2", AUGUSTA)

    kept = vault.images("run 1")

    assert dict(zip(kept["record_id"], map(json.loads, kept["content"]), strict=True)) == {
        ADA: FIELDS[ADA],
        CHARLES: FIELDS[CHARLES],
    }
    assert set(kept["object"]) == {"Lead"}


def test_after_a_crash_the_first_image_of_a_record_stays_the_image_of_before_the_run(vault):
    keep(vault, "run 1", ADA)
    later = images(ADA).assign(content="{}")
    RunImages(vault, "run 1", AS_OF, load()).keep(later)

    assert json.loads(vault.images("run 1")["content"].iloc[0]) == FIELDS[ADA]


def test_nothing_of_a_person_can_be_read_in_the_file(vault):
    keep(vault, "run 1", ADA, AUGUSTA, CHARLES)

    written = on_disk()
    assert ADA.encode() in written
    for person in FIELDS.values():
        assert not [value for value in person.values() if value.encode() in written]
    assert not [key for key in RING.keys if key.secret in written]


def test_who_is_erased_cannot_be_brought_back_from_any_byte_of_the_vault(vault):
    keep(vault, "run 1", ADA, CHARLES)
    keep(vault, "run 2", ADA)
    secrets = remains(ADA)
    assert all(secret in on_disk() for secret in secrets)

    vault.forget([ADA])

    assert list(vault.images("run 1")["record_id"]) == [CHARLES]
    assert vault.images("run 2").empty
    assert not [secret for secret in secrets if secret[:24] in on_disk() or secret[-24:] in on_disk()]
    assert ADA.encode() not in on_disk()


def remains(record: str) -> list[bytes]:
    """Wrapped key and sealed images of a record, as they lie in the file."""
    with sqlite3.connect(vault_file()) as file:
        wrapped = file.execute("SELECT wrapped FROM person WHERE record_id = ?", (record,)).fetchall()
        boxes = file.execute("SELECT box FROM image WHERE record_id = ?", (record,)).fetchall()
    file.close()
    return [row[0] for row in wrapped + boxes]


def test_to_erase_a_survivor_is_to_erase_all_who_were_ever_merged_into_it(vault):
    keep(vault, "run 1", ADA, AUGUSTA, into={ADA: AUGUSTA})
    keep(vault, "run 2", AUGUSTA, CHARLES, into={AUGUSTA: CHARLES})

    assert vault.forget([CHARLES]) == 3

    assert vault.images("run 1").empty
    assert vault.images("run 2").empty


def test_to_erase_a_record_leaves_whom_it_was_merged_into(vault):
    keep(vault, "run 1", ADA, AUGUSTA, into={ADA: AUGUSTA})

    vault.forget([ADA])

    assert list(vault.images("run 1")["record_id"]) == [AUGUSTA]


def test_images_expire_by_their_class_and_the_key_goes_with_the_last(vault):
    keep(vault, "run 1", ADA)
    keep(vault, "run 2", ADA, now=AS_OF + pd.Timedelta(days=10))

    assert vault.expire(str(AS_OF)) == 0
    assert vault.expire("2026-12-07T00:00:00Z") == 1
    assert vault.counts() == {"images": 1, "records": 1}
    assert vault.expire("2026-12-17T00:00:00Z") == 1
    assert vault.counts() == {"images": 0, "records": 0}


def test_a_backup_of_the_vault_does_not_open_once_its_wrapping_key_is_thrown_away(vault, tmp_path):
    keep(vault, "run 1", ADA, CHARLES)
    backup = shutil.copy(vault_file(), tmp_path / "backup.sqlite")
    vault.forget([ADA])
    both = rotated(RING, "vault", "2027-01-01")
    assert vault.rewrap(both) == 1
    newer = without(both, RING.newest("vault").id)

    with open_vault(newer, create=False) as reopened:
        assert list(reopened.images("run 1")["record_id"]) == [CHARLES]
    with open_vault(newer, create=False, path=backup) as old, pytest.raises(KeyMissingError, match="backup"):
        old.images("run 1")


def test_a_row_that_was_altered_or_moved_does_not_open(vault):
    keep(vault, "run 1", ADA, CHARLES)
    with sqlite3.connect(vault_file()) as file:
        file.execute("UPDATE image SET box = (SELECT box FROM image WHERE record_id = ?)", (ADA,))
    file.close()

    with pytest.raises(InputError, match="altered"):
        vault.images("run 1")


def test_another_key_ring_is_told_by_the_id_of_the_missing_key(vault):
    keep(vault, "run 1", ADA)

    with open_vault(new_ring("2026-01-01"), create=False) as other, pytest.raises(KeyMissingError) as refused:
        other.images("run 1")

    assert RING.newest("vault").id in str(refused.value)


@pytest.mark.skipif(os.name != "posix", reason="this system has no file modes")
def test_only_its_owner_can_read_the_file(vault):
    assert stat.S_IMODE(vault_file().stat().st_mode) == 0o600


def test_a_vault_that_cannot_be_written_says_so_and_keeps_nothing(vault):
    keep(vault, "run 1", ADA)
    pages = vault._connection.execute("PRAGMA page_count").fetchone()[0]
    vault._connection.execute(f"PRAGMA max_page_count = {pages}")  # a full disk
    large = pd.DataFrame({"object": "Lead", "record_id": [CHARLES], "content": ["x" * 100_000]}, dtype=TEXT)

    with pytest.raises(OutsideError, match="full"):
        RunImages(vault, "run 1", AS_OF, load()).keep(large)

    assert vault.counts() == {"images": 1, "records": 1}


@pytest.mark.parametrize("content", [b"this is no database, but a text that is long enough to be read as one" * 20])
def test_a_file_that_is_no_vault_is_told(content):
    vault_file().write_bytes(content)

    with pytest.raises(OutsideError, match="not a database"):
        open_vault(RING, create=False)


def test_a_vault_of_a_later_version_is_left_alone():
    open_vault(RING, create=True).close()
    with sqlite3.connect(vault_file()) as file:
        file.execute("PRAGMA user_version = 9")
    file.close()

    with pytest.raises(UsageError, match="another version"):
        open_vault(RING, create=False)
