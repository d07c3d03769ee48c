"""What a question-set file may hold: the keys of each of its tables, and what each key can be.

`check.py` refuses what does not fit, and `schema.py` says the same to editors.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, cast

REVEALS = ("both", "mutual", "never")
GATHERS = (
    "shared", "limits", "conditions", "stop-signals", "at-a-stop", "aftercare", "check-in", "help", "plan",
    "ask", "experience",
)  # fmt: skip
MEANINGS = ("limit", "not-now", "condition", "willing", "curious", "yes", "fantasy", "unsure", "open", "plain")
ALIGNS: dict[str, tuple[str, ...]] = {
    "text": ("none", "limit"),
    "choice": ("same", "limit", "none"),
    "choices": ("overlap", "cover", "limit", "none"),
    "scale": ("near", "same", "none"),
    "items": ("levels", "none"),
    "statement": ("none",),
}
"""How two answers can be compared, by kind of question. The first is what is done if a question does not say."""
KINDS = tuple(ALIGNS)
COUNTS: dict[str, tuple[str, ...]] = {"choice": ("first",), "choices": ("first", "union"), "scale": ("low",)}
"""How to choose the answer that counts until two people have talked, by kind of question."""
SIDES = ("lead", "follow")
"""The two sides that an option can stand for: whoever chooses one needs somebody on the other."""
CARES = ("offer", "stop")
"""What a phone does when an option for oneself alone is chosen."""
SMALLEST_PAD, LARGEST_PAD, DEFAULT_PAD = 256, 32768, 4096
"""Bytes that the answers of a section are padded to."""
MOST_SECTIONS = 64
"""Sections of a set: no client keeps more (docs/protocol.md, "Limits")."""
LONGEST_ID = 48
LONGEST_TEXT = 8000
WIDEST_SCALE = 10
LAST_ORDER = 1000
"""The order of a set that has none: after all that do."""

Type = Literal["id", "words", "number", "flag", "list", "tables", "table"]
TYPES: dict[Type, tuple[type[Any], str]] = {
    "id": (str, "text"),
    "words": (str, "text"),
    "number": (int, "a whole number"),
    "flag": (bool, "true or false"),
    "list": (list, "a list"),
    "tables": (list, "a list of tables"),
    "table": (dict, "a table"),
}
"""What a value of each type is in Python, and in words."""


@dataclass(frozen=True)
class Key:
    """What a key can be.

    Args:
        type: Its type.
        required: Whether its table must have it.
        values: The only texts that it can be; empty for any.
        low: The lowest number that it can be, if there is one; likewise `high`.
        unit: Of a number, to be written behind it.
        part: Of a table, or of each table of a list: its keys.
        kinds: Of each table of a list with several kinds of tables, by kind: its keys, instead of `part`.
        name: Of a list of tables: what one of them is called.
        least: Of a list of tables: how many it has at least.
        too_few: What to say of a list with fewer; likewise `too_many` of one with more than `most`.
    """

    type: Type
    required: bool = False
    values: tuple[str, ...] = ()
    low: int | None = None
    high: int | None = None
    unit: str = ""
    part: "Keys" = field(default_factory=dict)
    kinds: "Mapping[str, Keys]" = field(default_factory=dict)
    name: str = ""
    least: int = 0
    too_few: str = ""
    most: int | None = None
    too_many: str = ""

    @property
    def bounds(self) -> str:
        """The bounds of a number in words."""
        return f"{self.low} or more" if self.high is None else f"from {self.low} to {self.high}{self.unit}"

    def has_room_for(self, number: int) -> bool:
        """Return whether a number is within the bounds."""
        return not ((self.low is not None and number < self.low) or (self.high is not None and number > self.high))


Keys = Mapping[str, Key]
"""The keys of a table, by name."""


def keys(required: str, optional: str = "", **limited: Key) -> Keys:
    """Return the keys of a table.

    Args:
        required: The names of those that it must have: `title` for words, `max:number` for another type.
        optional: The names of those that it can have.
        limited: What those among them can be that are not just any value of their type.
    """
    made: dict[str, Key] = {}
    for names, is_required in ((required, True), (optional, False)):
        for each in names.split():
            name, _, named_type = each.partition(":")
            key = limited.get(name, Key(cast("Type", named_type or "words")))
            made[name] = replace(key, required=is_required)
    return made


def _one_of(values: tuple[str, ...]) -> Key:
    return Key("words", values=values)


LEVEL = keys("id:id label means", means=_one_of(MEANINGS))
SCALE_TABLE = keys(
    "id:id levels",
    levels=Key("tables", part=LEVEL, name="level", least=1, too_few="a scale needs at least one level"),
)
TERM = keys("id:id term text")
OPTION = keys("id:id label", "talk:flag alone:flag final:flag side care", side=_one_of(SIDES), care=_one_of(CARES))
_STEP = Key("number", low=0, high=WIDEST_SCALE)
STEPS = keys("min max low high", min=_STEP, max=_STEP)
ITEM = keys("id:id label", "help group direction:flag risk give_says receive_says experience")


def _question(kind: str, required: str = "", optional: str = "") -> Keys:
    """The keys of a question of this kind, with those that it alone has."""
    asked = "" if kind == "statement" else "gather align private:flag"
    two = "a choice needs at least two options"
    return keys(
        f"id:id kind prompt {required}",
        f"help why terms:list {asked} {optional}",
        kind=_one_of((kind,)),
        gather=_one_of(GATHERS),
        align=_one_of(ALIGNS[kind]),
        counts=_one_of(COUNTS.get(kind, ())),
        max=Key("number", low=1, high=LONGEST_TEXT, unit=" bytes"),
        most=Key("number", low=1),
        options=Key("tables", part=OPTION, name="option", least=2, too_few=two),
        scale=Key("table", part=STEPS),
        items=Key("tables", part=ITEM, name="item", least=1, too_few="a list needs at least one item"),
    )


QUESTION: dict[str, Keys] = {
    "text": _question("text", "max"),
    "choice": _question("choice", "options", "counts"),
    "choices": _question("choices", "options", "most counts"),
    "scale": _question("scale", "scale", "counts"),
    "items": _question("items", "levels items", "condition:flag max"),
    "statement": _question("statement"),
}
ANY_QUESTION = keys("id:id kind prompt", kind=_one_of(KINDS))
"""What every question must have, whatever its kind."""
SECTION = keys(
    "id:id title intro reveal question",
    "why pad private:flag",
    reveal=_one_of(REVEALS),
    pad=Key("number", low=SMALLEST_PAD, high=LARGEST_PAD, unit=" bytes"),
    question=Key("tables", kinds=QUESTION, name="question", least=1, too_few="a section needs at least one question"),
)
TOP = keys(
    "id:id version language title for_whom minutes licence sources:list section",
    "order scale term",
    minutes=Key("number", low=1),
    order=Key("number", low=1, high=LAST_ORDER - 1),
    scale=Key("tables", part=SCALE_TABLE, name="scale"),
    term=Key("tables", part=TERM, name="glossary"),
    section=Key(
        "tables",
        part=SECTION,
        name="section",
        least=1,
        too_few="a set needs at least one section",
        most=MOST_SECTIONS,
        too_many=f"a set has at most {MOST_SECTIONS} sections",
    ),
)
