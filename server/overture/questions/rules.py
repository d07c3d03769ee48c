"""Checks of what a section, an option or an item promises to people, beyond its shape.

Source: docs/question-sets.md.
"""

from collections.abc import Mapping

from overture.questions.mutual import Questions, Report
from overture.questions.source import Table, TomlPath

WANTING = ("yes", "curious", "willing")
"""Meanings of levels that say what somebody would like."""

Sections = list[tuple[TomlPath, Table, Questions]]
"""The sections of a set, each with where it stands and its questions."""


def check_private(report: Report, path: TomlPath, section: Table, questions: Questions) -> None:
    """Report `private` in a section that does not open whole: nothing of it is ever saved or printed for both."""
    if section.get("reveal") not in ("mutual", "never"):
        return
    for part, table in ((path, section), *questions):
        if table.get("private") is True:
            report(
                (*part, "private"),
                '"private" is for what opens whole: a section that is mutual or never sent is kept out of files and '
                "prints anyway",
            )


def check_alone(report: Report, path: TomlPath, kind: object, option: Table) -> None:
    """Report `alone` of an option where only one can be chosen."""
    if kind == "choice" and "alone" in option:
        report((*path, "alone"), '"alone" is for options of kind "choices": a choice has only one answer')


def check_sides(report: Report, options: Questions) -> None:
    """Report options of one side that nothing stands against, and one that is a side and a reason to talk in one."""
    sides = {option["side"] for _, option in options if "side" in option}
    for path, option in options:
        if "side" in option and len(sides) < 2:
            report((*path, "side"), '"side" needs an option of the other side: "lead" and "follow"')
        if "side" in option and option.get("talk") is True:
            report((*path, "side"), "an option that means “let us talk” stands on no side")


def check_care(report: Report, section: Table, questions: Questions) -> None:
    """Report `care` of options that are sent: a phone reacts only to what stays on it."""
    for path, question in questions if section.get("reveal") in ("both", "mutual") else ():
        options = question.get("options")
        for index, option in enumerate(options if isinstance(options, list) else ()):
            if isinstance(option, dict) and "care" in option:
                report((*path, "options", index, "care"), '"care" is for options of a section that is never sent')


def check_result_sentences(report: Report, path: TomlPath, item: Table) -> None:
    """Report result sentences of an item that is not asked in two directions, or that has only one of the two."""
    for key, twin in (("give_says", "receive_says"), ("receive_says", "give_says")):
        if key not in item:
            continue
        if item.get("direction") is not True:
            report((*path, key), f'"{key}" is only for an item with "direction = true"')
        elif twin not in item:
            report((*path, key), f'"{key}" needs "{twin}" beside it: each of the two people reads one of them')


def check_ask(report: Report, section: Table, questions: Questions) -> None:
    """Report a question for the partner that is not in words, or that would never be an open point."""
    for path, question in questions if section.get("reveal") != "mutual" else ():
        if question.get("gather") != "ask":
            continue
        where = (*path, "gather")
        if question.get("kind") != "text":
            report(where, 'people ask each other in their own words: "ask" is for questions of kind "text"')
        elif section.get("reveal") == "never" or True in (section.get("private"), question.get("private")):
            report(where, 'what is private or never sent is no open point: take "ask" out')


def check_experience(report: Report, sections: Sections) -> None:
    """Report questions that cannot feed experience, and items that name no experience that both people will see."""
    known: set[object] = set()
    others: set[object] = set()
    for _, section, questions in sections:
        opens = section.get("reveal") == "both" and section.get("private") is not True
        for path, question in questions:
            feeds = question.get("gather") == "experience"
            if feeds and question.get("kind") != "items":
                report(
                    (*path, "gather"), 'experience is asked act by act: "experience" is for questions of kind "items"'
                )
            shown = feeds and opens and question.get("private") is not True
            (known if shown else others).update(item.get("id") for _, item in items_of(path, question))
    for _, _, questions in sections:
        for path, question in questions:
            for item_path, item in items_of(path, question):
                named = item.get("experience")
                if not isinstance(named, str) or named in known:
                    continue
                where = (*item_path, "experience")
                if named in others:
                    report(where, f'item "{named}" is not of a question with gather = "experience" that both will see')
                else:
                    report(where, f'"{named}" is not the id of an item of this set')


def check_wanting(report: Report, sections: Sections, scales: Mapping[str, list[Table]]) -> None:
    """Report acts that one set asks for wanting both openly and in a mutual section.

    Whoever marks a yes in the open list tells the partner what the mutual section promises to keep.

    Args:
        report: Called with each problem.
        sections: All sections of the set.
        scales: The levels of each scale of the set.
    """
    mutual = {
        item.get("id"): section.get("id")
        for _, section, questions in sections
        if section.get("reveal") == "mutual"
        for path, question in questions
        for _, item in items_of(path, question)
    }
    for _, section, questions in sections:
        if section.get("reveal") != "both":
            continue
        for path, question in questions:
            levels = scales.get(str(question.get("levels")), [])
            if all(level.get("means") not in WANTING for level in levels):
                continue
            for item_path, item in items_of(path, question):
                if item.get("id") in mutual:
                    report(
                        (*item_path, "id"),
                        f'"{item["id"]}" is also asked in the mutual section "{mutual[item["id"]]}", and a yes in this '
                        "list would open to the partner alone: ask only limits here, with a level that means "
                        '"open" for no limit, or take it out of one of the two',
                    )


def items_of(path: TomlPath, question: Table) -> Questions:
    """Return the items of a question, each with where it stands; none if its shape is wrong."""
    listed = question.get("items")
    entries = enumerate(listed if isinstance(listed, list) else [])
    return [((*path, "items", index), item) for index, item in entries if isinstance(item, dict)]
