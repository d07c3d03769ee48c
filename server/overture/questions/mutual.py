"""What a mutual section may hold, and the shared ids of its items (docs/protocol.md, "Mutual sections")."""

from collections.abc import Callable, Iterable

from overture.questions.source import Table, TomlPath

MOST_IDS = 64
WANTED = ("yes", "curious")
UNWANTED = ("not-now", "unsure")

Say = Callable[[TomlPath, str], None]
Found = list[tuple[TomlPath, Table]]


def shared_ids(items: Iterable[tuple[str, bool]]) -> tuple[str, ...]:
    """What the two phones compare, in order: each item's id, or one id for each direction. `items` are (id,
    direction) in the order of the document."""
    return tuple(
        shared for id, direction in items for shared in ((f"{id}/a-to-b", f"{id}/b-to-a") if direction else (id,))
    )


def check_mutual(say: Say, path: TomlPath, section: Table, questions: Found, scales: dict[str, list[Table]]) -> None:
    """Says what is wrong with a section of `reveal = "mutual"`. What is wrong in any section is told elsewhere."""
    if "pad" in section:
        say((*path, "pad"), 'a mutual section has no "pad": the size of its box follows from its items; take it out')
    for question_path, question in questions:
        _check_question(say, question_path, question)
        _check_levels(say, question_path, question, scales)
    _check_items(say, path, questions)


def _check_question(say: Say, path: TomlPath, question: Table) -> None:
    if question.get("kind") not in ("items", "statement"):
        say((*path, "kind"), "a mutual section asks items only")
    gather = question.get("gather")
    if gather == "limits":
        say((*path, "gather"), "limits must always reach the partner: not in a mutual section")
    elif gather is not None:
        say((*path, "gather"), 'what is mutual has a place of its own in where we stand: take "gather" out')
    if question.get("condition") is True:
        say((*path, "condition"), "a condition never reaches the partner out of a mutual section: take it out")


def _check_levels(say: Say, path: TomlPath, question: Table, scales: dict[str, list[Table]]) -> None:
    levels = scales.get(str(question.get("levels")), [])
    means = {str(level.get("means")) for level in levels}
    others = sorted(means.intersection(("condition", "fantasy", "plain")))
    if "limit" in means:
        say(
            (*path, "levels"),
            "a scale with a limit cannot be used in a mutual section: limits must always reach the partner",
        )
    elif others:
        say(
            (*path, "levels"),
            f'a scale with a level that means "{others[0]}" cannot be used in a mutual section; its levels mean one of '
            f"{', '.join((*WANTED, *UNWANTED))}",
        )
    elif levels and not means.intersection(WANTED):
        say((*path, "levels"), 'in a mutual section the scale needs a level that means "yes" or "curious"')


def _check_items(say: Say, path: TomlPath, questions: Found) -> None:
    seen: set[str] = set()
    items: list[tuple[str, bool]] = []
    for question_path, question in questions:
        said = question.get("items")
        for index, item in enumerate(said if isinstance(said, list) else []):
            if not isinstance(item, dict):
                continue
            id = str(item.get("id"))
            if id in seen:
                say((*question_path, "items", index, "id"), f'item "{id}" appears twice in this mutual section')
            seen.add(id)
            items.append((id, item.get("direction") is True))
    count = len(shared_ids(items))
    if count > MOST_IDS:
        say(path, f"a mutual section may have {MOST_IDS} ids (two for an item with a direction), this one has {count}")
    if questions and all(question.get("kind") == "statement" for _, question in questions):
        say(path, 'a mutual section needs at least one list of items; if it is only read, "both" is enough')
