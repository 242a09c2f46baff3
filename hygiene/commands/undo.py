"""`lead-hygiene undo`: takes back what was applied."""

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("undo")(undo)


def undo(
    plan: Annotated[Path, typer.Argument(metavar="PLAN", help="Folder of the plan that was applied to a folder.")],
    only: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="A change or record of a merge; repeatable.")
    ] = None,
    out: Annotated[Path, typer.Option(help="Folder for the decisions; new or empty.")] = Path("undo"),
) -> None:
    """Take back an apply: what to use instead, or a plan without the named merges and conversions."""
    from hygiene.undo_folder import UndoRequest, undo_folder

    typer.echo(undo_folder(UndoRequest(plan, out, tuple(only or ()))))
