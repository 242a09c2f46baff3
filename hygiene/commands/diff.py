"""`lead-hygiene diff`: what changed from one plan to another."""

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("diff")(diff)


def diff(
    then: Annotated[Path, typer.Argument(metavar="PLAN", help="Folder of the earlier plan.")],
    now: Annotated[Path, typer.Argument(metavar="PLAN", help="Folder of the later plan.")],
    html: Annotated[Path | None, typer.Option(help="Write it as a page, too; an older one is replaced.")] = None,
) -> None:
    """Tell what is new, gone, moved between tiers or merged into another record from one plan to the next."""
    from hygiene import reporting

    typer.echo(reporting.diff(then, now, html))
