import logging
import os
from pathlib import Path

import pytest

from tests.personal import personal_of

pytestmark = [pytest.mark.prefect, pytest.mark.enable_socket]

SAMPLES = Path("data/samples")


@pytest.fixture(scope="module")
def prefect_server():
    """One real Prefect server on loopback for all flow tests; starting one takes some ten seconds."""
    os.environ.update(PREFECT_SERVER_ANALYTICS_ENABLED="false", DO_NOT_TRACK="1")
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=120):
        yield


def test_a_flow_makes_the_same_plan_as_the_command_line(prefect_server, tmp_path, caplog):
    from flows.plan import plan
    from hygiene import moments, pipeline

    with caplog.at_level(logging.DEBUG):
        digest = plan(source=SAMPLES.as_posix(), out=(tmp_path / "flow").as_posix())
    pipeline.make_and_save_plan(pipeline.PlanRequest(SAMPLES, tmp_path / "bare", moments.now()))

    by_flow, bare = (
        {file.name: file.read_bytes() for file in (tmp_path / name).iterdir()} for name in ("flow", "bare")
    )
    assert by_flow == bare
    assert digest.encode() in bare["manifest.json"]


def test_no_record_s_value_reaches_the_log_of_a_flow(prefect_server, tmp_path, caplog):
    from flows.plan import plan

    with caplog.at_level(logging.DEBUG):
        plan(source=SAMPLES.as_posix(), out=(tmp_path / "flow").as_posix())

    # Prefect's own words and times may hold what looks like a first name or a number; these cannot be its own.
    assert [kind for kind in personal_of(SAMPLES).found_in(caplog.text) if kind in ("e-mail", "whole name")] == []
