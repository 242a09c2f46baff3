"""Differences marked within the text, drawn with `[…]` around what differs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hygiene.review_page.differences import parts_of


def drawn(text: str, other: str) -> str:
    return "".join(f"[{piece}]" if differs else piece for piece, differs in parts_of(text, other))


@pytest.mark.parametrize(
    ("text", "other", "marked"),
    [
        pytest.param("Ada", "Ada", "Ada", id="the same"),
        pytest.param("ADA", "ada", "ADA", id="but for capitals"),
        pytest.param("Lovelace", "Lovelase", "Lovela[c]e", id="one letter"),
        pytest.param("Francisco", "Antonio", "[Francisco]", id="another word"),
        pytest.param("ada.byron@engine.test", "ada.king@engine.test", "ada.[byron]@engine.test", id="of a mailbox"),
        pytest.param("2021-01-29", "2021-01-18", "2021-01-[29]", id="a number whole"),
        pytest.param("Director of IT", "QA Lead", "[Director of IT]", id="words with the gaps between them"),
        pytest.param("Ada", "", "[Ada]", id="nothing on the other side"),
        pytest.param("", "Ada", "", id="nothing here"),
        pytest.param("İstanbul", "Istanbul", "[İstanbul]", id="a capital that grows when small"),
    ],
)
def test_what_differs_is_marked(text, other, marked):
    assert drawn(text, other) == marked


@given(st.text(max_size=60), st.text(max_size=60))
def test_the_pieces_are_the_text_whatever_it_is(text, other):
    assert "".join(piece for piece, _ in parts_of(text, other)) == text


@given(st.text(min_size=1, max_size=60))
def test_a_text_does_not_differ_from_itself(text):
    assert not any(differs for _, differs in parts_of(text, text))


def test_a_very_long_text_is_marked_whole():
    assert parts_of("a" * 500, "b") == [("a" * 500, True)]
