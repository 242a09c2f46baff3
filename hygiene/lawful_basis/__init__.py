"""May an opted-out person still be held? Evidence searched for, one file a kind, and the verdict that follows from it.

A kind of evidence is a function from a `Search` to rows of `found`; `kinds.KINDS` is the table of them, and the policy
(`opt_out.evidence`) switches each on, gives its basis and look-back, and says whether nobody may be erased without it.
"""
