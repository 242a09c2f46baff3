"""The pytest fixtures `org` and `loaded_org`: one server, and for each test an org of its own on it."""

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def running_org():
    from tests.org.server import Org

    with Org() as running:
        yield running


@pytest.fixture
def org(running_org):
    """A fresh, empty org; a test that uses it is marked `enable_socket`."""
    running_org.begin_anew()
    return running_org


@pytest.fixture
def loaded_org(org):
    """An org with the samples in it."""
    org.load_folder(Path("data/samples"))
    return org
