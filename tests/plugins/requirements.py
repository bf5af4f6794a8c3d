"""Tests that need something of the machine say so with a mark; where it is missing they are skipped, saying why once.

Under `CI=true` a missing requirement is a failure, and so is any other skip: only tests marked `shared` may be skipped,
because the folder of documents beside the project belongs to nobody's machine but the developers'.
"""

from __future__ import annotations

import pytest

from tests.plugins.machine import insist, strict


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    for requirement in ("shared", "browser", "postgresql"):
        if item.get_closest_marker(requirement):
            insist(requirement)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    expected_to_fail = hasattr(report, "wasxfail")
    if report.skipped and strict() and not expected_to_fail and not item.get_closest_marker("shared"):
        report.outcome = "failed"
        report.longrepr = f"Nothing may be skipped under CI=true: {item.nodeid}: {call.excinfo.value}"
    return report
