import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from hygiene.normalize import tokens
from hygiene.normalize.distinct import LARGE

LISTS = st.lists(st.lists(st.sampled_from(["a", "b", "co", "ltd"]), max_size=5), max_size=6)


def of(lists):
    return tokens.split(pa.array([" ".join(words) for words in lists], LARGE))


def texts(lists):
    return [" ".join(words) or None for words in lists]


@given(LISTS)
def test_words_come_back_as_they_were(lists):
    assert of(lists).joined().to_pylist() == texts(lists)
    assert of(lists).first().to_pylist() == [words[0] if words else None for words in lists]
    assert of(lists).sorted().joined().to_pylist() == texts(map(sorted, lists))


@given(LISTS)
def test_words_at_the_end_are_told_from_the_same_words_before(lists):
    def stripped(words):
        while words and words[-1] in ("co", "ltd"):
            words = words[:-1]
        return words

    found = of(lists)
    assert found.keep(~found.trailing(found.is_in({"co", "ltd"}))).joined().to_pylist() == texts(map(stripped, lists))


@given(LISTS)
def test_words_in_front_are_told_from_the_same_words_behind(lists):
    def stripped(words):
        while words and words[0] in ("co", "ltd"):
            words = words[1:]
        return words

    found = of(lists)
    assert found.keep(~found.leading(found.is_in({"co", "ltd"}))).joined().to_pylist() == texts(map(stripped, lists))


@given(LISTS)
def test_a_text_is_never_left_without_words(lists):
    found = of(lists)
    kept = [[word for word in words if word != "a"] or words for words in lists]
    assert found.drop_unless_all(found.is_in({"a"})).joined().to_pylist() == texts(kept)


@given(LISTS, st.randoms())
def test_texts_are_concatenated_one_by_one(lists, rng):
    others = rng.sample(lists, len(lists))
    expected = texts(left + right for left, right in zip(lists, others, strict=True))
    assert tokens.concatenated(of(lists), of(others)).joined().to_pylist() == expected


@given(LISTS)
def test_words_are_changed_each_in_its_place(lists):
    changed = of(lists).mapped(lambda word: word[:1])
    assert changed.joined().to_pylist() == texts([word[:1] for word in words] for words in lists)
