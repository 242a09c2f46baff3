from hygiene.normalize import address
from tests.hygiene.normalize.reads import assert_reads


def parts(typed):
    return address.parts(typed["Street"], typed["City"], typed["Postal"], typed["State"])


def test_street_words_have_one_spelling():
    assert_reads(
        """
        Street                   | City       | Postal     | State  | street           | city    | postal  | state
        12 Main Street, Suite 4  | Saint Paul | 55101-1234 | MN     | 12 main st ste 4 | st paul | 55101   | mn
        12 Main St. Ste. 4       | St. Paul   | 55101      | M.N.   | 12 main st ste 4 | st paul | 55101   | m n
        Hauptstraße 5            | München    | 80331      | Bayern | hauptstr 5       | munchen | 80331   | bayern
        Hauptstr. 5              | Muenchen   | D-80331    | Bayern | hauptstr 5       | munchen | D80331  | bayern
        1 Way                    | London     | sw1a 1aa   |        | 1 way            | london  | SW1A1AA |
        """,
        parts,
    )


def test_fillers_are_no_address():
    assert_reads(
        """
        Street  | City | Postal | State | street | city | postal | state
        unknown | n/a  | 00000  | -     |        |      |        |
                |      |        |       |        |      |        |
        """,
        parts,
    )
