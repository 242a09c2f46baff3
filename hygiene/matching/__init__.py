"""Who is the same person: blocking, comparing, weighing, clustering. Pure: tables in, tables out."""

from hygiene.matching.duplicates import Matches, find_duplicates

__all__ = ["Matches", "find_duplicates"]
