"""Duplicates: one person entered twice or more, in every way that people are entered twice."""

from collections.abc import Callable
from types import MappingProxyType
from typing import NamedTuple

from data.sample_generator.everyday import history
from data.sample_generator.names import COUNTRIES, NATIVE_SCRIPT, NICKNAMES
from data.sample_generator.org import Org, Row
from data.sample_generator.people import Person
from data.sample_generator.writing import another_style, ascii_name, nickname, other_company_spelling, typo

Values = dict[str, object]


class Entry(NamedTuple):
    """The second entry of a person into the org: what is known when it is typed."""

    org: Org
    person: Person
    first: Row


Variant = Callable[[Entry], Values]


def _plus_address(entry: Entry) -> Values:
    mailbox, domain = entry.person.email.split("@")
    return {"Email": f"{mailbox}+{entry.org.draw.pick(('newsletter', 'trial', 'webinar'))}@{domain}"}


def _moved_company(entry: Entry) -> Values:
    later = entry.org.population.moved(entry.person, entry.org.population.company(entry.person.country))
    mobile = (
        another_style(entry.person.mobile, str(entry.first["MobilePhone"]), entry.person.country)
        if entry.person.mobile
        else None
    )
    return {"Company": later.company.name, "Email": later.email, "Phone": None, "MobilePhone": mobile}


def _phone_format(entry: Entry) -> Values:
    assert entry.person.direct is not None  # made with numbers: see _KNOWN_BY_NUMBER
    other = another_style(entry.person.direct, str(entry.first["Phone"]), entry.person.country)
    return {"Phone": other, "Email": None, "Country": COUNTRIES[entry.person.country].labels[0]}


def _company_spelling(entry: Entry) -> Values:
    company = entry.person.company
    return {"Company": other_company_spelling(company.core, company.legal, entry.org.draw), "Phone": None}


def _email_typo(entry: Entry) -> Values:
    mailbox, domain = entry.person.email.split("@")
    return {"Email": f"{typo(mailbox, entry.org.draw)}@{domain}"}


def _married_name(entry: Entry) -> Values:
    others = [name for name in COUNTRIES[entry.person.country].family if name != entry.person.family]
    return {"LastName": entry.org.draw.pick(others), "Email": entry.person.email}


def _extension(entry: Entry) -> Values:
    assert entry.person.direct is not None  # made with numbers: see _KNOWN_BY_NUMBER
    return {
        "Phone": f"{another_style(entry.person.direct, '', entry.person.country)} ext. {entry.org.draw.whole(12, 480)}",
        "Email": None,
    }


VARIANTS: MappingProxyType[str, Variant] = MappingProxyType(
    {
        "exact": lambda _: {},
        "capitals_and_spaces": lambda e: {
            "FirstName": e.person.given.upper(), "LastName": f"  {e.person.family.upper()} ",
            "Email": e.person.email.upper(),
        },
        "typo_first_name": lambda e: {"FirstName": typo(e.person.given, e.org.draw)},
        "typo_last_name": lambda e: {"LastName": typo(e.person.family, e.org.draw)},
        "typo_email": _email_typo,
        "nickname": lambda e: {"FirstName": nickname(e.person.given), "Title": None},
        "plus_address": _plus_address,
        "swapped_names": lambda e: {"FirstName": e.person.family, "LastName": e.person.given},
        "moved_company": _moved_company,
        "phone_format": _phone_format,
        "extension": _extension,
        "company_spelling": _company_spelling,
        "initial": lambda e: {"FirstName": f"{e.person.given[0]}.", "MobilePhone": None},
        "married_name": _married_name,
        "no_first_name": lambda _: {"FirstName": None},
        "ascii_spelling": lambda e: {
            "FirstName": ascii_name(e.person.given), "LastName": ascii_name(e.person.family), "Phone": None,
        },
        "native_script": lambda e: {
            "FirstName": NATIVE_SCRIPT[e.person.given], "LastName": NATIVE_SCRIPT[e.person.family],
        },
        "private_email": lambda e: {"Email": e.person.private_email, "Company": e.person.company.name},
        "title_before_name": lambda e: {"FirstName": f"Dr. {e.person.given}"},
        "mail_subdomain": lambda e: {"Email": e.person.email.replace("@", "@mail.")},
    }
)  # fmt: skip
"""How the second record of a person differs from the first; the lead's column names."""


_NO_CONTACT: Values = {"Email": None, "Phone": None, "MobilePhone": None, "Title": None, "Website": None}
_KNOWN_BY_NUMBER = ("moved_company", "phone_format", "extension", "private_email", "no_first_name", "mail_subdomain")


def duplicate_leads(org: Org, each: int) -> None:
    """`each` pairs of leads of every variant, and some larger groups."""
    for kind, variant in VARIANTS.items():
        for _ in range(each):
            person = _person_for(kind, org)
            first = org.lead(person, f"same_{kind}", **_calm(org))
            org.lead(person, f"same_{kind}", **_calm(org) | variant(Entry(org, person, first)))
    for size in (3, 3, 3, 3, 4, 5):
        _group_of_leads(org, size)


def duplicates_hard_to_see(org: Org, each: int) -> None:
    """The same person with so little in common that a person must decide, or nobody can."""
    little: dict[str, Variant] = {
        "name_and_company_only": lambda _: _NO_CONTACT,
        "initial_and_company_only": lambda e: {"FirstName": e.person.given[0], **_NO_CONTACT},
        "typo_and_company_only": lambda e: {"LastName": typo(e.person.family, e.org.draw), **_NO_CONTACT},
        "moved_without_a_trace": lambda e: _moved_company(e) | {"MobilePhone": None, "Title": None},
    }
    for kind, variant in little.items():
        for _ in range(each):
            person = org.population.person(org.population.company())
            first = org.lead(person, f"hard_{kind}", **_calm(org))
            org.lead(person, f"hard_{kind}", **_calm(org) | variant(Entry(org, person, first)))


def duplicate_contacts(org: Org, each: int) -> None:
    """`each` pairs of contacts of every variant; accounts stay as they are, or are duplicates as well."""
    for kind, variant in VARIANTS.items():
        for _ in range(each):
            person = _person_for(kind, org)
            account = org.account(person.company, "Prospect")
            situation = f"same_contact_{kind}"
            first = org.contact(person, situation, **_calm(org, "Contact"))
            values = variant(Entry(org, person, first))
            spelled = values.pop("Company", None)
            values.pop("Country", None)
            if spelled and kind == "company_spelling":
                account = org.new_account(person.company, "Prospect", Name=spelled)
            org.contact(person, situation, **_calm(org, "Contact") | {"AccountId": account} | values)


def leads_of_contacts(org: Org, each: int) -> None:
    """`each` leads of every variant whose person is a contact already."""
    for kind, variant in VARIANTS.items():
        for _ in range(each):
            person = _person_for(kind, org)
            org.account(person.company, "Prospect")
            first = org.contact(person, f"same_across_{kind}", **_calm(org, "Contact"))
            org.lead(person, f"same_across_{kind}", **_calm(org) | variant(Entry(org, person, first)))


def _group_of_leads(org: Org, size: int) -> None:
    person = _person_for("nickname", org)
    kinds = ("exact", "nickname", "plus_address", "initial", "capitals_and_spaces")
    first = org.lead(person, "same_group", **_calm(org))
    for kind in kinds[1:size]:
        org.lead(person, "same_group", **_calm(org) | VARIANTS[kind](Entry(org, person, first)))


def _calm(org: Org, object_name: str = "Lead") -> Values:
    """A history that no exclusion bars from merging."""
    return history(org.draw, object_name, org.draw.pick(("Raw", "Raw", "Inquiry", "MQL", "Accepted", "Recycle")))


def _person_for(kind: str, org: Org) -> Person:
    """A person on whom the variant shows: a nickname needs a long name, another script a country that has one."""
    population = org.population
    given = None
    if kind == "native_script":
        company = population.company(org.draw.pick(("JP", "GR")))
    elif kind == "ascii_spelling":
        company = population.company(org.draw.pick(("DE", "SE", "PL", "TR")))
    elif kind == "nickname":
        company, given = population.company(org.draw.pick(("US", "GB", "CA"))), org.draw.pick([*NICKNAMES][:20])
    else:
        company = population.company()
    person = population.person(company, given)
    return population.with_numbers(person) if kind in _KNOWN_BY_NUMBER else person
