"""What Prefect is told of a run: a named state, artifacts and one event, of counts and words, never records."""

from typing import Any, Final

from prefect.artifacts import create_link_artifact, create_markdown_artifact, create_table_artifact
from prefect.client.schemas.objects import State, StateType
from prefect.events import emit_event

from hygiene.job_folders import JobOutcome

TYPES: Final = {
    "completed": StateType.COMPLETED,
    "completed with refusals": StateType.COMPLETED,
    "nothing to do": StateType.COMPLETED,
    "waiting for approval": StateType.COMPLETED,
    "left out": StateType.CANCELLED,
    "stopped by a brake": StateType.FAILED,
    "applied in part": StateType.FAILED,
    "failed": StateType.FAILED,
}


def state_of(outcome: JobOutcome) -> State[Any]:
    """Prefect's state for an outcome: its type decides the colour, its name says what it means."""
    name = outcome.state[0].upper() + outcome.state[1:]
    return State(type=TYPES[outcome.state], name=name, message=outcome.why)


def tell(outcome: JobOutcome, page: str, rows: list[dict[str, Any]], report: str | None) -> None:
    """Artifacts and the event of one run.

    page: the one page, as Markdown. rows: counts by rule, action, object and tier. report: link to the report's file.
    """
    key = outcome.job.replace("_", "-")
    create_markdown_artifact(page, key=f"{key}-page", description=f"{outcome.job}: one page")
    create_table_artifact(rows, key=f"{key}-counts", description="Changes by rule, action, object and tier")
    if report is not None:
        create_link_artifact(report, link_text="report.html", key=f"{key}-report", description="The whole report")
    emit_event(
        event=f"lead-hygiene.{outcome.state.replace(' ', '-')}",
        resource={"prefect.resource.id": f"lead-hygiene.{outcome.job}", "prefect.resource.name": outcome.job},
        payload={"due": outcome.due, "digest": outcome.digest, **outcome.counts},
    )
