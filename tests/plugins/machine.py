"""What this machine has of what tests need: Chromium, PostgreSQL, the folder of real documents."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")


def strict() -> bool:
    """Whether nothing may be skipped."""
    return os.environ.get("CI", "").lower() in {"1", "true"}


@cache
def chromium() -> str | None:
    """The path of a Chromium to test with (`CHROMIUM` overrides), or None."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


@cache
def postgresql_programs() -> Path | None:
    """The folder with `initdb` and `pg_ctl`, the newest version where there are several, or None."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: float(p.parent.parent.name))
    on_path = shutil.which("initdb")
    found = installed[-1] if installed else Path(on_path) if on_path else None
    return found.parent if found and (found.parent / "pg_ctl").exists() else None


@cache
def lack(requirement: str) -> str | None:
    """One sentence on what is missing and how to get it, or None if the machine has it."""
    if requirement == "browser" and chromium() is None:
        return "Chromium is missing; install it with: apt-get install chromium"
    if requirement == "postgresql" and postgresql_programs() is None:
        return "PostgreSQL is missing; install it with: apt-get install postgresql"
    if requirement == "shared" and not (SHARED / "documents").is_dir():
        return "The folder of real documents is not beside the project"
    return None


def insist(requirement: str) -> None:
    """Skip the running test (or fail it under `CI=true`) unless the machine has what it needs."""
    reason = lack(requirement)
    if reason is None:
        return
    if strict() and requirement != "shared":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Inside, no other worker is inside for this folder."""
    with (folder / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
