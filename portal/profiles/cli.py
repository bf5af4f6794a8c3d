"""Commands about profiles."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import AppGroup

from portal.profiles import reading

profiles_cli = AppGroup("profiles", help="Function profiles.")


@profiles_cli.command("read")
@click.argument("file", type=click.Path(path_type=Path))
def read(file: Path) -> None:
    """Print what the importer understands of FILE as JSON; stores nothing and needs no database.

    A refusal is one sentence and exit status 1.
    """
    status, text = reading.describe(file)
    click.echo(text, err=status != 0)
    raise SystemExit(status)
