"""Do-Not-Call list files to read. The moment of the plan is 2026-11-06."""

from pathlib import Path

from hygiene.crm.dnc_files import read_dnc_lists
from hygiene.dnc_list import DncNumbers
from hygiene.policy import Policy, parse_policy
from tests.tables import AS_OF

TWO = "4155552671\n2125551234\n"
TWO_NUMBERS = [12125551234, 14155552671]


def read(option: str, policy: Policy, folder: Path | None = None) -> DncNumbers:
    (one,) = read_dnc_lists([option], policy, folder, AS_OF)
    return one


def saved(folder: Path, content: str | bytes, name: str = "us_2026-11-01.txt") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def policy_with(lists: str) -> Policy:
    return parse_policy(f"dnc: {{lists: {lists}}}", "test policy")
