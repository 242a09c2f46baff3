"""Further commands, one topic a file. Each has `register(app)` and imports what is heavy inside its commands."""

import pkgutil
from importlib import import_module

import typer


def register_all(app: typer.Typer) -> None:
    """Adds the commands of every module of this folder, in the order of their names."""
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda found: found.name):
        import_module(f"{__name__}.{module.name}").register(app)
