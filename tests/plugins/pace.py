"""What makes a whole run quick without changing what a test sees: the order, and how often Python looks for garbage."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from pathlib import Path

from hypothesis import settings

from tests.plugins.databases import TEMPLATES

# How long an example takes says how busy the machine is, not whether the portal is right.
settings.register_profile("rayon", deadline=None)
settings.load_profile("rayon")

PREFIX = "rayon-templates-"
# A worker that begins one of these last lets the other wait for minutes.
LONG = (
    "tests/test_migrations.py", "tests/demo/", "tests/house/", "tests/browser/offline/", "tests/browser/",
    "tests/test_serve.py",
)


def rank(path: str) -> int:
    """The place of a file among the long ones; all others come after them, in their own order."""
    return next((place for place, start in enumerate(LONG) if path.startswith(start)), len(LONG))


def pytest_configure(config):
    """The controller (or the only process) decides on the folder; what its workers compile is of this run only."""
    if hasattr(config, "workerinput"):
        return
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):  # of runs that were killed
        owner = folder.name.removeprefix(PREFIX).split("-")[0]
        if owner.isdigit() and not Path(f"/proc/{owner}").exists():
            shutil.rmtree(folder, ignore_errors=True)
    os.environ[TEMPLATES] = tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-")


def pytest_unconfigure(config):
    if not hasattr(config, "workerinput") and TEMPLATES in os.environ:
        shutil.rmtree(Path(os.environ.pop(TEMPLATES)), ignore_errors=True)


def pytest_collection_modifyitems(items):
    """Long tests first; the sort is stable, so that the workers agree and files stay together."""
    items.sort(key=lambda item: rank(item.nodeid))


def pytest_collection_finish():
    """Seven thousand collected tests and the portal's modules stay until the end: nobody need look through them."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 50, 50)
