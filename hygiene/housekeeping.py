"""What is kept no longer: contents of ledger entries, before-images, hashes of the suppression list."""

from hygiene.key_file import find_ring
from hygiene.ledger import Clock, open_ledger, there_is_one
from hygiene.ledger.pruning import prune
from hygiene.manifest import moment_text
from hygiene.policy import Policy
from hygiene.suppression_store import expire
from hygiene.vault import open_vault


def pruned(policy: Policy, now: Clock) -> str:
    """Prunes each place by its own retention, and tells how much; a second call finds nothing.

    Raises:
        UsageError, OutsideError, BrakeError: of the place that failed; those before it are pruned.
    """
    moment = now()
    lines = [f"{expire(moment):,} hashes of the suppression list", f"{_images(moment_text(moment)):,} before-images"]
    if there_is_one():
        with open_ledger(now, create=False) as ledger:
            counts = prune(ledger, policy)
            head = ledger.head().text()
        lines += [f"{count:,} entries of {name}" for name, count in counts.items()]
        lines += [f"Head {head}"]
    return "\n".join(["Taken away, since their time was over:", *lines])


def _images(now: str) -> int:
    ring = find_ring()
    vault = None if ring is None else open_vault(ring, create=False)
    if vault is None:
        return 0
    with vault:
        return vault.expire(now)
