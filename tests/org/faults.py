"""Faults on demand, each aimed at a kind of call and its nth occurrence.

Kinds: `expire` (all sessions end), `unavailable` (503), `hang` (`seconds`), `daily_limit`, `busy` (too many calls at
once, of the same code as the daily limit), `cut` (the write is done, the connection closes without an answer), `late`
(the connection closes, and the write is done just before the next call of that name), `gateway` (a proxy's 504 after
the write was done), `lock` (the records `ids` answer UNABLE_TO_LOCK_ROW), `rule` (a validation rule of the org's own
refuses them and names `fields`), and for Bulk ingest `job_failed`, `unprocessed` (both after `rows` rows) and `slow`
(`polls` answers of InProgress first).
Calls are named as in the routes of `app.py`; SOAP ones `soap.merge`, `soap.convertLead` and so on; every login `login`.
"""

from dataclasses import dataclass, field
from fnmatch import fnmatch

from tests.org.errors import OrgError

ROWS = {
    "lock": ("UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access to this record"),
    "rule": ("FIELD_CUSTOM_VALIDATION_EXCEPTION", "this record is on hold"),
}
KINDS = {"expire", "unavailable", "hang", "daily_limit", "busy", "cut", "late", "gateway", *ROWS}
KINDS |= {"job_failed", "unprocessed", "slow"}


@dataclass
class Fault:
    """`on` is a pattern of call names; it strikes from the `nth` such call on, `times` times.

    seen: how many calls it was aimed at. sat_out: how many callers waited for an answer until a `hang` was over.
    """

    kind: str
    on: str = "*"
    nth: int = 1
    times: int = 1
    seconds: float = 60
    ids: list[str] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)
    rows: int = 0
    polls: int = 3
    seen: int = 0
    sat_out: int = 0

    def __post_init__(self):
        if self.kind not in KINDS:
            raise OrgError("UNKNOWN_FAULT", f"no such fault: {self.kind}; one of {', '.join(sorted(KINDS))}")


@dataclass
class Faults:
    planned: list[Fault] = field(default_factory=list)

    def due(self, call: str) -> Fault | None:
        """The fault of this call, if one is due; counts the call for every fault aimed at it."""
        struck = None
        for fault in self.planned:
            if fault.kind in ROWS or not fnmatch(call, fault.on):
                continue
            fault.seen += 1
            if struck is None and fault.nth <= fault.seen < fault.nth + fault.times:
                struck = fault
        return struck

    def row(self, record_id: str) -> None:
        """Raises where a refusal of that record is due."""
        for fault in self.planned:
            if fault.kind in ROWS and record_id[:15] in {i[:15] for i in fault.ids} and fault.seen < fault.times:
                fault.seen += 1
                raise OrgError(*ROWS[fault.kind], fault.fields)
