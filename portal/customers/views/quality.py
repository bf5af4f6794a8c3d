"""What is missing about customers."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from flask_login import current_user

from portal.core import i18n
from portal.core.hx import render
from portal.core.policy import permit
from portal.customers import quality as gaps
from portal.customers.policy import LIST
from portal.customers.views.blueprint import blueprint
from portal.people.forms.fields import number


@blueprint.get("/quality")
@permit(LIST)
def quality() -> Any:
    """The gaps of one portfolio, one's own first; who leads sees those of each seller."""
    portfolios = gaps.portfolios(current_user)
    known = {one.owner_id: one for one in portfolios}
    asked = number(request.args.get("owner", ""))
    if asked not in known:
        asked = current_user.id if current_user.id in known else next(iter(known), None)
    kind = request.args.get("kind", "")
    kind = kind if kind in gaps.KINDS else ""
    rows = [] if asked is None else gaps.lacking(current_user, asked, kind, i18n.current())
    return render(
        "customers/quality.html", fragment="gaps", portfolios=portfolios, chosen=known.get(asked), kind=kind,
        rows=rows, words=gaps.WORDS, most=gaps.SHOWN, gap_address=address_of,
    )


def address_of(row: gaps.Lacking, gap: gaps.Gap) -> str:
    """Where the gap is filled: the form with its field; empty where this reader cannot fill it."""
    page, more = "show", {"_anchor": "figures"}
    if gap.kind == "category" and row.classifies and not row.acts:
        page, more = "category", {"_anchor": "category"}
    elif gap.kind != "revenue" and not row.acts:
        return ""
    elif gap.kind in gaps.FACTS:
        page, more = "facts", {"_anchor": gap.kind}
    elif gap.kind == "no_contact":
        page, more = "add_contact", {"_anchor": "contact-name"}
    elif gap.kind == "place":
        page, more = "branch", {"branch_id": gap.row_id, "_anchor": "branch-place" if gap.name else "branch-name"}
    elif gap.kind in gaps.OF_CONTACTS:
        page, more = "contact", {"contact_id": gap.row_id, "_anchor": f"contact-{gap.kind}"}
    return url_for(f"customers.{page}", customer_id=row.id, **more)
