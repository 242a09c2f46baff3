"""How people write the same thing differently: numbers, names, companies, addresses."""

import unicodedata
from collections.abc import Callable
from types import MappingProxyType

from data.sample_generator.draw import Draw
from data.sample_generator.names import NICKNAMES
from data.sample_generator.numbers import Number

_VOWELS_APART = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ł": "l"})


def _national(number: Number) -> str:
    if number.code == "1":
        area, exchange, line = number.groups
        return f"({area}) {exchange}-{line}"
    return "0" + " ".join(number.groups)


def _grouped(number: Number, between: str) -> str:
    return f"+{number.code}{between}{between.join(number.groups)}"


def _trunk(number: Number) -> str:
    if number.code == "1":
        return f"1-{'-'.join(number.groups)}"
    return f"+{number.code} (0){' '.join(number.groups)}"


_EXIT_CODES = {"US": "011", "CA": "011", "AU": "0011"}

PHONE_STYLES: MappingProxyType[str, Callable[[Number], str]] = MappingProxyType(
    {
        "international": lambda n: _grouped(n, " "),
        "compact": lambda n: n.e164,
        "dashed": lambda n: _grouped(n, "-"),
        "dotted": lambda n: ".".join(n.groups) if n.code == "1" else _grouped(n, "."),
        "national": _national,
        "trunk": _trunk,
        "exit_code": lambda n: f"{_EXIT_CODES.get(n.country, '00')}{n.e164[1:]}",
    }
)
"""Style -> the number in it. `national`, `dotted` of +1 and `exit_code` are only read rightly with the country."""

_WITH_COUNTRY = ("international", "compact", "dashed")


def phone(number: Number, draw: Draw, country: str) -> str:
    """The number as somebody in that country writes it."""
    at_home = number.country == country
    style = draw.weighted({"international": 4, "compact": 2, "dashed": 1, "dotted": 1, "national": 5, "trunk": 2})
    return PHONE_STYLES[style if at_home else draw.pick(_WITH_COUNTRY)](number)


def another_style(number: Number, text: str, country: str) -> str:
    """The same number, written unlike `text`."""
    styles = PHONE_STYLES if number.country == country else {s: PHONE_STYLES[s] for s in _WITH_COUNTRY}
    written = [style(number) for style in styles.values()]
    return next(other for other in reversed(written) if other != text)


def typo(text: str, draw: Draw) -> str:
    """One slip of the fingers behind the first letter: two letters swapped, one lost, or one doubled."""
    at = draw.whole(1, max(len(text) - 2, 1))
    slips = (
        text[:at] + text[at + 1 : at + 2] + text[at : at + 1] + text[at + 2 :],
        text[:at] + text[at + 1 :],
        text[:at] + text[at : at + 1] + text[at:],
    )
    return next((slip for slip in (draw.pick(slips), *slips) if slip != text), text)


def nickname(given: str) -> str:
    """`William` -> `Bill`; a name without one gets its first three letters."""
    return NICKNAMES.get(given, given[:3])


def ascii_name(name: str) -> str:
    """As an American form accepts it: `Müller` -> `Mueller`, `Léa` -> `Lea`."""
    folded = unicodedata.normalize("NFKD", name.translate(_VOWELS_APART))
    return "".join(c for c in folded if c.isascii())


def other_company_spelling(core: str, legal: str, draw: Draw) -> str:
    """The same firm: without its legal form, in capitals, abbreviated, or with the long legal form."""
    short = core.replace("Manufacturing", "Mfg").replace("Semiconductors", "Semi").replace("Systems", "Sys.")
    long_forms = {"Inc.": "Incorporated", "Ltd": "Limited", "Corp.": "Corporation", "LLC": "L.L.C.", "B.V.": "BV"}
    spellings = (core, core.upper(), f"{core}, {long_forms.get(legal, legal)}", f"{short} {legal}")
    others = [spelling for spelling in spellings if spelling != f"{core} {legal}"]
    return draw.pick(others)


def typed_carelessly(values: dict[str, object], draw: Draw) -> None:
    """Now and then a cell in capitals, in small letters or with a space around it."""
    for name in ("FirstName", "LastName"):
        text = values.get(name)
        if isinstance(text, str) and draw.chance(0.03):
            values[name] = draw.pick((text.upper(), text.lower(), f"{text} "))
    email = values.get("Email")
    if isinstance(email, str) and draw.chance(0.05):
        values["Email"] = draw.pick((email.upper(), email.capitalize()))
