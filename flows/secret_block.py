"""Secrets from a Prefect block, for who keeps them there rather than in the environment of each worker."""

import json
import os
from typing import Any, Final

from prefect.blocks.system import Secret

from hygiene.errors import UsageError

VARIABLE: Final = "LEAD_HYGIENE_SECRET_BLOCK"
ALLOWED: Final = ("SALESFORCE_", "LEAD_HYGIENE_KEYS")
"""A block that could set any variable could run a program."""


def take_secrets() -> None:
    """Sets what the block of `LEAD_HYGIENE_SECRET_BLOCK` holds and the environment lacks; nothing where none is named.

    The block is a `Secret` whose value is a JSON object of names and texts.

    Raises:
        UsageError: there is no such block, or it holds something else. No message repeats what it holds.
    """
    name = os.environ.get(VARIABLE)
    if name:
        os.environ.update({key: text for key, text in _held(name).items() if key not in os.environ})


def _held(name: str) -> dict[str, str]:
    try:
        loaded: Any = Secret.load(name)
        given = loaded.get()
    except ValueError:
        raise UsageError(f"There is no Prefect block secret/{name} ({VARIABLE}); make it, or name another.") from None
    try:
        held = json.loads(given) if isinstance(given, str) else given
    except ValueError:
        held = None
    if not isinstance(held, dict) or not all(isinstance(text, str) for text in held.values()):
        raise UsageError(f"The Prefect block secret/{name} is no JSON object of names and texts; mend it.")
    wrong = sorted(key for key in held if not key.startswith(ALLOWED))
    if wrong:
        raise UsageError(f"The Prefect block secret/{name} may hold SALESFORCE_… and LEAD_HYGIENE_KEYS only; mend it.")
    return held
