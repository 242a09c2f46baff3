"""Do Not Call: the checkbox, ZoomInfo's two flags, listed numbers, and numbers that cannot be read."""

from dataclasses import replace
from typing import NamedTuple

from data.sample_generator.everyday import history
from data.sample_generator.names import COUNTRIES
from data.sample_generator.numbers import Number
from data.sample_generator.org import Org, Row
from data.sample_generator.people import Person
from data.sample_generator.writing import PHONE_STYLES, another_style

_DIRECT, _DIRECT_FLAG = "ZI_Phone_Number__c", "ZI_Do_Not_Call_Direct_Phone__c"
_MOBILE, _MOBILE_FLAG = "ZI_Mobile_Phone_Number__c", "ZI_Do_Not_Call_Mobile_Phone__c"


class Called(NamedTuple):
    """A lead with the numbers in its two standard phone fields."""

    row: Row
    direct: Number
    mobile: Number


def all_do_not_call(org: Org) -> None:
    """Every situation of the Do-Not-Call rules, each at least twice."""
    for country in ("US", "US", "GB", "DE"):
        internal(org, country)
        external_direct(org, country)
        external_mobile(org, country)
        listed_phone(org, country)
    for _ in range(2):
        number_on_two_records(org)
        listed_in_other_fields(org)
        two_numbers_in_a_field(org)
        unreadable(org)
        listed_abroad(org)
        flags_that_say_nothing(org)


def internal(org: Org, country: str) -> None:
    """The org's own checkbox, on a lead and on a contact."""
    _lead(org, "dnc_internal", country, DoNotCall=True)
    contact = org.contact(_person(org, country), "dnc_internal_contact", **_calm(org, "Contact"), DoNotCall=True)
    contact["HomePhone"] = another_style(org.population.exchange.office(country), "", country)


def external_direct(org: Org, country: str) -> None:
    """The direct flag: `Phone` goes too where it is the same number, however it is written, and stays otherwise."""
    same = _lead(org, "dnc_direct_same", country)
    same.row.update({_DIRECT: same.direct.e164, _DIRECT_FLAG: "Yes"})
    other = _lead(org, "dnc_direct_other", country)
    other.row.update({_DIRECT: org.population.exchange.office(country).e164, _DIRECT_FLAG: "Yes"})
    extended = _lead(org, "dnc_direct_extension", country)
    with_extension = f"{PHONE_STYLES['international'](extended.direct)} x204"
    extended.row.update({_DIRECT: extended.direct.e164, _DIRECT_FLAG: "Yes", "Phone": with_extension})


def external_mobile(org: Org, country: str) -> None:
    """The mobile flag: the same for `MobilePhone`; both flags at once."""
    same = _lead(org, "dnc_mobile_same", country)
    same.row.update({_MOBILE: same.mobile.e164, _MOBILE_FLAG: "Yes"})
    other = _lead(org, "dnc_mobile_other", country)
    other.row.update({_MOBILE: org.population.exchange.office(country).e164, _MOBILE_FLAG: "Yes"})
    both = _lead(org, "dnc_both", country)
    both.row.update({_DIRECT: both.direct.e164, _DIRECT_FLAG: "Yes"})
    both.row.update({_MOBILE: both.mobile.e164, _MOBILE_FLAG: "Yes"})


def listed_phone(org: Org, country: str) -> None:
    """A number that stands on a list file (the lists of the samples are American and British)."""
    if country == "DE":
        return
    lead = _lead(org, "dnc_list_phone", country)
    org.listed.append(lead.direct)
    person = _person(org, country)
    org.contact(person, "dnc_list_phone_contact", **_calm(org, "Contact"))
    org.listed.extend([person.mobile] if person.mobile else ())


def number_on_two_records(org: Org) -> None:
    """A flagged number that a colleague's record has as well; and one whose owner ticked the checkbox."""
    flagged = _lead(org, "dnc_flagged_owner", "US")
    number = flagged.direct
    flagged.row.update({_DIRECT: number.e164, _DIRECT_FLAG: "Yes"})
    _lead(org, "dnc_same_number", "US", MobilePhone=PHONE_STYLES["national"](number))
    ticked = _lead(org, "dnc_internal", "US", DoNotCall=True)
    _lead(org, "dnc_same_number", "US", Phone=PHONE_STYLES["dotted"](ticked.direct))


def listed_in_other_fields(org: Org) -> None:
    """A listed number in the fields that only contacts have."""
    for field in ("HomePhone", "OtherPhone", "AssistantPhone"):
        number = org.population.exchange.office("US")
        org.listed.append(number)
        values = {field: PHONE_STYLES["trunk"](number)}
        org.contact(_person(org, "US"), "dnc_list_other_field", **_calm(org, "Contact"), **values)


def two_numbers_in_a_field(org: Org) -> None:
    """Two numbers in one cell: it goes when either is listed."""
    for situation, listed in (("dnc_two_numbers", True), ("dnc_two_numbers_clear", False)):
        numbers = [org.population.exchange.office("US") for _ in range(2)]
        text = " / ".join(PHONE_STYLES["dotted"](number) for number in numbers)
        _lead(org, situation, "US", Phone=text)
        org.listed.extend(numbers[1:] if listed else ())


def unreadable(org: Org) -> None:
    """Phones that are no number, seven digits of a listed one, and a flagged number that cannot be read."""
    _lead(org, "dnc_unreadable", "US", Phone="ask for Bob at reception")
    number = org.population.exchange.office("US")
    org.listed.append(number)
    _lead(org, "dnc_seven_digits", "US", Phone="-".join(number.groups[1:]))
    flagged = _lead(org, "dnc_unreadable_phone", "US", Phone="see e-mail signature")
    flagged.row.update({_DIRECT: org.population.exchange.office("US").e164, _DIRECT_FLAG: "Yes"})
    seven = _lead(org, "dnc_seven_digits_flagged", "US")
    direct = seven.direct
    seven.row.update({_DIRECT: direct.e164, _DIRECT_FLAG: "Yes", "Phone": "-".join(direct.groups[1:])})


def listed_abroad(org: Org) -> None:
    """British listed numbers dialled from elsewhere, or without a country but that of the account."""
    for country, code in (("US", "011"), ("DE", "00")):
        number = org.population.exchange.office("GB")
        org.listed.append(number)
        _lead(org, "dnc_list_exit_code", country, Phone=f"{code} {number.code} {' '.join(number.groups)}")
    number = org.population.exchange.office("GB")
    org.listed.append(number)
    values = {"Phone": PHONE_STYLES["national"](number), "MailingCountry": None}
    org.contact(_person(org, "GB"), "dnc_list_country_of_account", **_calm(org, "Contact") | values)


def flags_that_say_nothing(org: Org) -> None:
    """`No` is no flag, and a flag without a number blanks nothing."""
    no = _lead(org, "dnc_flag_no", "US")
    no.row.update({_DIRECT: no.direct.e164, _DIRECT_FLAG: "No"})
    _lead(org, "dnc_flag_without_number", "US").row.update({_DIRECT_FLAG: "Yes", _DIRECT: None})


def sticky_consent(org: Org) -> None:
    """Duplicates of which only one record carries a refusal: the survivor must carry it."""
    refusals: tuple[dict[str, object], ...] = (
        {"DoNotCall": True},
        {"HasOptedOutOfEmail": True},
        {_MOBILE_FLAG: "Yes"},
    )
    for refusal in refusals:
        person = _person(org, "US")
        org.lead(person, "consent_lead", **_calm(org))
        org.lead(person, "consent_lead", **_calm(org), **refusal)
        twice = _person(org, "US")
        org.account(twice.company, "Prospect")
        org.contact(twice, "consent_contact", **_calm(org, "Contact"))
        org.contact(twice, "consent_contact", **_calm(org, "Contact"), **refusal)
        both = _person(org, "US")
        org.account(both.company, "Prospect")
        org.contact(both, "consent_across", **_calm(org, "Contact"))
        org.lead(both, "consent_across", **_calm(org), **refusal)


def _lead(org: Org, situation: str, country: str, **values: object) -> Called:
    person = _person(org, country)
    at_home = {"Country": COUNTRIES[country].labels[0]}
    row = org.lead(person, situation, **_calm(org) | at_home | values)
    assert person.direct is not None  # `_person` gives both
    assert person.mobile is not None
    return Called(row, person.direct, person.mobile)


def _person(org: Org, country: str) -> Person:
    person = org.population.person(org.population.company(country))
    return org.population.with_numbers(replace(person, direct=None, mobile=None))


def _calm(org: Org, object_name: str = "Lead") -> dict[str, object]:
    return history(org.draw, object_name, org.draw.pick(("Raw", "Inquiry", "Accepted", "Recycle")))
