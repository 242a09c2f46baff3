"""`lead-hygiene doctor salesforce`: what the org lacks for the policy."""

from pathlib import Path
from typing import Annotated

import typer

PolicyOption = Annotated[Path | None, typer.Option("--policy", help="Policy YAML; else the default.")]


def register(app: typer.Typer) -> None:
    """Adds the command."""
    doctor = typer.Typer(no_args_is_help=True, help="Check what an outside system has.", rich_markup_mode=None)
    doctor.callback()(_only_topics)
    doctor.command("salesforce")(salesforce)
    app.add_typer(doctor, name="doctor")


def _only_topics() -> None:
    """Check what an outside system has."""


def salesforce(policy: PolicyOption = None) -> None:
    """Log in and tell which objects, fields and rights the policy needs and the user lacks."""
    from hygiene.crm.salesforce.doctor import examined
    from hygiene.policy import load

    typer.echo(examined(load(policy)))
