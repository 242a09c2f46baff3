"""Who is the same person: blocking, comparing, weighing, clustering. Pure: tables in, tables out."""

from hygiene.matching.duplicates import find_duplicates
from hygiene.matching.grouping import Matches

__all__ = ["Matches", "find_duplicates"]
