"""`lead-hygiene check-list`: a list before its import."""

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("check-list")(check_list)


def check_list(
    file: Annotated[Path, typer.Argument(metavar="LIST", help="CSV of leads that are to be imported.")],
    against: Annotated[
        Path, typer.Option(metavar="SOURCE", help="Folder or zip of CSV exports of the CRM, or the word salesforce.")
    ],
    out: Annotated[Path, typer.Option(help="Folder for the three files; new or empty.")] = Path("checked"),
    policy: Annotated[Path | None, typer.Option(help="Policy YAML; else policy.yaml beside SOURCE.")] = None,
    dnc: Annotated[list[str] | None, typer.Option(metavar="NAME=FILE[@DATE]", help="A Do-Not-Call list.")] = None,
) -> None:
    """Check a list before its import: which rows may come in, which may not and why, which are there already."""
    from hygiene import console, moments
    from hygiene.check_list import ListRequest, check_list
    from hygiene.suppression_store import known_suppressions

    request = ListRequest(file, against, out, moments.now(), policy, tuple(dnc or ()))
    with console.progress() as told:
        outcome = check_list(request, known_suppressions(request.now), told)
    typer.echo(outcome.text())
