"""What a step lets through to Prefect: our sentences, and of a bug its place only; what it repeats, and what never."""

from time import sleep

import pytest
from prefect import flow

from flows.steps import WithheldError, step
from hygiene.errors import InputError, OutsideError

pytestmark = [pytest.mark.prefect, pytest.mark.enable_socket]
SECRET = "jane.doe@acme.example"


def ended(function, **given):
    """The state in which a flow of this one step ends."""
    given = {"minutes": 1, "repeatable": False, **given}
    one = step("one", function, **given).with_options(retry_delay_seconds=0)
    return flow(lambda: one(), name="one step")(return_state=True)


def failing(error):
    calls = []

    def fail():
        calls.append(1)
        raise error

    return fail, calls


def test_a_bug_is_told_by_its_kind_and_place_without_its_text(prefect_server, caplog):
    state = ended(failing(KeyError(SECRET))[0])

    error = state.result(raise_on_failure=False)
    assert isinstance(error, WithheldError)
    assert str(error).startswith("KeyError at ")
    assert SECRET not in str(error) + state.message + caplog.text


def test_a_sentence_of_ours_comes_through(prefect_server):
    state = ended(failing(InputError("check the path."))[0])

    assert str(state.result(raise_on_failure=False)) == "check the path."


@pytest.mark.parametrize(
    ("error", "repeatable", "calls"),
    [
        pytest.param(OutsideError("away"), True, 3, id="a read is tried again when the outside failed"),
        pytest.param(OutsideError("away"), False, 1, id="a write is never tried again"),
        pytest.param(InputError("bad"), True, 1, id="what a person must mend is not tried again"),
    ],
)
def test_what_is_tried_again(prefect_server, error, repeatable, calls):
    function, made = failing(error)

    ended(function, repeatable=repeatable)

    assert len(made) == calls


@pytest.mark.filterwarnings("ignore:Exception ignored in:pytest.PytestUnraisableExceptionWarning")
def test_a_step_whose_interruption_was_lost_took_too_long_all_the_same(prefect_server):
    class Slow:
        def __del__(self):
            sleep(3)

    def lose_the_interruption():
        Slow()

    state = ended(lose_the_interruption, minutes=0.2 / 60)

    assert isinstance(state.result(raise_on_failure=False), TimeoutError)
