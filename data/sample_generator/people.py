"""The people and companies behind the records: what is true, before anyone types it into a CRM."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from data.sample_generator.draw import Draw
from data.sample_generator.names import COMPANY_FIRST, COMPANY_LAST, COUNTRIES, TITLES, Country
from data.sample_generator.numbers import Exchange, Number

_FOLDED = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "Ł": "L", "ı": "i", "ä": "ae", "ö": "oe", "ü": "ue"})
_MAILBOX_HOSTS = ("postbox.example", "homemail.example", "inbox.example")


@dataclass(frozen=True)
class Company:
    """An employer: `core` is its name without the legal form, `domain` reserved."""

    country: str
    core: str
    legal: str
    domain: str
    switchboard: Number
    place: tuple[str, str, str]
    street: str
    pattern: str

    @property
    def name(self) -> str:
        """`Bluefern Logistics GmbH`."""
        return f"{self.core} {self.legal}"


@dataclass(frozen=True)
class Person:
    """One human being; two records with the same `key` are duplicates."""

    key: str
    country: str
    given: str
    family: str
    company: Company
    title: str
    email: str
    private_email: str
    direct: Number | None
    mobile: Number | None


@dataclass
class Population:
    """Makes companies and people, no two companies and no two people of the same name unless asked for."""

    draw: Draw
    exchange: Exchange
    companies: list[Company] = field(default_factory=list)
    _names: set[str] = field(default_factory=set)
    _mailboxes: set[str] = field(default_factory=set)
    _people: int = 0

    def company(self, country: str | None = None) -> Company:
        """A new company, there or in a drawn country."""
        code = country or self.draw.weighted({code: c.weight for code, c in COUNTRIES.items()})
        home = COUNTRIES[code]
        core = self._unused(lambda: self._firm(home))
        company = Company(
            country=code,
            core=core,
            legal=self.draw.pick(home.legal),
            domain=f"{self.draw.pick(('', '-')).join(slug(word) for word in core.split() if word != '&')}.example",
            switchboard=self.exchange.office(code),
            place=self.draw.pick(home.places),
            street=home.street.format(self.draw.whole(1, 180)),
            pattern=self.draw.weighted(
                {"{g}.{f}": 5, "{i}{f}": 3, "{g}": 1, "{g}_{f}": 1, "{i}.{f}": 1, "{f}.{g}": 1},
            ),
        )
        self.companies.append(company)
        return company

    def person(self, company: Company, given: str | None = None, family: str | None = None) -> Person:
        """A new person there; with a given *and* a family name it may be somebody's namesake."""
        home = COUNTRIES[company.country]
        wanted = f"{given} {family}"
        if given is None or family is None:
            wanted = self._unused(
                lambda: f"{given or self.draw.pick(home.given)} {family or self.draw.pick(home.family)}"
            )
        given, family = wanted.split(" ", 1)
        self._people += 1
        person = Person(
            key=f"p{self._people:04d}",
            country=company.country,
            given=given,
            family=family,
            company=company,
            title=self.draw.pick(TITLES),
            email=self._mailbox(company.pattern, given, family, company.domain),
            private_email=self._mailbox("{g}.{f}{n}", given, family, self.draw.pick(_MAILBOX_HOSTS)),
            direct=self.exchange.office(company.country) if self.draw.chance(0.45) else None,
            mobile=self.exchange.mobile(company.country) if self.draw.chance(0.35) else None,
        )
        self._names.add(wanted)
        return person

    def moved(self, person: Person, company: Company) -> Person:
        """The same person, later, at another employer: new mailbox and desk, same mobile number."""
        mailbox = self._mailbox(company.pattern, person.given, person.family, company.domain)
        desk = self.exchange.office(company.country)
        return replace(person, company=company, country=company.country, email=mailbox, direct=desk)

    def with_numbers(self, person: Person) -> Person:
        """The same person with a direct number and a mobile (of Britain, where the country keeps none for fiction)."""
        direct = person.direct or self.exchange.office(person.country)
        mobile = person.mobile or self.exchange.mobile(person.country) or self.exchange.mobile("GB")
        return replace(person, direct=direct, mobile=mobile)

    def _firm(self, home: Country) -> str:
        families = [name for name in home.family if _fits_western_encoding(name)]
        kind = self.draw.weighted({"{place} {trade}": 5, "{one} {trade}": 3, "{one} & {other}": 2})
        return kind.format(
            place=self.draw.pick(COMPANY_FIRST), trade=self.draw.pick(COMPANY_LAST),
            one=self.draw.pick(families), other=self.draw.pick(families),
        )  # fmt: skip

    def _mailbox(self, pattern: str, given: str, family: str, domain: str) -> str:
        g, f = slug(given), slug(family)
        local = pattern.format(g=g, f=f, i=g[0], n=self.draw.whole(60, 99))
        number = 2
        free = local
        while f"{free}@{domain}" in self._mailboxes:
            free, number = f"{local}{number}", number + 1
        self._mailboxes.add(f"{free}@{domain}")
        return f"{free}@{domain}"

    def _unused(self, make: Callable[[], str]) -> str:
        name = make()
        while name in self._names:
            name = make()
        self._names.add(name)
        return name


def _fits_western_encoding(name: str) -> bool:
    """Account.csv is written in Windows-1252, as many weekly exports are."""
    return name.encode("cp1252", errors="ignore").decode("cp1252") == name


def slug(name: str) -> str:
    """The name as it stands in a mailbox: `Jürgen Groß` -> `juergengross`."""
    folded = unicodedata.normalize("NFKD", name.translate(_FOLDED))
    return "".join(c for c in folded.lower() if c.isascii() and c.isalpha())
