# Every task of the project; the bare word runs every check.

check: lint types contracts test

# Format and lint, mending what can be mended.
fix:
    ruff check --fix .
    ruff format .

lint:
    ruff check .
    ruff format --check .

types:
    mypy

contracts:
    lint-imports

test *args:
    pytest {{ args }}

# Accept the present report and plan of the samples as the right ones.
snapshots:
    pytest -n 0 --snapshot-update

# The lock, without a package index's host.
lock:
    uv pip compile --universal --generate-hashes --no-header --no-emit-index-url --extra dev -o requirements.lock pyproject.toml

# Write the true output of its commands and the true table of rules into the README.
readme:
    python -m tests.readme
