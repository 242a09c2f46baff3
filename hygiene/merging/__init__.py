"""Which record and which values survive a merge, and what must not be merged at all."""
