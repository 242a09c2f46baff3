import string

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from hygiene.crm import ids

ALPHANUMERIC = string.ascii_letters + string.digits
CORES = st.text(ALPHANUMERIC, min_size=15, max_size=15)


def canonical(*texts):
    return ids.canonical(pa.array(texts, pa.large_string()))


def checksum_by_the_book(core: str) -> str:
    """Letter by letter, as Salesforce's help describes it."""
    suffix = ""
    for start in (0, 5, 10):
        bits = "".join("1" if letter.isupper() else "0" for letter in reversed(core[start : start + 5]))
        suffix += "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"[int(bits, 2)]
    return suffix


def test_an_id_of_18_characters_stays_as_it_is():
    assert canonical("00Q5e0000000001EAA").ids.to_pylist() == ["00Q5e0000000001EAA"]


def test_an_id_of_15_characters_gets_its_checksum():
    found = canonical("00Q5e0000000001", " 0035e00000AbCdE ", None)

    assert found.ids.to_pylist() == ["00Q5e0000000001EAA", "0035e00000AbCdEAAV", None]
    assert found.malformed.tolist() == [False, False, False]
    assert found.lengths == {15}


def test_what_is_no_id_is_malformed():
    bad = [
        "00Q5e0000000001EAB",
        "00q5e0000000001eaa",
        "00q5e0000000001EAA",
        "00Q5e00000000",
        "00Q5e000000000!",
        "ä" * 15,
    ]

    found = canonical(*bad)

    assert found.malformed.all()
    assert found.ids.null_count == len(bad)


def test_the_id_of_nothing_is_missing():
    found = canonical("000000000000000", "000000000000000AAA", "", "  ")

    assert found.ids.null_count == 4
    assert not found.malformed.any()


def test_an_array_that_is_a_slice_of_another_is_read_right():
    cells = pa.array(["x", "00Q5e0000000001", None, "00Q5e0000000002"], pa.large_string())[1:]

    assert ids.canonical(cells).ids.to_pylist() == ["00Q5e0000000001EAA", None, "00Q5e0000000002EAA"]


@given(CORES)
def test_the_checksum_is_that_of_the_book(core):
    assert canonical(core).ids.to_pylist() in ([core + checksum_by_the_book(core)], [None] if core == "0" * 15 else [])


@given(st.lists(CORES, max_size=20))
def test_ids_sort_by_their_bytes(cores):
    whole = pa.array([core + checksum_by_the_book(core) for core in cores], pa.large_string())

    order = ids.sort_order(whole)

    assert [cores[row] for row in order] == sorted(cores)
    assert np.array_equal(np.sort(order), np.arange(len(cores)))
