"""Further commands, one topic a file. Each has `register(app)` and imports what is heavy inside its commands.

The flows add theirs by the entry point group `GROUP`, since nothing here may import them.
"""

import pkgutil
from importlib import import_module
from importlib.metadata import entry_points
from typing import Final

import typer

GROUP: Final = "lead_hygiene.commands"


def register_all(app: typer.Typer) -> None:
    """Adds the commands of this folder, then those of the entry points, each in the order of their names."""
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda found: found.name):
        import_module(f"{__name__}.{module.name}").register(app)
    for found in sorted(entry_points(group=GROUP), key=lambda found: found.name):
        found.load()(app)
