"""An apply that is killed at any moment and resumed leaves the org as one that nothing happened to.

`benchmarks/kill_apply.py` does the same some hundred times.
"""

import pytest

from tests.hygiene.crm.salesforce.small_org import POLICY, load_people
from tests.killed_apply import Killing

pytestmark = [pytest.mark.enable_socket, pytest.mark.slow]


def test_after_kills_and_resumes_the_org_is_as_after_an_undisturbed_run(tmp_path):
    (tmp_path / "policy.yaml").write_text(POLICY)
    killing = Killing(tmp_path, load_people, tmp_path / "policy.yaml")
    killing.prepare()
    expected = killing.undisturbed()

    assert [seed for seed in range(2) if killing.killed(seed) != expected] == []
    assert killing.kills >= 2, killing.at
