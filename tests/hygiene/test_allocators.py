"""Memory that was used is used again: the system is not asked for each table anew."""

import os
import subprocess
import sys

import pytest

FAULTS = """
import resource, time
import numpy as np, pyarrow as pa, pyarrow.compute as pc

def faults():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt

numbers = pa.array(np.arange(300_000))
{table}
table()
before = faults()
for _ in range(10):
    table()
print(faults() - before)
"""
BY_NUMPY = """
def table():
    return [np.arange(1_000_000) for _ in range(3)]
"""
BY_ARROW = """
def table():
    time.sleep(0.2)  # after a moment without use Arrow gives memory back
    return [pc.add(numbers, 1) for _ in range(5)]
"""
KEPT = "from hygiene.allocators import keep_memory\nkeep_memory()\n"
BY_FLOWS = "import flows\n"


def faults(code: str) -> int:
    """Of a process that inherits nothing of what another test's command set."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MIMALLOC")}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    return int(done.stdout)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere it is left to the system")
@pytest.mark.parametrize("kept", [pytest.param(KEPT, id="called"), pytest.param(BY_FLOWS, id="flows")])
@pytest.mark.parametrize("table", [pytest.param(BY_NUMPY, id="numpy"), pytest.param(BY_ARROW, id="Arrow")])
def test_of_tables_one_after_another_each_takes_the_memory_of_the_one_before(table, kept):
    code = FAULTS.format(table=table)

    assert faults(kept + code) * 10 < faults(code)
