"""The content digest guards the apply: it moves with every record and with nothing else."""

import pytest

from tests.hygiene.crm.exports import PLAIN, read_files, text_of
from tests.tables import frame, sf_id


def digest(tmp_path, content):
    return read_files(tmp_path, Lead=content).inputs[0].content_sha256


@pytest.fixture
def of_plain(tmp_path):
    return digest(tmp_path, text_of(PLAIN))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be", "cp1252"])
def test_the_encoding_does_not_matter(tmp_path, of_plain, encoding):
    assert digest(tmp_path, text_of(PLAIN).encode(encoding)) == of_plain


@pytest.mark.parametrize(
    ("delimiter", "line_end", "quote_all"), [(";", "\n", False), ("\t", "\r\n", False), (",", "\r", True)]
)
def test_delimiter_line_ends_and_quotes_do_not_matter(tmp_path, of_plain, delimiter, line_end, quote_all):
    assert digest(tmp_path, text_of(PLAIN, delimiter, line_end, quote_all=quote_all)) == of_plain


def test_the_order_of_rows_and_columns_does_not_matter(tmp_path, of_plain):
    table = frame(PLAIN)

    turned = table.iloc[::-1, ::-1].to_csv(index=False)

    assert digest(tmp_path, turned) == of_plain


def test_labels_id_length_and_spelling_of_flags_do_not_matter(tmp_path, of_plain):
    text = text_of(PLAIN).replace("LastName", "Last Name").replace("Id,", "Lead ID,").replace("true", "1")
    for number in (1, 2, 3):
        text = text.replace(sf_id(f"Lead {number}"), sf_id(f"Lead {number}")[:15])

    assert digest(tmp_path, text) == of_plain


def test_blank_rows_and_a_footer_do_not_matter(tmp_path, of_plain):
    assert digest(tmp_path, text_of(PLAIN) + "\nReport\n") == of_plain


@pytest.mark.parametrize(
    "changed",
    [
        text_of(PLAIN).replace("Müller", "Mueller"),
        text_of(PLAIN).replace("true", "false", 1),
        "".join(text_of(PLAIN).splitlines(keepends=True)[:-1]),
        text_of(PLAIN).replace("DoNotCall", "Unknown"),
        text_of(PLAIN) + "broken\n",
        text_of(PLAIN) + text_of(PLAIN).splitlines(keepends=True)[1],
        text_of(PLAIN).replace("Ada,Müller", "AdaM,üller"),
    ],
    ids=["a value", "a flag", "a row less", "a header", "a broken row", "a row twice", "a border between cells"],
)
def test_every_change_of_content_matters(tmp_path, of_plain, changed):
    assert digest(tmp_path, changed) != of_plain


def test_an_unknown_column_matters(tmp_path):
    with_note = text_of(PLAIN.replace("CreatedDate", "Note"))

    assert digest(tmp_path, with_note) != digest(tmp_path, with_note.replace("2026-02-01", "2026-02-02"))


def test_a_row_that_is_broken_otherwise_matters(tmp_path):
    assert digest(tmp_path, text_of(PLAIN) + "broken\n") != digest(tmp_path, text_of(PLAIN) + "broken,too\n")
