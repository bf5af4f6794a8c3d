"""The mail of notices: claimed, sent after the commit, tried again later; the same message never goes out twice.

A claim is committed before sending, so two workers never send one notice. The Message-ID is fixed per notice: should a
worker die between sending and noting it, the receiver's system recognises the second copy.
"""

from __future__ import annotations

import smtplib
from collections.abc import Callable
from datetime import datetime, time, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

from flask import current_app, render_template
from flask_babel import gettext as _
from sqlalchemy import Select, or_, select

from portal.core import clock, i18n, subjects
from portal.core.db import write
from portal.core.notices import WORDINGS, MailState, Notice, Urgency, sentence, subject_line

CLAIM = timedelta(minutes=10)
TRIES = 8
BATCH = 50
DIGEST_AT = time(7, 0)

Reach = Callable[[int], tuple[str, str, str | None, dict[Urgency, str]] | None]
_reach: list[Reach] = []


def reached_by(reach: Reach) -> None:
    """Tell how a person is reached: (address, name, locale, wish per urgency), or None for nobody."""
    _reach[:] = [reach]


def _claimable(now: datetime) -> Select[Any]:
    return (
        select(Notice)
        .where(Notice.mail == MailState.WAITING, Notice.mail_after <= now)
        .where(or_(Notice.claimed_at.is_(None), Notice.claimed_at < now - CLAIM))
        .order_by(Notice.person_id, Notice.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )


def send_waiting() -> int:
    """Send the mails that are due; returns how many messages left."""
    now = clock.now()
    with write() as session:
        claimed = []
        for notice in session.scalars(_claimable(now)).all():
            wish = _wish(notice)
            if wish == "none":
                notice.mail = MailState.NONE
            elif wish == "digest" and notice.at >= _last_digest(now):
                notice.mail_after = _next_digest(now)
            else:
                notice.claimed_at = now
                claimed.append(notice)
    return sum(_deliver(bundle) for bundle in _bundles(claimed))


def _wish(notice: Notice) -> str:
    reach = _reach[0](notice.person_id)
    return "none" if reach is None else reach[3][notice.urgency]


def _last_digest(now: datetime) -> datetime:
    local = now.astimezone(clock.zone())
    digest = local.replace(hour=DIGEST_AT.hour, minute=0, second=0, microsecond=0)
    return digest if digest <= local else digest - timedelta(days=1)


def _next_digest(now: datetime) -> datetime:
    return _last_digest(now) + timedelta(days=1)


def _bundles(notices: list[Notice]) -> list[list[Notice]]:
    """One mail per decision; what a person wants in a digest goes together in one."""
    bundles: dict[Any, list[Notice]] = {}
    for notice in notices:
        key = (notice.person_id, "digest") if _wish(notice) == "digest" else (notice.person_id, notice.id)
        bundles.setdefault(key, []).append(notice)
    return list(bundles.values())


def _deliver(bundle: list[Notice]) -> int:
    try:
        message = compose(bundle)
        with smtplib.SMTP(current_app.config["MAIL_HOST"], int(current_app.config["MAIL_PORT"]), timeout=20) as server:
            server.send_message(message)
    except (OSError, smtplib.SMTPException) as error:
        current_app.logger.warning("mail not sent: %s", type(error).__name__)
        _note(bundle, sent=False)
        return 0
    _note(bundle, sent=True)
    return 1


def _note(bundle: list[Notice], *, sent: bool) -> None:
    with write() as session:
        for notice in bundle:
            row = session.get(Notice, notice.id, with_for_update=True)
            row.tries += 1
            row.claimed_at = None
            if sent:
                row.mail = MailState.SENT
            elif row.tries >= TRIES:
                row.mail = MailState.FAILED
            else:
                row.mail_after = clock.now() + timedelta(minutes=2**row.tries)


def compose(bundle: list[Notice]) -> EmailMessage:
    """One mail in the receiver's language, with the words of the one who acted in it and a link to the place."""
    address, name, locale, _wishes = _reach[0](bundle[0].person_id)
    base = current_app.config["BASE_URL"] or f"http://{current_app.config['HOST']}:{current_app.config['PORT']}"
    with current_app.test_request_context(base_url=base), i18n.speaking(locale or "nl"):
        items = [
            {
                "sentence": sentence(notice),
                "quote": notice.quote,
                "button": _(WORDINGS[notice.code].button),
                "link": base.rstrip("/") + subjects.link_to(notice.kind, notice.subject_id),
            }
            for notice in bundle
        ]
        message = EmailMessage()
        message["Subject"] = subject_line(bundle[0]) if len(bundle) == 1 else _("What is new for you in Rayon")
        message["From"] = current_app.config["MAIL_FROM"]
        message["To"] = f"{_phrase(name)} <{address}>"
        message["Date"] = format_datetime(clock.now())
        message["Message-ID"] = f"<notice-{bundle[0].id}@{base.split('//')[-1].split(':')[0].split('/')[0]}>"
        message["Auto-Submitted"] = "auto-generated"
        message["Content-Language"] = i18n.current()
        message.set_content(render_template("mail/notice.txt", name=name, items=items))
        message.add_alternative(render_template("mail/notice.html", name=name, items=items), subtype="html")
    return message


def _phrase(name: str) -> str:
    """A name that cannot break out of the header."""
    return '"' + "".join(sign for sign in name if sign.isprintable() and sign not in '"\\') + '"'
