"""Memory that was used is used again: the system is not asked for each table anew."""

import subprocess
import sys

import pytest

TABLES = """
import resource
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

def faults():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt

def table():
    numbers = np.arange(3_000_000)  # 24 MB, and the same again by Arrow
    pc.add(pa.array(numbers), 1)

table()
before = faults()
for _ in range(20):
    table()
print(faults() - before)
"""
KEPT = "from hygiene.allocators import keep_memory\nkeep_memory()\n"


def faults(code: str) -> int:
    return int(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere it is left to the system")
def test_of_twenty_tables_one_after_another_each_takes_the_memory_of_the_one_before():
    assert faults(KEPT + TABLES) * 10 < faults(TABLES)
