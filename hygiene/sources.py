"""Where records come from, by a word: `salesforce` is the org that the environment names, else a folder or zip."""

from pathlib import Path
from typing import Final

import pandas as pd

from hygiene.crm.extract import Extract
from hygiene.crm.files import read_source
from hygiene.errors import UsageError
from hygiene.policy import Policy
from hygiene.progress import Progress

SALESFORCE: Final = "salesforce"


def is_org(source: Path) -> bool:
    """Whether the word stands for the org; a folder of that name is given as an absolute path."""
    return source.as_posix() == SALESFORCE


def open_source(
    source: Path, policy: Policy, now: pd.Timestamp, progress: Progress | None = None, mirror: Path | None = None
) -> Extract:
    """What the source holds now.

    mirror: of an org, as `read_org` has it.

    Raises:
        InputError: it cannot be read. UsageError: no way into the org. OutsideError: the org refused.
    """
    if not is_org(source):
        if mirror is not None:
            raise UsageError(f"--mirror is for an org: {source} is read whole each time; leave --mirror out.")
        return read_source(source, policy, progress)
    # The library takes a third of a second to import: a plan from files never does.
    from hygiene.crm.salesforce.connect import connect
    from hygiene.crm.salesforce.extract import read_org

    with connect(policy) as org:
        return read_org(org, policy, now, progress, mirror)
