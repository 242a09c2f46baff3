from hygiene.normalize import company
from tests.hygiene.normalize.reads import assert_reads


def parts(typed):
    return company.parts(typed["Typed"])


def test_a_name_without_legal_form_or_abbreviation_is_its_own_core():
    assert_reads(
        """
        Typed               | company             | company_core        | acronym | is_filler
        Omni Point Network  | omni point network  | omni point network  | opn     | false
        Marks and Spencer   | marks and spencer   | marks and spencer   | ms      | false
        3M                  | 3m                  | 3m                  |         | false
        AAA                 | aaa                 | aaa                 |         | false
        """,
        parts,
    )


def test_legal_forms_of_many_countries_are_no_part_of_the_core():
    assert_reads(
        """
        Typed                        | company_core
        Wolfe & Palmer L.L.C.        | wolfe and palmer
        Acme GmbH & Co. KG           | acme
        Acme S. de R.L. de C.V.      | acme
        Acme Sp. z o.o.              | acme
        Acme A/S                     | acme
        Acme Pty Ltd                 | acme
        Smith and Co                 | smith
        ООО Ромашка                  | romashka
        PT Astra Tbk                 | astra
        株式会社トヨタ               | toyota
        Bank of America, N.A.        | bank of america
        Müller Aktiengesellschaft    | muller
        Mueller AG                   | muller
        """,
        parts,
    )


def test_a_name_that_is_all_legal_form_keeps_it():
    assert_reads(
        """
        Typed       | company_core
        Limited     | limited
        The Company | the company
        """,
        parts,
    )


def test_abbreviations_dots_and_ampersands_have_one_form():
    assert_reads(
        """
        Typed                     | company_core             | acronym
        The Intl. Tech Co., Inc.  | international technology | it
        International Technologies| international technology | it
        I.B.M.                    | ibm                      |
        AT&T                      | att                      |
        Amazon.com, Inc.          | amazon                   |
        Smith+Jones               | smith and jones          | sj
        """,
        parts,
    )


def test_fillers_are_no_company():
    assert_reads(
        """
        Typed         | company | company_core | is_filler
        [[unknown]]   |         |              | true
        self-employed |         |              | true
        n/a           |         |              | true
        -             |         |              | true
        Test          |         |              | true
        xxx           |         |              | true
                      |         |              | false
        """,
        parts,
    )
