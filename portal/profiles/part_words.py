"""What the edit page calls the kinds of parts, and its sentences about doubts and refusals."""

from __future__ import annotations

from portal.core.policy import N_

KINDS = {
    "title": N_("Job title"),
    "definition": N_("Definition of the job"),
    "purpose": N_("Purpose of the job"),
    "context": N_("Context"),
    "characteristics": N_("General characteristics"),
    "org": N_("Line in the organisation"),
    "area": N_("Result area"),
    "result": N_("Result"),
    "core_task": N_("Core task"),
    "sub_task": N_("Sub-point"),
    "indicator": N_("Result indicator"),
    "level": N_("Level"),
    "criterion": N_("Criterion"),
    "cell": N_("Description per level"),
    "condition": N_("Aggravating working condition"),
    "figure": N_("Key figure"),
    "unplaced": N_("Text without a place"),
}

ADD = {
    "title": N_("Add the job title"),
    "definition": N_("Add a paragraph to the definition"),
    "purpose": N_("Add a paragraph to the purpose"),
    "context": N_("Add a paragraph to the context"),
    "characteristics": N_("Add a general characteristic"),
    "org": N_("Add a line in the organisation"),
    "area": N_("Add a result area"),
    "result": N_("Add a result"),
    "core_task": N_("Add a core task"),
    "sub_task": N_("Add a sub-point"),
    "indicator": N_("Add a result indicator"),
    "level": N_("Add a level"),
    "criterion": N_("Add a criterion"),
    "cell": N_("Add a description"),
    "condition": N_("Add a working condition"),
    "figure": N_("Add a key figure"),
}

# The importer's doubts (portal.profiles.reading.model.Unsure).
UNSURE = {
    "split_sentence": N_("This was part of a longer sentence. Check where it was cut."),
    "split_list": N_("This was part of a list in one line. Check where it was cut."),
    "columns_unclear": N_("The columns were unclear. Check that this is the right kind of item."),
    "cells_missing": N_("The row had fewer cells than the table has columns. Check the level."),
    "duty_or_result": N_("This may be a core task or a result. Check which it is."),
    "duty_guessed": N_("Taken for a core task. Check that it is one."),
    "indicator_area": N_("It was unclear which result area this indicator belongs to."),
    "relation_guessed": N_("The kind of line in the organisation was guessed."),
    "unknown_heading": N_("The heading above this text was not recognised."),
    "no_place": N_("No place was found for this text."),
    "aside": N_("This stood beside the text: in a note, a header or a text box."),
}
UNSURE_OTHERWISE = N_("Check whether this was understood well.")

# Codes of portal.documents.content.BadContent.
BAD_CONTENT = {
    "too_many_parts": N_("A profile can hold 2,000 items. Remove some before you add more."),
    "too_long": N_("This text is too long. Shorten it, or split it over several items."),
    "once": N_("A profile has one job title. Change the one that is there."),
    "double_level": N_("Another level has this code already. Choose a different code."),
    "double_key": N_("This item has been added already."),
    "level": N_("Choose at least one of the levels of this profile."),
    "relation": N_("Choose what kind of line this is."),
    "label": N_("Keep the name of this line under 200 characters."),
    "figure": N_("Choose which figure this is."),
    "range": N_("Fill in whole numbers, the lowest first."),
    "parent": N_("This kind of item cannot stand there. Choose another place."),
    "cycle": N_("An item cannot stand inside itself. Choose another place."),
    "empty": N_("There is no translation to confirm yet. Write it first."),
}
BAD_OTHERWISE = N_("This cannot be stored like this. Check what you filled in.")

STALE = {
    "write": N_("Somebody else changed this text while you had it open. Both texts are here; nothing is lost."),
    "remove": N_("Somebody else changed this item in the meantime, so it was not removed. This is how it stands."),
    "undo": N_("Somebody else has worked on this item since, so your change cannot be undone. Change it by hand."),
    "change": N_("Somebody else changed this item in the meantime. This is how it stands; try again."),
}
GONE = N_("Somebody else removed this item in the meantime.")


def bad_content(code: str) -> str:
    """The English sentence of a broken rule, to be translated."""
    return BAD_CONTENT.get(code, BAD_OTHERWISE)


def doubt(code: str) -> str:
    """The English sentence of an importer's doubt, to be translated."""
    return UNSURE.get(code, UNSURE_OTHERWISE)
