import pytest

from hygiene.errors import BrakeError
from hygiene.guard import check_caps, read_caps
from hygiene.policy import parse_policy
from schemas import outputs
from tests.tables import frame

CAPS = parse_policy(
    """
caps:
  minimum_population: 100
  actions: {delete: {share: 0.05, count: 6}}
  rules: {careful: {share: null, count: 1}}
""",
    "test",
).caps


def removals(number: int, rule: str = "test_lead", tier: str = "auto"):
    rows = "\n".join(f"{rule} | delete | Lead | Lead {n} | {tier}" for n in range(number))
    return outputs.typed("changes", frame(f"rule | action | object | record_id | tier\n{rows}"))


def reading(planned: int, population: int, raised: dict[str, int] | None = None, rule: str = "test_lead"):
    return read_caps(removals(planned, rule), {"Lead": population}, CAPS, raised or {})[0]


def test_what_waits_for_a_person_does_not_count():
    assert read_caps(removals(50, tier="review"), {"Lead": 100}, CAPS, {}) == ()


@pytest.mark.parametrize(
    ("planned", "population", "allowed", "held"),
    [
        pytest.param(5, 100, 5, True, id="just the share"),
        pytest.param(6, 100, 5, False, id="one over the share"),
        pytest.param(6, 99, 6, True, id="the share of a small population does not bind"),
        pytest.param(7, 99, 6, False, id="the number always binds"),
        pytest.param(7, 100_000, 6, False, id="the smaller bound binds"),
    ],
)
def test_the_smaller_of_share_and_number_is_the_cap(planned: int, population: int, allowed: int, held: bool):
    read = reading(planned, population)

    assert (read.allowed, read.held) == (allowed, held)


def test_a_rule_of_its_own_bound_is_not_bound_by_its_action():
    assert reading(2, 1000, rule="careful").allowed == 1


def test_records_are_counted_not_rows():
    twice = removals(1).loc[[0, 0]]

    assert read_caps(twice, {"Lead": 100}, CAPS, {})[0].planned == 1


def test_a_cap_that_holds_stops_nothing():
    check_caps([reading(5, 100)])


def test_a_passed_cap_stops_with_the_numbers_and_the_way_on():
    with pytest.raises(BrakeError) as stopped:
        check_caps([reading(6, 100), reading(1, 100)])

    assert str(stopped.value) == (
        "Brake: test_lead would delete 6 of 100 Lead records (6.0%); the cap is 5. Look at changes.csv; "
        "if it is right, run again with --raise-cap test_lead=6."
    )
    assert stopped.value.exit_code == 4


def test_a_cap_is_raised_by_naming_the_number_and_holds_again_above_it():
    assert reading(6, 100, {"test_lead": 6}).held
    assert not reading(7, 100, {"test_lead": 6}).held
