"""Do-Not-Call list files: layouts, packing, and what is refused."""

import gzip
import hashlib
import zipfile

import numpy as np
import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hygiene.crm.dnc_files import read_dnc_lists
from hygiene.crm.dnc_parsing import numbers_of
from hygiene.errors import InputError
from hygiene.policy import parse_policy
from tests.hygiene.crm.dnc_lists import TWO, TWO_NUMBERS, policy_with, read, saved
from tests.tables import AS_OF

# Layouts


@pytest.mark.parametrize(
    "content",
    [
        TWO,
        "415,5552671\n212,5551234\n",
        "area,number\n415,5552671\n212,5551234\n",
        "Area Code;Phone Number\r\n415;555-2671\r\n212;555-1234\r\n",
        "Phone\n(415) 555-2671\n+1 212 555 1234\n",
        '"Phone"\n"415-555-2671"\n"212-555-1234"\n',
        "company,phone,since\nAcme,415.555.2671,2020-01-01\nBeta,2125551234,2021-01-01\n",
        "4155552671,2020-01-01\n2125551234,2021-01-01\n",
        "4155552671\tAcme\n2125551234\tBeta\n",
        "\ufeff" + TWO,
        "4155552671\n\n4155552671\n2125551234",
    ],
    ids=["a number a line", "area,number", "area,number with header", "semicolons", "header and formats", "quoted",
         "a phone column", "numbers and dates", "numbers and names", "byte order mark", "doubles, blank line"],
)  # fmt: skip
def test_the_usual_layouts_give_the_same_numbers(tmp_path, default_policy, content):
    assert read(f"us={saved(tmp_path, content)}", default_policy).numbers.tolist() == TWO_NUMBERS


def test_utf_16_is_read(tmp_path, default_policy):
    path = saved(tmp_path, TWO.encode("utf-16"))

    assert read(f"us={path}", default_policy).numbers.tolist() == TWO_NUMBERS


def test_the_policy_names_the_column(tmp_path):
    saved(tmp_path, "Landline,Other\n4155552671,2125559999\n2125551234,2125559999\n", "list.csv")
    policy = policy_with("{own: {file: list.csv, column: landline, fetched: 2026-11-01, region: US}}")

    (one,) = read_dnc_lists([], policy, tmp_path, AS_OF)

    assert one.numbers.tolist() == TWO_NUMBERS


def test_a_column_that_is_not_there_is_told_with_the_nearest_header(tmp_path):
    saved(tmp_path, "Landline,Other\n4155552671,x\n", "list.csv")
    policy = policy_with("{own: {file: list.csv, column: landlines, fetched: 2026-11-01}}")

    with pytest.raises(InputError, match=r"no column landlines.*nearest header is Landline"):
        read_dnc_lists([], policy, tmp_path, AS_OF)


def test_two_columns_of_numbers_must_be_told_apart_by_the_policy(tmp_path, default_policy):
    path = saved(tmp_path, "4155552671,2125551234\n4155552672,2125551235\n")

    with pytest.raises(InputError, match="name it in the policy"):
        read(f"us={path}", default_policy)


@pytest.mark.parametrize("packing", ["gzip", "zip", "zip of gzip"])
def test_packed_lists_are_read_without_unpacking_to_disk(tmp_path, default_policy, packing):
    path = tmp_path / "us_2026-11-01.packed"
    content = gzip.compress(TWO.encode()) if "gzip" in packing else TWO.encode()
    if packing == "gzip":
        path = saved(tmp_path, content, "us_2026-11-01.txt.gz")
    else:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("list.txt.gz" if "gzip" in packing else "list.txt", content)

    assert read(f"us={path}", default_policy).numbers.tolist() == TWO_NUMBERS
    assert [item.name for item in tmp_path.iterdir()] == [path.name]


def test_every_file_of_a_zip_belongs_to_the_list(tmp_path, default_policy):
    path = tmp_path / "us_2026-11-01.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("212.txt", "2125551234\n")
        archive.writestr("415.txt", "415,5552671\n415,5552671\n415,1\n")

    one = read(f"us={path}", default_policy)

    assert (one.numbers.tolist(), one.rows, one.unread) == (TWO_NUMBERS, 4, 1)


def test_a_zip_that_leads_out_of_itself_is_refused(tmp_path, default_policy):
    path = tmp_path / "us_2026-11-01.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../list.txt", TWO)

    with pytest.raises(InputError, match="leads out of the archive"):
        read(f"us={path}", default_policy)


def test_a_list_that_unpacks_to_more_than_the_policy_allows_is_refused(tmp_path):
    policy = parse_policy("reading: {max_unpacked_megabytes: 1}", "test policy")
    path = saved(tmp_path, gzip.compress(b"4155552671\n" * 200_000), "us_2026-11-01.txt.gz")

    with pytest.raises(InputError, match="unpacks to more than 1 MB"):
        read(f"us={path}", policy)


def test_numbers_without_a_calling_code_are_of_the_lists_region(tmp_path, default_policy):
    path = saved(tmp_path, "020 7946 0018\n+1 415 555 2671\n", "tps_2026-11-01.txt")

    assert read(f"tps={path}", default_policy).numbers.tolist() == [14155552671, 442079460018]


def test_rows_that_are_no_number_are_counted_and_never_dropped_in_silence(tmp_path, default_policy):
    path = saved(tmp_path, TWO + "555-1234\nwithdrawn\n4155552672,4155552673\n2125550000\n")

    one = read(f"us={path}", default_policy)

    assert (one.rows, one.unread) == (6, 3)
    assert one.numbers.tolist() == [12125550000, *TWO_NUMBERS]


def test_the_version_of_a_list_is_the_digest_of_its_file(tmp_path, default_policy):
    one = read(f"us={saved(tmp_path, TWO)}", default_policy)

    assert one.sha256 == hashlib.sha256(TWO.encode()).hexdigest()
    assert one.evidence().startswith(f"list us (US), version {one.sha256[:12]}, fetched 2026-11-01 (file name)")


# What is no list


@pytest.mark.parametrize(
    "content",
    [b"", b"Phone\n", b"\n\n", b"\x00\x01\x02" * 1000, b"Names\nAda\nCharles\n4155552671\n",
     b"<html><body>Not found</body></html>", b"1,2,3\n4,5,6\n"],
    ids=["empty", "header only", "blank lines", "binary", "fewer than half are numbers", "a web page", "other numbers"],
)  # fmt: skip
def test_a_file_that_is_no_list_is_refused(tmp_path, default_policy, content):
    with pytest.raises(InputError) as refused:
        read(f"us={saved(tmp_path, content)}", default_policy)

    assert refused.value.exit_code == 3


def test_a_list_of_changes_is_refused_since_it_clears_nobody(tmp_path, default_policy):
    path = saved(tmp_path, "415,5552671,A\n212,5551234,D\n")

    with pytest.raises(InputError, match="list of changes"):
        read(f"us={path}", default_policy)


def test_a_file_that_is_not_there_is_told(tmp_path, default_policy):
    with pytest.raises(InputError, match="there is no such"):
        read(f"us={tmp_path / 'nothing.txt'}", default_policy)


def test_no_value_of_a_list_stands_in_a_message(tmp_path, default_policy):
    path = saved(tmp_path, "Name\nAda Lovelace\nCharles Babbage\n4155552671\n")

    with pytest.raises(InputError) as refused:
        read(f"us={path}", default_policy)

    assert not any(value in str(refused.value) for value in ("Ada", "Babbage", "4155552671"))


# The fast way equals the library


@given(st.lists(st.integers(10**9, 10**10 - 1).map(str), min_size=1, max_size=50))
def test_ten_plain_digits_are_read_as_phonenumbers_reads_them(texts):
    expected = []
    for text in texts:
        number = phonenumbers.parse(text, "US")
        if phonenumbers.is_possible_number(number):
            expected.append(int(f"{number.country_code}{number.national_number}"))

    filler = "4155552671\n" * len(texts)
    found = numbers_of((filler + "\n".join(texts)).encode(), "list", None, "US").numbers

    plain = [text for text in texts if text[0] in "23456789" and text[3] in "23456789"]
    assert {int("1" + text) for text in plain} <= set(expected)
    assert {int("1" + text) for text in plain} <= set(found.tolist())
    assert set(found.tolist()) <= {*expected, 14155552671}


def test_numbers_are_ascending_integers_each_once(tmp_path, default_policy):
    numbers = read(f"us={saved(tmp_path, TWO + TWO)}", default_policy).numbers

    assert numbers.dtype == np.int64
    assert numbers.tolist() == sorted(set(numbers.tolist()))
