"""What a person sees beside the result: progress and failures, on standard error."""

import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

from hygiene.progress import Progress

SHOW_VALUES = "LEAD_HYGIENE_SHOW_VALUES"


@contextmanager
def progress() -> Iterator[Progress]:
    """A progress line for long steps; nothing is drawn where standard error is no terminal."""
    if not sys.stderr.isatty():
        yield lambda _label, _done, _total: None
        return
    from rich import progress as drawn
    from rich.console import Console

    label, count = drawn.TextColumn("{task.description}"), drawn.TextColumn("{task.completed:,}/{task.total:,}")
    columns = (label, drawn.BarColumn(), count, drawn.TimeElapsedColumn())
    with drawn.Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=1)
        yield lambda label, done, total: bar.update(task, description=label, completed=done, total=total)


def fail(sentence: str) -> None:
    """One failure that a person can mend, as it is."""
    sys.stderr.write(f"{sentence}\n")


def bug(error: BaseException) -> None:
    """Where the program failed, without the error's text: a library may have put a record's value into it."""
    if os.environ.get(SHOW_VALUES) == "1":
        traceback.print_exception(error)
        return
    for frame in traceback.extract_tb(error.__traceback__):
        sys.stderr.write(f"  {frame.filename}:{frame.lineno} in {frame.name}\n")
    sys.stderr.write(
        f"Bug: {type(error).__name__}. Its text is withheld, since it may hold a record's value; "
        f"set {SHOW_VALUES}=1 to see it. Please report the lines above.\n"
    )
