"""Prefect's command, ended with the process that started it: `python -m flows.server_process server start …`.

Its input is a pipe that only the starter holds open, so that it ends with the starter, even where that one is killed.
"""

import os
import runpy
import sys
import threading


def main() -> None:
    """Runs until the command or its input ends."""
    threading.Thread(target=_end_with_input, daemon=True).start()
    runpy.run_module("prefect", run_name="__main__", alter_sys=True)


def _end_with_input() -> None:
    # Unbuffered: a lock on the input that is waited for would keep the interpreter from its own end.
    while os.read(sys.stdin.fileno(), 1024):
        pass
    os._exit(1)


if __name__ == "__main__":
    main()
