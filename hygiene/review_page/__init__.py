"""The review page: a person decides a plan's cases in a browser of this machine. An edge, not core."""
