"""What a flow is asked: typed, checked, told by a sentence each in Prefect's form. Paths and names only."""

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from hygiene.sources import is_org

Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{12,64}$")]
Approver = Annotated[str, Field(min_length=2, max_length=80)]


class JobParameters(BaseModel):
    """Where a job reads, by which policy, where it keeps its plans and where it writes them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: str = Field(description="The word salesforce, or a folder or zip of CSV exports.")
    runs: str = Field(description="Folder that keeps a folder for each run: its plan, report and outcome.")
    policy: str | None = Field(None, description="Policy YAML; else policy.yaml beside the files, else the default.")
    to: str | None = Field(
        None,
        description="Where plans are written once they may be: the word salesforce, or a folder that gets a folder of "
        "cleaned files for each.",
    )
    as_of: str | None = Field(None, description="The moment the plan speaks of (ISO); else the source's own, else now.")

    @model_validator(mode="after")
    def _from_there_to_there(self) -> "JobParameters":
        if self.to is not None and is_org(Path(self.to)) != is_org(Path(self.source)):
            raise ValueError("to: a plan of an org is written to the word salesforce, and one of files to a folder")
        return self
