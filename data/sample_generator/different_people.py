"""Hard negatives: records that look alike and are different people. None of them may ever merge by itself."""

from dataclasses import replace

from data.sample_generator.everyday import history
from data.sample_generator.org import Org
from data.sample_generator.people import Person

_FILLER_LEADS = (
    {"LastName": "[[unknown]]", "Company": "[[unknown]]", "Phone": "0000000000"},
    {"LastName": "n/a", "Company": "n/a", "Phone": "n/a"},
    {"LastName": "-", "Company": "-", "Phone": "0000000000"},
    {"LastName": "Unknown", "Company": "Unknown", "Phone": "9999999999"},
    {"LastName": "[[unknown]]", "Company": "Self", "Phone": "1111111111"},
)


def all_different(org: Org) -> None:
    """Every kind of look-alikes, several times."""
    for _ in range(8):
        namesakes(org)
        couple(org)
    for _ in range(5):
        father_and_son(org)
        same_initial(org)
        twins(org)
        switchboard(org)
        shared_mailbox(org)
        inherited_mailbox(org)
        inherited_number(org)
        namesake_contact(org)
    for values in _FILLER_LEADS:
        for _ in range(3):
            filler(org, dict(values))


def namesakes(org: Org) -> None:
    """Two of the same name at two companies."""
    one = org.population.person(org.population.company("US"))
    other = org.population.person(org.population.company("US"), one.given, one.family)
    _leads(org, "different_namesakes", one, other)


def namesake_contact(org: Org) -> None:
    """A lead with the name of a contact at another company."""
    one = org.population.person(org.population.company("GB"))
    other = org.population.person(org.population.company("GB"), one.given, one.family)
    org.contact(one, "different_namesake_contact", **history(org.draw, "Contact"))
    _leads(org, "different_namesake_contact", other)


def father_and_son(org: Org) -> None:
    """Senior and junior in the family firm, on one telephone."""
    firm = org.population.company("US")
    father = replace(org.population.person(firm), direct=firm.switchboard)
    son = replace(org.population.person(firm, father.given, father.family), direct=firm.switchboard)
    _leads(org, "different_father_and_son", replace(father, family=f"{father.family} Sr."),
           replace(son, family=f"{son.family} Jr."))  # fmt: skip


def couple(org: Org) -> None:
    """Two who share the family name and the telephone at home."""
    one = org.population.with_numbers(org.population.person(org.population.company("US")))
    firm = org.population.company("US")
    other = org.population.person(firm, None, one.family)
    _leads(org, "different_couple", replace(one, email=one.private_email, direct=None),
           replace(other, email=other.private_email, direct=None, mobile=one.mobile))  # fmt: skip


def same_initial(org: Org) -> None:
    """John and Jane of one family name at one company: the initial alone cannot tell them apart."""
    firm = org.population.company("GB")
    john = org.population.person(firm, "John")
    jane = org.population.person(firm, "Janet", john.family)
    _leads(org, "different_same_initial", john, replace(jane, direct=john.direct))


def twins(org: Org) -> None:
    """Given names one letter apart, same company, same family name."""
    firm = org.population.company("IT")
    one = org.population.person(firm, "Mario")
    _leads(org, "different_twins", one, org.population.person(firm, "Maria", one.family))


def switchboard(org: Org) -> None:
    """Five colleagues behind one number."""
    firm = org.population.company()
    people = [replace(org.population.person(firm), direct=firm.switchboard) for _ in range(5)]
    _leads(org, "different_switchboard", *people)


def shared_mailbox(org: Org) -> None:
    """Three colleagues who all gave the company's common address."""
    firm = org.population.company()
    box = f"{org.draw.pick(('info', 'sales', 'office', 'kontakt'))}@{firm.domain}"
    _leads(org, "different_shared_mailbox", *(replace(org.population.person(firm), email=box) for _ in range(3)))


def inherited_mailbox(org: Org) -> None:
    """The successor took over the mailbox of the post."""
    firm = org.population.company()
    box = f"it-director@{firm.domain}"
    _leads(org, "different_inherited_mailbox", *(replace(org.population.person(firm), email=box) for _ in range(2)))


def inherited_number(org: Org) -> None:
    """The successor took over desk and telephone."""
    firm = org.population.company("DE")
    one = org.population.with_numbers(org.population.person(firm))
    _leads(org, "different_inherited_number", one, replace(org.population.person(firm), direct=one.direct))


def filler(org: Org, values: dict[str, object]) -> None:
    """A record that says next to nothing; equal to others that say nothing, and yet not the same person."""
    person = org.population.person(org.population.company("US"))
    org.lead(person, "different_filler", **history(org.draw, status="Raw") | values | {"FirstName": None, "Email": None,
             "MobilePhone": None, "Title": None, "Website": None, "Street": None, "City": None, "State": None,
             "PostalCode": None})  # fmt: skip


def _leads(org: Org, situation: str, *people: Person) -> None:
    for person in people:
        org.lead(person, situation, **history(org.draw, status=org.draw.pick(("Raw", "Inquiry", "Recycle"))))
