"""A disk that is full half-way: the system itself refuses to write on, and nothing half-written is left."""

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from tests.hygiene.crm.exports import LEADS, folder_of, text_of

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="only POSIX limits the size of a process's files")

LIMITED = """
    import resource, signal, sys
    from pathlib import Path
    from hygiene.errors import UsageError

    # As on a full disk, the write fails in the middle of a file: here when it grows over 100 kB.
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
    folder = Path(sys.argv[1])
    try:
        {work}
    except UsageError as error:
        print(error)
    else:
        print("written")
"""
BUNDLE = """
        from hygiene.crm.bundle import write_bundle
        write_bundle(folder / "plan", {"a.csv": b"a", "b.csv": b"b" * SIZE, "manifest.json": b"{}"}, replace=True)
"""
CLEANED = """
        from hygiene.crm.cleaned import write_cleaned
        from hygiene.crm.files import read_source
        from hygiene.policy import load
        tables = read_source(folder / "export", load()).tables
        write_cleaned(folder / "export", folder / "cleaned", load(), tables, tables)
"""


def run_limited(folder: Path, work: str) -> str:
    code = textwrap.dedent(LIMITED.replace("{work}", work.strip()))
    root = Path(__file__).parents[3]
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder)], cwd=root, stdout=subprocess.PIPE, text=True, check=True
    )
    return done.stdout


def test_a_bundle_that_fits_is_written(tmp_path):
    assert run_limited(tmp_path, BUNDLE.replace("SIZE", "99_000")) == "written\n"


def test_a_bundle_that_does_not_fit_leaves_nothing(tmp_path):
    told = run_limited(tmp_path, BUNDLE.replace("SIZE", "200_000"))

    assert "plan could not be written (File too large); nothing of it was left behind." in told
    assert list(tmp_path.iterdir()) == []


def test_a_plan_that_was_to_be_replaced_is_still_there(tmp_path):
    run_limited(tmp_path, BUNDLE.replace("SIZE", "10"))
    run_limited(tmp_path, BUNDLE.replace("SIZE", "200_000"))

    assert [path.name for path in tmp_path.iterdir()] == ["plan"]
    assert (tmp_path / "plan" / "b.csv").read_bytes() == b"b" * 10


def test_cleaned_files_that_do_not_fit_leave_nothing(tmp_path):
    header, *rows = text_of(LEADS).splitlines(keepends=True)
    filler = "".join(f"00Q5e{number:010d}," + "," * 7 + "\n" for number in range(10, 6000))
    folder = folder_of(tmp_path, Lead="".join([header, *rows, filler]))

    told = run_limited(tmp_path, CLEANED)

    assert "cleaned could not be written (File too large)" in told
    assert list(tmp_path.iterdir()) == [folder]
