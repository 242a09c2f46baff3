"""Invented CRM people with truth, by seed: the benchmark's larger sets, with the dirt of `people_50k.csv.gz`.

usage: python benchmarks/make_people.py NAMES_FOLDER OUT.csv.gz [--rows 1000000] [--seed 1]

NAMES_FOLDER holds `us_given_name_freq.csv`, `us_last_name_freq.csv` and `nicknames.csv`.
Firms keep their size distribution as the set grows (most have few people, none over about two hundred), so there
are more firms, not larger ones. Columns: Id, FirstName, LastName, Email, Company, Phone, Title, Country, cluster.
"""

import argparse
import csv
import gzip
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import Path

COUNTRIES = {
    "US": (0.63, ("United States",) * 12 + ("US", "USA", "United States of America", "U.S.A."), "1", 10, ("com",) * 5 + ("net", "io", "org")),
    "GB": (0.11, ("United Kingdom",) * 10 + ("UK", "GB", "Great Britain"), "44", 10, ("co.uk",) * 2 + ("com",)),
    "IN": (0.06, ("India",) * 8 + ("IND", "IN"), "91", 10, ("co.in", "co.in", "in", "com")),
    "CA": (0.05, ("Canada",) * 7 + ("CAN", "CA"), "1", 10, ("ca", "com")),
    "DE": (0.05, ("Germany",) * 8 + ("DE", "Deutschland"), "49", 10, ("de", "de", "com")),
    "FR": (0.04, ("France",) * 6 + ("FR",), "33", 9, ("fr", "com", "com")),
    "AU": (0.03, ("Australia",) * 8 + ("AU", "AUS"), "61", 9, ("com.au", "com")),
    "NL": (0.02, ("Netherlands",) * 6 + ("NL",), "31", 9, ("nl", "com")),
    "IE": (0.01, ("Ireland",) * 6 + ("IE",), "353", 9, ("ie", "com", "com")),
}  # fmt: skip
SUFFIXES = {
    "US": ("Inc.", "Inc", ", Inc.", "LLC", ", LLC", "L.L.C.", "Corp", "Corp.", "Corporation", "Incorporated", "Co.", ""),
    "GB": ("Ltd", "Limited", "PLC", "LLP", "Ltd.", ""), "IN": ("Pvt. Ltd.", "Private Limited", "Limited", "Ltd", ""),
    "CA": ("Inc", "Inc.", "Ltd", "Limited", "Corp.", ""), "DE": ("GmbH", "G.m.b.H.", "AG", "SE", "GmbH & Co. KG"),
    "FR": ("SA", "SAS", "SARL", "S.A.S.", "SE"), "AU": ("Pty Ltd", "Pty. Ltd.", "Pty Limited", "Ltd"),
    "NL": ("B.V.", "BV", "NV"), "IE": ("Ltd", "Limited", "DAC", "PLC"),
}  # fmt: skip
FREE = ("gmail.com",) * 6 + (
    "outlook.com", "outlook.com", "yahoo.com", "web.de", "hotmail.com", "comcast.net", "btinternet.com", "icloud.com",
    "gmx.de", "aol.com",
)  # fmt: skip
ROLES = ("sales", "hello", "admin", "support", "info", "contact", "office")
FIRST_WORDS = [
    "Crystal",
    "Iron",
    "Bright",
    "River",
    "Inter",
    "Flame",
    "Omni",
    "Oak",
    "Light",
    "Prime",
    "Canyon",
    "Memphis",
    "Beacon",
    "Apex",
    "Hawk",
    "Atlantic",
    "Ocean",
    "Boston",
    "Circuit",
    "Munich",
    "Point",
    "Houston",
    "Royal",
    "Ridge",
    "Lunar",
    "Shield",
    "Swift",
    "Gear",
    "First",
    "Bear",
    "Advanced",
    "Arrow",
    "Solar",
    "Meadow",
    "Lake",
    "Wolf",
    "Pacific",
    "Central",
    "Nova",
    "Global",
    "Signal",
    "National",
    "Tower",
    "Delhi",
    "Path",
    "Paris",
    "Pixel",
    "Golden",
    "Wheel",
    "Vertex",
    "Star",
    "Castle",
    "Quantum",
    "Matrix",
    "Summit",
    "Spark",
    "Austin",
    "Cloud",
    "Metro",
    "Orbit",
    "Diamond",
    "Harbor",
    "Eastern",
    "Lantern",
    "Pioneer",
    "Forest",
    "Raleigh",
    "Calgary",
    "Toronto",
    "Miami",
    "Delta",
    "Tulsa",
    "Denver",
    "Dallas",
    "Perth",
    "Perry",
    "Hyper",
    "Field",
    "Silver",
    "Copper",
    "Stone",
    "Green",
    "Blue",
    "North",
]
INDUSTRIES = ["Telecom", "Networks", "Analytics", "Software", "Distribution", "Supply", "Semiconductors", "Engineering", "Health", "Marketing", "Robotics", "Interiors", "Equipment", "Instruments", "Design", "Manufacturing", "Motors", "Chemicals", "Foods", "Logistics", "Digital", "Packaging", "Bank", "Therapeutics", "Partners", "Security", "Ventures", "Realty", "Textiles", "Aerospace", "Travel", "Construction", "Hospitality", "Insurance", "Retail", "Plastics", "Energy", "Wireless", "Services", "Capital", "Farms", "Holdings", "Education", "Agriculture", "Hotels", "Industries", "Legal"]  # fmt: skip
ENDINGS = ("ware", "soft", "works", "sys", "ly", "hub", "tech", "base", "ify", "io")
DEPARTMENTS = (
    "Operations", "Security", "Marketing", "Supply Chain", "Business Development", "Engineering", "Human Resources",
    "Information Technology", "Finance", "Legal", "Sales", "Customer Success", "Product", "Data", "Research",
    "Procurement", "Quality", "Communications",
)  # fmt: skip
RANKS = (
    "VP {}", "SVP {}", "Director of {}", "Head of {}", "{} Manager", "{} Senior Manager", "{} Coordinator",
    "{} Specialist", "{} Analyst", "{} Associate",
)  # fmt: skip
SOLO = (
    "Software Engineer",
    "Office Manager",
    "Founder",
    "CFO",
    "CEO",
    "Owner",
    "CIO",
    "President",
    "COO",
    "CMO",
    "CTO",
)
TITLE_VARIANTS = {
    "VP": ("Vice President", "V.P. of"), "SVP": ("Senior Vice President", "Sr. VP"), "CEO": ("Chief Executive Officer",),
    "CTO": ("Chief Technology Officer",), "CFO": ("Chief Financial Officer",), "Human Resources": ("HR",),
    "Information Technology": ("IT",), "Manager": ("Mgr",), "Senior Manager": ("Sr. Manager", "Sr Mgr"),
    "Director of": ("Director,", "Dir."), "Associate": ("Assoc.",), "Coordinator": ("Coord.",), "Head of": ("Head",),
}  # fmt: skip
PATTERNS = (("{f}.{l}", 0.4), ("{i}{l}", 0.2), ("{f}_{l}", 0.1), ("{l}.{f}", 0.1), ("{f}", 0.1), ("{f}{j}", 0.1))
FREE_PATTERNS = (("{f}.{l}", 0.29), ("{f}_{l}", 0.2), ("{i}{l}", 0.21), ("{f}{j}", 0.1), ("{f}{l}", 0.2))
KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
LARGEST_FIRM = 200


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


class Maker:
    """Draws firms, people and records from one random stream."""

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


def fill(pattern: str, first: str, last: str) -> str:
    """A local part after a firm's address pattern."""
    one, two = (("".join(c for c in name.lower() if c.isalpha()) or "x") for name in (first, last))
    return pattern.format(f=one, l=two, i=one[0], j=two[0])


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
