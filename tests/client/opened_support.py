"""What two people have answered in the tests of what is read together."""

from tests.client.elements_support import answers, section_view, view

OPENED = '<h1>A section</h1><overture-opened data-phone chapter="Q" section="{}" round="{}"></overture-opened>'

MINE = answers(
    words="Tea, a blanket.\n\nAnd quiet.",
    one="tea",
    several=["red", "blue"],
    how_much=2,
    acts={
        "rope/give": {"level": "yes"},
        "rope/receive": {"level": "hard-limit"},
        "story": {"level": "only-if", "if": "no villains"},
    },
    done={"care/give": {"level": "some"}},
    first=["acts"],
)
THEIRS = answers(
    words="Water <b>and</b> warmth",
    one="coffee",
    several=["blue"],
    how_much=3,
    acts={"rope/receive": {"level": "yes"}, "rope/give": {"level": "yes"}, "story": {"level": "yes"}},
    skip=["done"],
    talk=["how-much"],
)
MY_LIMITS = answers(must_not="Nothing on the neck.", stop_word="red")
THEIR_LIMITS = answers(stop_word="pineapple", skip=["must-not"])
OPEN = {"mixed/1": {"mine": MINE, "theirs": THEIRS}, "limits/1": {"mine": MY_LIMITS, "theirs": THEIR_LIMITS}}
SWAPPED = {key: {"mine": pair["theirs"], "theirs": pair["mine"]} for key, pair in OPEN.items()}
VIEW = view(section_view("mixed", state="opened"), section_view("limits", state="opened"))
