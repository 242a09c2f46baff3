"""An apply to the stand-in that is killed at moments of its own and resumed until it ends, and what then stands there.

Used by a test for a few kills and by `benchmarks/kill_apply.py` for many.
"""

import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.org.server import Org

ROOT = Path(__file__).parents[1]
DONE = 0


@dataclass
class Killing:
    """An org with records, and an approved plan of it.

    load: fills a fresh org. policy: file. calls: of an apply that nothing happened to. kills: how often a process was
    killed; at: after how many calls of the org.
    """

    folder: Path
    load: Callable[[Org], None]
    policy: Path
    calls: int = 0
    kills: int = 0
    at: list[int] = field(default_factory=list)

    def prepare(self) -> None:
        """The plan, made by Olga and approved by Mary, with the home that knows so."""
        with Org() as org:
            self.load(org)
            command(self.home, org, "plan", "salesforce", "--policy", self.policy, "--out", self.folder / "plan")
            command(self.home, org, "approve", self.folder / "plan", LEAD_HYGIENE_USER="mary")

    @property
    def home(self) -> Path:
        return self.folder / "home"

    def undisturbed(self) -> dict[str, list]:
        """What stands in the org after an apply that nothing happened to, and how many calls it took."""
        with self._round("undisturbed") as (org, home, plan):
            before = len(org.calls)
            command(home, org, "apply", plan, "--to", "salesforce")
            self.calls = len(org.calls) - before
            return standing(org)

    def killed(self, seed: int, most: int = 3) -> dict[str, list]:
        """What stands there after an apply that was killed up to `most` times and resumed to its end."""
        chance = random.Random(seed)
        with self._round(f"killed-{seed}") as (org, home, plan):
            for _ in range(most):
                if self._run_and_kill(org, home, plan, chance.randrange(1, self.calls + 1)):
                    return standing(org)
            command(home, org, *next_command(home, plan))
            return standing(org)

    def _run_and_kill(self, org: Org, home: Path, plan: Path, after: int) -> bool:
        """Whether it ended before its kill."""
        start = len(org.calls)
        with started(home, org, *next_command(home, plan)) as process:
            while process.poll() is None and len(org.calls) - start < after:
                time.sleep(0.001)
            if process.poll() is not None:
                assert process.returncode == DONE, process.stdout.read().decode()
                return True
            process.kill()
        self.kills, self.at = self.kills + 1, [*self.at, after]
        return False

    @contextmanager
    def _round(self, name: str):
        folder = self.folder / name
        shutil.copytree(self.home, folder / "home")
        shutil.copytree(self.folder / "plan", folder / "plan")
        with Org() as org:
            self.load(org)
            yield org, folder / "home", folder / "plan"
        shutil.rmtree(folder)


def next_command(home: Path, plan: Path) -> tuple[object, ...]:
    """Apply, or resume of the run that was begun."""
    begun = sorted((plan / "runs").glob("*")) if (plan / "runs").is_dir() else []
    return ("resume", begun[-1].name) if begun else ("apply", plan, "--to", "salesforce")


def started(home: Path, org: Org, *words: object, **more: str) -> subprocess.Popen:
    """A process of the command line."""
    return subprocess.Popen(
        [sys.executable, "-m", "hygiene.cli", *map(str, words)], cwd=ROOT, env={**environment(home, org), **more},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip


def command(home: Path, org: Org, *words: object, **more: str) -> None:
    """Runs it to its end."""
    with started(home, org, *words, **more) as process:
        told, _ = process.communicate(timeout=300)
    assert process.returncode == DONE, told.decode()


def environment(home: Path, org: Org) -> Mapping[str, str]:
    return {
        **os.environ, "LEAD_HYGIENE_HOME": str(home), "LEAD_HYGIENE_USER": "olga", "REQUESTS_CA_BUNDLE": org.ca_file,
        "SALESFORCE_INSTANCE_URL": org.instance_url, "SALESFORCE_ACCESS_TOKEN": org.access_token, "PYTHONUTF8": "1",
    }  # fmt: skip


def standing(org: Org) -> dict[str, list]:
    """Every row of every object, those in the bin too, without the stamps that each write sets."""
    stamps = ("SystemModstamp", "LastModifiedDate")
    return {
        name: [{field: value for field, value in row.items() if field not in stamps} for row in org.rows(name)]
        for name in org.state.store.objects
    }
