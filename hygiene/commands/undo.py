"""`lead-hygiene undo`: takes back what was applied."""

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("undo")(undo)


def undo(
    plan: Annotated[
        str,
        typer.Argument(metavar="PLAN|RUN", help="Folder of the plan that was applied to a folder, or a run on an org."),
    ],
    only: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="A change or record; repeatable. Else all that can be.")
    ] = None,
    out: Annotated[Path, typer.Option(help="Folder for the decisions or the plan; new or empty.")] = Path("undo"),
    plan_folder: Annotated[
        Path | None, typer.Option("--plan", help="Folder of the run's plan, if it has moved.")
    ] = None,
) -> None:
    """Take back an apply. Of a folder: what to use instead. Of an org: a plan of its own, to be applied like any."""
    from hygiene.verifying_run import is_folder

    if is_folder(plan):
        from hygiene.undo_folder import UndoRequest, undo_folder

        typer.echo(undo_folder(UndoRequest(Path(plan), out, tuple(only or ()))))
        return
    from hygiene import console, moments
    from hygiene.pipeline import check_brakes
    from hygiene.undo_run import told, undo_on_org

    with console.progress() as progress:
        made = undo_on_org(plan, moments.now, out, tuple(only or ()), plan_folder, progress)
    typer.echo(told(made, out))
    check_brakes(made)
