"""Who there is: firms and people, drawn by how often each name, country and address pattern occurs."""

import csv
import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from people_words import (
    COUNTRIES,
    DEPARTMENTS,
    ENDINGS,
    FIRST_WORDS,
    FREE,
    FREE_PATTERNS,
    INDUSTRIES,
    PATTERNS,
    RANKS,
    ROLES,
    SOLO,
)


@dataclass(frozen=True)
class Firm:
    """One employer: its name, domain, address pattern, country and switchboard."""

    name: str
    domain: str
    pattern: str
    country: str
    switchboard: str


@dataclass(frozen=True)
class Person:
    """Who somebody is, before any record of him is written."""

    first: str
    last: str
    email: str
    firm: Firm
    phone: str
    title: str
    country: str


class Names:
    """Names by their frequency, and nicknames."""

    def __init__(self, folder: Path) -> None:
        self.first, self.first_weights = _frequencies(folder / "us_given_name_freq.csv", "given_name")
        self.last, self.last_weights = _frequencies(folder / "us_last_name_freq.csv", "last_name")
        self.nicknames: dict[str, list[str]] = {}
        with (folder / "nicknames.csv").open(encoding="utf-8") as file:
            for row in csv.DictReader(file):
                if row["name1"] and row["name2"]:
                    self.nicknames.setdefault(row["name1"], []).append(row["name2"].title())


def _frequencies(path: Path, column: str) -> tuple[list[str], list[int]]:
    counts: dict[str, int] = {}
    with path.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            counts[row[column]] = counts.get(row[column], 0) + int(row["count"])
    return list(counts), list(accumulate(counts.values()))


class People:
    """Draws firms and people from one random stream."""

    def __init__(self, names: Names, seed: int) -> None:
        self.names, self.random = names, random.Random(seed)
        self.domains: set[str] = set()
        self.mailboxes: set[str] = set()

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def pick(self, values: Sequence[str]) -> str:
        return values[int(self.random.random() * len(values))]

    def weighted(self, values: Sequence[tuple[str, float]]) -> str:
        return self.random.choices([v for v, _ in values], [w for _, w in values])[0]

    def first_name(self) -> str:
        return self.random.choices(self.names.first, cum_weights=self.names.first_weights)[0]

    def last_name(self) -> str:
        return self.random.choices(self.names.last, cum_weights=self.names.last_weights)[0]

    def country(self) -> str:
        return self.weighted([(code, row[0]) for code, row in COUNTRIES.items()])

    def number(self, country: str) -> str:
        """National digits of a phone."""
        digits = COUNTRIES[country][3]
        return str(self.random.randint(2, 9)) + "".join(str(self.random.randint(0, 9)) for _ in range(digits - 1))

    def firm(self) -> Firm:
        country = self.country()
        core = self._firm_name()
        stem = "".join(c for c in core.lower().replace("&", "") if c.isalnum())[:22]
        domain = f"{stem}.{self.pick(COUNTRIES[country][4])}"
        if domain in self.domains:
            domain = f"{stem}{self.random.randint(2, 99)}.{self.pick(COUNTRIES[country][4])}"
        self.domains.add(domain)
        return Firm(core, domain, self.weighted(PATTERNS), country, self.number(country))

    def _firm_name(self) -> str:
        style = self.random.random()
        if style < 0.2:
            return f"{self.last_name()} {self.pick(INDUSTRIES)}"
        if style < 0.4:
            return self.pick(("{} & {}", "{} {} " + self.pick(INDUSTRIES))).format(self.last_name(), self.last_name())
        if style < 0.5:
            return f"{self.last_name()} {self.pick(('and Sons', 'Bros'))}"
        if style < 0.6:
            return f"{self.pick(FIRST_WORDS)}{self.pick(('', ' '))}{self.pick(ENDINGS)}"
        joint = self.pick(("", " ", " "))
        other = self.pick(FIRST_WORDS)
        return f"{self.pick(FIRST_WORDS)}{joint}{other if joint else other.lower()} {self.pick(INDUSTRIES)}"

    def person(self, firm: Firm) -> Person:
        first, last = self.first_name(), self.last_name()
        country = firm.country if self.chance(0.94) else self.country()
        direct = self.number(country)
        phone = firm.switchboard if self.chance(0.35) else direct
        return Person(
            first, last, self._unused(self._first_email(first, last, firm)), firm, phone, self.title(), country
        )

    def _unused(self, email: str) -> str:
        """Two people have no mailbox together, but those of a role."""
        local, domain = email.split("@")
        while email in self.mailboxes and local not in ROLES:
            email = f"{local}{self.random.randint(2, 99)}@{domain}"
        self.mailboxes.add(email)
        return email

    def _first_email(self, first: str, last: str, firm: Firm) -> str:
        if self.chance(0.018):
            return f"{self.pick(ROLES)}@{firm.domain}"
        if self.chance(0.13):
            return self.free_email(first, last)
        pattern = firm.pattern if self.chance(0.95) else self.weighted(PATTERNS)
        return f"{fill(pattern, first, last)}@{firm.domain}"

    def free_email(self, first: str, last: str) -> str:
        digits = self.pick(("", "", str(self.random.randint(1, 99)), str(self.random.randint(1950, 2006))))
        return f"{fill(self.weighted(FREE_PATTERNS), first, last)}{digits}@{self.pick(FREE)}"

    def title(self) -> str:
        return self.pick(SOLO) if self.chance(0.25) else self.pick(RANKS).format(self.pick(DEPARTMENTS))


def fill(pattern: str, first: str, last: str) -> str:
    """A local part after a firm's address pattern."""
    one, two = (("".join(c for c in name.lower() if c.isalpha()) or "x") for name in (first, last))
    return pattern.format(f=one, l=two, i=one[0], j=two[0])
