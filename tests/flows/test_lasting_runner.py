"""What the runner asks of a server that is away: it is asked on, and a refusal is still one."""

import asyncio
import logging

import httpx
import pytest

from flows.lasting_runner import patient

AWAY = "The Prefect server does not answer; it is asked again until it does."
BACK = "The Prefect server answers again."
REQUEST = httpx.Request("POST", "http://127.0.0.1:4200/api")


def status(code: int) -> httpx.HTTPStatusError:
    return httpx.HTTPStatusError("told", request=REQUEST, response=httpx.Response(code, request=REQUEST))


def asked(*answers: object) -> list[object]:
    """What comes of each question in turn; an error among the answers is raised by the server's client."""
    coming = iter(answers)

    async def ask() -> object:
        answer = next(coming)
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def all_of_them() -> list[object]:
        question = patient(ask)
        return [await question() for _ in answers]

    return asyncio.run(all_of_them())


class Heard(logging.Handler):
    """Keeps what is said; Prefect's loggers may hand nothing on."""

    def __init__(self) -> None:
        super().__init__()
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


@pytest.fixture
def heard():
    handler, logger = Heard(), logging.getLogger("prefect.runner")
    logger.addHandler(handler)
    yield handler.messages
    logger.removeHandler(handler)


def test_an_absence_is_borne_and_told_once_and_so_is_its_end(heard):
    assert asked("runs", httpx.ConnectError("x"), status(503), httpx.ReadTimeout("x"), "runs", "runs") == [
        "runs", None, None, None, "runs", "runs",
    ]  # fmt: skip
    assert heard == [AWAY, BACK]


def test_what_the_server_refuses_is_no_absence():
    with pytest.raises(httpx.HTTPStatusError):
        asked(status(404))
