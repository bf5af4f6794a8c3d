"""A draft of a plan with known keys, and the forms that a browser would post."""

from __future__ import annotations

import re
from typing import Any

from flask.testing import FlaskClient

from portal.core.db import db
from portal.documents import content
from portal.documents.models import Draft
from tests.cast import Cast
from tests.plans import making

PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial", "Accept-Language": "nl"}
AUTOSAVE = {**PARTIAL, "X-Autosave": "1"}
KEYS = {
    name: f"{number:08x}"
    for number, name in enumerate(
        ["possibilities", "goal", "why", "action", "agreement", "budget", "support", "loose", "second"], start=1
    )
}


def part(kind: str, name: str, text: str, parent: str = "", /, **data: Any) -> content.Part:
    """A part in Dutch under a known key."""
    return content.new_part(kind, parent, {"nl": text} if text else {}, data=data, key=KEYS[name])


def body(cast: Cast) -> content.Body:
    """One of each kind."""
    return [
        part("possibilities", "possibilities", "Twee nieuwe winkels."),
        part("goal", "goal", "Meer brood", measure="revenue", business="existing", baseline=10_000_00,
             target=12_000_00),
        part("substantiation", "why", "Twee winkels erbij.", KEYS["goal"]),
        part("action", "action", "Proeverij houden", person=cast.seller, due="2026-12-01"),
        part("agreement", "agreement", "Assortiment bespreken", channel="visit", per_year=12, person=cast.seller),
        part("budget", "budget", "Proeverij", kind="activity", amount=500_00),
        part("support", "support", "Een monsterpakket"),
        part("unplaced", "loose", "Los stuk tekst"),
    ]


def draft(cast: Cast, **options: Any) -> int:
    """A customer plan of the seller with that body."""
    return making.plan(cast, body=body(cast), **options)


def address(plan_id: int, name: str = "", move: str = "") -> str:
    """The address of an item, or of one of its moves."""
    return f"/plans/{plan_id}/parts/{KEYS.get(name, name)}" + (f"/{move}" if move else "")


def stored(plan_id: int, name: str = "") -> Any:
    """The body as it is now, or one part of it (None when it is gone)."""
    db.session.expire_all()
    db.session.rollback()
    found = content.loads(db.session.query(Draft).filter_by(document_id=plan_id).one().body)
    return content.find(found, KEYS.get(name, name)) if name else found


def fields(html: str) -> dict[str, str]:
    """What the first form of an answer would post as it is drawn: hidden fields, texts, areas, chosen options."""
    form = re.search(r"<form[^>]*part-form.*?</form>", html, re.DOTALL)
    text = form[0] if form else html
    found = {}
    for tag in re.findall(r"<input[^>]*>", text):
        named = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if named.get("type") not in {"checkbox", "radio", "submit"} and "name" in named:
            found[named["name"]] = named.get("value", "")
    found |= dict(re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>\s*(.*?)</textarea>', text, re.DOTALL))
    for name, inner in re.findall(r'<select[^>]*name="(\w+)"[^>]*>(.*?)</select>', text, re.DOTALL):
        chosen = re.search(r'<option selected value="([^"]*)"', inner) or re.search(r'value="([^"]*)"', inner)
        found[name] = chosen[1] if chosen else ""
    return found


def opened(client: FlaskClient, plan_id: int, name: str) -> dict[str, str]:
    """The fields of an item's form as somebody opens it."""
    return fields(client.get(address(plan_id, name, "edit"), headers=PARTIAL).get_data(as_text=True))
