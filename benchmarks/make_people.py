"""Invented CRM people with truth, by seed: the benchmark's larger sets, with the dirt of `people_50k.csv.gz`.

usage: python benchmarks/make_people.py NAMES_FOLDER OUT.csv.gz [--rows 1000000] [--seed 1]

NAMES_FOLDER holds `us_given_name_freq.csv`, `us_last_name_freq.csv` and `nicknames.csv`.
Firms keep their size distribution as the set grows (most have few people, none over about two hundred), so there
are more firms, not larger ones. Columns: Id, FirstName, LastName, Email, Company, Phone, Title, Country, cluster.
"""

import argparse
import csv
import gzip
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from invented_people import Firm, Names, People, Person, fill
from people_words import COUNTRIES, KEYBOARD, LARGEST_FIRM, PATTERNS, ROLES, SUFFIXES, TITLE_VARIANTS


class Maker(People):
    """Draws the records of people, and doubles with dirt, from the same stream."""

    def record(self, person: Person) -> dict[str, str]:
        """A first, mostly clean record."""
        return {
            "FirstName": person.first, "LastName": person.last,
            "Email": "" if self.chance(0.08) else person.email,
            "Company": "" if self.chance(0.04) else self.company(person.firm, 0.3),
            "Phone": "" if self.chance(0.2) else self.spell_phone(person.phone, person.country),
            "Title": "" if self.chance(0.1) else person.title,
            "Country": self.pick(COUNTRIES[person.country][1]),
        }  # fmt: skip

    def company(self, firm: Firm, changed: float) -> str:
        suffixes = SUFFIXES[firm.country]
        usual = suffixes[hash_of(firm.name) % len(suffixes)]
        suffix = self.pick(suffixes) if self.chance(changed) else usual
        return f"{firm.name}{suffix}" if suffix.startswith(",") else f"{firm.name} {suffix}".strip()

    def spell_phone(self, digits: str, country: str) -> str:
        code = COUNTRIES[country][2]
        if code == "1":
            a, b, c = digits[:3], digits[3:6], digits[6:]
            shapes = (
                f"({a}) {b}-{c}",
                f"{a}-{b}-{c}",
                f"{a}.{b}.{c}",
                f"+1 {a}-{b}-{c}",
                f"+1 ({a}) {b}-{c}",
                f"+1{digits}",
                digits,
                f"1-{a}-{b}-{c}",
            )
            return self.pick(shapes)
        shapes = (
            f"+{code}{digits}",
            f"+{code} (0){digits}",
            f"00{code} {digits}",
            f"0{digits}",
            f"+{code} {digits[:2]} {digits[2:6]} {digits[6:]}",
            f"0{digits[:3]} {digits[3:]}",
        )
        return self.pick(shapes)

    def double(self, person: Person) -> dict[str, str]:
        """Another record of the same person, with dirt."""
        moved = self.chance(0.065)
        if moved:
            firm = self.pick_firm()
            email = f"{fill(firm.pattern, person.first, person.last)}@{firm.domain}"
            phone = person.phone if self.chance(0.15) else self.number(person.country)
            person = replace(person, firm=firm, email=email, phone=phone, title=self.title())
        row = self.record(person)
        self._dirty_names(row, person)
        self._dirty_contact(row, person)
        self._dirty_rest(row, person)
        return row

    def pick_firm(self) -> Firm:
        return self.firms[int(self.random.random() * len(self.firms))]

    def _dirty_names(self, row: dict[str, str], person: Person) -> None:
        row["FirstName"] = self.weighted(
            [(person.first, 0.67), (self.nickname(person.first), 0.12), (person.first[0] + self.pick(("", ".")), 0.04),
             (self.typo(person.first), 0.14), (f"{person.first} {self.pick('ABCDEFGHJKLMPRST')}.", 0.02)]
        )  # fmt: skip
        row["LastName"] = self.weighted(
            [(person.last, 0.865), (self.typo(person.last), 0.09), (f"{person.last}-{self.last_name()}", 0.012),
             (self.last_name(), 0.02), ("", 0.008)]
        )  # fmt: skip
        if self.chance(0.015):
            row["FirstName"], row["LastName"] = row["LastName"], row["FirstName"]
        case = self.weighted([("same", 0.85), ("lower", 0.1), ("upper", 0.05)])
        for name in ("FirstName", "LastName"):
            row[name] = {"same": row[name], "lower": row[name].lower(), "upper": row[name].upper()}[case]

    def _dirty_contact(self, row: dict[str, str], person: Person) -> None:
        local, domain = person.email.split("@")
        row["Email"] = self.weighted(
            [("", 0.15), (person.email, 0.5), (self.free_email(person.first, person.last), 0.12),
             (f"{fill(self.weighted(PATTERNS), person.first, person.last)}@{domain}", 0.09), (f"{self.pick(ROLES)}@{person.firm.domain}", 0.002),
             (f"{local}+{self.pick(('test', 'news', 'crm', '2023', 'sf'))}@{domain}", 0.04),
             (self.typo(person.email), 0.04), (person.email.upper() if self.chance(0.3) else person.email.title(), 0.05)]
        )  # fmt: skip
        number = self.weighted([("", 0.25), (person.phone, 0.62), (self.number(person.country), 0.11), ("typo", 0.02)])
        if number == "typo":
            at = self.random.randrange(len(person.phone))
            number = person.phone[:at] + str(self.random.randint(0, 9)) + person.phone[at + 1 :]
        row["Phone"] = self.spell_phone(number, person.country) if number else ""
        if number and self.chance(0.02):
            row["Phone"] += f"{self.pick((' x', ' ext ', ' ext. '))}{self.random.randint(100, 799)}"

    def _dirty_rest(self, row: dict[str, str], person: Person) -> None:
        words = person.firm.name.split()
        acronym = "".join(w[0] for w in words).replace("&", "&")
        row["Company"] = self.weighted(
            [(self.company(person.firm, 0.3), 0.82), (self.typo(self.company(person.firm, 0.1)), 0.05), ("", 0.05),
             (acronym if len(words) > 1 else person.firm.name, 0.015), (" ".join(words[:2]), 0.015),
             (f"The {self.company(person.firm, 0.1)}", 0.01), (self.company(person.firm, 0).upper(), 0.03), (self.company(person.firm, 0).lower(), 0.03)]
        )  # fmt: skip
        row["Title"] = self.weighted(
            [(person.title, 0.53), (self.title_variant(person.title), 0.15), (self.title(), 0.12), ("", 0.2)]
        )
        if self.chance(0.08):
            row["Country"] = ""

    def nickname(self, first: str) -> str:
        return self.pick(self.names.nicknames.get(first.lower(), [first]))

    def title_variant(self, title: str) -> str:
        for long, short in TITLE_VARIANTS.items():
            if long in title:
                return title.replace(long, self.pick(short))
        return title

    def typo(self, text: str) -> str:
        """One slip of the keyboard."""
        if len(text) < 3:
            return text
        at = self.random.randrange(1, len(text) - 1)
        slip = self.random.random()
        if slip < 0.35:
            return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        if slip < 0.55:
            return text[:at] + text[at + 1 :]
        letter = self.neighbour(text[at])
        return text[:at] + letter + text[at + (slip < 0.8) :]

    def neighbour(self, letter: str) -> str:
        for row in KEYBOARD:
            at = row.find(letter.lower())
            if at >= 0:
                return row[max(0, min(len(row) - 1, at + self.random.choice((-1, 1))))]
        return letter

    def people(self, rows: int) -> Iterator[tuple[int, dict[str, str]]]:
        """Records with their person's number, about 15 % of them doubles, until there are `rows`."""
        self.firms: list[Firm] = []
        made, person_number, places = 0, 0, 0
        while made < rows:
            if not places:
                self.firms.append(self.firm())
                places = min(LARGEST_FIRM, int(self.random.paretovariate(0.95) * 2.2)) if self.chance(0.75) else 1
            person = self.person(self.firms[-1])
            places -= 1
            yield person_number, self.record(person)
            made += 1
            for _ in range(self._doubles()):
                yield person_number, self.double(person)
                made += 1
            person_number += 1

    def _doubles(self) -> int:
        if not self.chance(0.1226):
            return 0
        return self.random.choices((1, 2, 3, 4, 5, 6, 7, 8), (3672, 1054, 345, 91, 10, 10, 13, 15))[0]


def hash_of(text: str) -> int:
    """A small number that is the same in every run."""
    return sum(ord(letter) * (at + 1) for at, letter in enumerate(text))


def main() -> None:
    """Write the file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    maker = Maker(Names(options.names), options.seed)
    rows = [(cluster, row) for (cluster, row), _ in zip(maker.people(options.rows), range(options.rows), strict=False)]
    maker.random.shuffle(rows)
    with gzip.open(options.out, "wt", encoding="utf-8", newline="", compresslevel=4) as file:
        writer = csv.writer(file)
        writer.writerow(["Id", "FirstName", "LastName", "Email", "Company", "Phone", "Title", "Country", "cluster"])
        for number, (cluster, row) in enumerate(rows):
            writer.writerow([f"00Q{number:012d}", *row.values(), cluster])


if __name__ == "__main__":
    main()
