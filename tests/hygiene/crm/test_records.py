import csv
import io

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from hygiene.crm import moments, records, spans
from hygiene.crm.grammar import Grammar
from schemas.records import READING_REASONS

COMMA = Grammar(b",", 2)
CELLS = st.text("aé0\"',;\t\n\r ", max_size=6)
RAW = st.text('aé",\n\r', max_size=40).map(str.encode)


def rows_of(found):
    return [["" if cell is None else cell for cell in row.values()] for row in found.cells.to_pylist()]


def filled(found):
    """The rows with a value, and their lines; a blank line is a row without values to one way and none to the other."""
    pairs = zip(rows_of(found), found.lines.tolist(), strict=True)
    return [(row, line) for row, line in pairs if any(row)]


def kinds(text, columns=2, max_cell=100):
    return spans.scan(text.encode(), 0, Grammar(b",", columns), max_cell, damaged=False).kinds.tolist()


def test_sound_records_are_read_by_the_fast_way():
    found = records.read(b'a,"b\nc"\nd,e', 0, COMMA, 100)

    assert found.spans is None
    assert rows_of(found) == [["a", "b\nc"], ["d", "e"]]
    assert found.lines.tolist() == [1, 3]


def test_the_end_of_the_header_counts_its_lines():
    found = records.read(b'"x\ny",z\na,b\n', 8, COMMA, 100)

    assert found.lines.tolist() == [3]


def test_each_broken_record_is_known_for_what_it_is():
    good, blank, short, long, quote, cell = (
        spans.GOOD, spans.BLANK, spans.SHORT, spans.LONG, spans.QUOTE, spans.CELL
    )  # fmt: skip

    assert kinds("a,b\nc,d") == [good, good]
    assert kinds("a,b\n\nc,d\n") == [good, blank, good]
    assert kinds("a\na,b\na,b,c\n") == [short, good, long]
    assert kinds('"a,b\nc,d\n') == [quote, good]
    assert kinds('"a"b,c\nc,d\n') == [quote, good]
    assert kinds('a"b,c\n') == [good]
    assert kinds("a,bbb\nc,d\n", max_cell=2) == [cell, good]
    assert kinds("a,b\n\nfooter\nmore\n") == [good, blank, spans.FOOTER, spans.FOOTER]
    assert kinds("a,b\nfooter\n") == [good, short]


def test_a_quote_that_is_never_closed_swallows_no_other_record():
    text = 'a,b\n"c,d\n' + "e,f\n" * 1000 + '"g","h"\n'

    found = kinds(text)

    assert found.count(spans.GOOD) == 1002
    assert found.count(spans.QUOTE) == 1


def test_a_broken_record_of_several_lines_is_told_line_by_line():
    assert kinds('"a\nb"\nc,d\n') == [spans.QUOTE, spans.QUOTE, spans.GOOD]


@given(
    st.lists(st.tuples(CELLS, CELLS.map("x".__add__)), max_size=8),
    st.sampled_from(",;\t"),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_what_a_csv_writer_wrote_is_read_back_with_its_lines_by_both_ways(rows, delimiter, line_end):
    out, expected = io.StringIO(newline=""), []
    writer = csv.writer(out, delimiter=delimiter, lineterminator=line_end, quoting=csv.QUOTE_ALL)
    for row in rows:
        expected.append((list(row), 1 + breaks(out.getvalue())))
        writer.writerow(row)
    grammar, data = Grammar(delimiter.encode(), 2), out.getvalue().encode()

    for found in (records.read(data, 0, grammar, 100), records.exact(data, 0, grammar, 100, damaged=False)):
        assert list(zip(rows_of(found), found.lines.tolist(), strict=True)) == expected


@given(RAW)
def test_both_ways_agree_on_anything(data):
    read, exact = records.read(data, 0, COMMA, 100), records.exact(data, 0, COMMA, 100, damaged=False)

    assert filled(read) == filled(exact)
    assert read.line_end == exact.line_end


@given(RAW)
def test_every_byte_belongs_to_exactly_one_record(data):
    found = spans.scan(data, 0, COMMA, 100, damaged=False)

    assert found.starts[0] == 0
    assert found.starts[-1] == len(data)
    assert (np.diff(found.starts) > 0).all()
    assert len(found.kinds) == len(found.starts) - 1


def breaks(text):
    return text.count("\n") + text.count("\r") - text.count("\r\n")


def test_every_check_of_reading_has_words_for_the_report():
    checks = {check for check, _ in [*spans.CHECKS.values(), *moments.CHECKS.values()]}

    assert checks <= set(READING_REASONS)
