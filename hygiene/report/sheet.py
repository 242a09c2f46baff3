"""A short report as data, told twice: as plain text for the terminal and mail, and as a page of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from hygiene.report.page import environment
from hygiene.report.wording import many
from hygiene.visible import visible

if TYPE_CHECKING:
    from markupsafe import Markup

ON_SCREEN: Final = 10
"""Rows of one table in the text, unless the section says otherwise; the page has all that the sheet has."""
WIDEST: Final = 48
"""Characters of a cell in the text, but for the last one of a row."""

Row = tuple[str, ...]


@dataclass(frozen=True)
class Section:
    """A heading, sentences, and at most one table.

    more: rows that exist beyond `rows`. where: the file that has them all. pictures: SVG that tells the same.
    numeric: every column but the first holds short numbers, so that the table stays one on a phone, too.
    """

    title: str
    sentences: tuple[str, ...] = ()
    columns: Row = ()
    rows: tuple[Row, ...] = ()
    more: int = 0
    where: str = ""
    pictures: tuple["Markup", ...] = ()
    on_screen: int = ON_SCREEN
    numeric: bool = False


@dataclass(frozen=True)
class Sheet:
    """What is told. private: it names records or holds their values. alarm: somebody must act before anything else."""

    kind: str
    title: str
    lead: tuple[str, ...]
    sections: tuple[Section, ...]
    private: str = ""
    alarm: bool = False


def limited(title: str, columns: Row, rows: Sequence[Row], most: int, where: str, *sentences: str) -> Section:
    """A section with the first `most` rows, which says how many it left out and where they are."""
    return Section(title, sentences, columns, tuple(rows[:most]), max(len(rows) - most, 0), where)


def as_text(sheet: Sheet) -> str:
    """Plain text without a final line end."""
    head = [sheet.title, *sheet.lead, *([sheet.private] if sheet.private else [])]
    return "\n\n".join(["\n".join(head), *("\n".join(_section(section)) for section in sheet.sections)])


def as_page(sheet: Sheet) -> str:
    """One HTML file: no script, no outside request; whatever stands in a value is escaped."""
    return environment().get_template("sheet.html.j2").render(sheet=sheet)


def _section(section: Section) -> list[str]:
    shown = section.rows[: section.on_screen]
    hidden = len(section.rows) - len(shown) + section.more
    more = [f"  and {many(hidden, 'more row')}{f', see {section.where}' if section.where else ''}"] if hidden else []
    return [section.title, *(f"  {text}" for text in section.sentences), *_table(section.columns, shown), *more]


def _table(columns: Row, rows: Sequence[Row]) -> list[str]:
    if not rows:
        return []
    flat = [(*map(_cut, row[:-1]), _one_line(row[-1])) for row in (columns, *rows)]
    widths = [max(len(row[place]) for row in flat) for place in range(len(columns) - 1)]
    return [
        "  " + "  ".join([*(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=False)), row[-1]]).rstrip()
        for row in flat
    ]


def _cut(cell: str) -> str:
    text = _one_line(cell)
    return text if len(text) <= WIDEST else f"{text[: WIDEST - 1]}…"


def _one_line(cell: str) -> str:
    return visible(" ".join(cell.split())) or "–"
