"""Policy section `import_list`: what a row of a list must have before it is imported."""

from typing import Annotated

from pydantic import Field, field_validator

from hygiene.policy.section import Section
from schemas.columns import fields_of

Region = Annotated[str, Field(pattern="^[A-Z]{2}$")]


class ImportRules(Section):
    """Lists before import."""

    required: tuple[str, ...]
    countries_with_states: tuple[Region, ...]

    @field_validator("required")
    @classmethod
    def _names_fields_of_a_lead(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        unknown = sorted(set(names) - set(fields_of("Lead")))
        if unknown:
            raise ValueError(f"a lead has no field {', '.join(unknown)}")
        return names
