from hygiene.normalize import title
from tests.hygiene.normalize.reads import assert_reads


def parts(typed):
    return title.parts(typed["Typed"])


def test_a_title_written_out_is_only_folded():
    assert_reads(
        """
        Typed              | title              | level    | functions
        Sales Director     | sales director     | director | sales
        Software Engineer  | software engineer  | other    | engineering technology
        Receptionist       | receptionist       | other    |
        """,
        parts,
    )


def test_abbreviations_are_written_out_and_little_words_dropped():
    assert_reads(
        """
        Typed             | title                           | level
        Sr. VP, Ops       | senior vice president operations| vp
        V.P. of Marketing | vice president marketing        | vp
        Dir. of Sales     | director sales                  | director
        IT Mgr            | information technology manager  | manager
        CEO               | chief executive officer         | c_level
        """,
        parts,
    )


def test_the_level_is_the_persons_own_and_not_that_of_whom_they_assist():
    assert_reads(
        """
        Typed                | level
        Assistant to the CEO | other
        Executive Assistant  | other
        Founder & CEO        | c_level
        Managing Director    | c_level
        President            | c_level
        Vice President       | vp
        Head of IT           | director
        Geschäftsführer      | c_level
        Leiterin Einkauf     | director
        """,
        parts,
    )


def test_fillers_have_no_title():
    assert_reads(
        """
        Typed | title | level | functions
        n/a   |       |       |
        Test  |       |       |
              |       |       |
        """,
        parts,
    )
