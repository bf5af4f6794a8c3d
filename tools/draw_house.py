"""Draws docs/house.svg: the floors, the packages on them and the files in each, from the tree as it is.

`python -m tools.draw_house` writes it; a test compares, so the picture never lies.
"""

from __future__ import annotations

import sys
import textwrap
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "house.svg"
FLOORS = (
    ("app", "puts everything together: configuration, extensions, packages"),
    ("demo", "the demo organisation: texts, a year of real moves and contacts, the mail catcher"),
    ("home", "today and the frame's navigation: reads all domains"),
    ("duties", "duties that become dated work, rhythms, the division of work, load and span, my role"),
    ("talks", "progress talks: prepared blind, agreements, support plan, advice to the director, rounds"),
    ("coaching", "ride-alongs and listening in: criteria, two blind ratings, results, trend, growth"),
    ("plans", "account plans: write, approve, carry out, amend, evaluate; who needs one; roll-up"),
    ("visits", "contacts in the calendar, reports, promises, complaints; with and without a network"),
    ("customers", "customers, branches, contacts, portfolio, imported figures"),
    ("profiles", "function profiles: import, edit, twin languages, review, publish"),
    ("documents", "content as a value, drafts, snapshots, remarks, decisions, redline"),
    ("imports", "tables from people: read in a child process, checked row by row, applied by the worker"),
    ("privacy", "agreements per country, purposes, who read what and why, how long it is kept, own data"),
    ("people", "person, unit, role, position, lines, absence, sign-in"),
    ("core", "knows no domain: write(), rules, workflow, pages and fragments, words, history, notices, mail"),
)
WIDTH, LEFT, LINE, WRAP = 960, 24, 17, 118


def files_of(package: str) -> list[str]:
    """The modules and folders of one package, in alphabetical order."""
    folder = ROOT / "portal" / package
    if not folder.is_dir():
        return ["app.py", "config.py"]
    names = [path.stem for path in folder.glob("*.py") if path.stem != "__init__"]
    names += [f"{path.parent.name}/" for path in folder.glob("*/__init__.py")]
    return sorted(names)


def drawn() -> str:
    """The picture as SVG text."""
    shapes, top = [], 16
    for name, says in FLOORS:
        lines = textwrap.wrap("  ".join(files_of(name)), WRAP)
        height = 46 + LINE * len(lines)
        shapes.append(
            f'<rect x="{LEFT}" y="{top}" width="{WIDTH - 2 * LEFT}" height="{height}" rx="8"/>'
            f'<text class="name" x="{LEFT + 16}" y="{top + 25}">{name}</text>'
            f'<text class="says" x="{LEFT + 120}" y="{top + 25}">{escape(says)}</text>'
        )
        shapes += [
            f'<text class="files" x="{LEFT + 16}" y="{top + 46 + LINE * number}">{escape(line)}</text>'
            for number, line in enumerate(lines)
        ]
        top += height + 12
    note = "Imports go down only; import-linter and a test of the foreign keys hold it."
    arrow = f'<text class="says" x="{LEFT}" y="{top + 10}">{note}</text>'
    style = (
        "rect{fill:#fff;stroke:#0f5f66;stroke-width:1.5}text{font-family:system-ui,sans-serif;fill:#16233f}"
        ".name{font-size:17px;font-weight:700}.says{font-size:14px}.files{font-size:12px;fill:#4a5568}"
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {top + 26}" role="img" '
        f'aria-label="The floors of the portal"><style>{style}</style>'
        f'<rect width="100%" height="100%" fill="#f2f5f6"/>{"".join(shapes)}{arrow}</svg>\n'
    )


if __name__ == "__main__":
    sys.stdout.write(f"{PICTURE.relative_to(ROOT)}\n")
    PICTURE.write_text(drawn(), "utf8")
