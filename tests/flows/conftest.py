"""One Prefect server for the tests of this folder."""

import os

import pytest

# Before the tests import Prefect: no word of it leaves the machine.
os.environ.update(PREFECT_SERVER_ANALYTICS_ENABLED="false", DO_NOT_TRACK="1")


@pytest.fixture(scope="package")
def prefect_server():
    """One real Prefect server on loopback for all flow tests; starting one takes some ten seconds."""
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=120):
        yield
