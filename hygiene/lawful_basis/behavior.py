"""A behaviour score over the bar."""

import pandas as pd

from hygiene.lawful_basis.search import Search, found


def find(search: Search) -> pd.DataFrame:
    """Records whose behaviour score is over the policy's bar (rows of `FOUND`).

    A score stands; under a look-back it is dated by the last interesting moment.
    """
    everyone = search.everyone
    bar = search.policy.opt_out.behavior_score
    hit = (everyone["Behavior_Score__c"] > bar).fillna(False)
    standing = search.policy.opt_out.evidence["behavior"].months is None
    date = None if standing else everyone.loc[hit, "mkto_si__Last_Interesting_Moment_Date__c"]
    return found(everyone.loc[hit, "subject"], f"behaviour score over {bar:g}", date=date)
