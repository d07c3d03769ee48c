"""Which keys each part of a question-set file has, of which type, and the values that some of them can have."""

KINDS = ("text", "choice", "choices", "scale", "items", "statement")
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
COUNTS: dict[str, tuple[str, ...]] = {"choice": ("first",), "choices": ("first", "union"), "scale": ("low",)}
"""Which answer can stand until two people have talked, by kind."""
SIDES = ("lead", "follow")
"""The two sides that an option can stand for: whoever chooses one needs somebody on the other."""
CARES = ("offer", "stop")
"""What a phone does when an option for oneself alone is chosen."""
SMALLEST_PAD, LARGEST_PAD, DEFAULT_PAD = 256, 32768, 4096
"""Bytes that the answers of a section are padded to."""
LONGEST_ID = 48
LONGEST_TEXT = 8000
WIDEST_SCALE = 10
LAST_ORDER = 1000
"""The order of a set that has none: after all that do."""

TYPES: dict[str, tuple[type, str]] = {
    "words": (str, "text"),
    "number": (int, "a whole number"),
    "flag": (bool, "true or false"),
    "list": (list, "a list"),
    "tables": (list, "a list of tables"),
    "table": (dict, "a table"),
}


def typed_keys(required: str, optional: str = "") -> dict[str, tuple[str, bool]]:
    """`"id:words max:number"` as {key: (type, required)}."""
    pairs = [(item, True) for item in required.split()] + [(item, False) for item in optional.split()]
    return {item.split(":")[0]: (item.split(":")[1], needed) for item, needed in pairs}


TOP = typed_keys(
    "id:words version:words language:words title:words for_whom:words minutes:number licence:words sources:list "
    "section:tables",
    "order:number scale:tables term:tables",
)
SCALE_TABLE = typed_keys("id:words levels:tables")
LEVEL = typed_keys("id:words label:words means:words")
TERM = typed_keys("id:words term:words text:words")
SECTION = typed_keys(
    "id:words title:words intro:words reveal:words question:tables", "why:words pad:number private:flag"
)
OPTION = typed_keys("id:words label:words", "talk:flag alone:flag side:words care:words")
STEPS = typed_keys("min:number max:number low:words high:words")
ITEM = typed_keys(
    "id:words label:words",
    "help:words group:words direction:flag risk:words give_says:words receive_says:words experience:words",
)
_ASKED = "help:words why:words terms:list gather:words align:words private:flag"
QUESTION: dict[str, dict[str, tuple[str, bool]]] = {
    "text": typed_keys("id:words kind:words prompt:words max:number", _ASKED),
    "choice": typed_keys("id:words kind:words prompt:words options:tables", _ASKED + " counts:words"),
    "choices": typed_keys("id:words kind:words prompt:words options:tables", _ASKED + " most:number counts:words"),
    "scale": typed_keys("id:words kind:words prompt:words scale:table", _ASKED + " counts:words"),
    "items": typed_keys(
        "id:words kind:words prompt:words levels:words items:tables", _ASKED + " condition:flag max:number"
    ),
    "statement": typed_keys("id:words kind:words prompt:words", "help:words why:words terms:list"),
}
