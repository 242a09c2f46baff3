"""The page goes to a real receiver over a real connection; one that is away never fails a run and is not named."""

import socket
import threading
from contextlib import contextmanager, suppress

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


@contextmanager
def silent(answer=b"", again=b""):
    """A receiver that takes what comes and says no more than `answer`, or `again` for some seconds; address, guests."""
    guests, over = [], threading.Event()

    def listen():
        while not over.is_set():
            try:
                guests.append(listening.accept()[0])
            except TimeoutError:
                continue
            guests[-1].sendall(answer)
            for _ in range(50 if again else 0):
                with suppress(OSError):  # it was heard enough
                    guests[-1].sendall(again)
                over.wait(0.1)
            if again:
                guests[-1].close()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.1)
        thread = threading.Thread(target=listen)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}/hook-secret", guests
        finally:
            over.set()
            thread.join()
            for guest in guests:
                guest.close()


def test_a_webhook_that_never_answers_is_told_and_holds_up_nobody(prefect_server, monkeypatch, caplog):
    monkeypatch.setattr("flows.notices._SECONDS", 0.5)

    with silent() as (address, guests):
        monkeypatch.setenv("LEAD_HYGIENE_WEBHOOK_URL", address)
        assert not sent()
        assert len(guests) == 1
    assert "The webhook did not take the page (ReadTimeout)" in caplog.text


def test_a_webhook_whose_answer_has_no_end_took_the_page(prefect_server, monkeypatch):
    answer = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    with silent(answer, again=b"d\r\n: still here\n\r\n") as (address, _):
        monkeypatch.setenv("LEAD_HYGIENE_WEBHOOK_URL", address)
        assert sent()


@pytest.mark.slow
def test_a_block_whose_receiver_never_answers_is_told_and_holds_up_nobody(prefect_server, monkeypatch, caplog):
    from prefect.blocks.notifications import CustomWebhookNotificationBlock

    monkeypatch.delenv("LEAD_HYGIENE_WEBHOOK_URL", raising=False)
    monkeypatch.setattr("flows.block_notice._SECONDS", 25)
    with silent() as (address, guests):
        CustomWebhookNotificationBlock(name="ops", url=address, timeout=90).save("silent", overwrite=True)
        assert not sent("custom-webhook/silent")
        assert len(guests) == 1
    assert "The block custom-webhook/silent did not take the page (no end within 25 seconds)" in caplog.text


def test_a_block_that_keeps_quiet_about_its_failures_is_told_of_too(prefect_server, monkeypatch, caplog):
    from prefect.blocks.notifications import MattermostWebhook

    monkeypatch.delenv("LEAD_HYGIENE_WEBHOOK_URL", raising=False)
    MattermostWebhook(hostname="127.0.0.1", port=9, secure=False, token="t" * 24).save("away", overwrite=True)

    assert not sent("mattermost-webhook/away")
    assert "The block mattermost-webhook/away did not take the page (NotificationError)" in caplog.text


def test_nothing_is_sent_where_nobody_is_named(prefect_server, monkeypatch):
    monkeypatch.delenv("LEAD_HYGIENE_WEBHOOK_URL", raising=False)

    assert sent()
