"""Values made comparable: one file a kind, each with `parts(values, ...) -> DataFrame` aligned with its input.

For comparison only: nothing made here is ever written back to a record. Every distinct value is worked on once.
"""
