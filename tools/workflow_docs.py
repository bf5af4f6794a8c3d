"""Print the workflows from their tables, so that the picture people look at is the one the portal follows.

`python -m tools.workflow_docs` writes docs/workflows/*.md; with `--check` it exits with 1 when a page differs.
"""

from __future__ import annotations

import sys
from pathlib import Path

from portal.core.workflow import Move, Workflow
from portal.plans.workflow import LIFE, PLAN
from portal.profiles.workflow import PROFILE

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "workflows"
WORKFLOWS = (PROFILE, PLAN, LIFE)
HEADS = {
    "profile": "The life of a version: profile",
    "plan": "The life of a version: plan",
    "plan_life": "The life of a plan after its approval: plan_life",
}
NOTES = {
    "profile": "Approving moves the version on when every reviewer has approved it; until then it stays in review.",
    "plan": (
        "Approving beyond the mandate of the owner's level asks a second decision of the next line: the version then\n"
        "awaits that one. An approval that holds puts the version in force and ends it as a draft. The same moves\n"
        "carry an amendment; rejected, it ends and the plan stays approved as it was."
    ),
    "plan_life": (
        "An amendment leaves the plan where it stands. Execution begins by itself on the first day of the plan."
    ),
}
END = "[*]"
STAYS = {"amend"}
ENDS = {
    "publish": "leaves the draft, is published", "discard": "thrown away", "amend": "stays, with an amendment at work",
}


def page(flow: Workflow) -> str:
    """One workflow as a page: the picture, then every move with who may make it and what must hold."""
    arrows = [
        f"    {source} --> {_target(move, source)}: {move.label}" for move in flow.moves for source in _sources(move)
    ]
    return "\n".join(
        [
            f"# {HEADS[flow.name]}",
            "",
            "Printed from the table in the code by `python -m tools.workflow_docs`; a test compares the two.",
            "",
            "```mermaid",
            "stateDiagram-v2",
            f"    {END} --> {flow.initial}",
            *arrows,
            "```",
            "",
            "| Move | From | To | Who | What must hold |",
            "|---|---|---|---|---|",
            *[_row(move) for move in flow.moves],
            "",
            NOTES[flow.name],
            "Every move names the version it was made for. When another version has come in its place, or the",
            "version has left the state it starts from, the move is refused as too late and the page is drawn again.",
            "",
        ]
    )


def _target(move: Move, source: str) -> str:
    """Where the arrow ends: a move that leaves the thing where it stands comes back to its own state."""
    return source if move.name in STAYS else str(move.target or END)


def _sources(move: Move) -> list[str]:
    return sorted(str(state) for state in move.source)


def _row(move: Move) -> str:
    checks = "<br>".join((check.__doc__ or "").strip().splitlines()[0] for check in move.checks) or "–"
    target = str(move.target or ENDS[move.name])
    cells = (move.label, ", ".join(_sources(move)), target, move.who.says, checks)
    return f"| {' | '.join(cells)} |"


def main(arguments: list[str]) -> int:
    """Write the pages, or compare them."""
    different = []
    for flow in WORKFLOWS:
        file = FOLDER / f"{flow.name}.md"
        if "--check" not in arguments:
            FOLDER.mkdir(parents=True, exist_ok=True)
            file.write_text(page(flow), "utf8")
        elif not file.exists() or file.read_text("utf8") != page(flow):
            different.append(file.name)
    if different:
        print(f"Print docs/workflows again with `python -m tools.workflow_docs`: {', '.join(different)}")
    return int(bool(different))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
