import json
import os
import stat

import pandas as pd
import pytest

from hygiene import keys
from hygiene.errors import UsageError
from hygiene.key_file import VARIABLE, create_ring, ensure_ring, find_ring, key_file, load_ring, read_ring
from hygiene.key_rotation import check_absent, listed, rotate_ring
from hygiene.keys import KINDS, KeyMissingError
from hygiene.vault import open_vault

THEN, LATER = "2026-11-21T06:00:00Z", "2027-11-21T06:00:00Z"
POSIX = pytest.mark.skipif(os.name != "posix", reason="this system has no file modes")


def test_looking_for_keys_makes_none():
    assert find_ring() is None
    assert not key_file().exists()
    assert "No keys yet" in listed()


def test_the_first_apply_makes_a_ring_with_a_key_of_each_kind_and_every_later_one_reads_it():
    ring = ensure_ring(THEN, needed=False)

    assert {key.kind for key in ring.keys} == set(KINDS)
    assert ensure_ring(LATER, needed=True) == ring == load_ring()


@pytest.mark.parametrize("made_with_the_keys", ["vault.sqlite", "suppressions.sqlite"])
def test_what_lies_in_the_home_is_never_left_without_its_keys_by_a_new_ring(made_with_the_keys):
    (key_file().parent / made_with_the_keys).touch()

    with pytest.raises(KeyMissingError, match="restore it from your backup"):
        ensure_ring(THEN)

    assert not key_file().exists()


def test_a_ledger_without_a_run_on_an_org_holds_nothing_that_was_made_with_a_key():
    (key_file().parent / "ledger.sqlite").touch()

    assert ensure_ring(THEN) == load_ring()


def test_where_a_ledger_has_runs_no_new_ring_takes_the_place_of_a_lost_one():
    with pytest.raises(KeyMissingError, match="restore it from your backup"):
        ensure_ring(THEN, needed=True)

    assert not key_file().exists()


@POSIX
def test_the_key_file_is_private_and_one_that_others_can_read_is_refused():
    create_ring(THEN, key_file())
    assert stat.S_IMODE(key_file().stat().st_mode) == 0o600

    key_file().chmod(0o640)

    with pytest.raises(UsageError, match="chmod 600"):
        load_ring()


def test_of_two_first_runs_at_once_both_use_the_ring_that_was_there_first():
    first = create_ring(THEN, key_file())

    assert create_ring(LATER, key_file()) == first
    assert [path.name for path in key_file().parent.iterdir()] == ["keys.json"]


def test_after_a_rotation_the_new_key_comes_first_and_the_old_one_is_still_tried():
    before = create_ring(THEN, key_file())

    told = rotate_ring("suppression", LATER, None)

    ring = load_ring()
    assert [key.made for key in ring.of("suppression")] == [LATER, THEN]
    assert ring.of("suppression")[1:] == before.of("suppression")
    assert ring.of("vault") == before.of("vault")
    assert ring.newest("suppression").id in told


def test_a_ring_from_the_environment_goes_before_the_file_and_is_rotated_into_a_new_file(tmp_path, monkeypatch):
    create_ring(THEN, key_file())
    given = keys.new_ring(THEN)
    monkeypatch.setenv(VARIABLE, keys.to_text(given))
    assert load_ring() == given

    with pytest.raises(UsageError, match="--out"):
        rotate_ring("vault", LATER, None)
    rotate_ring("vault", LATER, tmp_path / "ring.json")

    assert read_ring(tmp_path / "ring.json").of("vault")[1:] == given.of("vault")
    assert "LEAD_HYGIENE_KEYS" in listed()


def test_a_new_vault_key_takes_the_place_of_the_old_one_and_everything_still_opens():
    before = create_ring(THEN, key_file())
    images = pd.DataFrame({"object": ["Lead"], "record_id": ["00Q1"], "content": ["{}"]}, dtype="string[pyarrow]")
    with open_vault(before, create=True) as vault:
        vault.keep("run 1", images, THEN, [LATER])

    told = rotate_ring("vault", LATER, None)

    ring = load_ring()
    assert [key.made for key in ring.of("vault")] == [LATER]
    assert "1 data keys are under it" in told
    with open_vault(ring, create=False) as vault:
        assert list(vault.images("run 1")["content"]) == ["{}"]


@pytest.mark.parametrize(
    "harm",
    [
        lambda data: data["keys"][0].update(secret="QUJD"),
        lambda data: data["keys"][0].update(secret=data["keys"][1]["secret"]),
        lambda data: data["keys"][0].update(kind="master"),
        lambda data: data["keys"].append(data["keys"][0]),
        lambda data: data.update(format=9),
        lambda data: data.pop("keys"),
    ],
)
def test_an_altered_ring_is_refused_in_one_sentence_that_shows_no_secret(harm):
    ring = keys.new_ring(THEN)
    data = json.loads(keys.to_text(ring))
    harm(data)

    with pytest.raises(UsageError) as refused:
        keys.from_text(json.dumps(data), "keys.json")

    assert "keys.json" in str(refused.value)
    assert "\n" not in str(refused.value)
    assert all(item["secret"] not in str(refused.value) for item in data.get("keys", ()))


@pytest.mark.parametrize("text", ["", "{", "[]", "\x00", '{"format": 1, "keys": 7}'])
def test_what_is_no_ring_is_refused(text):
    with pytest.raises(UsageError, match="restore it from your backup"):
        keys.from_text(text, "keys.json")


def test_no_secret_is_shown_by_a_key_or_the_listing():
    ring = create_ring(THEN, key_file())

    for key in ring.keys:
        assert key.secret.hex() not in listed() + repr(ring)
        assert repr(key.secret) not in repr(ring)
        assert key.id in listed()


def test_a_key_that_is_not_on_the_ring_is_told_by_its_id():
    with pytest.raises(KeyMissingError, match="suppression-0123456789ab"):
        keys.new_ring(THEN).named("suppression", "suppression-0123456789ab")


def test_two_runs_name_the_same_record_differently():
    ring = keys.new_ring(THEN)

    assert ring.pseudonym_key("run-1") != ring.pseudonym_key("run-2")
    assert ring.pseudonym_key("run-1") == ring.pseudonym_key("run-1")


def test_a_ring_is_not_made_over_another():
    create_ring(THEN, key_file())

    with pytest.raises(UsageError, match="exists already"):
        check_absent(key_file())
