"""`lead-hygiene approve`."""

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("approve")(approve)


def approve(plan: Annotated[Path, typer.Argument(help="Folder of a saved plan.")]) -> None:
    """Approve a plan with its decisions as they are now, in the name of LEAD_HYGIENE_USER or of this account."""
    from hygiene import moments
    from hygiene.approving import approve_plan

    typer.echo(approve_plan(plan, moments.now))
