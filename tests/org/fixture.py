"""The pytest fixtures `org` and `loaded_org`."""

from pathlib import Path

import pytest


@pytest.fixture
def org():
    """A fresh, empty org; a test that uses it is marked `enable_socket`."""
    from tests.org.server import Org

    with Org() as running:
        yield running


@pytest.fixture
def loaded_org(org):
    """An org with the samples in it."""
    org.load_folder(Path("data/samples"))
    return org
