"""Production never runs on the demo's sign-ins."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import inspect, select

from portal import config
from portal.core.db import db
from portal.people.models import Person


def refuse_demo_sign_ins(app: Flask) -> None:
    """Raises `config.Unfit` when the database of a production portal holds people of the demo.

    A database without tables passes: it is about to be migrated.
    """
    if app.config["RAYON_MODE"] != config.PRODUCTION:
        return
    with app.app_context():
        if inspect(db.engine).has_table("person") and db.session.scalar(select(Person.id).where(Person.demo).limit(1)):
            raise config.Unfit("This database holds the demo's sign-ins. Give production a database of its own.")
        db.session.remove()
        db.engine.dispose()  # the web server forks after this: no worker may share a connection
