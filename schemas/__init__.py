"""Every table that passes between two steps, and the vocabularies. Imports nothing of ours."""
