"""The lock files: complete, with hashes, without addresses."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.plugins.machine import ROOT

LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-node.lock")
PINNED = re.compile(r"^(?P<name>[\w.-]+)==(?P<version>[\w.]+)(?P<rest>.*(?:\n .*)*)", re.MULTILINE)


def pins(lock):
    return {match["name"]: match for match in PINNED.finditer((ROOT / lock).read_text())}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_is_pinned_with_a_hash_and_no_address_is_named(lock):
    text = (ROOT / lock).read_text()
    assert "://" not in text
    assert pins(lock)
    assert all("--hash=sha256:" in pin["rest"] for pin in pins(lock).values())
    assert not [line for line in text.splitlines() if not re.match(r"[\w.-]+==|    --hash=sha256:", line)]


def test_the_locks_hold_what_the_project_asks_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = {"requirements.lock": project["project"]["dependencies"],
              "requirements-dev.lock": project["project"]["dependencies"] + project["dependency-groups"]["dev"]}
    for lock, requirements in wanted.items():
        have = pins(lock)
        for requirement in map(Requirement, requirements):
            pin = have.get(canonicalize_name(requirement.name))
            assert pin, f"{requirement} is not in {lock}; run: make lock"
            assert requirement.specifier.contains(pin["version"]), f"{lock} does not fit {requirement}; run: make lock"


def test_the_lock_for_running_is_part_of_the_lock_for_testing():
    running = {name: pin["version"] for name, pin in pins("requirements.lock").items()}
    testing = {name: pin["version"] for name, pin in pins("requirements-dev.lock").items()}
    assert running.items() <= testing.items()
