"""Bodies to test with: a small profile in two languages, and random ones."""

from hypothesis import strategies as st

from portal.documents.content import Body, Part, new_part, normalised
from portal.profiles.content import PROFILE

KEYS = {
    "title": "00000001",
    "purpose": "00000002",
    "area": "000000a1",
    "result": "000000a2",
    "first": "000000a3",
    "second": "000000a4",
    "third": "000000a5",
    "indicator": "000000a6",
    "other_area": "000000b1",
    "other_task": "000000b2",
    "loose": "000000c1",
}


def part(name: str, kind: str, parent: str, nl: str, nb: str = "", **data: object) -> Part:
    texts = {"nl": nl, "nb": nb} if nb else {"nl": nl}
    return new_part(kind, KEYS.get(parent, parent), texts, key=KEYS.get(name, name), source="nl", data=data)


def small_profile() -> Body:
    """Two areas: one with a result, three tasks and an indicator, one with one task; and one unplaced line."""
    return normalised(
        [
            part("title", "title", "", "Verkoper binnendienst", "Innesalg"),
            part("purpose", "purpose", "", "Klanten helpen kiezen.", "Hjelpe kunder å velge."),
            part("area", "area", "", "Klanten beheren", "Følge opp kunder"),
            part("result", "result", "area", "Klanten blijven."),
            part("first", "core_task", "area", "Belt vaste klanten.", "Ringer faste kunder."),
            part("second", "core_task", "area", "Schrijft offertes."),
            part("third", "core_task", "area", "Lost klachten op."),
            part("indicator", "indicator", "area", "Aandeel vaste klanten"),
            part("other_area", "area", "", "Markt volgen"),
            part("other_task", "core_task", "other_area", "Leest vakbladen."),
            part("loose", "unplaced", "", "Losse regel", lines=[40]),
        ],
        PROFILE,
    )


def content(body: Body) -> list[tuple[object, ...]]:
    """What a reader can tell two bodies apart by: everything but numbers and tokens."""
    return [(p["key"], p["in"], p["kind"], p["text"], p["data"]) for p in body]


WORDS = st.sampled_from(
    ["de", "het", "een", "klant", "klanten", "verkoper", "og", "å", "selger", "kunde,", "plan.", "(a)", "20%", "mbo+",
     "’s", "ABC—D"]
)
BLANKS = st.sampled_from([" ", " ", " ", "  ", "\n", "\n\n", "\t"])
TEXTS = st.one_of(
    st.lists(st.tuples(WORDS, BLANKS), max_size=25).map(lambda pairs: "".join(a + b for a, b in pairs).strip()),
    st.text(max_size=20),
)
