"""How this process's allocators deal with memory that was used: the next table takes it.

Both give it back to the system at once by default, and a plan of a million records asks for gigabytes again and again.
"""

import ctypes
import os
import sys
from typing import Final

_PURGE: Final = "MIMALLOC_PURGE_DELAY"
_TRIM_THRESHOLD: Final = -1
_MMAP_THRESHOLD: Final = -3
_ARENA_MAX: Final = -8
_NEVER: Final = 2**31 - 1
_LARGEST: Final = 32 * 1024 * 1024
"""As far as glibc's own threshold would ever move."""
_ARENAS: Final = 2
"""Each thread takes one of these; with one for every thread, what some of them let go none of the others takes."""


def keep_memory() -> None:
    """Keeps what was used, for numpy's arrays (glibc) and Arrow's (mimalloc); elsewhere as the system does it.

    Arrow reads the environment when it is imported, so it must not be imported yet. Started processes inherit it.
    """
    os.environ.setdefault(_PURGE, "-1")
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if mallopt is not None:
        mallopt(_TRIM_THRESHOLD, _NEVER)
        mallopt(_MMAP_THRESHOLD, _LARGEST)
        mallopt(_ARENA_MAX, _ARENAS)
