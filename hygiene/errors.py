"""What can go wrong, by audience.

    HygieneError                 a person can mend it: one sentence with the remedy, no traceback
    ├── UsageError        2      wrong option, policy or output place
    ├── InputError        3      a source that cannot be read
    ├── BrakeError        4      a brake stopped the run before harm
    ├── PartlyAppliedError 5     applied in part, can be resumed
    │   └── WindowOverError      since the hours in which it may write are over
    └── OutsideError      6      an outside system failed

Anything else that escapes is a bug: it keeps its traceback and exits with 1. Bad rows are data,
never exceptions: they go to the quarantine. No message may hold a value of a record.
"""


class HygieneError(Exception):
    """A failure that a person can mend; its text is one sentence with the remedy."""

    exit_code = 2


class UsageError(HygieneError):
    """A wrong option, policy or output place."""

    exit_code = 2


class InputError(HygieneError):
    """A source file that cannot be read as what it should be."""

    exit_code = 3


class BrakeError(HygieneError):
    """A brake held: a cap, a fingerprint, a stale list, missing evidence. Says the numbers and the way on."""

    exit_code = 4


class PartlyAppliedError(HygieneError):
    """Some approved changes were written and some were not."""

    exit_code = 5


class WindowOverError(PartlyAppliedError):
    """The run window closed before everything was written: the next one goes on with it."""


class OutsideError(HygieneError):
    """An outside system failed or refused."""

    exit_code = 6
