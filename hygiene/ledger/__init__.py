"""The ledger: what was planned, approved, tried and done, as one chain that shows every later edit."""

from collections.abc import Iterator
from contextlib import contextmanager

from hygiene.ledger.opening import exists, ledger_url, open_engine
from hygiene.ledger.store import Clock, Draft, Entry, Head, Ledger

__all__ = ["Clock", "Draft", "Entry", "Head", "Ledger", "open_ledger"]


@contextmanager
def open_ledger(now: Clock, *, create: bool) -> Iterator[Ledger]:
    """The ledger of this home or of `LEAD_HYGIENE_LEDGER_URL`.

    Args:
        now: the clock.
        create: whether a new one is made where there is none.

    Raises:
        UsageError: there is none, or one of another version. OutsideError: it cannot be opened.
    """
    ledger = Ledger(open_engine(ledger_url(), create=create), now)
    try:
        yield ledger
    finally:
        ledger.close()


def there_is_one() -> bool:
    """Whether a ledger can be looked for: a plan makes none."""
    return exists(ledger_url())
