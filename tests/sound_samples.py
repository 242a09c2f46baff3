"""The samples without their broken rows and values: what an org could hold."""

from pathlib import Path

from hygiene.crm.files import read_source
from hygiene.policy import load
from schemas.values import to_text

SAMPLES = Path("data/samples")


def write_sound_samples(folder: Path) -> Path:
    """A folder of the samples' sound records, each with the columns that it had."""
    extract = read_source(SAMPLES, load(SAMPLES / "policy.yaml"))
    for name, table in extract.tables.items():
        columns = [column for column in table.columns if column in extract.given[name]]
        table[columns].apply(to_text).to_csv(folder / f"{name}.csv", index=False)
    return folder
