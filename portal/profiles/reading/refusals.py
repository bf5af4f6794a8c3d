"""Why a document is not read, and the one sentence that tells what to do."""

from enum import StrEnum

MEGABYTE = 1024 * 1024
SIZE_LIMIT = 10 * MEGABYTE


def N_(sentence: str) -> str:  # noqa: N802 - the name that extraction looks for
    """The sentence itself: it is marked for extraction here and translated where it is shown."""
    return sentence


class Refusal(StrEnum):
    EMPTY = "empty"
    TOO_LARGE = "too_large"
    OLD_WORD = "old_word"
    UNKNOWN_TYPE = "unknown_type"
    MISMATCH = "mismatch"
    LOCKED = "locked"
    MACRO = "macro"
    BOMB = "bomb"
    UNREADABLE = "unreadable"
    NO_TEXT = "no_text"
    NOT_A_PROFILE = "not_a_profile"
    OTHER_LANGUAGE = "other_language"
    TOO_LONG = "too_long"


SENTENCES: dict[str, str] = {
    Refusal.EMPTY: N_("The file is empty: choose the file again, or paste the text."),
    Refusal.TOO_LARGE: N_(
        "The file is larger than %(limit)s MB: remove the pictures and save it again, or paste the text."
    ),
    Refusal.OLD_WORD: N_("This is a document of an old Word version: open it in Word and save it as .docx."),
    Refusal.UNKNOWN_TYPE: N_("This type of file cannot be read: save it as .docx or .txt, or paste the text."),
    Refusal.MISMATCH: N_(
        "The content of this file is not what its name says: open it, save it as .docx or .txt and try again."
    ),
    Refusal.LOCKED: N_("This document is protected with a password: save it without the password and try again."),
    Refusal.MACRO: N_("This document contains macros: save it as .docx without macros and try again."),
    Refusal.BOMB: N_("This file unpacks to far more than a profile can hold: paste the text instead."),
    Refusal.UNREADABLE: N_("This file is damaged or unsafe to open: open it in Word and save it as a new .docx."),
    Refusal.NO_TEXT: N_(
        "There is no text in this file, perhaps only a scan: type or paste the text, or use the original document."
    ),
    Refusal.NOT_A_PROFILE: N_(
        "This does not look like a function profile: choose a document that describes tasks, results or a role."
    ),
    Refusal.OTHER_LANGUAGE: N_(
        "This text is not in Dutch or Norwegian Bokmål: choose a document in one of these two languages."
    ),
    Refusal.TOO_LONG: N_(
        "This document is too long or too complex for one profile: split it, or paste the part with the profile."
    ),
}


class Refused(Exception):
    """Raised when a document is not read; `code` is a Refusal, `values` fill its sentence."""

    def __init__(self, code: str, **values: str | int) -> None:
        self.code = Refusal(code)
        self.values = values
        super().__init__(self.sentence)

    @property
    def sentence(self) -> str:
        """The English sentence with its values filled in."""
        return SENTENCES[self.code] % self.values if self.values else SENTENCES[self.code]
