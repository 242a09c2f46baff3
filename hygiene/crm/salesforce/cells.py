"""Plan values as the org takes them."""

from typing import Any

from hygiene.crm.salesforce.describe import Described
from hygiene.crm.salesforce.reading import kind_of


def cell_text(described: Described, field_name: str, new: str | None) -> str | None:
    """For CSV and XML. A moment at midnight is spelled as a day in a plan; a date and time field takes no day alone."""
    whole = described.types.get(field_name) == "datetime"
    return f"{new}T00:00:00Z" if whole and new is not None and "T" not in new else new


def cell_json(described: Described, field_name: str, new: str | None) -> Any:
    """For REST: a flag, a number, a text or None."""
    text, kind = cell_text(described, field_name, new), kind_of(described.object, field_name)
    if text is None:
        return None
    if kind == "flag":
        return text == "true"
    return float(text) if kind == "number" else text
