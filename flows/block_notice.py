"""Hands a page to a Prefect block, in a process of its own: a block may be anybody's code, and know no time-out."""

import asyncio
import json
import os
import subprocess
import sys
from contextlib import nullcontext, redirect_stdout
from inspect import isawaitable
from typing import Any, Final, cast

from prefect.blocks.core import Block
from prefect.settings import get_current_settings

_SECONDS: Final = 60.0
"""Some of them are gone before Prefect is imported."""


def why_not_taken(block: str, subject: str, page: str) -> str | None:
    """Hands the page over; None when the block took it, else a word on why not, which holds nothing of the block."""
    command = [sys.executable, "-m", "flows.block_notice", block]
    settings = get_current_settings().to_environment_variables(exclude_unset=True)
    try:
        done = subprocess.run(
            command, input=json.dumps({"subject": subject, "body": page}), env={**os.environ, **settings}, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=_SECONDS, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return f"no end within {_SECONDS:g} seconds"
    if done.returncode == 0:
        return None
    return done.stdout if done.stdout.isidentifier() else f"its process ended with {done.returncode}"


def main() -> None:
    """The process: the block's name as its argument, the page on its input, the kind of an error on its output."""
    try:
        with redirect_stdout(sys.stderr):
            _hand_over(sys.argv[1], json.load(sys.stdin))
    except Exception as error:  # whatever a block raises: its text may hold the receiver's address
        sys.stdout.write(type(error).__name__)
        sys.exit(1)


def _hand_over(block: str, page: dict[str, str]) -> None:
    receiver = cast(Any, Block.load(block))
    # Those of Prefect that go by Apprise say nothing of a receiver that is away, unless they are asked to.
    with getattr(receiver, "raise_on_failure", nullcontext)():
        told = receiver.notify(**page)
        if isawaitable(told):
            asyncio.run(_awaited(told))


async def _awaited(told: Any) -> None:
    await told


if __name__ == "__main__":
    main()
