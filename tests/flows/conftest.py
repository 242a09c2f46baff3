"""One Prefect server for the tests of this folder."""

import json
import os
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

# Before the tests import Prefect: no word of it leaves the machine.
os.environ.update(PREFECT_SERVER_ANALYTICS_ENABLED="false", DO_NOT_TRACK="1")


@pytest.fixture(scope="package")
def prefect_server():
    """One real Prefect server on loopback for all flow tests; starting one takes some ten seconds."""
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=300):
        yield


@pytest.fixture
def receiver():
    """A web server on loopback that keeps what it was sent: its address and the bodies."""
    taken = []

    class Receiver(BaseHTTPRequestHandler):
        def do_GET(self):
            """Well, as far as anybody can tell."""
            self.send_response(200)
            self.end_headers()

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
