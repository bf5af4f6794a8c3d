"""Rules of the templates that a general linter does not know.

    python -m tools.template_lint [FOLDER]        exit 1 and a line per finding: path:line: what is wrong

- The content security policy forbids inline style, scripts and handlers, and whatever htmx would have to evaluate.
- Nothing is marked safe: text is escaped where it is shown.
- A form that posts carries its CSRF field (by a macro whose name contains `csrf`).
- A page imports macros inside the block that uses them: a block rendered alone does not see imports at the top.
- Nothing is loaded from another host.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment, TemplateSyntaxError, nodes

TEMPLATES = Path(__file__).resolve().parent.parent / "portal" / "templates"
FORBIDDEN = (
    (re.compile(r"<[^<>]*\sstyle\s*=", re.DOTALL), "inline style: write a class"),
    (re.compile(r"<style\b"), "inline style sheet: it belongs in assets/"),
    (re.compile(r"<script(?![^>]*\ssrc=)"), "inline script: it belongs in assets/"),
    (re.compile(r"<[^<>]*\son[a-z]+\s*=", re.DOTALL), "inline handler: it belongs in assets/"),
    (re.compile(r"\bhx-on\b|\bhx-vals\s*=\s*[\"']js:"), "htmx would have to evaluate this, which the policy forbids"),
    (re.compile(r"javascript:", re.IGNORECASE), "script as an address"),
    (re.compile(r"\|\s*safe\b|\bautoescape\s+false\b|\bMarkup\("), "marked safe: text is escaped where it is shown"),
    (re.compile(r"\b(?:src|srcset|action|formaction)\s*=\s*[\"'](?:https?:)?//"), "another host"),
    (re.compile(r"<link\b[^>]*\shref\s*=\s*[\"'](?:https?:)?//"), "another host"),
)
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
FORM = re.compile(r"<form\b(?P<head>(?:[^<>]|\{\{.*?\}\}|\{%.*?%\})*)>(?P<body>.*?)(?:</form>|\Z)", re.DOTALL)
POSTS = re.compile(r"\bmethod\s*=\s*[\"']post[\"']|\bhx-(?:post|put|patch|delete)\b", re.IGNORECASE)


def blank(text: str) -> str:
    """The same number of lines without the text."""
    return re.sub(r"[^\n]", " ", text)


def findings(source: str, environment: Environment) -> Iterator[tuple[int, str]]:
    """Line and complaint for everything in this template that breaks a rule."""
    try:
        tree = environment.parse(source)
    except TemplateSyntaxError as error:
        yield error.lineno, f"does not parse: {error.message}"
        return
    visible = COMMENT.sub(lambda comment: blank(comment.group()), source)
    for pattern, complaint in FORBIDDEN:
        for match in pattern.finditer(visible):
            yield line_of(visible, match.end()), complaint
    for form in FORM.finditer(visible):
        if POSTS.search(form["head"]) and "csrf" not in form["body"]:
            yield line_of(visible, form.start()), "a form that posts without its CSRF field"
    if any(isinstance(node, nodes.Extends) for node in tree.body):
        for node in tree.body:
            if isinstance(node, (nodes.Import, nodes.FromImport)):
                yield node.lineno, "import inside the block that uses it: a block rendered alone does not see this"


def line_of(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


def check(folder: Path) -> list[str]:
    """One line per finding in all templates below a folder."""
    extensions = ["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"]
    environment = Environment(autoescape=True, extensions=extensions)
    return [
        f"{path}:{line}: {complaint}"
        for path in sorted(folder.rglob("*.html"))
        for line, complaint in sorted(findings(path.read_text("utf-8"), environment))
    ]


def main() -> int:
    found = check(Path(sys.argv[1]) if len(sys.argv) > 1 else TEMPLATES)
    print(*found, sep="\n", end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
