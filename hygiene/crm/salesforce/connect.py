"""An org session by the policy and the environment."""

from hygiene.crm.salesforce.login import way_in
from hygiene.crm.salesforce.session import OrgSession
from hygiene.policy import Policy


def connect(policy: Policy) -> OrgSession:
    """A session that logs in at its first call.

    Raises:
        UsageError: the environment names no way in.
    """
    settings = policy.salesforce
    way = way_in(settings.api_version)
    return OrgSession(way, settings.api_version, budget=settings.api_budget_percent / 100)
