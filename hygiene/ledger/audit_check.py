"""Checks an exported audit chain: `python check_audit.py chain.jsonl [--anchor SEQ:DIGEST | --anchors FILE]...`.

This file stands alone: it needs Python 3.11 and nothing else, and is shipped beside every export, so that a reviewer
checks the chain without the product that wrote it.

Each line of the chain is one entry: `seq, at, run, kind, subject, content_sha256, content, previous, digest`. `digest`
is SHA-256 over the fields before it but `content`, one a line; `content_sha256` is that of the content's text. An entry
whose content was pruned when its time was over keeps its place and digests; a `prune` entry says so. The first
entry's `previous` is 64 zeros.
"""

import argparse
import hashlib
import json
import sys
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

START = "0" * 64
FIELDS = ("seq", "at", "run", "kind", "subject", "content_sha256", "content", "previous", "digest")
STATUSES = ("applied", "drifted", "refused", "held")
OF_A_RUN = ("begin", "intent", "receipt", "end")
CLASSES = {
    "writes": ("intent", "receipt", "decisions"),
    "plans": ("plan",),
    "runs": ("begin", "end", "approval", "anchor", "notice", "files"),
}
"""Class of retention -> kinds of entries. Entries of kind `prune` are kept: they are what allows the gaps."""


def digest_of(seq: int, at: str, run: str, kind: str, subject: str, content_sha256: str, previous: str) -> str:
    """The digest of an entry (hex). None of the texts holds a line end."""
    return sha256_of("\n".join((str(seq), at, run, kind, subject, content_sha256, previous)))


def sha256_of(text: str) -> str:
    """SHA-256 of the text in UTF-8 (hex)."""
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass
class Result:
    """What a check found.

    problems: sentences, none when the chain is sound; the first ones only, all are counted. runs: those that have ended
    and whose counts were compared. unended: those that began and have not ended. anchored: the newest anchored entry.
    """

    entries: int = 0
    head: str = START
    last_at: str = ""
    pruned: int = 0
    youngest: str = ""
    wrong: int = 0
    problems: list[str] = field(default_factory=list)
    runs: int = 0
    unended: int = 0
    anchored: int = 0

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.wrong

    def add(self, problem: str) -> None:
        """Counts a problem and keeps the first twenty."""
        self.wrong += 1
        if len(self.problems) < 20:
            self.problems.append(problem)

    def text(self) -> str:
        """The result in words."""
        if not self.sound:
            return "\n".join([f"NOT SOUND: {self.wrong:,} problems.", *self.problems])
        pruned = f" Of {self.pruned:,} the content was pruned, the youngest of {self.youngest}." if self.pruned else ""
        anchor, where = f"Anchored up to entry {self.anchored:,}", "behind it"
        if not self.anchored:
            anchor, where = "No anchor was given", "at its end"
        end = f"\n{anchor}: that nothing was cut off {where} is not proven."
        unended = f" {self.unended:,} not ended: what became of all it planned is not told." if self.unended else ""
        return (
            f"The chain is sound: {self.entries:,} entries, {self.runs:,} runs that reconcile.{unended}{pruned}{end}\n"
            f"Head {self.entries}:{self.head}"
        )


def check(entries: Iterable[Mapping[str, Any]], anchors: Iterable[tuple[int, str]] = ()) -> Result:
    """Checks order, digests, pruning, anchors and the counts of every run.

    entries: in order, with the `FIELDS`; `content` is JSON text, or None where it was pruned. anchors: number and
    digest of heads that were put somewhere safe.
    """
    result = Result()
    expected: dict[int, set[str]] = {0: {START}}
    for seq, digest in anchors:
        expected.setdefault(seq, set()).add(digest)
        result.anchored = max(result.anchored, seq)
    gaps: list[Mapping[str, Any]] = []
    prunes: list[_Prune] = []
    runs: dict[str, _Run] = {}
    for entry in entries:
        _check_entry(entry, result)
        anchored = expected.pop(int(entry["seq"]), None)
        if anchored is not None and anchored != {entry["digest"]}:
            result.add(f"Entry {entry['seq']} is not the one that was anchored.")
        if entry["content"] is None:
            gaps.append({name: entry[name] for name in ("seq", "at", "run", "kind")})
        else:
            _follow(entry, runs, prunes, result)
    _check_gaps(gaps, prunes, runs, result)
    if expected.pop(0) != {START}:
        result.add("An anchor of an empty chain is none.")
    for seq in sorted(expected):
        result.add(f"Entry {seq} was anchored and is not there: the chain was cut off.")
    begun = [run for run in runs.values() if run.begun is not None]
    result.unended = sum(run.ended is None for run in begun)
    result.runs = len(begun) - result.unended
    for name, run in runs.items():
        _guarded(lambda name=name, run=run: run.check(name, result), f"Run {name}", result)  # type: ignore[misc]
    return result


@dataclass(frozen=True)
class _Prune:
    """What a prune entry allows: contents of these kinds, older than that moment, in these ranges before it."""

    seq: int
    kinds: tuple[str, ...]
    before: str
    ranges: tuple[tuple[int, int], ...]

    def allows(self, gap: Mapping[str, Any]) -> bool:
        fits = gap["seq"] < self.seq and gap["kind"] in self.kinds and gap["at"] < self.before
        at = bisect_right(self.ranges, (gap["seq"], sys.maxsize)) - 1
        return fits and at >= 0 and gap["seq"] <= self.ranges[at][1]


def _check_gaps(
    gaps: Sequence[Mapping[str, Any]], prunes: Sequence[_Prune], runs: dict[str, "_Run"], result: Result
) -> None:
    for gap in gaps:
        if not any(prune.allows(gap) for prune in prunes):
            result.add(f"Entry {gap['seq']} has no content, and no prune entry says so.")
        if gap["run"]:
            runs.setdefault(gap["run"], _Run()).pruned = True
    result.pruned = len(gaps)
    result.youngest = max((str(gap["at"]) for gap in gaps), default="")


def _guarded(work: Callable[[], None], what: str, result: Result) -> None:
    """Content of another shape is a problem, and no crash."""
    try:
        work()
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        result.add(f"{what} cannot be read.")


def read_chain(path: Path) -> Iterator[Mapping[str, Any]]:
    """The entries of a file of JSON lines.

    Raises:
        ValueError: a line that is no entry.
    """
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                entry = json.loads(line)
            except ValueError:
                raise ValueError(f"line {number} is no JSON") from None
            if not _is_entry(entry):
                raise ValueError(f"line {number} is no entry of an audit chain")
            yield entry


def read_anchor(text: str) -> tuple[int, str]:
    """`SEQ:DIGEST` as a pair; further words of the line (a date, a name) are passed over.

    Raises:
        ValueError: no anchor.
    """
    seq, _, digest = text.split()[0].partition(":") if text.split() else ("", "", "")
    if not seq.isdecimal() or len(digest) != len(START):
        raise ValueError("an anchor is written SEQ:DIGEST, as the head is printed")
    return int(seq), digest


def _is_entry(value: Any) -> bool:
    if not isinstance(value, dict) or set(value) != set(FIELDS):
        return False
    texts = [value[name] for name in FIELDS if name != "seq" and not (name == "content" and value[name] is None)]
    return type(value["seq"]) is int and all(isinstance(text, str) for text in texts)


@dataclass
class _Run:
    """One apply as its entries tell it."""

    begun: Mapping[str, Any] | None = None
    ended: Mapping[str, Any] | None = None
    open_steps: set[str] = field(default_factory=set)
    steps: dict[str, tuple[str, int]] = field(default_factory=dict)
    pruned: bool = False

    def check(self, name: str, result: Result) -> None:
        if self.ended is None or self.begun is None:
            return
        told = {status: int(self.ended["counts"].get(status, 0)) for status in STATUSES}
        if sum(told.values()) != int(self.begun["planned"]):
            result.add(f"Run {name} planned {int(self.begun['planned']):,} changes and accounts for {_counts(told)}.")
        if self.pruned:
            return
        if self.open_steps:
            result.add(f"Run {name} ended with {len(self.open_steps):,} writes whose outcome nobody noted.")
        counted: Counter[str] = Counter({str(k): int(v) for k, v in dict(self.begun.get("not_approved", {})).items()})
        for status, changes in self.steps.values():
            counted[status] += changes
        counted["held"] += int(self.ended.get("not_reached", 0))
        found = {status: counted[status] for status in STATUSES}
        if self.begun.get("by_step") and told != found:
            result.add(f"Run {name} says {_counts(told)}; its receipts say {_counts(found)}.")


def _check_entry(entry: Mapping[str, Any], result: Result) -> None:
    result.entries += 1
    seq, content = int(entry["seq"]), entry["content"]
    if seq != result.entries:
        result.add(f"Entry {result.entries} is missing or out of order: {seq} stands in its place.")
        result.entries = seq
    if entry["previous"] != result.head:
        result.add(f"Entry {seq} does not follow the one before it.")
    if content is not None and sha256_of(content) != entry["content_sha256"]:
        result.add(f"The content of entry {seq} was altered.")
    texts = [str(entry[name]) for name in ("at", "run", "kind", "subject", "content_sha256", "previous")]
    if any("\n" in text for text in texts) or digest_of(seq, *texts) != entry["digest"]:
        result.add(f"Entry {seq} was altered: its digest does not fit.")
    if str(entry["at"]) < result.last_at:
        result.add(f"Entry {seq} is earlier than the one before it.")
    result.head, result.last_at = str(entry["digest"]), str(entry["at"])


def _follow(entry: Mapping[str, Any], runs: dict[str, _Run], prunes: list[_Prune], result: Result) -> None:
    """Takes an entry's meaning into account."""
    run = runs.get(str(entry["run"]))
    if entry["kind"] in OF_A_RUN and run is not None and run.ended is not None:
        result.add(f"Entry {entry['seq']} goes on with run {entry['run']}, which had ended.")
    _guarded(lambda: _meaning(entry, json.loads(entry["content"]), runs, prunes), f"Entry {entry['seq']}", result)


def _meaning(entry: Mapping[str, Any], content: Mapping[str, Any], runs: dict[str, _Run], prunes: list[_Prune]) -> None:
    kind, subject = str(entry["kind"]), str(entry["subject"])
    if kind == "prune":
        ranges = tuple(sorted((int(first), int(last)) for first, last in content["entries"]))
        prunes.append(_Prune(int(entry["seq"]), CLASSES[str(content["class"])], str(content["before"]), ranges))
        return
    if kind not in OF_A_RUN:
        return
    run = runs.setdefault(str(entry["run"]), _Run())
    if kind == "begin":
        run.begun = {**content, "planned": int(content["planned"])}
    elif kind == "intent":
        run.open_steps.add(subject)
    elif kind == "receipt":
        run.open_steps.discard(subject)
        run.steps[subject] = (str(content["status"]), int(content["changes"]))
    else:
        run.ended = {**content, "counts": dict(content["counts"])}


def _counts(counts: Mapping[str, int]) -> str:
    return " + ".join(f"{counts[status]:,} {status}" for status in STATUSES)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; 0 when the chain is sound, 4 when it is not, 3 when it cannot be read."""
    parser = argparse.ArgumentParser(description="Check an exported audit chain.")
    parser.add_argument("chain", type=Path, help="an export, or its chain.jsonl")
    parser.add_argument("--anchor", action="append", default=[], metavar="SEQ:DIGEST", help="a head that was anchored")
    parser.add_argument("--anchors", type=Path, metavar="FILE", help="a file with one anchor a line")
    given = parser.parse_args(arguments)
    try:
        lines = given.anchors.read_text(encoding="utf-8").splitlines() if given.anchors else []
        anchors = [read_anchor(text) for text in [*given.anchor, *lines] if text.strip()]
        chain = given.chain / "chain.jsonl" if given.chain.is_dir() else given.chain
        result = check(read_chain(chain), anchors)
    except (OSError, ValueError) as error:
        sys.stderr.write(f"The chain cannot be checked: {error}.\n")
        return 3
    sys.stdout.write(result.text() + "\n")
    return 0 if result.sound else 4


if __name__ == "__main__":
    raise SystemExit(main())
