"""How the tests are spread over the workers: a file's tests stay together, what takes long is begun first.

A file that is named here and is quick by now, or one that is not named and takes long, costs time and nothing else.
"""

import pytest

TOGETHER = ("tests/plan_of_samples/", "tests/hygiene/review_page/", "tests/flows/")
"""Folders whose tests share a plan or a server: on one worker, it is made once."""

SERVERS = ("tests/flows/test_served.py", "tests/flows/test_worker.py", "tests/flows/test_own_server.py")
"""These start servers of their own, and wait for them more than they compute."""

ORG = "tests/hygiene/crm/salesforce/"
LONG = (
    SERVERS[0], "tests/test_life_of_runs.py", "tests/hygiene/review_page/", "tests/flows/", SERVERS[1],
    "tests/hygiene/merging/test_rounds_of_any_org.py", f"{ORG}test_runs_on_an_org.py", SERVERS[2],
    "tests/test_invariants.py", f"{ORG}test_faults_of_every_write.py",
    "tests/test_killed_apply.py", f"{ORG}test_plan_from_an_org.py", "tests/test_readme.py",
    "tests/plan_of_samples/", f"{ORG}test_jobs_on_an_org.py", f"{ORG}test_mirror.py", f"{ORG}test_report_of_a_run.py",
    f"{ORG}test_apply_to_an_org.py", f"{ORG}test_undo_on_an_org.py", f"{ORG}test_verify_in_an_org.py",
    f"{ORG}test_applying_to_an_org.py", f"{ORG}test_planned_and_approved.py", "tests/test_undo_restores.py",
    "tests/test_purged_people_return.py", "tests/hygiene/rules/test_zoominfo_opt_out.py",
    "tests/hygiene/rules/test_dnc_same_number.py", "tests/hygiene/matching/test_memory.py",
    "tests/hygiene/merging/test_duplicates_of_any_org.py",
    "tests/hygiene/report/test_report_of_samples.py", "tests/test_nothing_personal_leaves.py",
    "tests/hygiene/test_cluster.py", "tests/test_security.py", "tests/hygiene/test_what_if.py",
)  # fmt: skip
"""From the longest on, about."""


def unit_of(nodeid: str) -> str:
    """The file or folder whose tests run on one worker."""
    file = nodeid.split("::", 1)[0]
    return next((folder for folder in TOGETHER if file.startswith(folder) and file not in SERVERS), file)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if hasattr(config, "workerinput"):
        rank = {unit: place for place, unit in enumerate(LONG)}
        items.sort(key=lambda item: rank.get(unit_of(item.nodeid), len(LONG)))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """As `--dist loadfile`, with the units above."""
    from xdist.scheduler import LoadFileScheduling

    class ByUnit(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return unit_of(nodeid)

    return ByUnit(config, log) if config.getvalue("dist") == "loadfile" else None
