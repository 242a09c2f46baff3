"""How long steps tell how far they are."""

from collections.abc import Callable

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how many of its units (records, bytes, steps) are done, how many there are."""
