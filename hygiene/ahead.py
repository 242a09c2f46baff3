"""Work of rules that are not asked yet, done in the background while the rules before them are: two cores are one too
many for a rule that works on one.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

from hygiene.execution import is_here
from hygiene.policy import Policy
from hygiene.rules import Rule
from hygiene.snapshot import Snapshot


@contextmanager
def prepared(rules: Sequence[Rule], snapshot: Snapshot, policy: Policy) -> Iterator[Callable[[Rule], None]]:
    """Prepares the rules for that snapshot one after the other while the block runs.

    With one worker none of them, nor where an engine elsewhere does the work: that has enough to do.

    What it gives is called before a rule is asked: it waits for a preparation that has begun, and drops one that has
    not. It raises what the preparation raised.
    """
    begun: dict[str, Future[None]] = {}
    wanted = [rule for rule in rules if rule.prepare is not None and snapshot.workers > 1 and is_here()]

    def ready(rule: Rule) -> None:
        waiting = begun.pop(rule.name, None)
        if waiting is not None and not waiting.cancel():
            waiting.result()

    pool = ThreadPoolExecutor(1)
    try:
        for rule in wanted:
            begun[rule.name] = pool.submit(_prepare, rule, snapshot, policy)
        yield ready
    finally:
        pool.shutdown(cancel_futures=True)


def _prepare(rule: Rule, snapshot: Snapshot, policy: Policy) -> None:
    if rule.prepare is not None:
        rule.prepare(snapshot, policy)
