"""A profile to edit: areas, a matrix of three levels, text without a place, and its imported source."""

from __future__ import annotations

from typing import Any

from portal.core import clock
from portal.core.db import db, write
from portal.documents import content, drafts
from portal.documents.models import Draft
from portal.profiles import services
from portal.profiles.models import ImportedProfile, ImportSource
from tests.cast import Cast

KEYS = {
    "title": "00000001", "purpose": "00000002", "org": "00000003", "area": "000000a1", "result": "000000a2",
    "first": "000000a3", "second": "000000a4", "third": "000000a5", "indicator": "000000a6", "other": "000000b1",
    "level_a": "000000c1", "level_b": "000000c2", "criterion": "000000d1", "shared": "000000d2", "cell": "000000d3",
    "figure": "000000e1", "loose": "000000f1",
}
PARTS: list[tuple[str, str, str, str, str, dict[str, Any]]] = [
    ("title", "title", "", "Verkoper", "Selger", {"lines": [1]}),
    ("purpose", "purpose", "", "Klanten helpen kiezen.", "Hjelpe kunder å velge.", {"lines": [2]}),
    ("org", "org", "", "Verkoopmanager", "", {"relation": "reports_to", "unsure": "relation_guessed"}),
    ("area", "area", "", "Klanten beheren", "Følge opp kunder", {}),
    ("result", "result", "area", "Klanten blijven.", "", {}),
    ("first", "core_task", "area", "Belt vaste klanten.", "Ringer faste kunder.", {"lines": [3, 4]}),
    ("second", "core_task", "area", "Schrijft offertes.", "", {}),
    ("third", "core_task", "area", "Lost klachten op.", "", {}),
    ("indicator", "indicator", "area", "Aandeel vaste klanten", "", {}),
    ("other", "area", "", "Markt volgen", "", {}),
    ("level_a", "level", "", "Junior", "", {"code": "A"}),
    ("level_b", "level", "", "Senior", "", {"code": "B"}),
    ("criterion", "criterion", "", "Kennis", "", {}),
    ("shared", "cell", "criterion", "Kent het assortiment.", "", {"levels": ["A", "B"]}),
    ("cell", "cell", "criterion", "Leidt anderen op.", "", {"levels": ["B"]}),
    ("figure", "figure", "", "20 tot 200 klanten", "", {"name": "customers", "min": 20, "max": 200}),
    ("loose", "unplaced", "", "Rijbewijs nodig", "", {"lines": [5], "unsure": "no_place"}),
]
LINES = ["Verkoper", "Klanten helpen kiezen.", "Belt vaste klanten", "elke week.", "Rijbewijs nodig"]


def make(cast: Cast, **facts: Any) -> int:
    """The profile, imported by HR of the Netherlands in Dutch, partly translated; returns its id."""
    body: content.Body = [
        content.new_part(
            kind, KEYS.get(parent, ""), {"nl": nl, **({"nb": nb} if nb else {})}, key=KEYS[name], source="nl", data=data
        )
        for name, kind, parent, nl, nb, data in PARTS
    ]
    with write() as session:
        made = services.create(
            cast.me("hr"), body, locale="nl", unit_id=cast.nl, role_id=cast.seller_role, family="sales",
            review_months=24, **facts,
        )
        source = ImportSource(
            name="verkoper.docx", person_id=cast.hr, at=clock.now(), language="nl", lines=LINES, notes=[], understood=[]
        )
        session.add(source)
        session.flush()
        silent = ["context", "working_conditions"]
        session.add(ImportedProfile(document_id=made.id, source_id=source.id, place=0, not_stated=silent))
        return made.id


def body(profile: int) -> content.Body:
    """The draft as it stands."""
    db.session.expunge_all()
    db.session.rollback()
    return drafts.body_of(db.session.query(Draft).filter_by(document_id=profile).one().id)


def part(profile: int, name: str) -> content.Part:
    """One part of it by its name here."""
    return content.get(body(profile), KEYS[name])
