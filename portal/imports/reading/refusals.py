"""Why a file is not read, and the one sentence that tells what to do."""

from enum import StrEnum

MEGABYTE = 1_000_000
SIZE_LIMIT = 20 * MEGABYTE
ROW_LIMIT = 200_000
COLUMN_LIMIT = 200


def N_(sentence: str) -> str:  # noqa: N802 - the name that extraction looks for
    """The sentence itself: it is marked for extraction here and translated where it is shown."""
    return sentence


class Refusal(StrEnum):
    """The codes that are stored."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TOO_MANY_ROWS = "too_many_rows"
    TOO_WIDE = "too_wide"
    OLD_EXCEL = "old_excel"
    MACRO = "macro"
    LOCKED = "locked"
    UNKNOWN_TYPE = "unknown_type"
    MISMATCH = "mismatch"
    BOMB = "bomb"
    UNREADABLE = "unreadable"
    ENCODING = "encoding"
    OPEN_QUOTE = "open_quote"
    NO_ROWS = "no_rows"
    NO_SHEET = "no_sheet"
    TOO_LONG = "too_long"
    BROKEN = "broken"


SENTENCES: dict[str, str] = {
    Refusal.EMPTY: N_("The file is empty. Choose the file again, or paste the rows."),
    Refusal.TOO_LARGE: N_("The file is larger than %(limit)s MB. Split it and import the parts one by one."),
    Refusal.TOO_MANY_ROWS: N_("The file has more than %(limit)s rows. Split it and import the parts one by one."),
    Refusal.TOO_WIDE: N_("The file has more than %(limit)s columns. Keep only the columns you need."),
    Refusal.OLD_EXCEL: N_("This is a workbook of an old Excel version. Open it and save it as .xlsx or .csv."),
    Refusal.MACRO: N_("This workbook contains macros. Save it as .xlsx without macros and try again."),
    Refusal.LOCKED: N_("This workbook is protected with a password. Save it without the password and try again."),
    Refusal.UNKNOWN_TYPE: N_("This type of file cannot be read. Save it as .xlsx or .csv and try again."),
    Refusal.MISMATCH: N_(
        "The content of this file is not what its name says. Open it, save it as .xlsx or .csv and try again."
    ),
    Refusal.BOMB: N_("This file unpacks to far more than a table can hold. Save the sheet as .csv and try again."),
    Refusal.UNREADABLE: N_("This file is damaged or unsafe to open. Open it and save it as a new .xlsx or as .csv."),
    Refusal.ENCODING: N_("The signs in this file cannot be read this way. Choose another encoding."),
    Refusal.OPEN_QUOTE: N_("On line %(line)s a quotation mark opens that is never closed. Put it right and try again."),
    Refusal.NO_ROWS: N_("There are no rows below the names of the columns in this file."),
    Refusal.NO_SHEET: N_("There is no visible sheet with rows in this workbook."),
    Refusal.TOO_LONG: N_("Reading this file takes too long. Save the sheet as .csv, or split it, and try again."),
    Refusal.BROKEN: N_("The import broke off by a fault of the portal. Try again; if it stays, tell an administrator."),
}


class Refused(Exception):
    """Raised when a file is not read; `code` is a Refusal, `values` fill its sentence."""

    def __init__(self, code: str, **values: str | int) -> None:
        self.code, self.values = Refusal(code), values
        super().__init__(SENTENCES[self.code] % values if values else SENTENCES[self.code])
