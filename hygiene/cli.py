"""The command line: parse, call, print. Heavy imports happen in the commands, so that `--help` is quick."""

import gc
from pathlib import Path
from typing import Annotated

import typer

from hygiene import console
from hygiene.allocators import keep_memory
from hygiene.commands import register_all
from hygiene.errors import HygieneError, UsageError

_MOST_DIGITS = 18
"""Of a cap, which counts records."""

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
policy_app = typer.Typer(no_args_is_help=True, help="Write, show or check a policy.", rich_markup_mode=None)
app.add_typer(policy_app, name="policy")

PolicyOption = Annotated[
    Path | None, typer.Option("--policy", help="Policy YAML; else policy.yaml beside the files, else the default.")
]
WorkersOption = Annotated[int, typer.Option(min=1, help="Threads and processes; the outcome does not depend on them.")]


@app.callback()
def root() -> None:
    """Keep Salesforce leads and contacts clean and lawful. Nothing is written that was not in a saved plan."""


@app.command()
def plan(
    source: Annotated[Path, typer.Argument(help="Folder or zip of CSV exports, or the word salesforce.")],
    out: Annotated[Path, typer.Option(help="Folder for the plan; new or empty.")] = Path("plan"),
    policy: PolicyOption = None,
    dnc: Annotated[list[str] | None, typer.Option(metavar="NAME=FILE[@DATE]", help="A Do-Not-Call list.")] = None,
    only: Annotated[
        list[str] | None,
        typer.Option(
            metavar="RULE",
            help="Run this rule only; repeatable. To opt-outs the pairing rules are added, which then only ask.",
        ),
    ] = None,
    as_of: Annotated[str | None, typer.Option(metavar="TIME", help="The moment the plan speaks of (ISO).")] = None,
    ask_only: Annotated[
        list[str] | None, typer.Option(metavar="RULE", help="Let this pairing rule find and ask, and merge nothing.")
    ] = None,
    decisions: Annotated[Path | None, typer.Option(help="A filled-in review.csv of an earlier plan.")] = None,
    raise_cap: Annotated[
        list[str] | None, typer.Option(metavar="RULE=NUMBER", help="Let one rule do more in this run.")
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Overwrite an earlier plan in that folder.")] = False,
    mirror: Annotated[
        Path | None, typer.Option(help="Folder that keeps the org's tables: next time only what moved is read.")
    ] = None,
    workers: WorkersOption = 2,
) -> None:
    """Make a plan: every proposed change with its reason, a report, and nothing written to any record."""
    from hygiene.report.drawing_engine import engine_beside

    with engine_beside(), console.progress() as told:
        from hygiene import moments, pipeline

        request = pipeline.PlanRequest(
            source=source, out=out, now=moments.now(), policy_file=policy, dnc=tuple(dnc or ()), only=tuple(only or ()),
            as_of=None if as_of is None else moments.parse(as_of), decisions=decisions,
            raised_caps=_raised(raise_cap or []), replace=replace, asks_only=tuple(ask_only or ()), mirror=mirror,
            workers=workers,
        )  # fmt: skip
        made = pipeline.make_and_save_plan(request, told)
    from hygiene.report.terminal import screen

    typer.echo(screen(made.plan, made.policy, out.as_posix(), made.summary))
    pipeline.check_brakes(made.plan)


@app.command()
def match(
    file: Annotated[Path, typer.Argument(help="CSV of leads, contacts, or any records whose columns a policy names.")],
    other: Annotated[
        Path | None, typer.Argument(help="A second CSV: link the two, rather than find duplicates.")
    ] = None,
    policy: PolicyOption = None,
    out: Annotated[Path | None, typer.Option(help="Folder for pairs and groups; new or empty.")] = None,
    explain: Annotated[
        tuple[str, str] | None, typer.Option(metavar="ID ID", help="Tell why these two are thought to be one.")
    ] = None,
    workers: WorkersOption = 2,
) -> None:
    """Find which records of one CSV, or of two, are the same."""
    from hygiene.match_command import MatchRequest, match_files

    with console.progress() as told:
        result = match_files(MatchRequest(file, other, out, policy, explain, workers), told)
    typer.echo(result)


@app.command()
def evaluate(
    pairs: Annotated[
        Path, typer.Argument(help="pairs.csv of a match, or a plan: then measured by the decisions in it.")
    ],
    truth: Annotated[Path | None, typer.Option(help="CSV with an id and a column named cluster.")] = None,
    records: Annotated[Path | None, typer.Option(help="The matched file: tells why true pairs were missed.")] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for tables and pictures; new or empty.")] = None,
    policy: PolicyOption = None,
) -> None:
    """Measure a match against known truth, by pair, cluster and threshold; or a plan against what people decided."""
    if truth is None:
        from hygiene.evaluating_plan import evaluate_plan

        typer.echo(evaluate_plan(pairs, out))
        return
    from hygiene.match_command import evaluate_files

    typer.echo(evaluate_files(pairs, truth, records, out, policy))


@policy_app.command("init")
def policy_init(
    out: Annotated[Path, typer.Option(help="File to write; must not exist.")] = Path("policy.yaml"),
) -> None:
    """Write the default policy, with a comment for each key."""
    from hygiene.policy import default_text

    try:
        with out.open("x", encoding="utf-8", newline="\n") as file:
            file.write(default_text())
    except FileExistsError:
        raise UsageError(f"{out} exists already; choose another name with --out.") from None
    except OSError as error:
        raise UsageError(f"{out} cannot be written ({error.strerror}); choose another place with --out.") from None
    typer.echo(f"Wrote {out}. Keep only the keys you change, then: lead-hygiene policy check {out}")


@policy_app.command("check")
def policy_check(file: Annotated[Path, typer.Argument(help="Policy YAML.")]) -> None:
    """Check a policy; a mistake is told with its key and line."""
    from hygiene.policy import digest, load

    typer.echo(f"{file} is right. Digest {digest(load(file))}")


@policy_app.command("show")
def policy_show(file: Annotated[Path | None, typer.Argument(help="Policy YAML; else the default.")] = None) -> None:
    """Show the settings that hold: the defaults with the file's keys over them, as JSON."""
    from hygiene.manifest import as_json
    from hygiene.policy import load

    policy = load(file)
    typer.echo(as_json({"execution": policy.execution, **policy.model_dump(mode="json")}), nl=False)


register_all(app)


def _raised(given: list[str]) -> dict[str, int]:
    raised = {}
    for item in given:
        rule, _, number = item.partition("=")
        if not rule or not number.isdecimal() or len(number) > _MOST_DIGITS:
            raise UsageError(f"--raise-cap {item}: write it as RULE=NUMBER, for example lead_to_lead=1200.")
        raised[rule] = int(number)
    return raised


def main() -> None:
    """The command `lead-hygiene`: runs a command and turns what went wrong into one sentence and an exit code."""
    # Tables are made by the thousand and hardly ever stand in a circle: looking for circles takes a tenth of a plan.
    gc.set_threshold(1_000_000, 20, 50)
    keep_memory()
    try:
        app()
    except HygieneError as error:
        console.fail(str(error))
        raise SystemExit(error.exit_code) from None
    except Exception as error:
        # The last door: a bug must not print a record's value.
        console.bug(error)
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()
