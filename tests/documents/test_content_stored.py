"""What is stored for ever can be read for ever."""

import json
from pathlib import Path

import pytest

from portal.documents.content import SHAPE, BadContent, digest, dumps, loads, stored, validate
from portal.profiles.content import PROFILE
from tests.documents.bodies import small_profile

SNAPSHOTS = Path(__file__).parent / "snapshots"
KEPT = {"profile.shape-1.json": "87cee2ccd7f19f6dcd4b6479faa222626551328a2d9c185365a5a759509f362a"}


def test_equal_bodies_give_one_text_whatever_the_order_of_their_fields():
    body = small_profile()
    shuffled = [dict(reversed(part.items())) for part in body]
    assert dumps(shuffled) == dumps(body)
    assert loads(dumps(body)) == body
    assert " " not in dumps([{"key": "å", "rev": {"nl": 1}}])
    assert dumps([{"key": "å"}]) == '[{"key":"å"}]'


def test_a_digest_names_the_text():
    assert digest("å") == "e83979df9d36090142f23051f8e8d7ad48e5c20dff5c9e7b92ca3454f67469f9"
    assert digest("a") != digest("b")


@pytest.mark.parametrize("name", KEPT)
def test_a_kept_snapshot_is_unchanged_and_reads_as_a_valid_body(name):
    text = (SNAPSHOTS / name).read_text(encoding="utf-8").rstrip("\n")
    assert digest(text) == KEPT[name]
    body = loads(text, int(name.split("-")[1].split(".")[0]))
    validate(body, PROFILE)
    assert [part["text"]["nl"] for part in body][:2] == ["Verkoper binnendienst", "Klanten helpen kiezen."]


def test_every_shape_that_ever_was_has_a_kept_snapshot():
    shapes = {int(path.name.split("-")[1].split(".")[0]) for path in SNAPSHOTS.iterdir()}
    assert shapes == set(range(1, SHAPE + 1))
    assert set(stored.UPGRADES) == set(range(1, SHAPE))


def test_an_old_shape_is_lifted_step_by_step(monkeypatch):
    monkeypatch.setattr(stored, "SHAPE", 3)
    monkeypatch.setattr(stored, "UPGRADES", {
        1: lambda body: [{**part, "note": ""} for part in body],
        2: lambda body: [{**part, "note": part["note"] + "2"} for part in body],
    })
    assert loads('[{"key":"a"}]', 1) == [{"key": "a", "note": "2"}]
    assert loads('[{"key":"a","note":"x"}]', 2) == [{"key": "a", "note": "x2"}]
    assert loads('[{"key":"a"}]', 3) == [{"key": "a"}]


@pytest.mark.parametrize("shape", [0, SHAPE + 1])
def test_an_unknown_shape_is_refused(shape):
    with pytest.raises(BadContent):
        loads(json.dumps([]), shape)
