"""The portal, its people and their tablets, as they stay from one story to the next."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.browser.offline.devices import Device, Wire, new_build
from tools.soak.kinds import Kind, Paper


@dataclass
class Tablet:
    """A device as a story knows it: who is signed in on it, what it keeps of whom, what was written on it."""

    number: int
    device: Device
    person: int | None = None
    kept: set[tuple[int, str]] = field(default_factory=set)
    wrote: list[Paper] = field(default_factory=list)

    def can_open(self, person: int, path: str) -> bool:
        """Whether this page can be there: there is a network, or the device keeps it."""
        return self.device.is_online or (person, path) in self.kept

    def keep(self, person: int, path: str) -> None:
        """With a network: wait until the device keeps the page that stands open."""
        if self.device.is_online and (person, path) not in self.kept:
            self.device.kept(path)
            self.kept.add((person, path))


@dataclass
class World:
    """All of it, and the count of what happened."""

    wire: Wire
    kinds: list[Kind]
    tablets: list[Tablet]
    folder: Path
    updates: int = 0
    count: Counter[str] = field(default_factory=Counter)

    @property
    def people(self) -> list[int]:
        """Everybody who writes something, without doubles."""
        return list(dict.fromkeys(person for kind in self.kinds for person in kind.writers))

    def update(self) -> None:
        """Put a new build of the portal on the server."""
        self.updates += 1
        new_build(self.folder, self.updates)
