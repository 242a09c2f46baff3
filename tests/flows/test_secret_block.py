"""Flows take the org's secrets from a Prefect block where one is named, and tell nobody what it holds."""

import json
import os

import pytest
from prefect import flow
from prefect.blocks.system import Secret

from flows.secret_block import take_secrets
from flows.steps import step
from hygiene.errors import UsageError

pytestmark = [pytest.mark.prefect, pytest.mark.enable_socket]


@pytest.fixture
def block(prefect_server, monkeypatch):
    """`block(value)`: a Secret block that the environment names."""
    monkeypatch.delenv("SALESFORCE_DOMAIN", raising=False)
    monkeypatch.setenv("SALESFORCE_CLIENT_ID", "of the environment")
    monkeypatch.setenv("LEAD_HYGIENE_SECRET_BLOCK", "org-of-tests")

    def make(value):
        Secret(value=value).save("org-of-tests", overwrite=True)

    yield make
    os.environ.pop("SALESFORCE_DOMAIN", None)


def test_a_task_finds_what_the_block_holds_and_the_environment_goes_before_it(block):
    block(json.dumps({"SALESFORCE_DOMAIN": "acme.my", "SALESFORCE_CLIENT_ID": "of the block"}))
    seen = step("look", lambda: (os.environ["SALESFORCE_DOMAIN"], os.environ["SALESFORCE_CLIENT_ID"]), minutes=1,
                repeatable=False)  # fmt: skip

    assert flow(lambda: seen(), name="one look")() == ("acme.my", "of the environment")


@pytest.mark.parametrize("held", ["no json", '["a"]', '{"SALESFORCE_DOMAIN": 5}', '{"PATH": "hidden-value"}'])
def test_a_block_that_holds_something_else_is_told_without_what_it_holds(block, held):
    block(held)

    with pytest.raises(UsageError, match=r"block secret/org-of-tests .*mend it") as told:
        take_secrets()
    assert "hidden-value" not in str(told.value)
    assert "PATH" not in str(told.value)


def test_a_block_that_is_not_there_is_told(prefect_server, monkeypatch):
    monkeypatch.setenv("LEAD_HYGIENE_SECRET_BLOCK", "nobody-made-it")

    with pytest.raises(UsageError, match="There is no Prefect block secret/nobody-made-it"):
        take_secrets()


def test_nothing_is_asked_of_prefect_where_no_block_is_named(monkeypatch):
    monkeypatch.delenv("LEAD_HYGIENE_SECRET_BLOCK", raising=False)
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")

    take_secrets()
