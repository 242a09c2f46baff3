"""Commands on an org as people type them, and what the ledger then knows."""

import pytest
from typer.testing import CliRunner

from hygiene import moments
from hygiene.cli import app
from hygiene.errors import BrakeError, HygieneError, OutsideError, PartlyAppliedError
from hygiene.ledger import open_ledger
from hygiene.ledger.runs import runs


def said(*arguments):
    """What a command printed; it raises what the command line would tell in one sentence."""
    done = CliRunner().invoke(app, [str(argument) for argument in arguments])
    if isinstance(done.exception, HygieneError):
        done.exception.said = done.stdout
        raise done.exception
    assert done.exit_code == 0, done.exception
    return done.stdout


def plan(out="plan", *more):
    return said("plan", "salesforce", "--policy", "policy.yaml", "--out", out, *more)


def known():
    with open_ledger(moments.now, create=False) as ledger:
        return runs(ledger)


def stopped(org, on, kind="daily_limit", **fault):
    """An apply that a fault stops which outlasts every try; its run."""
    org.fault(kind, on, times=100, **fault)
    with pytest.raises(HygieneError) as told:
        said("apply", "plan", "--to", "salesforce")
    org.state.faults.planned.clear()
    assert isinstance(told.value, OutsideError | PartlyAppliedError | BrakeError), told.value
    return known()[-1]
