"""`lead-hygiene report`: a saved plan told to a reviewer, an analyst, or the person on Monday."""

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("report")(report)


def report(
    plan: Annotated[Path, typer.Argument(metavar="PLAN", help="Folder of a saved plan.")],
    reader: Annotated[
        str, typer.Option("--for", help="reviewer (no personal data), analyst (with values) or monday (one screen).")
    ] = "reviewer",
    out: Annotated[Path | None, typer.Option(help="File for it: a page, or plain text if it ends in .txt.")] = None,
    json: Annotated[bool, typer.Option("--json", help="The numbers of the plan as JSON.")] = False,
    applied: Annotated[Path | None, typer.Option(help="Folder of an apply: tells what became of each change.")] = None,
    run: Annotated[str | None, typer.Option(help="A run on an org: tells what it made of the plan.")] = None,
    since: Annotated[
        list[Path] | None, typer.Option(help="Folder of an earlier plan: what changed since; more of them: over time.")
    ] = None,
    over_time: Annotated[
        bool, typer.Option("--over-time", help="With the earlier plans of this org that the ledger knows.")
    ] = False,
) -> None:
    """Tell a saved plan to the one who reads it: without values, with them, or on one screen."""
    from hygiene import moments
    from hygiene.report_command import ReportRequest
    from hygiene.report_command import report as tell

    typer.echo(tell(ReportRequest(plan, reader, out, json, applied, tuple(since or ()), moments.now(), run, over_time)))
