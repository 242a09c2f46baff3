"""The README's commands and what they print: run for the test, or written into the page by `python -m tests.readme`."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from hygiene.rules import Rule, all_rules

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
INSTALL = re.compile(r"^pip install \S+ && ")
RULES = re.compile(r"(?<=\n)\| rule \| what it proposes \| source \|\n(\|.*\n)+")


def printed(command: str, folder: Path) -> str:
    """What a README command prints, run in `folder`, which has the samples at `data/samples`."""
    words = INSTALL.sub("", command).split()
    assert words[0] == "lead-hygiene", f"the README runs {words[0]}"
    done = subprocess.run(
        [sys.executable, "-m", "hygiene.cli", *words[1:]],
        cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "LEAD_HYGIENE_HOME": str(folder / ".home")},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def prepared(folder: Path) -> Path:
    """The folder, with the samples where the README expects them."""
    shutil.copytree(ROOT / "data/samples", folder / "data/samples")
    return folder


def commands(text: str) -> list[tuple[str, str]]:
    """Each `$ command` of the console blocks that runs the product, with the output written below it."""
    blocks = re.findall(r"```console\n(.*?)```", text, flags=re.DOTALL)
    steps = [step for block in blocks for step in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]]
    pairs = [tuple(step.split("\n", 1)) for step in steps]
    return [(command, output) for command, output in pairs if "lead-hygiene" in command]


def rules_table(rules: tuple[Rule, ...]) -> str:
    """The README's table of rules, from the rules themselves."""
    lines = [f"| `{rule.name}` | {rule.summary} | {rule.source} |" for rule in rules]
    return "\n".join(["| rule | what it proposes | source |", "|---|---|---|", *lines]) + "\n"


def rewritten(text: str) -> str:
    """The README with the true output of every command and the true table of rules."""
    with tempfile.TemporaryDirectory() as name:
        folder = prepared(Path(name))
        for command, output in commands(text):
            text = text.replace(f"$ {command}\n{output}", f"$ {command}\n{printed(command, folder)}", 1)
    return RULES.sub(lambda _: rules_table(all_rules()), text)


if __name__ == "__main__":
    README.write_text(rewritten(README.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
