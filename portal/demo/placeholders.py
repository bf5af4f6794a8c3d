"""What the placeholders of the demo's profiles stand for, bound for the whole organisation before the first one."""

from __future__ import annotations

from sqlalchemy import select

from portal.core.db import db
from portal.demo.company import Company, description
from portal.people.models import Body
from portal.profiles import binding
from portal.profiles.binding import Meaning
from portal.profiles.models import Bound


def bind(company: Company) -> None:
    """Bind every placeholder of company.json, singular and plural, in both languages."""
    bodies = dict(db.session.execute(select(Body.code, Body.id)).all())
    meanings: dict[str, Meaning] = {}
    for entry in description()["placeholders"]:
        kind, code = Bound(entry["bind"]["kind"]), entry["bind"]["code"]
        target = bodies[code] if kind is Bound.BODY else company.roles[code]
        for number in ("one", "many"):
            words = {locale: entry[locale][number] for locale in ("nl", "nb") if entry[locale][number]}
            meanings |= {term: Meaning(kind, target, number == "many", words) for term in words.values()}
    binding.bind(company.me("hr"), company.units["noordvang"], meanings)
