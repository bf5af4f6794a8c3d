"""The form of a preparation, or of the minutes, as its page shows it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

from portal.core.together import side_by_side
from portal.privacy import keeping
from portal.privacy.keeping import Keeping
from portal.talks import paper_values, sheet
from portal.talks.models import TalkSide
from portal.talks.paper_values import AGREED, MEASURES, Flat
from portal.talks.policy import KIND, TalkFile
from portal.talks.services.papers import PREPARE, values_of


@dataclass
class FormPage:
    """One form with what stands in it. `body` is the talk (sheet.body_of)."""

    talk: TalkFile
    kind: str
    body: dict[str, Any]
    rev: int
    values: Flat
    is_sent: bool
    has_draft: bool
    kept: Keeping
    errors: dict[str, str] = field(default_factory=dict)
    now: list[tuple[str, str]] = field(default_factory=list)  # what stands there now, where it differs
    key: str = field(default_factory=lambda: str(uuid.uuid4()))

    def on(self, name: str, value: str | int) -> bool:
        """Whether a radio is on."""
        return bool(self.values.get(f"{name}={value}"))

    def picked(self, name: str) -> str:
        """Which of a group of radios is on."""
        return paper_values.chosen(self.values, name)

    def most(self, name: str) -> int:
        """How many characters a field may hold."""
        return paper_values.most(name)

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
    (body, papers), kept = side_by_side([
        sheet.beside(talk), keeping.beside(KIND, talk.id, talk.seller_id, talk.country, talk.day, talk.purpose_id),
    ])
    paper = papers.get(talk.my_side if kind == PREPARE else TalkSide.MINUTES)
    names = sheet.kept_names(body) + (sheet.score_names(body) if kind == PREPARE else [])
    stored = values_of(paper) if values is None else values
    shown = paper_values.filled(paper_values.blank(kind, names), stored)
    return FormPage(
        talk, kind, body, paper.rev if paper else 0, shown, bool(paper and paper.sent_at),
        bool(paper and paper.draft is not None), kept,
    )


def differing(mine: Flat, now: Flat) -> list[tuple[str, str]]:
    """(field, what stands there now) where that is not what was typed."""
    found: dict[str, str] = {}
    for name in sorted(now.keys() | mine.keys()):
        group, _is, value = name.partition("=")
        if (mine.get(name) or "") == (now.get(name) or ""):
            continue
        if "=" not in name:
            found[name] = now.get(name, "")
        elif now.get(name):
            found[group] = value
        else:
            found.setdefault(group, "")
    return list(found.items())
