"""What every run needs, imported once by the process that runs are forked from (`flows.ready_process`)."""

import gc
import signal

import prefect.flow_engine  # noqa: F401

from flows.serving import HAND_FLOWS, JOB_FLOWS, KEEPING_FLOWS, flow_named

# Ctrl+C reaches this process too; it ends with the one that serves, and says nothing of its own.
signal.signal(signal.SIGINT, signal.SIG_IGN)

for name in (*JOB_FLOWS, *KEEPING_FLOWS, *HAND_FLOWS):
    flow_named(name)

# Else each run would look through all of this for garbage, again and again.
gc.freeze()
