"""The person asked for e-mail, and has not opted out of it since."""

import pandas as pd

from hygiene.lawful_basis.own_action import resolved
from hygiene.lawful_basis.search import Search, found, is_set
from hygiene.lawful_basis.unreadable import of_person
from hygiene.selection import is_one_of


def find(search: Search) -> pd.DataFrame:
    """Subscriptions told by the Initial Source, unless a record of the person opted out or may have (`FOUND`)."""
    everyone = search.everyone
    source, _ = resolved(search, everyone["LeadSource"])
    opted_out = everyone.loc[is_set(everyone["HasOptedOutOfEmail"]), "subject"]
    maybe = of_person(search, "HasOptedOutOfEmail")
    allowed = ~everyone["subject"].isin([*opted_out, *maybe])
    hit = is_one_of(source, search.policy.opt_out.email_opt_in_sources) & allowed
    told = "subscribed by " + source + ", not opted out of e-mail"
    return found(everyone.loc[hit, "subject"], told[hit], date=everyone.loc[hit, "CreatedDate"])
