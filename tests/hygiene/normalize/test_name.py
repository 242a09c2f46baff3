import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from hygiene.normalize import name
from schemas.columns import TEXT
from tests.hygiene.normalize.reads import assert_reads


def parts(typed):
    return name.parts(typed["First"], typed["Last"])


def test_a_plain_name_is_only_folded():
    assert_reads(
        """
        First | Last     | first | middle | last     | last_core | last_parts | suffix | is_filler
        Ada   | Lovelace | ada   |        | lovelace | lovelace  |            |        | false
        José  | Núñez    | jose  |        | nunez    | nunez     |            |        | false
        Ольга | Иванова  | olga  |        | ivanova  | ivanova   |            |        | false
        """,
        parts,
    )


def test_an_umlaut_is_the_same_with_dots_with_e_and_without():
    assert_reads(
        """
        First   | Last       | first  | last
        Jürgen  | Müller     | jurgen | muller
        Juergen | Mueller    | jurgen | muller
        Jurgen  | Muller     | jurgen | muller
        Søren   | Soerensen  | soren  | sorensen
        """,
        parts,
    )


def test_names_that_merely_look_like_an_umlaut_keep_their_letters():
    assert_reads(
        """
        First   | Last      | first   | last
        Joe     | Samuels   | joe     | samuels
        Sue     | Rodriguez | sue     | rodriguez
        Michael | Guerra    | michael | guerra
        Manuela | Feuer     | manuela | feuer
        """,
        parts,
    )


def test_titles_middle_names_and_generations_stand_apart():
    assert_reads(
        """
        First          | Last             | first    | middle | last      | suffix
        Dr. Robert J.  | Smith, PhD       | robert   | j      | smith     |
        Mr             | Smith Jr.        |          |        | smith     | jr
        Jean-Paul      | Sartre III       | jeanpaul |        | sartre    | iii
        Robert "Bob"   | Junior           | robert   | bob    | junior    |
        Don            | Ma               | don      |        | ma        |
        """,
        parts,
    )


def test_the_core_of_a_last_name_has_no_particles_and_no_gaps():
    assert_reads(
        """
        First | Last         | last         | last_core  | last_parts
        A     | van der Berg | van der berg | berg       |
        A     | de la Cruz   | de la cruz   | cruz       |
        A     | O'Brien      | obrien       | obrien     |
        A     | O Brien      | o brien      | obrien     | o brien
        A     | D’Angelo     | dangelo      | dangelo    |
        A     | Smith-Jones  | smith jones  | smithjones | smith jones
        A     | Van          | van          | van        |
        """,
        parts,
    )


def test_a_nickname_shares_a_key_with_its_full_name():
    assert_reads(
        """
        First   | Last | first   | first_canonical
        Bob     | X    | bob     | robert
        Robert  | X    | robert  | robert
        Bill    | X    | bill    | william
        Xenophon| X    | xenophon| xenophon
        """,
        parts,
    )


def test_fillers_are_no_names_but_real_surnames_are():
    assert_reads(
        """
        First | Last        | first | last   | is_filler
        Ada   | Blank       | ada   | blank  | false
        Ada   | Tester      | ada   | tester | false
        n/a   | Smith       |       | smith  | false
        -     | [[unknown]] |       |        | true
        Ada   | n/a         | ada   |        | true
        Ada   | xxx         | ada   |        | true
        Ada   | aaaa        | ada   |        | true
        Ada   |             | ada   |        | false
        """,
        parts,
    )


def test_a_whole_name_in_the_last_name_is_taken_apart_only_at_a_comma_and_without_first_name():
    assert_reads(
        """
        First | Last         | first | last         | suffix
              | Smith, John  | john  | smith        |
              | Smith, Jr.   |       | smith        | jr
              | Garcia Lopez |       | garcia lopez |
        Ada   | Smith, John  | ada   | smith john   |
        """,
        parts,
    )


def test_the_sorted_words_are_the_same_when_first_and_last_name_are_swapped():
    assert_reads(
        """
        First   | Last      | name_tokens
        Paul    | van Dyke  | dyke paul
        van Dyke| Paul      | dyke paul van
        Dyke    | Paul      | dyke paul
        """,
        parts,
    )


@given(st.lists(st.tuples(st.none() | st.text(max_size=12), st.none() | st.text(max_size=12)), max_size=6))
def test_any_text_is_read_alone_as_it_is_among_others(typed):
    names = pd.DataFrame(typed, columns=["first", "last"], dtype=TEXT)
    together = name.parts(names["first"], names["last"])
    assert len(together) == len(names)
    for place in range(len(names)):
        alone = name.parts(names["first"].iloc[[place]], names["last"].iloc[[place]])
        pd.testing.assert_frame_equal(together.iloc[[place]], alone)
