"""Sends the one page of a run: to a webhook named in the environment, or by a Prefect block named in the policy."""

import os
from typing import Final

import httpx
from prefect.logging import get_run_logger

from flows.block_notice import why_not_taken

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
        # Its answer is not read: one without an end would be waited for as long as something comes now and then.
        with httpx.stream("POST", os.environ[WEBHOOK], json=body, timeout=_SECONDS) as answer:
            answer.raise_for_status()
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        # The address is a secret, and the library's text holds it.
        get_run_logger().warning("The webhook did not take the page (%s).", type(error).__name__)
        return False
    return True


def _to_block(subject: str, page: str, block: str) -> bool:
    why = why_not_taken(block, subject, page)
    if why is not None:
        get_run_logger().warning("The block %s did not take the page (%s).", block, why)
    return why is None
