"""The suppression list within a ledger that several machines share."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
from sqlalchemy import Engine, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from hygiene.ledger.opening import exists, ledger_url, open_engine, reading, writing
from hygiene.ledger.tables import suppression
from schemas import suppressions

_KEY = ("digest", "purpose")


def shared_rows() -> pd.DataFrame:
    """The list of the ledger (table of `schemas.suppressions`), sorted by hash; empty where there is no ledger yet.

    Raises:
        UsageError, OutsideError: as `opening.open_engine`.
    """
    if not exists(ledger_url()):
        return suppressions.empty()
    engine = open_engine(ledger_url(), create=False)
    try:
        query = select(*(suppression.c[name] for name in suppressions.COLUMNS)).order_by(
            *(suppression.c[k] for k in _KEY)
        )
        with reading(engine) as connection:
            found = [tuple(row) for row in connection.execute(query)]
    finally:
        engine.dispose()
    return suppressions.typed(pd.DataFrame(found, columns=list(suppressions.COLUMNS)))


def add_shared(rows: Sequence[tuple[str | None, ...]], now: str) -> None:
    """Puts rows on the list, of a hash and purpose the last one, and takes off what is over; durable on return.

    Raises:
        UsageError, OutsideError: as `opening.open_engine`.
    """
    engine = open_engine(ledger_url(), create=True)
    try:
        with writing(engine) as connection:
            for row in rows:
                connection.execute(_upsert(engine, dict(zip(suppressions.COLUMNS, row, strict=True))))
            connection.execute(delete(suppression).where(suppression.c.expires <= now))
    finally:
        engine.dispose()


def expire_shared(now: str) -> int:
    """Takes rows off the list whose time is over; how many."""
    if not exists(ledger_url()):
        return 0
    engine = open_engine(ledger_url(), create=False)
    try:
        with writing(engine) as connection:
            return int(connection.execute(delete(suppression).where(suppression.c.expires <= now)).rowcount)
    finally:
        engine.dispose()


def _upsert(engine: Engine, row: dict[str, str | None]) -> Any:
    dialect = postgresql if engine.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(suppression).values(row)
    renewed = {name: statement.excluded[name] for name in ("added", "expires", "source")}
    return statement.on_conflict_do_update(index_elements=list(_KEY), set_=renewed)
