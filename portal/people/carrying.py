"""What a form sent after its session had ended: sealed into the sign-in page and taken along to "send it once more"."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, request, session
from itsdangerous import BadSignature, URLSafeTimedSerializer

from portal.people import sign_in as door

SECONDS = 12 * 3600
MOST = 3_500_000  # characters when sealed: what a form may hold, less the sign-in's own fields


@dataclass(frozen=True)
class Carried:
    """Where it was going, its fields in order, the names of its file fields, and whose session had ended, if known."""

    to: str
    fields: list[tuple[str, str]]
    files: list[str]
    person: int | None


def _sealer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="carried fields")


def from_here() -> bool:
    """The request came from a page of this portal: what another site posts is never offered to be sent again."""
    origin, site = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site", "same-origin")
    return (origin is None or urlsplit(origin).netloc == request.host) and site in {"same-origin", "none"}


def posted() -> Carried:
    """What was posted, without tokens and passwords."""
    token = session.get("_user_id")
    return Carried(
        request.full_path.rstrip("?"),
        [(n, v) for n, v in request.form.items(multi=True) if n != "csrf_token" and "password" not in n],
        list(request.files),
        door.whose_once(token) if isinstance(token, str) else None,
    )


def seal(left: Carried) -> str:
    """Sealed for the sign-in page; empty when it is too long to travel."""
    sealed = _sealer().dumps(asdict(left))
    text = sealed if isinstance(sealed, str) else sealed.decode()
    return text if len(text) <= MOST else ""


def unseal(sealed: str) -> Carried | None:
    """What a sign-in page carried; None when it was altered or is too old."""
    try:
        left: dict[str, Any] = _sealer().loads(sealed, max_age=SECONDS)
    except BadSignature:
        return None
    fields = [(name, value) for name, value in left["fields"]]
    return Carried(left["to"], fields, left["files"], left["person"])
