"""House rules about addresses: walked over the whole application, so new code is covered the day it is written."""

from __future__ import annotations

import pytest
from flask import Flask
from werkzeug.routing import PathConverter, Rule, UnicodeConverter

from portal.app import create_app
from portal.core.policy import ANYONE, RULES
from portal.core.policy import Rule as PolicyRule

OPEN = {
    "static_file",
    "healthz",
    "readyz",
    "people.show_sign_in",
    "people.take_sign_in",
    "people.sign_out",
    "people.choose_language",
    "visits.feed",  # the secret in its address is the right
    "people.forgot",
    "people.choose_password",
    "people.device",  # answers 401 itself: a script asks
    "people.offline",
    "service_worker",
    "web_manifest",
    "home.style",
    "demo.mail",
    "demo.message",
}
TEXT_PARTS = {"name", "token", "key", "kind", "span", "locale", "code", "day"}


@pytest.fixture(scope="module")
def portal() -> Flask:
    """A portal whose routes are walked; its database is never asked."""
    return create_app({"SECRET_KEY": "only for tests, and long enough for them", "DATABASE_URL": "sqlite://"})


def rules(portal: Flask) -> list[Rule]:
    return list(portal.url_map.iter_rules())


def test_every_route_declares_who_may(portal: Flask) -> None:
    undeclared = [
        rule.endpoint
        for rule in rules(portal)
        if not isinstance(getattr(portal.view_functions[rule.endpoint], "rule", None), PolicyRule)
    ]
    assert not undeclared, f"put @permit(…) above these views: {undeclared}"


def test_only_what_must_be_is_open_to_anyone(portal: Flask) -> None:
    is_open = {rule.endpoint for rule in rules(portal) if portal.view_functions[rule.endpoint].rule is ANYONE}
    assert is_open == OPEN


def test_numbers_in_addresses_are_bounded(portal: Flask) -> None:
    loose = [
        f"{rule.rule}: {name}"
        for rule in rules(portal)
        for name, converter in rule._converters.items()
        if type(converter).__name__ == "IntegerConverter" and converter.max is None
    ]
    assert not loose, f"use <id:…> or give int a max: {loose}"


def test_text_in_addresses_is_named_as_such(portal: Flask) -> None:
    unknown = [
        f"{rule.rule}: {name}"
        for rule in rules(portal)
        for name, converter in rule._converters.items()
        if isinstance(converter, UnicodeConverter | PathConverter) and name not in TEXT_PARTS
    ]
    assert not unknown, f"an id is <id:…>; other words are listed here once: {unknown}"


def test_a_number_too_long_for_the_database_is_no_page(app: Flask, cast, sign_in) -> None:
    client = sign_in(cast.hr)
    assert client.get("/profiles/99999999999999999999").status_code == 404


def test_every_rule_has_a_sentence() -> None:
    assert all(rule.says.strip() for rule in RULES.values())


def test_a_route_without_a_rule_is_refused(app: Flask, cast, sign_in) -> None:
    app.view_functions["forgotten"] = lambda: "secret"
    app.url_map.add(Rule("/forgotten", endpoint="forgotten"))
    assert sign_in(cast.admin).get("/forgotten").status_code == 403


def test_addresses_that_change_things_need_the_token(database_url: str) -> None:
    portal = create_app(
        {"SECRET_KEY": "only for tests, and long enough for them", "DATABASE_URL": database_url, "TESTING": True}
    )
    client = portal.test_client()
    for rule in rules(portal):
        if "POST" in rule.methods and not rule.arguments:
            answer = client.post(rule.rule, data={"email": "x@rayon.example", "password": "y"})
            assert answer.status_code in {400, 401, 403}, f"{rule.rule} took a post without its token"
