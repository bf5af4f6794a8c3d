"""The page of one profile, as its readers see it."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import request
from flask_login import current_user

from portal.core import clock, i18n
from portal.core.hx import render
from portal.core.policy import permit
from portal.documents import rounds as judged
from portal.profiles import editions, live, measures, names, placeholders, queries, rounds
from portal.profiles.outline import outline
from portal.profiles.policy import READ, Dossier
from portal.profiles.views.blueprint import blueprint

AT_WORK = "work"


@blueprint.get("/<id:profile_id>")
@permit(READ)
def show(dossier: Dossier) -> Any:
    """The version in force; `?version=work` the one at work, `?on=2026-01-31` the one that held that day."""
    day = _day(request.args.get("on", ""))
    at_work = day is None and _wants_work(dossier)
    if day is not None:
        edition = editions.on(dossier.id, day)
    else:
        edition = editions.at_work(dossier.id) if at_work else editions.in_force(dossier.id)
    bound = placeholders.bindings_for(edition.body, dossier.unit_id) if edition and not at_work else None
    page = outline(edition.body, locale=i18n.current(), source=dossier.locale, bound=bound) if edition else None
    asked = queries.acknowledgement(current_user, dossier.id) if dossier.is_holder and dossier.in_force else None
    is_current = edition is not None and not at_work and edition.number == dossier.in_force
    return render(
        "profiles/show.html", dossier=dossier, edition=edition, page=page, at_work=at_work, day=day, names=names,
        approvals=_approvals(dossier, edition), left_unbound=_left_unbound(dossier, edition),
        people=_people(dossier, edition, bound),
        asked=asked, is_current=is_current, **_measured(dossier, edition, current=is_current),
        borrowed=page is not None and _borrows(edition.body, page.locale, dossier.locale), today=clock.today(),
    )


def _approvals(dossier: Dossier, edition: editions.Edition | None) -> list[judged.Made]:
    """Who approved what is shown, when that was published."""
    return rounds.approvals(dossier.id, edition.number) if edition and edition.publisher else []


def _left_unbound(dossier: Dossier, edition: editions.Edition | None) -> str:
    """For HR and the director: why what is shown was published while placeholders stood for nothing."""
    if not edition or not edition.publisher or not (dossier.is_hr or dossier.is_director):
        return ""
    return editions.published_unbound(dossier.id).get(edition.number, "")


def _people(
    dossier: Dossier, edition: editions.Edition | None, bound: placeholders.Bindings | None
) -> dict[str, list[str]]:
    """To whom one reports by name, below the lines that say it; for a holder those of the own line."""
    if not edition or not bound:
        return {}
    return placeholders.reported_to(edition.body, bound, current_user.id if dossier.is_holder else None)


def _measured(dossier: Dossier, edition: editions.Edition | None, *, current: bool) -> dict[str, Any]:
    """The coverage line for HR and the line over holders, and the living figures of who holds the role or leads it."""
    watches = dossier.is_hr or dossier.is_director or dossier.is_over_holders
    bound = measures.bound(edition.body) if edition and current else {}
    over = bound and dossier.is_over_holders and dossier.role_id
    scopes = live.teams_of(current_user, [dossier.role_id]) if over else {}
    if bound and dossier.is_holder:
        scopes = live.whose(current_user, scopes)
    return {
        "coverage": measures.coverage(edition.body) if edition and watches else None,
        "cards": live.beside(current_user, bound, scopes),
    }


def _wants_work(dossier: Dossier) -> bool:
    if dossier.draft_id is None or not dossier.sees_draft:
        return False
    return dossier.in_force is None or request.args.get("version") == AT_WORK


def _day(given: str) -> date | None:
    try:
        return date.fromisoformat(given)
    except ValueError:
        return None


def _borrows(body: list[dict[str, Any]], locale: str, source: str) -> bool:
    """Whether some text is shown in the profile's own language for want of one in the reader's."""
    return locale != source and any(part["text"].get(source) and not part["text"].get(locale) for part in body)
