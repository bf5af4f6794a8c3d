"""`flask profiles read FILE`: JSON without a database, or one sentence and status 1."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.profiles.test_imports import TEXT

ROOT = Path(__file__).resolve().parents[2]


def read(file: Path) -> subprocess.CompletedProcess[str]:
    """As an administrator runs it, with a database that does not exist."""
    nowhere = {**os.environ, "DATABASE_URL": "postgresql+psycopg://nobody@127.0.0.1:1/none", "SECRET_KEY": "k" * 40}
    return subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "profiles", "read", str(file)],
        cwd=ROOT, env=nowhere, capture_output=True, text=True, check=False,
    )


def test_it_prints_what_was_understood(tmp_path: Path) -> None:
    file = tmp_path / "routeplanner.txt"
    file.write_text(TEXT, "utf8")
    done = read(file)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["language"] == "nl"
    (profile,) = found["profiles"]
    assert profile["title"] == "Routeplanner"
    assert [area["title"] for area in profile["result_areas"]] == ["Planning"]
    assert len(profile["result_areas"][0]["core_tasks"]) == 2


def test_a_refusal_is_one_sentence_and_status_1(tmp_path: Path) -> None:
    file = tmp_path / "niets.txt"
    file.write_text("", "utf8")
    for given in (file, tmp_path / "absent.txt"):
        done = read(given)
        assert (done.returncode, done.stdout) == (1, "")
        assert len(done.stderr.strip().splitlines()) == 1
        assert done.stderr.strip().endswith(".")
