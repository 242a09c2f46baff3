"""`lead-hygiene what-if`: the tiers of a plan at other thresholds."""

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("what-if")(what_if)


def what_if(
    plan: Annotated[Path, typer.Argument(metavar="PLAN", help="Folder of a saved plan.")],
    auto: Annotated[float | None, typer.Option(help="Merge from this probability on; else the plan's own.")] = None,
    review: Annotated[float | None, typer.Option(help="Show from this probability on; else the plan's own.")] = None,
) -> None:
    """Tell how many pairs would merge or be shown at other thresholds, and how many wrong merges to expect."""
    from hygiene.what_if import what_if_of

    typer.echo(what_if_of(plan, auto, review).text())
