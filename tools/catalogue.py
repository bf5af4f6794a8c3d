"""The translation catalogues: find the sentences in the code, say what is missing, fill it in, check, compile.

    python -m tools.catalogue missing [--under portal/people] [--fill]   what each language still lacks, as JSON
    python -m tools.catalogue fill FILE.json     {"msgid": {"nl": "…", "nb": "…"}}, a plural: {"nl": ["1 …", "%(n)s …"]}
    python -m tools.catalogue update             bring the .po files in line with the code
    python -m tools.catalogue prune              the same, and drop the sentences that the code no longer has
    python -m tools.catalogue extract            print the sentences of the code as a template (.pot)
    python -m tools.catalogue check              exit 1 for anything untranslated, fuzzy, obsolete or inconsistent
    python -m tools.catalogue compile            write the .mo files that the portal reads

Only the .po files are kept in git: sorted, unwrapped, without line numbers or dates, so that a change shows
nothing but changed sentences. All commands may run at the same time; those that write wait for each other.
"""

from __future__ import annotations

import argparse
import fcntl
import io
import json
import os
import re
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
TRANSLATIONS = ROOT / "translations"
LOCALES = ("nl", "nb")
KEYWORDS = {**DEFAULT_KEYWORDS, "_l": None, "lazy_gettext": None, "_n": (1, 2), "lazy_ngettext": (1, 2)}
CONTEXT_GLUE = "\x04"
MOST_LINES = 40  # of complaints; the rest is counted
CHURN = re.compile(r'^"(POT-|PO-|Last-Translator|Language-Team|Generated-By|Report-Msgid-Bugs-To).*\n', re.MULTILINE)
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}")
HEADER = "# Rayon: {language}. Written by hand; `python -m tools.catalogue update` keeps it in line with the code."
LANGUAGES = {"nl": "Dutch", "nb": "Norwegian Bokmål"}


def key_of(message: Message) -> str:
    """The name of a message in the JSON files: its (singular) sentence, behind its context if it has one."""
    singular = message.id[0] if message.pluralizable else message.id
    return f"{message.context}{CONTEXT_GLUE}{singular}" if message.context else singular


def extract() -> Catalog:
    """All sentences of the code and the templates, with the places where they stand."""
    found = Catalog(project="Rayon", version="1", charset="utf-8", fuzzy=False,
                    header_comment="# Rayon: the sentences of the code.")
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    messages = extract_from_dir(ROOT, methods, options, keywords=KEYWORDS, comment_tags=("L10N:",),
                                directory_filter=lambda name: Path(name).name not in {"static", "__pycache__"})
    for path, line, sentence, comments, context in messages:
        found.add(sentence, None, [(path, line)], auto_comments=comments, context=context)
    return found


def po_path(locale: str) -> Path:
    return TRANSLATIONS / locale / "LC_MESSAGES" / "messages.po"


def load(locale: str) -> Catalog:
    """The catalogue of a language as it is on disk; an empty one if there is none yet."""
    path = po_path(locale)
    if not path.exists():
        return Catalog(locale=locale, project="Rayon", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=locale, abort_invalid=True)


def merged(locale: str, template: Catalog, *, keep_obsolete: bool = True) -> Catalog:
    """The catalogue as it should be: the sentences of the code, each with the translation we know for it.

    A sentence that left the code is kept as obsolete, so that it is not lost while somebody moves it about.
    A translation of a sentence that became a plural (or stopped being one) is not carried over.
    """
    current = load(locale)
    result = Catalog(locale=locale, project="Rayon", charset="utf-8",
                     header_comment=HEADER.format(language=LANGUAGES[locale]), version="1", fuzzy=False)
    known = {(m.id, m.context): m for m in [*current.obsolete.values(), *current] if m.id}
    for message in template:
        if not message.id:
            continue
        old = known.pop((message.id, message.context), None)
        result.add(message.id, old.string if old else None, flags=(old.flags if old else set()) & {"fuzzy"},
                   auto_comments=message.auto_comments, context=message.context)
    if keep_obsolete:
        for message in known.values():
            if is_translated(message):
                result.obsolete[result._key_for(message.id, message.context)] = message  # noqa: SLF001 (Babel offers no other way)
    return result


def is_translated(message: Message) -> bool:
    texts = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    return all(texts) and bool(texts)


def text_of(catalogue: Catalog) -> str:
    """The .po file of a catalogue, the same text for the same sentences whoever writes it and whenever."""
    out = io.BytesIO()
    write_po(out, catalogue, width=0, no_location=True, sort_output=True)
    return CHURN.sub("", out.getvalue().decode("utf-8"))


def replace(path: Path, content: bytes) -> bool:
    """Put `content` at `path` in one step; True if that changed anything."""
    if path.exists() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.write_bytes(content)
    fresh.replace(path)
    return True


@contextmanager
def locked() -> Iterator[None]:
    """One writer at a time: the lock is on the translations folder itself, so it leaves no file behind."""
    TRANSLATIONS.mkdir(exist_ok=True)
    folder = os.open(TRANSLATIONS, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def update(*, keep_obsolete: bool = True) -> dict[str, Catalog]:
    """Bring the .po files in line with the code; the caller holds the lock."""
    template = extract()
    catalogues = {locale: merged(locale, template, keep_obsolete=keep_obsolete) for locale in LOCALES}
    for locale, catalogue in catalogues.items():
        replace(po_path(locale), text_of(catalogue).encode("utf-8"))
    return catalogues


def missing(under: str) -> dict[str, dict[str, list[str]]]:
    """Per language the sentences that are untranslated, fuzzy, or obsolete (left the code)."""
    template = extract()
    here = {key_of(m) for m in template if m.id and any(str(path).startswith(under) for path, _ in m.locations)}
    report = {}
    for locale in LOCALES:
        catalogue = merged(locale, template)
        live = [m for m in catalogue if m.id and key_of(m) in here]
        report[locale] = {
            "untranslated": sorted(key_of(m) for m in live if not is_translated(m)),
            "fuzzy": sorted(key_of(m) for m in live if m.fuzzy),
            "obsolete": sorted(key_of(m) for m in catalogue.obsolete.values()) if not under else [],
        }
    return report


def fill_template(under: str) -> dict[str, dict[str, object]]:
    """What is missing in the form that `fill` takes, with empty texts to write in."""
    plurals = {key_of(m): m.pluralizable for m in extract() if m.id}
    wanted: dict[str, dict[str, object]] = {}
    for locale, kinds in missing(under).items():
        for key in {*kinds["untranslated"], *kinds["fuzzy"]}:
            wanted.setdefault(key, {})[locale] = ["", ""] if plurals[key] else ""
    return dict(sorted(wanted.items()))


def fill(entries: dict[str, dict[str, str | list[str]]]) -> list[str]:
    """Write these translations into the .po files; returns what could not be written, one sentence each."""
    problems = []
    with locked():
        for locale, catalogue in update().items():
            by_key = {key_of(m): m for m in catalogue if m.id}
            for key, texts in entries.items():
                if locale not in texts:
                    continue
                message = by_key.get(key)
                problem = refusal(message, texts[locale])
                if problem or message is None:
                    problems.append(f"{locale}: {problem}: {key!r}")
                    continue
                text = texts[locale]
                message.string = tuple(text) if isinstance(text, list) else text
                message.flags.discard("fuzzy")
            replace(po_path(locale), text_of(catalogue).encode("utf-8"))
    return problems


def refusal(message: Message | None, text: str | list[str]) -> str | None:
    """Why this text cannot be the translation of this message, or None if it can."""
    if message is None:
        return "no such sentence in the code"
    if message.pluralizable != isinstance(text, list):
        return "a plural needs a list of two texts" if message.pluralizable else "one text expected, not a list"
    texts = text if isinstance(text, list) else [text]
    if not all(texts) or len(texts) != (2 if message.pluralizable else 1):
        return "a text is empty or missing"
    return disagreement(message, tuple(texts))


def disagreement(message: Message, texts: tuple[str, ...]) -> str | None:
    """What differs between a sentence and its translation though it must be equal: placeholders, outer spaces."""
    sources = message.id if message.pluralizable else (message.id,)
    for number, text in enumerate(texts):
        source = sources[min(number, len(sources) - 1)]
        wanted, have = names_in(source), names_in(text)
        allowed = wanted | names_in(sources[-1])
        singular_of_plural = message.pluralizable and number == 0
        if not have <= allowed or (not singular_of_plural and have != wanted):
            return f"placeholders differ ({sorted(have)} for {sorted(wanted)})"
        if (source[:1].isspace(), source[-1:].isspace()) != (text[:1].isspace(), text[-1:].isspace()):
            return "leading or trailing space differs"
    return None


def names_in(text: str) -> set[str]:
    return {named or braced for named, braced in PLACEHOLDER.findall(text)}


def check() -> list[str]:
    """Everything wrong with the catalogues, one sentence each; empty if they are complete and up to date."""
    problems = []
    template = extract()
    for locale in LOCALES:
        catalogue = merged(locale, template)
        stale = not po_path(locale).exists() or po_path(locale).read_text("utf-8") != text_of(catalogue)
        if stale:
            problems.append(f"{locale}: not in line with the code; run: python -m tools.catalogue update")
        for message in catalogue:
            if not message.id:
                continue
            texts = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
            wrong = ("untranslated" if not is_translated(message) else "fuzzy" if message.fuzzy
                     else disagreement(message, tuple(texts)))
            if wrong:
                problems.append(f"{locale}: {wrong}: {key_of(message)!r}")
        problems += [f"{locale}: obsolete, run prune: {key_of(m)!r}" for m in catalogue.obsolete.values()]
    return problems


def compile_all() -> list[Path]:
    """Write the .mo files; returns those that changed."""
    changed = []
    for locale in LOCALES:
        if not po_path(locale).exists():
            continue
        out = io.BytesIO()
        write_mo(out, load(locale))
        target = po_path(locale).with_suffix(".mo")
        if replace(target, out.getvalue()):
            changed.append(target)
    return changed


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.catalogue", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("extract", "update", "prune", "check", "compile"):
        commands.add_parser(name)
    lacking = commands.add_parser("missing")
    lacking.add_argument("--under", default="", help="only sentences of files whose path starts with this")
    lacking.add_argument("--fill", action="store_true", help="print in the form that fill takes")
    commands.add_parser("fill").add_argument("file", type=Path, nargs="+")
    return parser.parse_args()


def main() -> int:
    given = arguments()
    problems: list[str] = []
    match given.command:
        case "extract":
            print(text_of(extract()), end="")
        case "update" | "prune":
            with locked():
                update(keep_obsolete=given.command == "update")
        case "missing":
            report = fill_template(given.under) if given.fill else missing(given.under)
            print(json.dumps(report, ensure_ascii=False, indent=1))
        case "fill":
            for file in given.file:
                problems += fill(json.loads(file.read_text("utf-8")))
        case "check":
            problems = check()
        case "compile":
            compile_all()
    if len(problems) > MOST_LINES:
        problems = [*problems[:MOST_LINES], f"… and {len(problems) - MOST_LINES} more"]
    print(*problems, sep="\n", end="\n" if problems else "", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    raise SystemExit(main())
