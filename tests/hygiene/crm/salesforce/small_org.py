"""An org of a few people in whom every kind of write occurs, and what people do with it by the command line."""

import pandas as pd

from tests.tables import frame, sf_id

NOW = pd.Timestamp("2026-11-21T06:00:00Z")
GONE, QUIET, ADA, TWICE, TEST, OTHER = (sf_id(f"Lead {number}") for number in range(1, 7))
LEADS = """
    Id     | FirstName | LastName | Email              | Phone           | Company               | Title    | Status | LeadSource | CreatedDate          | DoNotCall | DOZISF__ZoomInfo_Non_Matched_Reason__c | HasOptedOutOfEmail
    Lead 1 | Gwenaelle | Gwendal  | gone@a.example     | +1 415 555 0111 | Aco                   | Buyer    | Raw    | Zoominfo   | 2021-01-01T00:00:00Z | false     | OPT_OUT                                | false
    Lead 2 | Quirin    | Quennell | q@b.example        | +1 415 555 0102 | Bco                   | Buyer    | Raw    | Demo       | 2021-01-01T00:00:00Z | true      |                                        | false
    Lead 3 | Ada       | Lovelace | ada@engine.example | +1 415 555 0101 | Analytical Engine Ltd | Engineer | Raw    | Demo       | 2024-01-01T00:00:00Z | false     |                                        | false
    Lead 4 | Ada       | Lovelace | ada@engine.example | +1 415 555 0101 | Analytical Engine Ltd | Engineer | Raw    | Demo       | 2025-01-01T00:00:00Z | false     |                                        | true
    Lead 5 | Tessilo   | Testrup  | t@d.example        | +1 415 555 0105 | Dco                   | TEST     | Raw    | Demo       | 2025-01-01T00:00:00Z | false     |                                        | false
    Lead 6 | Ottokar   | Ottesen  | o@e.example        | +1 415 555 0106 | Eco                   | Buyer    | Raw    | Demo       | 2025-01-01T00:00:00Z | false     |                                        | false
"""  # noqa: E501
POLICY = "caps: {minimum_population: 1000}\nsalesforce: {rest_rows: 50000}\n"


def load_people(org) -> None:
    """The people come in, and the org refuses no change of a source."""
    org.settings(source_rule=False)
    org.load({"Lead": frame(LEADS)})


def standing(org) -> dict[str, dict[str, object]]:
    """Live leads and what of them an apply may change."""
    fields = ("Phone", "HasOptedOutOfEmail", "DoNotCall", "Email")
    return {row["Id"]: {name: row[name] for name in fields} for row in org.rows("Lead") if not row["IsDeleted"]}
