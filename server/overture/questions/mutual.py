"""Checks of mutual sections, and the shared ids of their items.

Source: docs/protocol.md, "Mutual sections".
"""

from collections.abc import Callable, Iterable

from overture.questions.source import Table, Tables, TomlPath, tables_in

MOST_IDS = 64
"""Shared ids of a mutual section."""
WANTED = ("yes", "curious")
UNWANTED = ("not-now", "unsure")

Report = Callable[[TomlPath, str], None]
"""Adds a problem with a part of the file."""


def shared_ids(items: Iterable[tuple[str, bool]]) -> tuple[str, ...]:
    """Return the ids that the two phones compare: each item's own, or one for each direction.

    Args:
        items: Id of each item and whether it has a direction, in the order of the document.
    """
    return tuple(
        shared for id, direction in items for shared in ((f"{id}/a-to-b", f"{id}/b-to-a") if direction else (id,))
    )


def check_mutual(
    report: Report, path: TomlPath, section: Table, questions: Tables, scales: dict[str, list[Table]]
) -> None:
    """Report the problems that only a section of `reveal = "mutual"` can have.

    Args:
        report: Called with each problem.
        path: Where the section stands in the file.
        scales: The levels of each scale of the set.
    """
    if "pad" in section:
        report((*path, "pad"), 'a mutual section has no "pad": the size of its box follows from its items; take it out')
    for question_path, question in questions:
        _check_question(report, question_path, question)
        _check_levels(report, question_path, question, scales)
    _check_items(report, path, questions)


def _check_question(report: Report, path: TomlPath, question: Table) -> None:
    if question["kind"] not in ("items", "statement"):
        report((*path, "kind"), "a mutual section asks items only")
    gather = question.get("gather")
    if gather == "limits":
        report((*path, "gather"), "limits must always reach the partner: not in a mutual section")
    elif gather is not None:
        report((*path, "gather"), 'what is mutual has a place of its own in where we stand: take "gather" out')
    if question.get("condition"):
        report((*path, "condition"), "a condition never reaches the partner out of a mutual section: take it out")


def _check_levels(report: Report, path: TomlPath, question: Table, scales: dict[str, list[Table]]) -> None:
    means = {level["means"] for level in scales.get(question.get("levels", ""), [])}
    others = sorted(means.difference(WANTED, UNWANTED))
    if "limit" in means:
        report(
            (*path, "levels"),
            "a scale with a limit cannot be used in a mutual section: limits must always reach the partner",
        )
    elif others:
        report(
            (*path, "levels"),
            f'a scale with a level that means "{others[0]}" cannot be used in a mutual section; its levels mean one of '
            f"{', '.join((*WANTED, *UNWANTED))}",
        )
    elif means and not means.intersection(WANTED):
        report((*path, "levels"), 'in a mutual section the scale needs a level that means "yes" or "curious"')


def _check_items(report: Report, path: TomlPath, questions: Tables) -> None:
    seen: set[str] = set()
    items: list[tuple[str, bool]] = []
    for question_path, question in questions:
        for item_path, item in tables_in(question, "items", question_path):
            id = item["id"]
            if id in seen:
                report((*item_path, "id"), f'item "{id}" appears twice in this mutual section')
            seen.add(id)
            items.append((id, item.get("direction", False)))
    count = len(shared_ids(items))
    if count > MOST_IDS:
        report(
            path, f"a mutual section may have {MOST_IDS} ids (two for an item with a direction), this one has {count}"
        )
    if all(question["kind"] == "statement" for _, question in questions):
        report(path, 'a mutual section needs at least one list of items; if it is only read, "both" is enough')
