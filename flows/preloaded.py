"""What every run needs, imported once by the process that runs are forked from (`flows.ready_process`)."""

import gc
import signal
from importlib import import_module

# Ctrl+C reaches this process too, also while it imports; it ends with the one that serves, and says nothing of its own.
signal.signal(signal.SIGINT, signal.SIG_IGN)

import_module("prefect.flow_engine")
serving = import_module("flows.serving")
for name in (*serving.JOB_FLOWS, *serving.KEEPING_FLOWS, *serving.HAND_FLOWS):
    serving.flow_named(name)

# Else each run would look through all of this for garbage, again and again.
gc.freeze()
