"""From matches to merges: who is left out, which record stays, which values survive, and what a person must decide."""
