"""Prefect flows: which steps, when, with which retries. No logic of their own."""

from hygiene.allocators import keep_memory

# As the command line does: once Arrow is imported it is too late.
keep_memory()
