"""Telephone numbers that ring nowhere: the ranges that regulators keep free for film, books and teaching.

US and Canada: NANPA, 555-0100 to 555-0199. United Kingdom: Ofcom. Germany: Bundesnetzagentur notice 148/2021.
France: Arcep. Australia: ACMA. Sweden: PTS. Ireland: ComReg. Other countries have none, so people there are
called at a British or American office, or have no number.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from data.sample_generator.draw import Draw
from data.sample_generator.names import words

_US_AREAS = words("201 212 214 303 305 312 404 415 425 503 512 602 612 617 619 646 702 713 718 773 802 816 857 919 971")
_CA_AREAS = words("403 416 514 604 613 647 778")
_GB_AREAS = words("113 114 115 116 117 118 121 131 141 151 161")
_AU_MOBILES = words("570006 570156 570157 570158 570159 570110 570313 570737 571266 571491 571804 572549 572665 572983")


@dataclass(frozen=True)
class Number:
    """One number: `country` and `code` (dialling code) with the national digits in their usual groups."""

    country: str
    code: str
    groups: tuple[str, ...]

    @property
    def e164(self) -> str:
        """`+442079460123`."""
        return f"+{self.code}{''.join(self.groups)}"


def _series(country: str, code: str, *groups: str) -> list[Number]:
    """Numbers whose last group runs from `first-last`; the groups before stand as they are."""
    *fixed, run = groups
    first, last = run.split("-")
    tails = (str(n).zfill(len(first)) for n in range(int(first), int(last) + 1))
    return [Number(country, code, (*fixed, *_halves(country, tail))) for tail in tails]


def _halves(country: str, tail: str) -> tuple[str, ...]:
    """France writes pairs; elsewhere a group stays whole."""
    return (tail[:2], tail[2:]) if country == "FR" else (tail,)


def _office_ranges() -> dict[str, list[Number]]:
    north_american = {
        country: [n for area in areas for n in _series(country, "1", area, "555", "0100-0199")]
        for country, areas in (("US", _US_AREAS), ("CA", _CA_AREAS))
    }
    british = [n for area in _GB_AREAS for n in _series("GB", "44", area, "496", "0000-0299")]
    german = {"30": "23125", "69": "90009", "40": "66969", "221": "4710", "89": "99998"}
    french = (("1", "99", "00"), ("2", "61", "91"), ("3", "53", "01"), ("4", "65", "71"), ("5", "36", "49"))
    swedish = (("8", "465", "00400-00499"), ("31", "390", "0600-0699"), ("40", "628", "0400-0499"))
    return {
        **north_american,
        "GB": _series("GB", "44", "20", "7946", "0000-0999") + british,
        "DE": [n for area, head in german.items() for n in _series("DE", "49", area, head, "000-999")],
        "FR": [n for head in french for n in _series("FR", "33", *head, "0000-0999")],
        "SE": [n for head in swedish for n in _series("SE", "46", *head)],
        "AU": [n for area in "2378" for n in _series("AU", "61", area, "5550", "0000-0199")],
        "IE": _series("IE", "353", "20", "911", "0000-0499"),
    }


def _mobile_ranges(offices: dict[str, list[Number]]) -> dict[str, list[Number]]:
    return {
        "US": offices["US"],
        "CA": offices["CA"],
        "GB": _series("GB", "44", "7700", "900000-900999"),
        "DE": _series("DE", "49", "171", "3920000-3920099") + _series("DE", "49", "176", "04069000-04069099"),
        "FR": _series("FR", "33", "6", "39", "98", "0000-2999"),
        "SE": _series("SE", "46", "70", "1740605-1740699"),
        "AU": [Number("AU", "61", ("491", digits[:3], digits[3:])) for digits in _AU_MOBILES],
        "IE": _series("IE", "353", "20", "912", "0000-0499"),
    }


@dataclass
class Exchange:
    """Hands each number out once."""

    draw: Draw
    _taken: set[str] = field(default_factory=set)
    _offices: dict[str, list[Number]] = field(default_factory=_office_ranges)

    def __post_init__(self) -> None:
        self._mobiles = _mobile_ranges(self._offices)

    def office(self, country: str) -> Number:
        """A free office number of the country, or of Britain where the country keeps no range for fiction."""
        return self._free(self._offices.get(country, self._offices["GB"]))

    def mobile(self, country: str) -> Number | None:
        """A free mobile number, None where the country has none (left)."""
        return self._free_or_none(self._mobiles.get(country, []))

    def _free(self, numbers: list[Number]) -> Number:
        number = self._free_or_none(numbers)
        if number is None:
            raise ValueError("the fictitious range is used up: make it wider")
        return number

    def _free_or_none(self, numbers: list[Number]) -> Number | None:
        start = self.draw.below(len(numbers)) if numbers else 0
        for number in _from(numbers, start):
            if number.e164 not in self._taken:
                self._taken.add(number.e164)
                return number
        return None


def _from(numbers: list[Number], start: int) -> Iterator[Number]:
    yield from numbers[start:]
    yield from numbers[:start]
