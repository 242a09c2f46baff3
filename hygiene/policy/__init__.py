"""The policy: frozen settings from YAML, the shipped defaults overridden by the user's keys.

`load` and `with_dnc_lists` are the edge (they read files); everything else is data.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from hygiene.errors import UsageError
from hygiene.policy.level_names import unknown_names
from hygiene.policy.models import DncList, Policy
from hygiene.policy.yaml_lines import Document, parse

__all__ = ["DncList", "Policy", "default_text", "digest", "load", "parse_policy"]


_SECTION: Final = "it is a section; write its keys below it, indented, or take the line out"
_WORDED: Final = {"extra_forbidden": "unknown key", "model_type": _SECTION, "dict_type": _SECTION}
"""Kind of mistake -> its words, where those of the library speak of its classes."""


def default_text() -> str:
    """The shipped policy file, with a comment for each key."""
    return files("hygiene.policy").joinpath("default.yaml").read_text(encoding="utf-8")


def load(path: Path | None = None) -> Policy:
    """The default policy, or the default overridden by the file's keys.

    Raises:
        UsageError: no such file, not UTF-8, or a mistake in it (key and line are told).
    """
    if path is None:
        return parse_policy("", "default policy")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"{path}: a policy is UTF-8 text; save it as UTF-8.") from None
    except OSError as error:
        raise UsageError(f"{path}: the policy cannot be read ({error.strerror}); check the path.") from None
    return parse_policy(text, str(path))


def parse_policy(text: str, name: str) -> Policy:
    """The default policy overridden by the keys of `text`; `name` stands in messages.

    Raises:
        UsageError: a mistake, told with its key and line.
    """
    own = parse(text, name)
    merged = _overlay(parse(default_text(), "default policy").data, own.data)
    try:
        policy = Policy.model_validate(merged)
    except ValidationError as error:
        raise UsageError(_mistakes(error, own, name)) from None
    if "matching" in own.data:
        _check_names(policy, own, name)
    return policy


def digest(policy: Policy) -> str:
    """SHA-256 over the settings, independent of the order of keys and of comments (hex)."""
    canonical = json.dumps(policy.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _overlay(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in own.items():
        nested = isinstance(value, Mapping) and isinstance(base.get(key), Mapping)
        merged[key] = _overlay(base[key], value) if nested else value
    return merged


def _mistakes(error: ValidationError, own: Document, name: str) -> str:
    return "\n".join(_mistake(detail, own, name) for detail in error.errors())


def _mistake(detail: Any, own: Document, name: str) -> str:
    path = tuple(str(part) for part in detail["loc"])
    problem = _WORDED.get(detail["type"]) or detail["msg"].removeprefix("Value error, ")
    return f"{name}, line {own.line_of(path)}: {'.'.join(path)}: {problem}.{_nearest(path, detail)}"


def _nearest(path: tuple[str, ...], detail: Any) -> str:
    """The most similar known key, when the mistake is an unknown one."""
    if detail["type"] != "extra_forbidden":
        return ""
    known: Any = parse(default_text(), "default policy").data
    for part in path[:-1]:
        known = known.get(part, {}) if isinstance(known, Mapping) else {}
    return _meant(path[-1], [str(key) for key in known])


def _meant(name: str, known: Sequence[str]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(name, known, n=1)
    return f" Did you mean {close[0]}?" if close else ""


def _check_names(policy: Policy, own: Document, name: str) -> None:
    """Raises UsageError for factors and levels that nothing compares, each with its line."""
    mistakes = []
    for unknown in unknown_names(policy.matching, parse_policy("", name).matching):
        path = ("matching", *unknown.path)
        problem = f"nothing compares {unknown.name}." if unknown.name else "name a factor, and a level of each factor."
        meant = _meant(unknown.name, unknown.known)
        mistakes.append(f"{name}, line {own.line_of(path)}: {'.'.join(path)}: {problem}{meant}")
    if mistakes:
        raise UsageError("\n".join(mistakes))
