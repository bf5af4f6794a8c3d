"""What a page or a device sends of a report, for tests."""

from __future__ import annotations

import uuid
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.core.flat import Flat

GOOD: Flat = {"reached=yes": "on", "said": "Ze willen een proefzending.", "next_step": "Proefzending sturen"}


def put(
    client: FlaskClient, uid: str, person: int, values: Flat, *, base: int = 0, finished: bool = True,
    key: str | None = None, born: dict[str, Any] | None = None, written_at: Any = "2026-01-01T10:00:00Z", **more: Any,
) -> TestResponse:
    """One sending of a device."""
    body = {
        "person": person, "form": 1, "base": base, "values": values, "finished": finished, "written_at": written_at,
        "visit": born, **more,
    }
    headers = {"Idempotency-Key": key or str(uuid.uuid4()), "Accept": "application/json"}
    return client.put(f"/visits/{uid}/report", json=body, headers=headers)
