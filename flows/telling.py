"""What Prefect is told of a run: a named state, artifacts and one event, of counts and words, never records."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from prefect import get_run_logger
from prefect.artifacts import create_link_artifact, create_markdown_artifact, create_table_artifact
from prefect.client.schemas.objects import State, StateType
from prefect.events import emit_event

from hygiene.job_folders import JobOutcome
from hygiene.job_page import Counts

TYPES: Final = {
    "completed": StateType.COMPLETED,
    "nothing to do": StateType.COMPLETED,
    "completed with refusals": StateType.COMPLETED,
    "waiting for approval": StateType.COMPLETED,
    "waiting for its hours": StateType.COMPLETED,
    "lapsed": StateType.CANCELLED,
    "left out": StateType.CANCELLED,
    "resumable": StateType.FAILED,
    "stopped by a brake": StateType.FAILED,
    "applied in part": StateType.FAILED,
    "failed": StateType.FAILED,
}
"""From what needs nobody to what needs somebody most."""


def state_of(outcome: JobOutcome) -> State[Any]:
    """Prefect's state for an outcome: its type decides the colour, its name says what it means."""
    return named_state(outcome.state, outcome.why)


def state_of_all(outcomes: Iterable[JobOutcome], left: Iterable[str]) -> State[Any]:
    """The state of a flow that went on with several runs: that of the one which needs somebody most.

    left: sentences on what a person has to do.
    """
    found = list(outcomes)
    lines = [f"{one.job} due {one.due}: {one.state}" for one in found] + list(left)
    worst = max((one.state for one in found), key=list(TYPES).index, default="nothing to do")
    return named_state(worst, "\n".join(lines) or None)


def named_state(state: str, why: str | None) -> State[Any]:
    """The state of that name."""
    return State(type=TYPES[state], name=state[0].upper() + state[1:], message=why)


def tell(outcome: JobOutcome, page: str, counts: Counts, plan: Path | None) -> None:
    """Artifacts and the event of one run; a server that is away is logged and never fails the run.

    page: the one page. counts: by rule, action, object and tier. plan: the folder of its plan.
    """
    try:
        _show(outcome, page, counts, None if plan is None else plan / "report.html")
    except Exception as error:  # whatever the client raises without its server: the outcome is written already
        get_run_logger().warning("Prefect did not take the page (%s): it is away.", type(error).__name__)


def _show(outcome: JobOutcome, page: str, counts: Counts, report: Path | None) -> None:
    key = outcome.job.replace("_", "-")
    create_markdown_artifact(f"```\n{page}\n```", key=f"{key}-page", description=f"{outcome.job}: one page")
    if counts:
        rows = [dict(row) for row in counts]
        create_table_artifact(rows, key=f"{key}-counts", description="Changes by rule, action, object and tier")
    if report is not None and report.exists():
        link = report.resolve().as_uri()
        create_link_artifact(link, link_text="report.html", key=f"{key}-report", description="The whole report")
    emit_event(
        event=f"lead-hygiene.{outcome.state.replace(' ', '-')}",
        resource={"prefect.resource.id": f"lead-hygiene.{outcome.job}", "prefect.resource.name": outcome.job},
        payload={"due": outcome.due, "digest": outcome.digest, **outcome.counts},
    )
