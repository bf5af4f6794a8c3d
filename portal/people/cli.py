"""Commands about people."""

from __future__ import annotations

import click
from flask.cli import AppGroup
from sqlalchemy import select

from portal.core import audit, clock
from portal.core.db import db, write
from portal.people import line, passwords
from portal.people.models import Grant, GrantKind, Person, Unit, UnitKind
from portal.people.sign_in import hasher

people_cli = AppGroup("people", help="People and who administers them.")


@people_cli.command("first-administrator")
@click.argument("name")
@click.argument("email")
@click.option("--company", default="", help="Name of the company, when the organisation is still empty.")
@click.password_option(help="At least eight characters; asked for when not given.")
def first_administrator(name: str, email: str, company: str, password: str) -> None:
    """Add the first administrator, and the company at the top of the tree when there is none."""
    if wrong := passwords.fault(password, name, email):
        raise click.ClickException(wrong)
    if db.session.scalar(select(Grant.id).where(Grant.kind == GrantKind.ADMIN).limit(1)):
        raise click.ClickException("There is an administrator already; let that person add others in the portal.")
    if db.session.scalar(select(Person.id).where(Person.email == email.strip().lower())):
        raise click.ClickException("There is somebody with this e-mail address already.")
    hashed = hasher.hash(password)
    with write() as session:
        top = session.scalars(select(Unit).where(Unit.parent_id.is_(None)).order_by(Unit.id)).first()
        if top is None:
            top = Unit(kind=UnitKind.COMPANY, name=company or "Rayon")
            session.add(top)
        person = Person(name=name, email=email.strip().lower(), password_hash=hashed)
        session.add(person)
        session.flush()
        session.add(Grant(person_id=person.id, kind=GrantKind.ADMIN, unit_id=top.id, starts=clock.today()))
        line.rebuild()
        audit.record("administrator_appointed", "person", person.id)
    click.echo(f"{name} can sign in as administrator.")
