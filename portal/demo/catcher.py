"""The demo's mail catcher: a real SMTP server on loopback that keeps each message as a file."""

from __future__ import annotations

import asyncio
import re
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from flask import current_app

from portal.config import VAR

MOST_SHOWN = 200
NAME = re.compile(r"[0-9]{10,20}-[0-9]{1,6}\.eml")


@dataclass(frozen=True)
class Caught:
    """One caught message."""

    name: str
    to: str
    sender: str
    subject: str
    language: str
    at: datetime
    text: str

    def pieces(self, base: str) -> list[tuple[bool, str]]:
        """The text in pieces: (whether it is a link to the portal at `base`, the words). Other addresses stay words."""
        own = re.compile(rf"({re.escape(base.rstrip('/'))}/\S*)")
        return [(bool(own.fullmatch(piece)), piece) for piece in own.split(self.text) if piece]


class Keeper:
    """Writes each message to a file named by its moment, so that the newest sorts last."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.count = folder, 0

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        self.count += 1
        name = f"{time.time_ns() // 1000}-{self.count}.eml"
        (self.folder / (name + ".part")).write_bytes(envelope.content)
        (self.folder / (name + ".part")).rename(self.folder / name)
        return "250 Kept"


def folder() -> Path:
    """Where the messages lie."""
    return Path(current_app.config["DEMO_MAIL_DIR"] or VAR / "mail")


def _files() -> Iterator[Path]:
    return iter(sorted(folder().glob("*.eml"), reverse=True)) if folder().is_dir() else iter(())


def _read(file: Path) -> Caught:
    message = message_from_bytes(file.read_bytes(), policy=policy.default)
    plain = message.get_body(("plain",))
    return Caught(
        file.name,
        str(message["To"] or ""),
        str(message["From"] or ""),
        str(message["Subject"] or ""),
        str(message["Content-Language"] or ""),
        datetime.fromtimestamp(int(file.name.split("-")[0]) / 1e6, UTC),
        plain.get_content() if plain else "",
    )


def caught() -> list[Caught]:
    """The newest messages first."""
    return [_read(file) for file, _ in zip(_files(), range(MOST_SHOWN), strict=False)]


def find(name: str) -> Caught | None:
    """One message by its name, or None."""
    file = folder() / name
    return _read(file) if NAME.fullmatch(name) and file.is_file() else None


def run(host: str, port: int, into: Path) -> None:
    """Catch mail until the process is ended."""
    into.mkdir(parents=True, exist_ok=True)
    controller = Controller(Keeper(into), hostname=host, port=port)
    controller.start()
    try:
        asyncio.new_event_loop().run_forever()
    finally:
        controller.stop()


if __name__ == "__main__":
    run(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
