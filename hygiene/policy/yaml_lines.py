"""YAML read safely, with the line of every key: a mistake is told by key and line."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import yaml

from hygiene.errors import UsageError

MAX_CHARACTERS = 1_000_000
MAX_DEPTH = 20

KeyPath = tuple[str, ...]

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The C parser where PyYAML has it: the same answer ten times as fast."""


@dataclass(frozen=True)
class Document:
    """Plain data of a YAML file and the line (from 1) on which each key path stands; items of a list count from 0."""

    data: Mapping[str, object]
    lines: Mapping[KeyPath, int]

    def line_of(self, path: KeyPath) -> int:
        """Line of the key, or of its nearest parent."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def parse(text: str, name: str) -> Document:
    """Plain mappings, lists, strings, numbers, dates and booleans; tags that build objects and aliases are refused.

    Raises:
        UsageError: not YAML, not a mapping, a doubled key, an alias, or too large or deep.
    """
    if len(text) > MAX_CHARACTERS:
        raise UsageError(f"{name}: a policy of over {MAX_CHARACTERS:,} characters is not read; make it smaller.")
    try:
        root = _compose(text, name)
        if root is None:
            return Document(MappingProxyType({}), MappingProxyType({}))
        if not isinstance(root, yaml.MappingNode):
            raise UsageError(f"{name}: a policy is a mapping of keys; start each line with a key and a colon.")
        lines: dict[KeyPath, int] = {}
        _index(root, (), lines, name)
        data = yaml.SafeLoader("").construct_document(root)
    except (yaml.YAMLError, ValueError) as error:
        raise UsageError(f"{name}: not readable as YAML: {_where(error)}.") from None
    return Document(MappingProxyType(data), MappingProxyType(lines))


def _compose(text: str, name: str) -> yaml.Node | None:
    """The node tree, once its nesting is known to be shallow (the composer itself recurses)."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        line = event.start_mark.line + 1 if event.start_mark is not None else 1
        if isinstance(event, yaml.AliasEvent):
            raise UsageError(f"{name}, line {line}: write the value out; aliases are not read.")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise UsageError(f"{name}, line {line}: nested deeper than {MAX_DEPTH} levels.")
    return yaml.compose(text, Loader=_LOADER)


def _index(node: yaml.Node, path: KeyPath, lines: dict[KeyPath, int], name: str) -> None:
    if isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value):
            lines[(*path, str(number))] = item.start_mark.line + 1
            _index(item, (*path, str(number)), lines, name)
    if not isinstance(node, yaml.MappingNode):
        return
    for key, value in node.value:
        inner = (*path, str(key.value))
        line = key.start_mark.line + 1
        if inner in lines:
            raise UsageError(f"{name}, line {line}: the key {'.'.join(inner)} stands twice; keep one of them.")
        lines[inner] = line
        _index(value, inner, lines, name)


def _where(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or "a value cannot be read"
    return f"line {mark.line + 1}: {problem}" if mark is not None else str(problem)
