"""A stand-in org that the environment names, and connections to it that end with the test."""

import pytest

from hygiene.crm.salesforce.connect import connect
from tests.org.fixture import org

__all__ = ["org"]


@pytest.fixture
def environment(org, monkeypatch):
    monkeypatch.setenv("SALESFORCE_INSTANCE_URL", org.instance_url)
    monkeypatch.setenv("SALESFORCE_ACCESS_TOKEN", org.access_token)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", org.ca_file)
    return org


@pytest.fixture
def opened(environment):
    """`opened(policy)`: a connection to the org."""
    made = []

    def open_one(policy):
        made.append(connect(policy))
        return made[-1]

    yield open_one
    for connection in made:
        connection.close()
