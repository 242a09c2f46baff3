"""`lead-hygiene keys`: make, rotate and list the keys. No secret is ever printed."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class KeyKind(StrEnum):
    """The kinds of `hygiene.keys`, as the command line knows them."""

    pseudonym = "pseudonym"
    suppression = "suppression"
    vault = "vault"


OutOption = Annotated[
    Path | None, typer.Option("--out", help="Write the ring to this new file instead, for a store of secrets.")
]


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    keys = typer.Typer(no_args_is_help=True, help="Make, rotate or list the keys.", rich_markup_mode=None)
    keys.command("init")(init)
    keys.command("rotate")(rotate)
    keys.command("status")(status)
    app.add_typer(keys, name="keys")


def init(out: OutOption = None) -> None:
    """Make a key ring. The first apply does it by itself; do it here to back the ring up or to store it elsewhere."""
    from hygiene import moments
    from hygiene.key_file import create_ring, key_file
    from hygiene.key_rotation import check_absent
    from hygiene.manifest import moment_text

    path = out or key_file()
    check_absent(path)
    create_ring(moment_text(moments.now()), path)
    typer.echo(f"Wrote a key ring to {path}. Back it up: without it nothing in the vault can be restored.")


def rotate(
    kind: Annotated[KeyKind, typer.Argument(help="Which key gets a successor.")],
    out: OutOption = None,
) -> None:
    """Give one kind of key a successor. Older keys are still tried; an older vault key is replaced everywhere."""
    from hygiene import moments
    from hygiene.key_rotation import rotate_ring
    from hygiene.manifest import moment_text

    typer.echo(rotate_ring(kind.value, moment_text(moments.now()), out))


def status() -> None:
    """List the keys: kind, when made, and which one makes new things."""
    from hygiene.key_rotation import listed

    typer.echo(listed())
