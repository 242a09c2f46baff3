"""`lead-hygiene schedule …`: serve, deploy and list the jobs. Prefect is imported by these commands only."""

from pathlib import Path
from typing import Annotated, Any

import typer

SourceArgument = Annotated[str, typer.Option("--source", help="salesforce, or a folder or zip of CSV exports.")]
RunsOption = Annotated[Path, typer.Option(help="Folder that keeps a folder for each run.")]
PolicyOption = Annotated[Path | None, typer.Option("--policy", help="Policy YAML with the section schedules.")]
ToOption = Annotated[
    str | None,
    typer.Option("--to", help="Where plans are written once they may be: salesforce, or a folder for cleaned files."),
]

schedule_app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Serve, deploy or list the unattended jobs."
)


def register(app: typer.Typer) -> None:
    """Adds `schedule` to the command line; found by the package's entry point, as `hygiene` must not import flows."""
    app.add_typer(schedule_app, name="schedule")


@schedule_app.command("serve")
def serve_jobs(
    source: SourceArgument,
    runs: RunsOption = Path("runs"),
    policy: PolicyOption = None,
    to: ToOption = None,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port on 127.0.0.1 of the Prefect server.")] = 4200,
) -> None:
    """Serve every job on its schedule, with a Prefect server of its own where PREFECT_API_URL names none."""
    from flows.serving import serve_until_stopped
    from hygiene.errors import UsageError
    from hygiene.home import home
    from hygiene.sources import is_org

    if not is_org(Path(source)) and not Path(source).exists():
        raise UsageError(f"{source}: there is no such folder or zip; check the path.")
    serve_until_stopped(*_asked(source, runs, policy, to), home() / "prefect", port, typer.echo)


@schedule_app.command("deploy")
def deploy_jobs(
    source: SourceArgument,
    work_pool: Annotated[str, typer.Option("--work-pool", help="A process work pool of the server.")],
    runs: RunsOption = Path("runs"),
    policy: PolicyOption = None,
    to: ToOption = None,
) -> None:
    """Deploy every job to the server that PREFECT_API_URL names; its workers must have lead-hygiene installed."""
    from flows.serving import deploy_to

    for name in deploy_to(work_pool, *_asked(source, runs, policy, to)):
        typer.echo(f"Deployed {name}")


@schedule_app.command("list")
def list_jobs(
    policy: PolicyOption = None,
    after: Annotated[str | None, typer.Option(metavar="TIME", help="List from this moment on (ISO); else now.")] = None,
    count: Annotated[int, typer.Option(min=1, max=50, help="How many runs of each job.")] = 5,
) -> None:
    """List the next runs of each job in the org's time zone."""
    from flows.schedules import starts
    from hygiene import moments

    settings = _schedules(policy)
    begin = (moments.now() if after is None else moments.parse(after, "--after")).to_pydatetime()
    for job in settings.cron:
        typer.echo(job)
        for moment in starts(settings, job, begin, count):
            typer.echo(f"  {moment:%a %Y-%m-%d %H:%M %Z} (UTC{moment:%z})")


def _asked(source: str, runs: Path, policy: Path | None, to: str | None) -> tuple[Any, Any]:
    """Schedules and parameters. The policy beside the files is named to every run, so that all go by the one."""
    from hygiene.pipeline import policy_beside

    found = policy_beside(Path(source), policy)
    return _schedules(found), _parameters(source, runs, found, to)


def _schedules(policy: Path | None) -> Any:
    from hygiene.policy import load

    return load(policy).schedules


def _parameters(source: str, runs: Path, policy: Path | None, to: str | None) -> Any:
    """Absolute paths, since a worker may start elsewhere."""
    from pydantic import ValidationError

    from flows.parameters import JobParameters
    from hygiene.errors import UsageError

    try:
        return JobParameters(
            source=_place(source),
            runs=str(runs.resolve()),
            policy=None if policy is None else str(policy.resolve()),
            to=None if to is None else _place(to),
        )
    except ValidationError as error:
        raise UsageError(error.errors()[0]["msg"].removeprefix("Value error, ")) from None


def _place(word: str) -> str:
    return word if word == "salesforce" else str(Path(word).resolve())
