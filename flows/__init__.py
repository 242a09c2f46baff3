"""Prefect flows: which steps, when, with which retries. No logic of their own."""
