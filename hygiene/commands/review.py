"""`lead-hygiene review`: the cases of a plan, decided in a browser."""

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("review")(review)


def review(
    plan: Annotated[Path, typer.Argument(metavar="PLAN", help="Folder of a saved plan.")],
    as_: Annotated[str | None, typer.Option("--as", help="Who decides; else this account.")] = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port on 127.0.0.1; 0 takes a free one.")] = 0,
    show: Annotated[bool, typer.Option("--open", help="Open it in this machine's browser.")] = False,
) -> None:
    """Decide the cases of a plan on a page of this machine. Decisions are saved at once; Ctrl+C ends it."""
    import webbrowser

    from hygiene import moments
    from hygiene.identity import who
    from hygiene.review_page.server import ReviewRequest, ReviewServer

    server = ReviewServer(
        ReviewRequest(plan, as_ or who(), moments.now, port),
        lambda address: typer.echo(f"Opened. For another browser, once: {address}"),
    )
    typer.echo(f"Review it at, once: {server.guard.address}")
    typer.echo("Decisions are saved at once. Ctrl+C ends it and brings review.csv up to date.")
    if show:
        webbrowser.open(server.guard.address)
    server.run()
    typer.echo(f"Decisions are in {(plan / 'review.csv').as_posix()}")
