"""Sends the one page of a run: to a webhook named in the environment, or by a Prefect block named in the policy."""

import os
from typing import Any, Final, cast

import httpx
from prefect.blocks.core import Block
from prefect.logging import get_run_logger

WEBHOOK: Final = "LEAD_HYGIENE_WEBHOOK_URL"
_SECONDS: Final = 20


def send(subject: str, page: str, block: str | None) -> bool:
    """Sends the page wherever it is wanted; a receiver that is away is logged and never fails the run.

    Returns whether every wanted receiver took it.
    """
    taken = [_to_webhook(subject, page)] if os.environ.get(WEBHOOK) else []
    taken += [_to_block(subject, page, block)] if block else []
    return all(taken)


def _to_webhook(subject: str, page: str) -> bool:
    try:
        # `text` is what chat tools read; `subject` and `page` are for anything else.
        body = {"text": f"{subject}\n\n{page}", "subject": subject, "page": page}
        httpx.post(os.environ[WEBHOOK], json=body, timeout=_SECONDS).raise_for_status()
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        # The address is a secret, and the library's text holds it.
        get_run_logger().warning("The webhook did not take the page (%s).", type(error).__name__)
        return False
    return True


def _to_block(subject: str, page: str, block: str) -> bool:
    try:
        receiver = cast(Any, Block.load(block))
        receiver.notify(body=page, subject=subject)
    except Exception as error:  # a block may be anybody's code: whatever it raises, the run's outcome stands
        get_run_logger().warning("The block %s did not take the page (%s).", block, type(error).__name__)
        return False
    return True
