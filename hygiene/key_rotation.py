"""What the commands of `lead-hygiene keys` do."""

import os
from pathlib import Path

from hygiene.errors import UsageError
from hygiene.key_file import VARIABLE, find_ring, key_file, load_ring, replace_ring
from hygiene.keys import KINDS, Kind, rotated


def check_absent(path: Path) -> None:
    """Nothing when no ring lies there.

    Raises:
        UsageError: one does; a new one in its place would make everything made with it unreadable.
    """
    if path.exists():
        raise UsageError(f"{path} exists already; give one kind of key a successor with: lead-hygiene keys rotate KIND")


def rotate_ring(kind: Kind, made: str, out: Path | None) -> str:
    """Gives the kind a new key, in the key file or in a new file `out`; says what was done.

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
    return f"New {kind} key {ring.newest(kind).id} in {out or key_file()}; older ones are still tried. Back it up."


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
