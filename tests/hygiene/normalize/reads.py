"""Drawn tables for normalising: what was typed beside what is made of it."""

from collections.abc import Callable

import pandas as pd

from tests.tables import assert_table, frame


def assert_reads(drawn: str, read: Callable[[pd.DataFrame], pd.DataFrame]) -> None:
    """`read` makes of the typed columns what the other drawn columns say, row by row.

    Typed columns are those whose name begins with a capital; `read` gets them with an odd index, to see it kept.
    """
    table = frame(drawn).rename(index=lambda place: 7 * place + 3)
    typed = table[[column for column in table.columns if column[0].isupper()]]
    made = read(typed)
    assert made.index.equals(table.index)
    assert_table(table, pd.concat([typed, made], axis="columns"))
