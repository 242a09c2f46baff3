"""Every name, e-mail and phone number of a folder of exports, to look for in what must not hold them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).parents[1]
NAMES = ("FirstName", "LastName", "Company", "Name")
EMAILS = ("Email", "Supplemental_Email__c")
_NO_NUMBER = re.compile(r"<svg.*?</svg>|\b(?:0x[0-9a-f]+|(?=\d*[a-f])[0-9a-f]{12,64}|[0-9a-f]{64})\b", re.DOTALL)
"""Digests, ids of keys, addresses in memory (logs have some), and coordinates of pictures."""

PHONES = ("Phone", "MobilePhone", "HomePhone", "OtherPhone", "AssistantPhone", "ZI_Phone_Number__c")


@dataclass(frozen=True)
class Personal:
    """emails: lower case. tails: last seven digits of each number. whole: "First Last". single: one-word names."""

    emails: frozenset[str]
    tails: frozenset[str]
    whole: frozenset[str]
    single: frozenset[str]

    def found_in(self, text: str) -> list[str]:
        """What of it stands in the text, told by kind and never by value."""
        low, words = text.lower(), set(re.findall(r"\w+", text.lower()))
        runs = {_digits(run) for run in re.findall(r"\+?\d[\d ().-]{5,}\d", _NO_NUMBER.sub("", text))}
        return [
            *(["e-mail"] * sum(email in low for email in self.emails)),
            *(["phone"] * sum(any(tail in run for run in runs) for tail in self.tails)),
            *(["whole name"] * sum(name in low for name in self.whole)),
            *(["name"] * len(self.single & words - own_words())),
        ]


def personal_of(folder: Path) -> Personal:
    """The personal data of the folder's leads, contacts and accounts."""
    files = [folder / f"{name}.csv" for name in ("Lead", "Contact", "Account")]
    people = pd.concat([pd.read_csv(file, dtype=str, encoding_errors="replace", on_bad_lines="skip") for file in files])
    return personal_in(people)


def personal_in(people: pd.DataFrame) -> Personal:
    """The personal data of these people."""
    names = people[["FirstName", "LastName"]].dropna()
    return Personal(
        emails=frozenset(mail.lower() for mail in _values(people, EMAILS) if "@" in mail),
        tails=frozenset(digits[-7:] for digits in map(_digits, _values(people, PHONES)) if len(digits) >= 7),
        whole=frozenset((names["FirstName"] + " " + names["LastName"]).str.strip().str.lower()),
        single=frozenset(name.lower() for name in _values(people, NAMES) if re.fullmatch(r"\w{3,}", name)),
    )


@cache
def own_words() -> frozenset[str]:
    """Words that the program itself uses: a surname such as Long tells nothing where the program says it."""
    folders = (ROOT / "hygiene", ROOT / "schemas")
    files = [file for folder in folders for kind in ("py", "yaml", "csv") for file in folder.rglob(f"*.{kind}")]
    text = "\n".join(file.read_text(encoding="utf-8").lower() for file in files)
    return frozenset(re.findall(r"\w+", text))


def _values(people: pd.DataFrame, columns: Iterable[str]) -> set[str]:
    return {text.strip() for column in columns if column in people for text in people[column].dropna()}


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)
