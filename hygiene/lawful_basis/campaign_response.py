"""A response to a campaign outside e-mail."""

import pandas as pd

from hygiene.lawful_basis.search import Search, found
from hygiene.lawful_basis.unreadable import dated
from hygiene.selection import is_one_of
from schemas.columns import TEXT


def find(search: Search) -> pd.DataFrame:
    """Responses of campaign members, dated by the first response, else by the membership (rows of `FOUND`).

    A campaign of unknown type is taken as none of e-mail. Where `HasResponded` is empty, a status that is not among
    the policy's no-response statuses counts as a response.
    """
    members = search.children("CampaignMember", "LeadId", "ContactId")
    settings = search.policy.opt_out
    by_status = members["Status"].notna() & ~is_one_of(members["Status"], settings.no_response_statuses)
    responded = members["HasResponded"].astype("boolean").fillna(by_status).astype(bool)
    e_mail = is_one_of(members["CampaignType"], settings.email_campaign_types)
    hit = members[responded & ~e_mail]
    kind = hit["CampaignType"].fillna("unknown").astype(TEXT)
    date = dated(search, "CampaignMember", hit, "FirstRespondedDate")
    return found(hit["subject"], "response to a campaign of type " + kind, date=date)
