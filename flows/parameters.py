"""What a flow is asked: typed, checked, told by a sentence each in Prefect's form. Paths and names only."""

from pydantic import BaseModel, ConfigDict, Field


class JobParameters(BaseModel):
    """Where a job reads, by which policy, and where it keeps its plans."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: str = Field(description="The word salesforce, or a folder or zip of CSV exports.")
    runs: str = Field(description="Folder that keeps a folder for each run: its plan, report and outcome.")
    policy: str | None = Field(None, description="Policy YAML; else policy.yaml beside the files, else the default.")
    to: str | None = Field(
        None,
        description="Folder that gets a folder of cleaned files for each plan that may be written without a person.",
    )
    as_of: str | None = Field(None, description="The moment the plan speaks of (ISO); else the source's own, else now.")
