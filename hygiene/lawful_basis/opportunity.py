"""An open or won opportunity, or an open quote: a contract, or steps towards one."""

import pandas as pd

from hygiene.lawful_basis.search import Search, found, is_set, stacked


def find(search: Search) -> pd.DataFrame:
    """Open quotes; open or won opportunities of the person, of the converted lead and of the account."""
    everyone = search.everyone
    quotes = everyone.loc[is_set(everyone["On_Open_Quote__c"]), "subject"]
    roles = search.children("OpportunityContactRole", "ContactId")
    converted = everyone[["subject", "ConvertedOpportunityId"]].set_axis(["subject", "OpportunityId"], axis="columns")
    links = pd.concat([roles[["subject", "OpportunityId"]], converted], ignore_index=True)
    live = _live(search)
    return stacked(
        [
            found(quotes, "on an open quote"),
            _told(links.dropna().merge(live, left_on="OpportunityId", right_on="Id", validate="many_to_one"), ""),
            _told(_of_accounts(everyone, live), " of the account"),
        ]
    )


def _live(search: Search) -> pd.DataFrame:
    """Opportunities that are open or won; one whose flags are missing may be open, so it counts."""
    table = search.snapshot.table("Opportunity")
    lost = is_set(table["IsClosed"]) & ~is_set(table["IsWon"])
    return table[~lost & ~is_set(table["IsDeleted"])].drop_duplicates("Id")


def _of_accounts(everyone: pd.DataFrame, live: pd.DataFrame) -> pd.DataFrame:
    """The newest live opportunity of each subject's account, an open one first; one row tells enough of an account."""
    ranked = live.assign(open=~is_set(live["IsWon"])).sort_values(["open", "CloseDate", "Id"], na_position="first")
    one = ranked.dropna(subset=["AccountId"]).drop_duplicates("AccountId", keep="last")
    return everyone[["subject", "AccountId"]].dropna().merge(one, on="AccountId", validate="many_to_one")


def _told(linked: pd.DataFrame, of_whom: str) -> pd.DataFrame:
    """An open opportunity stands; a won one is dated by its close."""
    won = is_set(linked["IsWon"])
    return stacked(
        [
            found(linked.loc[~won, "subject"], f"an open opportunity{of_whom}"),
            found(linked.loc[won, "subject"], f"a won opportunity{of_whom}", date=linked.loc[won, "CloseDate"]),
        ]
    )
