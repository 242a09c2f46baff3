"""`lead-hygiene suppressions`: the list of who must not come back, in numbers."""

import typer


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("suppressions")(suppressions)


def suppressions() -> None:
    """Tell how many hashes are on the suppression list, for what and under which key."""
    from hygiene import moments
    from hygiene.suppression_store import status

    typer.echo(status(moments.now()))
