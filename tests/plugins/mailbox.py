"""A real SMTP server on loopback that keeps what the portal mails."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from flask import Flask


class Box:
    """Keeps what it receives; `answer` is what it says to a message."""

    def __init__(self) -> None:
        self.received: list[EmailMessage] = []
        self.answer = "250 Kept"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        if self.answer.startswith("250"):
            self.received.append(message_from_bytes(envelope.content, policy=policy.default))
        return self.answer

    def to(self, name: str) -> list[EmailMessage]:
        """The messages to one member of the cast."""
        return [one for one in self.received if f"<{name}@rayon.example>" in one["To"]]


@pytest.fixture
def box(app: Flask) -> Iterator[Box]:
    """The mailbox of everyone; the portal of the test is at https://rayon.firm.example/portaal."""
    made = Box()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        app.config["MAIL_PORT"] = free.getsockname()[1]
    controller = Controller(made, hostname="127.0.0.1", port=app.config["MAIL_PORT"])
    controller.start()
    app.config["BASE_URL"] = "https://rayon.firm.example/portaal"
    yield made
    controller.stop()


def text_of(message: EmailMessage) -> str:
    """What a reader of plain text gets."""
    return message.get_body(("plain",)).get_content()
