"""`lead-hygiene verify`."""

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("verify")(verify)


def verify(
    plan: Annotated[str, typer.Argument(metavar="PLAN|RUN", help="Folder of a saved plan, or id of a run.")],
    anchor: Annotated[list[str] | None, typer.Option(metavar="SEQ:DIGEST", help="A head that was kept.")] = None,
    anchors: Annotated[Path | None, typer.Option(metavar="FILE", help="A file of kept heads, one a line.")] = None,
) -> None:
    """Check that nothing in a saved plan was altered; of a run, that its audit is whole and accounts for all."""
    from hygiene import moments
    from hygiene.ledger.anchoring import anchors_given
    from hygiene.verifying_run import verified

    typer.echo(verified(plan, moments.now, anchors_given(anchor or [], anchors)))
