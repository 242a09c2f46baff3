"""Work spread over a real cluster on loopback: the same bytes, whoever dies; and nothing of a person in its log."""

import shutil
from pathlib import Path

import pandas as pd
import pytest

from hygiene import execution, moments
from hygiene.cluster import Cluster, execution_on
from hygiene.errors import InputError, OutsideError, UsageError
from hygiene.execution import spread
from hygiene.matching import Matches, find_duplicates
from hygiene.normalize import phone_reading
from hygiene.normalize.people import people_table
from hygiene.pipeline import PlanRequest, make_and_save_plan
from hygiene.policy import load, parse_policy
from schemas.columns import TEXT
from tests.dask_cluster import dask_cluster

pytestmark = [pytest.mark.enable_socket, pytest.mark.slow]

SAMPLES = Path("data/samples")
SMALL_CHUNKS = "matching: {chunk_pairs: 1000}\n"
PERSON = "jane.doe@acme.example"


@pytest.fixture
def cluster(tmp_path_factory, monkeypatch):
    """A scheduler and two workers; few records make a partition, so that the samples make many."""
    monkeypatch.setattr(execution, "PARTITION_ROWS", 150)
    monkeypatch.setattr(phone_reading, "_WORTH_A_WORKER", 200)
    with dask_cluster(tmp_path_factory.mktemp("dask"), workers=2) as running:
        yield running


def leads() -> pd.DataFrame:
    return people_table(pd.read_csv(SAMPLES / "Lead.csv", dtype=TEXT).drop_duplicates("Id"), "Lead", "US")


def same(one: Matches, other: Matches) -> bool:
    pd.testing.assert_frame_equal(one.pairs, other.pairs)
    pd.testing.assert_frame_equal(one.groups, other.groups)
    return one.facts == other.facts


def test_a_plan_made_on_a_cluster_is_the_local_one_to_the_byte(cluster, tmp_path):
    source = Path(shutil.copytree(SAMPLES, tmp_path / "samples"))
    told = (source / "policy.yaml").read_text(encoding="utf-8")
    for name, place in (("here", "local"), ("there", cluster.place)):
        policy = source / f"{name}.yaml"
        policy.write_text(f"{told}\nexecution: {place}\n{SMALL_CHUNKS}", encoding="utf-8")
        make_and_save_plan(PlanRequest(source, tmp_path / name, moments.parse("2026-11-02"), policy, spread_from=0))

    here, there = ({file.name: file.read_bytes() for file in (tmp_path / name).iterdir()} for name in ("here", "there"))
    assert here == there
    assert len(here["pairs.csv"].splitlines()) > 100


def test_people_are_read_by_partition_as_they_are_read_at_once(cluster):
    at_once = leads()

    with execution_on(cluster.place):
        by_partition = leads()

    pd.testing.assert_frame_equal(at_once, by_partition)


def test_a_worker_that_is_killed_in_the_middle_of_comparing_changes_nothing(cluster):
    people, policy, seen = leads(), parse_policy(SMALL_CHUNKS, "policy"), []

    def kill(_label: str, done: int, _total: int) -> None:
        if not seen:
            cluster.workers[0].kill()
            cluster.workers[0].wait()
        seen.append(done)

    with execution_on(cluster.place):
        there = find_duplicates(people, None, policy, progress=kill)

    assert len(seen) > 4
    assert cluster.workers[0].returncode != 0
    assert same(there, find_duplicates(people, None, policy))


def _beside(shared: str, item: str) -> str:
    return shared + item


def test_what_a_cluster_lost_with_what_had_been_sent_to_it_is_sent_and_asked_again(cluster):
    from distributed import Client, Future

    with Client(cluster.place.replace("dask:", "tcp:"), set_as_default=False) as client:
        answers = Cluster(client, cluster.place).spread(_beside, "a", iter("bcdefgh"))
        first = next(answers)
        client.cancel([Future(key, client=client) for key in list(client.futures)], force=True)
        others = list(answers)

    assert [first, *others] == ["ab", "ac", "ad", "ae", "af", "ag", "ah"]


def test_a_cluster_that_loses_every_worker_ends_the_run_with_one_sentence(cluster):
    def kill(*_: object) -> None:
        for worker in cluster.workers:
            worker.kill()
            worker.wait()

    with pytest.raises(OutsideError, match="lost what it was working on"), execution_on(cluster.place):
        find_duplicates(leads(), None, parse_policy(SMALL_CHUNKS, "policy"), progress=kill)


def test_a_cluster_that_loses_its_scheduler_ends_the_run_with_one_sentence(cluster):
    def kill(*_: object) -> None:
        cluster.scheduler.kill()
        cluster.scheduler.wait()

    with pytest.raises(OutsideError, match="lost what it was working on"), execution_on(cluster.place):
        find_duplicates(leads(), None, parse_policy(SMALL_CHUNKS, "policy"), progress=kill)


def _with_a_bug(shared: str, item: str) -> str:
    raise KeyError(shared + item)


def _with_a_sentence(_shared: str, _item: str) -> str:
    raise InputError("check the path.")


def test_a_bug_on_a_worker_is_told_by_its_place_and_leaves_no_person_in_its_log(cluster):
    with execution_on(cluster.place):
        with pytest.raises(RuntimeError, match=r"^KeyError at .*test_cluster\.py") as told:
            list(spread(_with_a_bug, PERSON, [PERSON]))
        with pytest.raises(InputError, match=r"^check the path\.$"):
            list(spread(_with_a_sentence, "", [""]))

    assert PERSON not in str(told.value) + "".join(log.read_text() for log in cluster.logs)


def test_where_nothing_answers_the_remedy_is_told():
    with (
        pytest.raises(OutsideError, match=r"dask://127\.0\.0\.1:9 does not answer or has no worker; start it"),
        execution_on("dask://127.0.0.1:9"),
    ):
        pass


def test_people_do_not_travel_unencrypted_to_another_machine():
    with pytest.raises(UsageError, match="people would travel there unencrypted"), execution_on("dask://cluster:8786"):
        pass


@pytest.mark.parametrize("place", ["dask://here", "spark://here:1", "dask://:1", "dask://a b:1"])
def test_a_place_that_is_none_is_told(place):
    with pytest.raises(UsageError, match="line 1: execution"):
        parse_policy(f"execution: '{place}'", "policy")


def test_where_work_is_done_is_part_of_no_digest():
    from hygiene.policy import digest

    assert digest(parse_policy("execution: dask://127.0.0.1:8786", "policy")) == digest(load())
