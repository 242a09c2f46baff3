"""What every test shares: the Hypothesis profile and the shipped policy."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

from hygiene.policy import Policy, load
from hygiene.report.drawing_engine import engine_beside

pytest_plugins = ["tests.chromium", "tests.org.fixture", "tests.postgresql", "tests.spread"]

# Fixed examples, so that a check says the same twice; `HYPOTHESIS_PROFILE=many` searches on demand.
settings.register_profile(
    "few",
    derandomize=True,
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.generate],  # shrinking a whole plan takes minutes: search and shrink with "many"
)
settings.register_profile(
    "many", max_examples=1000, deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "few"))


@pytest.fixture(scope="session")
def default_policy() -> Policy:
    """The policy as shipped."""
    return load()


@pytest.fixture(scope="session", autouse=True)
def one_drawing_engine() -> Iterator[None]:
    """What is drawn by the tests of one worker is drawn by one process, started by the first picture."""
    with engine_beside():
        yield


@pytest.fixture(scope="session", autouse=True)
def no_real_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What fixtures of a whole module write lies in no real home either."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("LEAD_HYGIENE_HOME", str(tmp_path_factory.mktemp("home_of_modules")))
        yield


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Ledger, keys and vault of each test lie in a folder of its own, never in the home of who runs the tests."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("LEAD_HYGIENE_HOME", str(home))
    return home


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where everything can be installed, a skipped test is a hole in the gate (`.ci/run` sets the variable)."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("LEAD_HYGIENE_NO_SKIPS") == "1" and reporter is not None and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
