"""Commands of the portal as a whole: serve, work, history."""

from __future__ import annotations

import os
import time

import click
from flask import Flask
from flask.cli import AppGroup

from portal.config import ROOT
from portal.core import audit, server, worker
from portal.core.db import db, write

portal_cli = AppGroup("portal", help="Run the portal.")
audit_cli = AppGroup("audit", help="The history and its seal.")


@portal_cli.command("serve")
def serve() -> None:
    """Start web server, worker and, in demo mode, the mail catcher; ends all of them together."""
    raise SystemExit(server.serve())


@portal_cli.command("work")
@click.option("--once", is_flag=True, help="Do what waits and stop.")
@click.option("--every", default=5, show_default=True, help="Seconds between two rounds.")
def work(*, once: bool, every: int) -> None:
    """Send mail, seal the history and run the clock's jobs."""
    while True:
        done = worker.round_of_work()
        if once:
            click.echo(", ".join(f"{name}: {count}" for name, count in done.items()))
            return
        time.sleep(every)


@audit_cli.command("verify")
def verify() -> None:
    """Check the chain of the history; exit status 1 and a sentence when it does not hold."""
    held, wrong = audit.verify()
    if wrong:
        raise click.ClickException(f"The history does not hold: {wrong}.")
    click.echo(f"{held} sealed history rows hold.")


@audit_cli.command("seal")
def seal() -> None:
    """Seal the finished rows of the history."""
    with write():
        count = audit.seal()
    click.echo(f"{count} rows sealed.")


def install_commands(app: Flask) -> None:
    """Register them. A web process never migrates, and loading the tool for it would slow each worker's start."""
    if os.environ.get(server.PROCESS) != server.WEB:
        from flask_migrate import Migrate  # noqa: PLC0415 - see above

        Migrate(app, db, directory=str(ROOT / "migrations"), render_as_batch=True)
    app.cli.add_command(portal_cli)
    app.cli.add_command(audit_cli)
