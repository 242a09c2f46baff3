"""The page goes to a real receiver over a real connection; one that is away never fails a run and is not named."""

import pytest
from prefect import flow

from flows import notices

pytestmark = [pytest.mark.prefect, pytest.mark.enable_socket]


def sent(block=None):
    return flow(lambda: notices.send("done", "one page", block), name="one notice")()


def test_the_webhook_takes_the_page(prefect_server, receiver, monkeypatch):
    address, taken = receiver
    monkeypatch.setenv("LEAD_HYGIENE_WEBHOOK_URL", address)

    assert sent()
    assert taken == [{"text": "done\n\none page", "subject": "done", "page": "one page"}]


def test_a_block_of_prefect_takes_the_page(prefect_server, receiver, monkeypatch):
    from prefect.blocks.notifications import CustomWebhookNotificationBlock

    address, taken = receiver
    monkeypatch.delenv("LEAD_HYGIENE_WEBHOOK_URL", raising=False)
    given = {"subject": "{{subject}}", "page": "{{body}}"}
    CustomWebhookNotificationBlock(name="ops", url=address, json_data=given).save("ops", overwrite=True)

    assert sent("custom-webhook/ops")
    assert taken == [{"subject": "done", "page": "one page"}]


def test_a_receiver_that_is_away_is_told_without_its_address(prefect_server, monkeypatch, caplog):
    monkeypatch.setenv("LEAD_HYGIENE_WEBHOOK_URL", "http://127.0.0.1:9/hook-secret")

    assert not sent("slack-webhook/nobody")
    assert "The webhook did not take the page" in caplog.text
    assert "The block slack-webhook/nobody did not take the page" in caplog.text
    assert "hook-secret" not in caplog.text


def test_nothing_is_sent_where_nobody_is_named(prefect_server, monkeypatch):
    monkeypatch.delenv("LEAD_HYGIENE_WEBHOOK_URL", raising=False)

    assert sent()
