import pandas as pd
import pycountry

from hygiene.normalize import country
from schemas.columns import TEXT
from tests.hygiene.normalize.reads import assert_reads


def parts(typed):
    return country.parts(typed["Typed"])


def test_what_is_no_country_is_unknown_and_never_guessed():
    assert_reads(
        """
        Typed       | country
        Narnia      |
        Germny      |
        n/a         |
        na          |
        &           |
        Republic of |
        " "         |
                    |
        """,
        parts,
    )


def test_codes_names_and_local_spellings_are_one_country():
    assert_reads(
        """
        Typed                    | country
        de                       | DE
        DEU                      | DE
        Deutschland              | DE
        U.S.                     | US
        u.s.a.                   | US
        The United States        | US
        UK                       | GB
        England                  | GB
        Holland                  | NL
        México                   | MX
        Côte d'Ivoire            | CI
        Korea, Republic of       | KR
        Republic of Korea        | KR
        Trinidad & Tobago        | TT
        Bosnia and Herzegovina   | BA
        Österreich               | AT
        Oesterreich              | AT
        NA                       | NA
        Россия                   | RU
        """,
        parts,
    )


def test_every_iso_code_and_name_is_read_as_itself():
    for key in ("alpha_2", "alpha_3", "name"):
        named = [(getattr(entry, key), entry.alpha_2) for entry in pycountry.countries]
        read = country.parts(pd.Series([name for name, _ in named], dtype=TEXT))["country"]
        assert read.tolist() == [code for _, code in named]
