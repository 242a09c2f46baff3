"""`lead-hygiene evaluate PLAN`: a plan against what people decided of its cases."""

from pathlib import Path

from hygiene import saved_plan
from hygiene.crm.bundle import csv_bytes
from hygiene.crm.new_folder import check_target, write_folder
from hygiene.decided_pairs import by_band, decided_pairs, in_words
from hygiene.errors import UsageError
from hygiene.matching.pictures import reliability_chart


def evaluate_plan(folder: Path, out: Path | None = None) -> str:
    """How right the probabilities of a saved plan were, by what people decided; writes tables and a picture, if asked.

    Raises:
        As `saved_plan.load`. UsageError: no folder, or the folder for the files is used.
    """
    if folder.is_file():
        raise UsageError(f"{folder} is a file: give its truth with --truth, or name the folder of a plan.")
    tables = saved_plan.load(folder).plan.tables
    decided = decided_pairs(tables["pairs"], tables["review"])
    bands = by_band(decided)
    if out is not None:
        check_target(out, replace_if=None)
        picture = reliability_chart(bands).encode()
        write_folder(
            out, {"decided.csv": csv_bytes(decided), "reliability.csv": csv_bytes(bands), "reliability.svg": picture}
        )
    return in_words(decided, bands)
