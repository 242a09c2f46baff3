"""A customer or partner account, or a current customer: a business relationship exists."""

import pandas as pd

from hygiene.lawful_basis.search import Search, found, is_set, stacked
from hygiene.selection import is_one_of
from schemas.columns import TEXT


def find(search: Search) -> pd.DataFrame:
    """Current-customer flags, accounts of a customer's or partner's type, and partner accounts (rows of `FOUND`)."""
    everyone = search.everyone
    customers = everyone.loc[is_set(everyone["Current_Customer__c"]), "subject"]
    partners = everyone.loc[everyone["Partner_Account__c"].notna(), "subject"]
    accounts = search.snapshot.table("Account").drop_duplicates("Id").set_index("Id")["Type"]
    kind = everyone["AccountId"].map(accounts).astype(TEXT)
    of_type = everyone.loc[is_one_of(kind, search.policy.opt_out.customer_account_types), "subject"]
    return stacked(
        [
            found(customers, "a current customer"),
            found(partners, "a partner account is set"),
            found(of_type, "the account's type is " + kind[of_type.index]),
        ]
    )
