"""The mail of notices: claimed, sent after the commit, tried again later; the same message never goes out twice.

A claim is committed before sending, so two workers never send one notice, and no mail is started so late that its claim
could end while it is being sent. The Message-ID is fixed per notice: should a worker die between sending and noting it,
the receiver's system recognises the second copy.
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

from portal.core import clock, i18n, notices
from portal.core.db import write
from portal.core.notices import WORDINGS, Appendix, MailState, Notice, Urgency, is_letter, sentence, subject_line

CLAIM = timedelta(minutes=10)
START_WITHIN = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(hours=1)
GIVE_UP = timedelta(days=5)
PEOPLE = 25  # at once; all notices of a person go together, so that a digest is one mail
TIMEOUT = 20  # seconds for the SMTP server to answer
PERMANENT = 500  # SMTP codes from here on will not get better
DIGEST_AT = time(7, 0)

Person = tuple[str, str, str | None, dict[Urgency, str]]
Reach = Callable[[int], Person | None]
_reach: list[Reach] = []


def reached_by(reach: Reach) -> None:
    """Tell how a person is reached: (address, name, locale, wish per urgency), or None for nobody."""
    _reach[:] = [reach]


def _due(now: datetime) -> Any:
    free = or_(Notice.claimed_at.is_(None), Notice.claimed_at < now - CLAIM)
    return (Notice.mail == MailState.WAITING, Notice.mail_after <= now, free)


def _claimable(now: datetime) -> Select[Any]:
    people = select(Notice.person_id).where(*_due(now)).distinct().order_by(Notice.person_id).limit(PEOPLE)
    return (
        select(Notice)
        .where(*_due(now), Notice.person_id.in_(people))
        .order_by(Notice.person_id, Notice.id)
        .with_for_update(skip_locked=True)
    )


def send_waiting() -> int:
    """Send the mails that are due; returns how many messages left."""
    now = clock.now()
    bundles: dict[Any, list[Notice]] = {}
    people: dict[int, Person | None] = {}
    with write() as session:
        for notice in session.scalars(_claimable(now)).all():
            if notice.person_id not in people:
                people[notice.person_id] = _reach[0](notice.person_id)
            key = _sort(notice, people[notice.person_id], now)
            if key is not None:
                notice.claimed_at = now
                bundles.setdefault(key, []).append(notice)
    sent = 0
    for bundle in bundles.values():
        if clock.now() - now > START_WITHIN:
            break  # what is left stays claimed for a while, then it is free for the next round
        sent += _deliver(bundle, people[bundle[0].person_id])
    return sent


def _sort(notice: Notice, person: Person | None, now: datetime) -> Any:
    """The mail a notice goes into: one of its own, the person's digest, or None for not now or never."""
    wish = "none" if person is None else "at_once" if is_letter(notice.code) else person[3][notice.urgency]
    if wish == "none" or (wish == "digest" and notice.read_at is not None):
        notice.mail = MailState.NONE
        return None
    if wish == "digest" and notice.at >= _last_digest(now):
        notice.mail_after = _next_digest(now)
        return None
    return (notice.person_id, "digest" if wish == "digest" else notice.id)


def _last_digest(now: datetime) -> datetime:
    local = now.astimezone(clock.zone())
    digest = local.replace(hour=DIGEST_AT.hour, minute=0, second=0, microsecond=0)
    return digest if digest <= local else digest - timedelta(days=1)


def _next_digest(now: datetime) -> datetime:
    return _last_digest(now) + timedelta(days=1)


def _deliver(bundle: list[Notice], person: Person) -> int:
    try:
        message = compose(bundle, person)
        with smtplib.SMTP(
            current_app.config["MAIL_HOST"], int(current_app.config["MAIL_PORT"]), timeout=TIMEOUT
        ) as server:
            server.send_message(message)
    except (OSError, smtplib.SMTPException) as error:
        current_app.logger.warning("mail not sent: %s", type(error).__name__)
        _note(bundle, MailState.FAILED if _is_permanent(error) else MailState.WAITING)
        return 0
    except Exception:
        # One notice that cannot be written as a mail must not keep the others back.
        current_app.logger.exception("mail not written")
        _note(bundle, MailState.WAITING)
        return 0
    _note(bundle, MailState.SENT)
    return 1


def _is_permanent(error: Exception) -> bool:
    """The server will never take this message (5xx); anything else may be over in a while."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= PERMANENT for code, _words in error.recipients.values())
    return isinstance(error, smtplib.SMTPSenderRefused | smtplib.SMTPDataError) and error.smtp_code >= PERMANENT


def _note(bundle: list[Notice], state: MailState) -> None:
    now = clock.now()
    with write() as session:
        for notice in bundle:
            row = session.get(Notice, notice.id, with_for_update=True)
            row.tries += 1
            row.claimed_at = None
            row.mail = MailState.FAILED if state == MailState.WAITING and now - row.at > GIVE_UP else state
            if row.mail == MailState.WAITING:
                row.mail_after = now + min(timedelta(minutes=2 ** min(row.tries, 10)), LONGEST_PAUSE)


def base_url() -> str:
    """The address of the portal in mails, without a slash at its end."""
    config = current_app.config
    return (config["BASE_URL"] or f"http://{config['HOST']}:{config['PORT']}").rstrip("/")


def compose(bundle: list[Notice], person: Person) -> EmailMessage:
    """One mail in the receiver's language, with the words of the one who acted in it and a link to the place."""
    address, name, locale, _wishes = person
    base = base_url()
    origin = "/".join(base.split("/")[:3])  # addresses are made from the root; a path of the base stands before them
    with current_app.test_request_context(base_url=origin), i18n.speaking(locale or "nl"):
        items = [
            {
                "sentence": sentence(notice),
                "quote": notice.quote,
                "button": _(WORDINGS[notice.code].button),
                "link": base + notices.link(notice),
            }
            for notice in bundle
        ]
        message = EmailMessage()
        subject = subject_line(bundle[0]) if len(bundle) == 1 else _("What is new for you in Rayon")
        message["Subject"] = " ".join(subject.split())  # a line break in a name would keep the mail from going
        message["From"] = current_app.config["MAIL_FROM"]
        message["To"] = f"{_phrase(name)} <{address}>"
        message["Date"] = format_datetime(clock.now())
        message["Message-ID"] = f"<notice-{bundle[0].id}@{base.split('//')[-1].split(':')[0].split('/')[0]}>"
        message["Auto-Submitted"] = "auto-generated"
        attach = WORDINGS[bundle[0].code].attach
        words = {
            "name": name.split()[0] if name.split() else name,
            "items": items,
            "letter": is_letter(bundle[0].code),
            "calendar": attach is not None,
        }
        message.set_content(render_template("mail/notice.txt", **words))
        message.add_alternative(render_template("mail/notice.html", **words), subtype="html")
        if attach is not None:
            _add_calendar(message, attach(bundle[0], address, name))
        message["Content-Language"] = i18n.current()  # last: the parts take Content- headers along
    return message


def _add_calendar(message: EmailMessage, appendix: Appendix) -> None:
    """The calendar message twice: as a way to read the mail, and as a file for programs that look for one.

    As bytes, because its line ends and the length of its lines are part of its format.
    """
    params = {"charset": "UTF-8", "method": appendix.method}
    message.add_alternative(appendix.content, "text", "calendar", params=params)
    message.add_attachment(appendix.content, "text", "calendar", filename="invite.ics", params=params)


def _phrase(name: str) -> str:
    """A name that cannot break out of the header."""
    return '"' + "".join(sign for sign in name if sign.isprintable() and sign not in '"\\') + '"'
