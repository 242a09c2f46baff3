"""A ledger on each kind of database, with a clock that the test turns."""

from dataclasses import dataclass

import pandas as pd
import pytest

from hygiene.ledger import open_ledger
from hygiene.ledger.pseudonyms import Pseudonyms
from tests.tables import AS_OF


@dataclass
class Clock:
    """The time, as the test says."""

    moment: pd.Timestamp = AS_OF

    def __call__(self) -> pd.Timestamp:
        return self.moment

    def turn(self, **by) -> None:
        self.moment += pd.Timedelta(**by)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request, monkeypatch):
    """Where the ledger is: in the home, or in a PostgreSQL of the tests' own. Its kind."""
    if request.param == "postgresql":
        monkeypatch.setenv("LEAD_HYGIENE_LEDGER_URL", request.getfixturevalue("postgresql").url)
    return request.param


@pytest.fixture
def ledger(place, clock):
    with open_ledger(clock, create=True) as opened:
        yield opened


@pytest.fixture
def names() -> Pseudonyms:
    return Pseudonyms(b"a secret of the run")
