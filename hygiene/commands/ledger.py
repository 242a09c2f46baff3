"""`lead-hygiene ledger`: look at it and what was found over time, check, anchor, export, prune and upgrade it."""

from pathlib import Path
from typing import Annotated

import typer

PolicyOption = Annotated[Path | None, typer.Option("--policy", help="Policy YAML; else the default.")]


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    ledger = typer.Typer(no_args_is_help=True, help="Look at, check or prune the ledger.", rich_markup_mode=None)
    for command in (status, history, check, anchor, export, notice, prune, upgrade):
        ledger.command(command.__name__)(command)
    app.add_typer(ledger, name="ledger")


def status() -> None:
    """Where the ledger is, its head, and the last runs."""
    from hygiene import ledger_status, moments
    from hygiene.ledger import open_ledger

    with open_ledger(moments.now, create=False) as ledger:
        typer.echo(ledger_status.status(ledger))


def history(
    plans: Annotated[int, typer.Option(min=1, help="How many plans, the newest.")] = 6,
) -> None:
    """What the plans of an org found over time: duplicates, proposed changes, findings."""
    from hygiene import ledger_status, moments
    from hygiene.ledger import open_ledger

    with open_ledger(moments.now, create=False) as ledger:
        typer.echo(ledger_status.found_over_time(ledger, plans))


def check(
    anchor: Annotated[list[str] | None, typer.Option(metavar="SEQ:DIGEST", help="A head that was kept.")] = None,
    anchors: Annotated[Path | None, typer.Option(metavar="FILE", help="A file of kept heads, one a line.")] = None,
) -> None:
    """Check every entry, and that every run reconciles."""
    from hygiene import ledger_status, moments
    from hygiene.ledger import open_ledger
    from hygiene.ledger.anchoring import anchors_given

    kept = anchors_given(anchor or [], anchors)
    with open_ledger(moments.now, create=False) as ledger:
        typer.echo(ledger_status.checked(ledger.check(kept)))


def anchor(
    to: Annotated[Path | None, typer.Option(metavar="FILE", help="Append the head to this file.")] = None,
    command: Annotated[str | None, typer.Option(metavar="CMD", help="Give the head to this program's input.")] = None,
) -> None:
    """Keep the head of the chain elsewhere: it then proves that nothing before it was altered or cut off."""
    from hygiene import moments
    from hygiene.ledger import anchoring, open_ledger

    with open_ledger(moments.now, create=False) as ledger:
        typer.echo(f"Anchored {anchoring.anchor(ledger, file=to, command=command).text()}")


def export(out: Annotated[Path, typer.Option(help="Folder for the export; new or empty.")] = Path("audit")) -> None:
    """Write the chain, its tables and the check that needs no product, for a reviewer: no data of leads or contacts."""
    from hygiene import moments
    from hygiene.ledger import open_ledger
    from hygiene.ledger.exporting import CHECKER
    from hygiene.ledger.exporting import export as written

    with open_ledger(moments.now, create=False) as ledger:
        head = written(ledger, out)
    typer.echo(f"Wrote {out.as_posix()}. Head {head.text()}\nA reviewer runs: python {CHECKER} chain.jsonl")


def notice(
    run: Annotated[str, typer.Argument(help="The run that erased, or the beginning of its id.")],
    system: Annotated[str, typer.Option(help="Which system, as the policy's opt_out.other_systems names it.")],
    confirmed: Annotated[bool, typer.Option("--confirmed", help="It confirmed; else it was told.")] = False,
    on: Annotated[str | None, typer.Option(metavar="DAY", help="On which day (2026-11-21); else today.")] = None,
) -> None:
    """Note that another system was told of the erasures of a run, or confirmed them; the run's report tells it."""
    from hygiene import moments
    from hygiene.erasure_status import noted

    typer.echo(noted(run, system, on, moments.now, confirmed=confirmed))


def prune(policy: PolicyOption = None) -> None:
    """Take away what the policy keeps no longer: contents of entries, before-images, hashes of the suppression list."""
    from hygiene import moments
    from hygiene.housekeeping import pruned
    from hygiene.policy import load

    typer.echo(pruned(load(policy), moments.now))


def upgrade() -> None:
    """Bring a ledger of an older version to this one. Back it up first."""
    from hygiene.ledger.opening import ledger_url, upgraded

    typer.echo(upgraded(ledger_url()))
