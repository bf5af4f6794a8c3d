"""The form of a preparation, or of the minutes, as its page shows it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

from flask_login import current_user

from portal.core.flat import Drawn, Flat, over
from portal.core.together import side_by_side
from portal.privacy import keeping
from portal.privacy.keeping import Keeping
from portal.talks import paper_values, rides, sheet
from portal.talks.models import TalkSide
from portal.talks.paper_values import AGREED, MEASURES
from portal.talks.policy import KIND, TalkFile
from portal.talks.services.papers import PREPARE, values_of


@dataclass
class FormPage(Drawn):
    """One form with what stands in it. `body` is the talk (sheet.body_of)."""

    fields = paper_values.FIELDS["minutes"]  # as long as those of a preparation

    talk: TalkFile
    kind: str
    body: dict[str, Any]
    rev: int
    values: Flat
    is_sent: bool
    has_draft: bool
    kept: Keeping
    opens: frozenset[str] = frozenset()  # ride-alongs that the reader may open, by uid
    errors: dict[str, str] = field(default_factory=dict)
    now: list[tuple[str, str]] = field(default_factory=list)  # what stands there now, where it differs
    key: str = field(default_factory=lambda: str(uuid.uuid4()))

    def agreed(self) -> list[tuple[int, bool]]:
        """The rows of agreements by number, and whether each has something in it; the first always stands open."""
        return [(no, no == 1 or self._fills(f"agree-{no}")) for no in AGREED]

    def measures(self) -> list[tuple[int, bool]]:
        """The same of measures of support."""
        return [(no, no == 1 or self._fills(f"measure-{no}")) for no in MEASURES]

    def _fills(self, name: str) -> bool:
        return bool(self.values.get(f"{name}-what")) or any(one.startswith(name) for one in self.errors)


def of_talk(talk: TalkFile, kind: str, values: Flat | None = None) -> FormPage:
    """The form (prepare or minutes) of the one who writes it; `values` instead of what is stored.

    A preparation shows nothing of the other side, also not by way of the body.
    """
    (body, papers), kept, opens = side_by_side([
        sheet.beside(talk), keeping.beside(KIND, talk.id, talk.seller_id, talk.country, talk.day, talk.purpose_id),
        rides.opening(current_user, talk),
    ])
    paper = papers.get(talk.my_side if kind == PREPARE else TalkSide.MINUTES)
    names = sheet.kept_names(body) + (sheet.score_names(body) if kind == PREPARE else [])
    stored = values_of(paper) if values is None else values
    shown = over(paper_values.blank(kind, names), stored)
    return FormPage(
        talk, kind, body, paper.rev if paper else 0, shown, bool(paper and paper.sent_at),
        bool(paper and paper.draft is not None), kept, opens,
    )
