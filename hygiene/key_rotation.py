"""What the commands of `lead-hygiene keys` do."""

import os
from pathlib import Path

from hygiene.errors import UsageError
from hygiene.key_file import VARIABLE, find_ring, key_file, load_ring, replace_ring
from hygiene.keys import KINDS, KeyRing, Kind, rotated, without
from hygiene.vault.store import open_vault


def check_absent(path: Path) -> None:
    """Nothing when no ring lies there.

    Raises:
        UsageError: one does; a new one in its place would make everything made with it unreadable.
    """
    if path.exists():
        raise UsageError(f"{path} exists already; give one kind of key a successor with: lead-hygiene keys rotate KIND")


def rotate_ring(kind: Kind, made: str, out: Path | None) -> str:
    """Gives the kind a new key, in the key file or in a new file `out`; says what was done.

    A new vault key takes the place of the older ones: every data key is wrapped by it, and they are thrown away.

    Raises:
        UsageError: no ring, or one from the environment and no `out`: this program cannot write there.
    """
    ring = rotated(load_ring(), kind, made)
    if out is None and os.environ.get(VARIABLE):
        raise UsageError(
            f"The keys come from {VARIABLE}, which this program cannot write; name a file with --out, and store its"
            " content there."
        )
    if out is not None:
        check_absent(out)
    replace_ring(ring, out or key_file())
    told = f"New {kind} key {ring.newest(kind).id} in {out or key_file()}"
    if kind == "vault" and out is None:
        return f"{told}; {_rewrap(ring)}. Back it up, and throw older backups of the ring away."
    return f"{told}; older ones are still tried. Back it up."


def _rewrap(ring: KeyRing) -> str:
    """Every data key under the new key; then the older ones go, and copies of the vault made before open no more."""
    vault = open_vault(ring, create=False)
    if vault is None:
        count = 0
    else:
        with vault:
            count = vault.rewrap(ring)
    for older in ring.of("vault")[1:]:
        ring = without(ring, older.id)
    replace_ring(ring, key_file())
    return f"{count:,} data keys are under it, and the older ones are gone"


def listed() -> str:
    """The keys as lines of text, without their secrets.

    Raises:
        UsageError: as `find_ring`.
    """
    ring = find_ring()
    if ring is None:
        return f"No keys yet. The first apply writes them to {key_file()}; to make them now: lead-hygiene keys init"
    place = VARIABLE if os.environ.get(VARIABLE) else str(key_file())
    lines = [f"Keys of {place}"]
    for kind in KINDS:
        for position, key in enumerate(ring.of(kind)):
            lines.append(f"{kind:<12} {key.id}  made {key.made}  {'in use' if position == 0 else 'still tried'}")
    return "\n".join(lines)
