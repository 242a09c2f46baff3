"""`lead-hygiene explain`: everything that a plan knows of one record."""

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("explain")(explain)


def explain(
    plan: Annotated[Path, typer.Argument(metavar="PLAN", help="Folder of a saved plan.")],
    record: Annotated[str, typer.Argument(metavar="ID", help="Id of 15 or 18 characters, or a case number: R-0001.")],
    html: Annotated[Path | None, typer.Option(help="Write it as a page, too; an older one is replaced.")] = None,
) -> None:
    """Tell of one record what each rule decided and why: changes, pairs, cases, verdict, findings. Shows its values."""
    from hygiene import reporting

    typer.echo(reporting.explain(plan, record, html))
