"""An export of which every text field holds markup, in pairs that look like duplicates."""

from pathlib import Path

import pandas as pd

from schemas.columns import fields_of
from tests.tables import sf_id

ATTACK = '<img src=x onerror="window.harmed=1"><script>window.harmed=1</script>&amp;{{7*7}}'
TURNS = "\u202e"
"""Whatever stands behind it is read from right to left, beyond the end of its own value too."""
SOUND = {"LeadSource": "Web", "Status": "Raw", "Country": "US"}


def write_hostile_export(folder: Path, pairs: int = 2) -> Path:
    """Writes `Lead.csv` there."""
    folder.mkdir()
    rows = []
    for number in range(2 * pairs):
        person = number // 2
        row = dict.fromkeys(fields_of("Lead", "text"), ATTACK) | SOUND
        row |= {"Id": sf_id(f"Lead {number}"), "CreatedDate": "2024-01-01", "Email": f"ada{person}@engine.test"}
        row |= {"Title": f"{TURNS}oeC"}
        row |= {"FirstName": f"{ATTACK} {person}", "LastName": f"{ATTACK} {'x' * number}"}
        rows.append(row)
    pd.DataFrame(rows).to_csv(folder / "Lead.csv", index=False)
    return folder
