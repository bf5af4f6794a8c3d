"""Commands of the demo organisation."""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import func, select

from portal.config import DEMO, VAR
from portal.core import audit, clock, server, settings
from portal.core.audit import Audit, Seal
from portal.core.db import db, write
from portal.demo import (
    coaching,
    company,
    customers,
    division,
    duties,
    placeholders,
    plans,
    privacy,
    story,
    talks,
    visits,
    year,
)
from portal.people.models import Person
from portal.plans import requirements

demo_cli = AppGroup("demo", help="The demo organisation.")
FOUNDED = datetime(2025, 11, 10, 8, 0, tzinfo=UTC)


@demo_cli.command("load")
def load() -> None:
    """Load the demo organisation once; refuses a database that holds other people, and production."""
    if current_app.config["RAYON_MODE"] != DEMO:
        raise click.ClickException("The demo organisation is only for RAYON_MODE=demo.")
    others = db.session.scalar(select(func.count()).select_from(Person).where(Person.demo.is_(False)))
    if others:
        raise click.ClickException("This database holds other people; the demo needs a database of its own.")
    if db.session.scalar(select(func.count()).select_from(Person)):
        if not db.session.scalar(select(Seal.no).limit(1)):  # sealing comes last
            raise click.ClickException("The demo was not loaded whole. Delete its database and start again.")
        click.echo("The demo organisation is there already.")
        return
    started = time.monotonic()
    with clock.at(FOUNDED):
        made = company.build()
        privacy.agree(made)
        coaching.lay_criteria(made)
        placeholders.bind(made)
        with write():
            settings.change("needed_locales", ["nl", "nb"])
        sold_to = customers.build(made)
        plans.mandates(made)
    customers.figures(sold_to)
    coached = [*coaching.stories(made), *talks.stories(made), *duties.stories(made)]
    worked = [*plans.stories(made, sold_to), *visits.stories(made, sold_to), *division.stories(made)]
    story.tell([*year.stories(made), *worked, *coached])
    with write():
        requirements.refresh()
    story.settle()
    with write():
        audit.seal(limit=100_000)
    rows = db.session.scalar(select(func.count()).select_from(Audit))
    click.echo(
        f"Demo organisation loaded: {len(made.people)} people, {rows} history rows, {time.monotonic() - started:.0f} s."
    )


def _greeting() -> str:
    config = current_app.config
    address = f"http://{config['HOST']}:{config['PORT']}"
    lines = [f"Rayon is at {address}"]
    if config["RAYON_MODE"] == DEMO:
        lines.append(f"Demo mail is at {address}/demo/mail")
        lines.append(f"Sign in with the password {company.PASSWORD} as:")
        lines += [f"  {name}@{company.DOMAIN}" for name in company.SIGN_INS]
    return "\n".join(lines)


def _catcher() -> list[str] | None:
    config = current_app.config
    if config["RAYON_MODE"] != DEMO:
        return None
    folder = config["DEMO_MAIL_DIR"] or str(VAR / "mail")
    return [sys.executable, "-m", "portal.demo.catcher", config["MAIL_HOST"], str(config["MAIL_PORT"]), folder]


def install() -> None:
    """What `portal serve` prints and starts beside the web server."""
    server.greet(_greeting)
    server.beside(_catcher)


install()
