"""Sentences about an import in the reader's language: what was noted, not stated, and doubted."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext

from portal.core.policy import N_

NOT_STATED = {
    "title": N_("Job title"),
    "purpose": N_("Purpose of the job"),
    "context": N_("Context"),
    "characteristics": N_("General characteristics"),
    "organisation": N_("Place in the organisation"),
    "result_areas": N_("Result areas"),
    "results": N_("Results"),
    "core_tasks": N_("Core tasks"),
    "indicators": N_("Result indicators"),
    "levels": N_("Levels"),
    "criteria": N_("Level criteria"),
    "working_conditions": N_("Aggravating working conditions"),
}
UNSURE = {
    "split_sentence": N_("One sentence may name several tasks"),
    "split_list": N_("A list inside a sentence was taken apart"),
    "columns_unclear": N_("It is not clear which column this belongs to"),
    "cells_missing": N_("A row of the table has fewer cells than its head"),
    "duty_or_result": N_("This may be a task or a result"),
    "duty_guessed": N_("This was taken as a task"),
    "indicator_area": N_("It is not clear which result area this indicator belongs to"),
    "relation_guessed": N_("The kind of line was guessed"),
    "unknown_heading": N_("The heading above this is not known"),
    "no_place": N_("There is no place for this text yet"),
    "aside": N_("This stood beside the text: a note, a header or a text box"),
}
NOTES = {
    "document_fact": N_("Left out of the profile: “%(text)s”"),
    "embedded_document_left_out": N_("A document inside the document was left out."),
    "encoding": N_("The file was read as %(encoding)s: check letters with accents."),
    "image_name_dropped": N_("The name of a picture was left out: “%(name)s”"),
    "page_number_dropped": N_("A page number was left out: “%(text)s”"),
    "pictures_left_out": N_("Pictures were left out: %(count)s."),
    "shared_introduction": N_("The text before the first profile belongs to all of them and was left out of each."),
}
SAID_ELSEWHERE = frozenset({"not_stated", "unsure", "several_profiles"})


def not_stated_names(codes: list[str]) -> list[str]:
    """What the document is silent about."""
    return [gettext(NOT_STATED[code]) for code in codes if code in NOT_STATED]


def unsure_sentence(code: str) -> str:
    """Why a person should look at an item again."""
    return gettext(UNSURE.get(code, UNSURE["no_place"]))


def note_sentences(notes: list[dict[str, Any]]) -> list[tuple[str, list[int]]]:
    """What was noted about the document as a whole: (sentence, source lines)."""
    found = []
    for note in notes:
        if note["code"] in SAID_ELSEWHERE or note["code"] not in NOTES:
            continue
        values = {"text": "", "name": "", "encoding": "", "count": "", **note["values"]}
        if note["code"] == "document_fact" and not values["text"]:
            values["text"] = f"{values.get('label', '')}: {values.get('value', '')}"
        words = NOTES[note["code"]]
        found.append((gettext(words, **values), note["lines"]))
    return found
