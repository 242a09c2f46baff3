"""The matching section of the policy: which fields are compared, how, and what their levels weigh."""

from hygiene.policy.section import Section


class Matching(Section):
    """How two records are compared and weighed."""
