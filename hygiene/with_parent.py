"""A worker process ends with the process that started it, however that one ended."""

import multiprocessing
import os
import threading


def end_with_parent() -> None:
    """What a pool of processes calls first in each of them: a parent that is killed says no good-bye to it."""
    threading.Thread(target=_wait_and_end, daemon=True).start()


def _wait_and_end() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
