"""Plain Python that turns a snapshot into a plan: runs without Prefect, a network or a clock."""
