"""Two people who have answered the default set whole, for the scene card and for where they stand."""

import json
from pathlib import Path
from typing import Any

from tests.client.elements_support import FIRST_SCENE, answers, document, section_view, view

EXAMPLE = Path(__file__).parents[2] / "client" / "terminal" / "overture_partner" / "examples" / "first-scene.json"
MATCHES = [
    "caring-touch/a-to-b", "caring-touch/b-to-a", "textures/b-to-a", "eyes/a-to-b", "held/a-to-b", "stay-still/a-to-b",
    "cuffs/a-to-b", "impact-hand/a-to-b", "service/b-to-a", "praise/a-to-b", "praise/b-to-a", "opening-ritual",
]  # fmt: skip
PARTNER: dict[str, dict[str, Any]] = {
    "building": {
        "good-talk": "One without hurry.", "hopes": "Being trusted with the lead. That we both laugh, and sleep well.",
        "roles": ["dominant", "top"], "time-frame": "one-scene", "sexual": "partly", "other-partners": "None.",
    },
    "experience": {
        "how-long": "years", "learned": ["partners"], "areas": {"cuffs/give": {"level": "some"}},
        "approach": "I lead slowly, and I watch your hands.", "too-far": "Once. I ask more now.",
    },
    "health": {
        "body": ["breath"],
        "body-details": "Right knee: leave it alone. Short of breath: my inhaler, at once.",
        "medication": "My inhaler is in my bag. Allergic to latex.", "in-emergency": "Call Kim, 555 0100.",
        "communicate": "Look at me.", "marks": "none", "barriers": ["clean-tools", "barriers"],
    },
    "limits": {
        "hard-limits": "Nothing that breaks the skin.",
        "activities": {
            "kissing": {"level": "no-limit"}, "cuffs/give": {"level": "only-if", "if": "the key is in my pocket"},
            "skin/give": {"level": "hard-limit"}, "skin/receive": {"level": "hard-limit"},
            "breathing/give": {"level": "hard-limit"}, "breathing/receive": {"level": "hard-limit"},
            "rope/receive": {"level": "hard-limit"}, "joining": {"level": "fantasy-only"},
            "tickling/give": {"level": "not-now"}, "tickling/receive": {"level": "not-now"},
            "face/give": {"level": "hard-limit"},
        },
        "alcohol-drugs": "medicines", "dressed": "undressed", "affection": "hug",
        "no-touch": ["feet"], "words-scenarios": "My name in a loud voice.", "called": "Sam.", "pictures": "private",
        "traces": "Nothing about my work.", "triggers": "Doors that slam. I go stiff.",
    },
    "not-ready": {
        "not-for-now": "More than the two of us.", "pace": 3, "ask-you": "How do you like to be woken?",
        "felt-heard": 5,
    },
    "plan": {
        "plan-what": "Slow touch, then cuffs.", "plan-place": "At yours.", "who-near": "nobody",
        "plan-length": "two-hours", "plan-strength": 4,
    },
    "stop-signals": {
        "stop-word": "Pineapple", "slow-word": "yellow", "silent-signal": ["tap"],
        "going-quiet": "I get very polite.", "checks": ["ask-openly"],
        "at-a-stop": ["comfortable", "give-space"], "safety-kit": ["shears", "keys"],
    },
    "feelings": {"meaning": ["play"], "connection": 4, "reassures": ["slow"]},
    "aftercare": {
        "needs-after": ["water-food", "quiet"], "can-give-after": ["holding"],
        "not-after": "Being left to drive home at once.",
        "care-length": "night", "drop-signs": "I get short with people.", "who-writes": "both-write",
    },
}  # fmt: skip


def example() -> dict[str, dict[str, Any]]:
    """What the other of the two has said, by section: what the terminal partner answers by itself."""
    found: dict[str, Any] = json.loads(EXAMPLE.read_text(encoding="utf-8"))
    return {section: said["answers"] for section, said in found.items()}


def whole_set(stop_word: str = "red", slow_word: str = "yellow", **changed: Any) -> dict[str, Any]:
    """The state of a conversation in which all of the default set is open.

    Args:
        stop_word: Of the reader; the partner's is "Pineapple".
        slow_word: Of the reader; the partner's is "yellow".
        changed: Further fields of the state.
    """
    mine = example()
    mine["stop-signals"] |= {"stop-word": stop_word, "slow-word": slow_word}
    opened: dict[str, Any] = {"curious-about/1": {"matches": MATCHES}}
    for section, said in PARTNER.items():
        opened[f"{section}/1"] = {"mine": answers(**mine[section]), "theirs": answers(**said)}
    views = [section_view(section, state="opened") for section in PARTNER]
    views.insert(4, section_view("curious-about", reveal="mutual", state="opened"))
    return {"document": document(FIRST_SCENE), "opened": opened, "view": view(*views), **changed}
