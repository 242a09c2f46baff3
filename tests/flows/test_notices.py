"""The page goes to a real receiver over a real connection; one that is away never fails a run and is not named."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from prefect import flow

from flows import notices

pytestmark = [pytest.mark.prefect, pytest.mark.enable_socket]


@pytest.fixture
def receiver():
    """A web server on loopback that keeps what it was sent: its address and the bodies."""
    taken = []

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self):
            taken.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_):
            """Quiet."""

    with HTTPServer(("127.0.0.1", 0), Receiver) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/hook-secret", taken
        server.shutdown()
        thread.join()


def sent(block=None):
    return flow(lambda: notices.send("done", "one page", block), name="one notice")()


def test_the_webhook_takes_the_page(prefect_server, receiver, monkeypatch):
    address, taken = receiver
    monkeypatch.setenv("LEAD_HYGIENE_WEBHOOK_URL", address)

    assert sent()
    assert taken == [{"text": "done\n\none page", "subject": "done", "page": "one page"}]


def test_a_receiver_that_is_away_is_told_without_its_address(prefect_server, monkeypatch, caplog):
    monkeypatch.setenv("LEAD_HYGIENE_WEBHOOK_URL", "http://127.0.0.1:9/hook-secret")

    assert not sent("slack-webhook/nobody")
    assert "The webhook did not take the page" in caplog.text
    assert "The block slack-webhook/nobody did not take the page" in caplog.text
    assert "hook-secret" not in caplog.text


def test_nothing_is_sent_where_nobody_is_named(prefect_server, monkeypatch):
    monkeypatch.delenv("LEAD_HYGIENE_WEBHOOK_URL", raising=False)

    assert sent()
