"""How two people compare beside their names: employer, mailbox, phone, title, country, place."""

import numpy as np

from hygiene.matching.codes import Codes
from hygiene.matching.compare_names import mailbox_has
from hygiene.matching.levels import Levels, Mask, Rows, choose
from hygiene.matching.people import People
from hygiene.matching.similar import distances, slips


def compare_employer(people: People, left: Rows, right: Rows) -> Levels:
    """Company, its domain, and whether the one names the other, as one factor."""
    company, domain = people.company.codes, people.domain.codes
    a, b, at, to = company[left], company[right], domain[left], domain[right]
    company_known, domain_known = (a >= 0) & (b >= 0), (at >= 0) & (to >= 0)
    near_domain = slips(at, to, people.domain.vocabulary, 2)
    same_company = (a == b) & company_known | same(people.compact.codes, left, right)
    same_domain = (near_domain <= 1) | (near_domain == 2) & same_company
    near = np.zeros(len(left), dtype=bool)
    unlike = np.flatnonzero(company_known & ~same_company)
    near[unlike] = _near_company(people, left[unlike], right[unlike])
    return choose(
        len(left), "employer",
        company_other=company_known,
        domain_other=domain_known,
        both_other=company_known & domain_known,
        domain_names_company=same_across(people.stem.codes, people.firm_stem.codes, left, right),
        company_near=near,
        domain_same=same_domain,
        domain_same_company_other=same_domain & company_known,
        company_same=same_company,
        company_same_domain_other=same_company & domain_known,
        both_same=(same_company | near) & same_domain,
    )  # fmt: skip


def _near_company(people: People, left: Rows, right: Rows) -> Mask:
    """Typing errors, first words only, or an acronym; but School is not known to be School 14."""
    compact, company = people.compact.codes, people.company.codes
    numbers = people.company.vocabulary.numbers
    near = slips(compact[left], compact[right], people.compact.vocabulary, 2) <= 2
    same_number = numbers[company[left]] == numbers[company[right]]
    for head in people.heads:
        near |= same_across(head.codes, company, left, right) & same_number
    return near | same_across(people.acronym.codes, compact, left, right)


def compare_mailbox(people: People, left: Rows, right: Rows) -> Levels:
    """The mailbox, its local part alone, and whether it is made of the other's name."""
    mailbox = people.mailbox.codes
    a, b = mailbox[left], mailbox[right]
    known = (a >= 0) & (b >= 0)
    role = people.is_role[left] | people.is_role[right]
    shared = (people.mailbox_surnames[left] > 1) & ~_two_spellings(people, left, right)
    other_digits = _other_digits(people, left, right)
    same_letters = known & same(people.letters, left, right) & other_digits
    one_local = known & same_local(people, left, right) & ~other_digits
    says_more = same(people.own_local, left, right) | ~people.is_some_name[people.letters[left]]
    fits = known & mailbox_has(people, left, right, tuple(range(len(people.patterns))))
    return choose(
        len(left), "mailbox",
        other=known,
        other_at_same_domain=known & same(people.domain.codes, left, right),
        made_of_name=fits,
        made_of_name_at_same_domain=fits & same(people.domain.codes, left, right),
        local_same_made_of_name=one_local,
        local_same=one_local & says_more,
        typo=known & (slips(a, b, people.mailbox.vocabulary, 2) <= 2),
        numbered=same_letters & same(people.domain.codes, left, right) & ~same(people.local.codes, left, right),
        each_own_name=known & _each_own_name(people, left, right),
        role=known & role,
        same=known & (a == b),
        same_shared=known & (a == b) & (shared | role),
        same_other_person=known & (a == b) & _other_person(people, left, right),
    )  # fmt: skip


def _two_spellings(people: People, left: Rows, right: Rows) -> Mask:
    """The only surnames of the left one's mailbox are these two, and they are spellings of one: nobody shares it."""
    answer: Mask = people.mailbox_surnames[left] == 2
    at = np.flatnonzero(answer)
    one, other = people.core.codes[left[at]], people.core.codes[right[at]]
    answer[at] = (one != other) & (distances(one, other, people.core.vocabulary, 2) <= 2)
    return answer


def same_local(people: People, left: Rows, right: Rows) -> Mask:
    """The local parts, or their letters, are one."""
    return same(people.local.codes, left, right) | same(people.letters, left, right)


def _other_digits(people: People, left: Rows, right: Rows) -> Mask:
    """The local parts have other digits, or one of them has none."""
    answer: Mask = people.local_digits[left] != people.local_digits[right]
    return answer


def _other_person(people: People, left: Rows, right: Rows) -> Mask:
    """Other first names: they begin differently, or the surnames do so too; not swapped, nor nicknames."""
    one, other = people.initial[left], people.initial[right]
    last_one, last_other = people.last_initial[left], people.last_initial[right]
    swapped = (one == last_other) & (other == last_one)
    known = (one >= 0) & (other >= 0) & ~swapped & ~_same_or_nickname(people, left, right)
    answer: Mask = known & ((one != other) | (last_one != last_other) & (last_one >= 0) & (last_other >= 0))
    return answer


def _each_own_name(people: People, left: Rows, right: Rows) -> Mask:
    """Each mailbox is made of its own record's name, and the names are not one: no slip of the keyboard."""
    own = people.made_of_name[left] & people.made_of_name[right]
    first_differs = ~_same_or_nickname(people, left, right) & ~people.is_initial[left] & ~people.is_initial[right]
    last_differs = people.core.codes[left] != people.core.codes[right]
    answer: Mask = own & (first_differs | last_differs) & (people.mailbox.codes[left] != people.mailbox.codes[right])
    return answer


def _same_or_nickname(people: People, left: Rows, right: Rows) -> Mask:
    one, other = people.first.codes[left], people.first.codes[right]
    answer: Mask = (one == other) | people.are_nicknames(one, other)
    return answer


def compare_suffix(people: People, left: Rows, right: Rows) -> Levels:
    """Generation behind the name, such as Jr. and Sr."""
    one, other = people.suffix.codes[left], people.suffix.codes[right]
    return choose(
        len(left), "suffix",
        one=(one >= 0) ^ (other >= 0),
        different=(one >= 0) & (other >= 0),
        same=(one >= 0) & (one == other),
    )  # fmt: skip


def same_phone(people: People, left: Rows, right: Rows) -> Mask:
    """A number of the one is a number of the other."""
    answer = np.zeros(len(left), dtype=bool)
    for ours in people.phones:
        for theirs in people.phones:
            mine = ours.codes[left]
            answer |= (mine == theirs.codes[right]) & (mine >= 0)
    return answer


def compare_phone(people: People, left: Rows, right: Rows) -> Levels:
    """Any number of the one with any number of the other."""
    near, equal, any_left, any_right = (np.zeros(len(left), dtype=bool) for _ in range(4))
    for ours in people.phones:
        a = ours.codes[left]
        any_left |= a >= 0
        for theirs in people.phones:
            b = theirs.codes[right]
            any_right |= b >= 0
            equal |= (a == b) & (a >= 0)
            near |= distances(a, b, ours.vocabulary, 1) == 1
    extension = people.extension.codes
    other_extension = (extension[left] != extension[right]) & (extension[left] >= 0) & (extension[right] >= 0)
    return choose(
        len(left), "phone",
        different=any_left & any_right, near=near, same=equal, same_other_extension=equal & other_extension,
    )  # fmt: skip


def compare_title(people: People, left: Rows, right: Rows) -> Levels:
    """The title, whatever the order of its words."""
    a, b = people.title.codes[left], people.title.codes[right]
    known = (a >= 0) & (b >= 0)
    equal = (a == b) | (people.title_words[left] == people.title_words[right])
    near = slips(a, b, people.title.vocabulary, 2) <= 2
    return choose(len(left), "title", different=known, near=known & near, same=known & equal)


def compare_country(people: People, left: Rows, right: Rows) -> Levels:
    """The country code."""
    codes = people.country.codes
    return choose(len(left), "country", different=_known(codes, left, right), same=same(codes, left, right))


def compare_place(people: People, left: Rows, right: Rows) -> Levels:
    """Street, postal code and city, the finest that agrees."""
    street, postal, city = (column.codes for column in people.place[:3])
    same_postal, same_city = same(postal, left, right), same(city, left, right)
    return choose(
        len(left), "place",
        different=_known(postal, left, right) | _known(city, left, right),
        same_city=same_city, same_postal=same_postal,
        same_street=same(street, left, right) & (same_city | same_postal),
    )  # fmt: skip


def _known(codes: Codes, left: Rows, right: Rows) -> Mask:
    return (codes[left] >= 0) & (codes[right] >= 0)


def same(codes: Codes, left: Rows, right: Rows) -> Mask:
    """Both have the value, and it is one."""
    mine = codes[left]
    answer: Mask = (mine == codes[right]) & (mine >= 0)
    return answer


def same_across(one: Codes, other: Codes, left: Rows, right: Rows) -> Mask:
    """A value of one column in one record is a value of the other column in the other record."""
    mine, theirs = one[left], one[right]
    answer: Mask = (mine >= 0) & (mine == other[right]) | (theirs >= 0) & (theirs == other[left])
    return answer
