"""The child process that sets one paper: `python -m portal.core.paper.child`. JSON comes in, the PDF goes out.

A fresh process with limits: a text that keeps the typesetter busy for ever costs that process only, and no web worker
grows by the memory it needs.
"""

import sys
from pathlib import Path

from portal.core.child import limit

MEMORY = 1024 * 1024 * 1024
PROCESSOR_SECONDS = 10.0
LONGEST = 20_000_000  # bytes of JSON
TEMPLATE = Path(__file__).with_name("paper.typ")


def main() -> None:
    template = TEMPLATE.read_bytes()
    import typst  # noqa: PLC0415 - before the limits stand: it maps its fonts into memory

    limit(MEMORY, PROCESSOR_SECONDS)
    said = sys.stdin.buffer.read(LONGEST).decode()
    given = {"format": "pdf", "sys_inputs": {"paper": said}, "ignore_system_fonts": True}
    try:
        made = typst.compile(template, pdf_standards=["ua-1"], **given)
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
        # A sign that the font does not have makes a document that not everybody can read; it is made all the same.
        made = typst.compile(template, **given)
    sys.stdout.buffer.write(made)


if __name__ == "__main__":
    main()
