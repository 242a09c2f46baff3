"""The base of every policy section."""

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """A frozen section in which an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")
