"""`lead-hygiene apply` and `resume`: write the approved part of a saved plan, and go on with what was stopped."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hygiene.errors import HygieneError, PartlyAppliedError, UsageError

if TYPE_CHECKING:
    from hygiene.apply.outcome import OrgOutcome

AnchorOption = Annotated[
    str | None, typer.Option("--anchor", metavar="CMD", help="Program that keeps the head of the audit chain.")
]


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command("apply")(apply)
    app.command("resume")(resume)


def apply(
    plan: Annotated[Path, typer.Argument(help="Folder of a saved plan.")],
    to: Annotated[Path, typer.Option(help="Folder for the cleaned files (new or empty), or the word salesforce.")],
    source: Annotated[Path | None, typer.Option(help="Where the plan's files are now, if they have moved.")] = None,
    anchor: AnchorOption = None,
) -> None:
    """Write the approved part of a plan: to a folder of cleaned files in the form in which they came, or to the org."""
    from hygiene import console, moments
    from hygiene.sources import is_org

    if is_org(to):
        if source is not None:
            raise UsageError("--source is for files; an org is read again by itself.")
        from hygiene.org_run import apply_saved

        with console.progress() as told:
            outcome = apply_saved(plan, moments.now, told)
        _end(outcome, anchor)
        return
    from hygiene.applying import ApplyRequest, apply_to_folder

    with console.progress() as told:
        written = apply_to_folder(ApplyRequest(plan, to, moments.now(), source), told)
    typer.echo(written.text())
    if anchor is not None:
        _anchor(anchor)
    if not written.whole:
        raise PartlyAppliedError("Applied in part: see the lines above and receipts.csv for what was not written.")


def resume(
    run: Annotated[str, typer.Argument(help="The run's id, or its beginning (lead-hygiene ledger status).")],
    plan: Annotated[Path | None, typer.Option(help="Folder of the run's plan, if it has moved.")] = None,
    give_up: Annotated[
        bool, typer.Option("--give-up", help="Only ask what became of the writes in doubt, and end the run.")
    ] = False,
    anchor: AnchorOption = None,
) -> None:
    """Go on with a run that was stopped: nothing is done twice, and of writes in doubt the org is asked first."""
    from hygiene import console, moments
    from hygiene.resuming import resume_on_org, settled_here

    settled = settled_here(run, moments.now, plan, give_up=give_up)
    if settled is not None:
        typer.echo(settled)
        _anchor(anchor)
        return
    with console.progress() as told:
        outcome = resume_on_org(run, moments.now, plan, told, give_up=give_up)
    _end(outcome, anchor)


def _end(outcome: "OrgOutcome", anchor: str | None) -> None:
    typer.echo(outcome.text())
    typer.echo(f"Receipts, differences and the report lie in the plan's folder: runs/{outcome.run_id}")
    try:
        _anchor(anchor)
    except HygieneError as error:
        if outcome.error is None:
            raise
        typer.echo(str(error), err=True)
    if outcome.error is not None:
        raise outcome.error


def _anchor(command: str | None) -> None:
    """Prints the head of the audit chain, and gives it to the command."""
    from hygiene import moments
    from hygiene.ledger import anchoring, open_ledger

    with open_ledger(moments.now, create=False) as ledger:
        typer.echo(f"Audit chain: head {ledger.head().text()}")
        if command is not None:
            anchoring.anchor(ledger, command=command)
