"""Checks of what a section, an option or an item promises to people, in a file whose shape is right.

Source: docs/question-sets.md.
"""

from collections.abc import Mapping

from overture.questions.mutual import Report
from overture.questions.source import Table, Tables, TomlPath, tables_in

WANTING = ("yes", "curious", "willing")
"""Meanings of levels that express a wish."""

Sections = list[tuple[TomlPath, Table, Tables]]
"""The sections of a set, each with where it stands and its questions."""


def check_private(report: Report, path: TomlPath, section: Table, questions: Tables) -> None:
    """Report `private` in a section that does not open whole: nothing of it is ever saved or printed for both."""
    if section["reveal"] == "both":
        return
    for part, table in ((path, section), *questions):
        if table.get("private"):
            report(
                (*part, "private"),
                '"private" is for what opens whole: a section that is mutual or never sent is kept out of files and '
                "prints anyway",
            )


def check_alone(report: Report, path: TomlPath, kind: str, option: Table) -> None:
    """Report `alone` of an option where only one can be chosen."""
    if kind == "choice" and "alone" in option:
        report((*path, "alone"), '"alone" is for options of kind "choices": a choice has only one answer')


def check_sides(report: Report, options: Tables) -> None:
    """Report options of one side that nothing stands against, and one that is a side and a reason to talk in one."""
    sides = {option["side"] for _, option in options if "side" in option}
    for path, option in options:
        if "side" in option and len(sides) < 2:
            report((*path, "side"), '"side" needs an option of the other side: "lead" and "follow"')
        if "side" in option and option.get("talk"):
            report((*path, "side"), "an option that means “let us talk” stands on no side")


def check_care(report: Report, section: Table, questions: Tables) -> None:
    """Report `care` of options that are sent: a phone reacts only to what stays on it."""
    for path, question in questions if section["reveal"] != "never" else ():
        for option_path, option in tables_in(question, "options", path):
            if "care" in option:
                report((*option_path, "care"), '"care" is for options of a section that is never sent')


def check_final(report: Report, section: Table, questions: Tables) -> None:
    """Report `final` of options that cannot hold for both, and of those that stand behind an answer that can wait.

    Where both choose a final answer, the one that comes first holds, as of all answers that count.
    """
    for path, question in questions:
        waiting = False
        for option_path, option in tables_in(question, "options", path):
            where = (*option_path, "final")
            if option.get("final") is not True:
                waiting = True
            elif section["reveal"] != "both" or question.get("counts") != "first":
                report(where, '"final" needs counts = "first", in a section that opens whole')
            elif option.get("talk") is True:
                report(where, "an option that means “let us talk” is not final")
            elif waiting:
                report(where, "final options come first: the list goes from narrow to wide")


def check_result_sentences(report: Report, path: TomlPath, item: Table) -> None:
    """Report result sentences of an item that is not asked in two directions, or that has only one of the two."""
    for key, twin in (("give_says", "receive_says"), ("receive_says", "give_says")):
        if key not in item:
            continue
        if not item.get("direction"):
            report((*path, key), f'"{key}" is only for an item with "direction = true"')
        elif twin not in item:
            report((*path, key), f'"{key}" needs "{twin}" beside it: each of the two people reads one of them')


def check_ask(report: Report, section: Table, questions: Tables) -> None:
    """Report a question for the partner that is not in words, or that would never be an open point."""
    for path, question in questions if section["reveal"] != "mutual" else ():
        if question.get("gather") != "ask":
            continue
        where = (*path, "gather")
        if question["kind"] != "text":
            report(where, 'people ask each other in their own words: "ask" is for questions of kind "text"')
        elif section["reveal"] == "never" or section.get("private") or question.get("private"):
            report(where, 'what is private or never sent is no open point: take "ask" out')


def check_experience(report: Report, sections: Sections) -> None:
    """Report questions that cannot feed experience, and items that name no experience that both people will see."""
    known: set[str] = set()
    others: set[str] = set()
    for _, section, questions in sections:
        opens = section["reveal"] == "both" and not section.get("private")
        for path, question in questions:
            feeds = question.get("gather") == "experience"
            if feeds and question["kind"] != "items":
                report(
                    (*path, "gather"), 'experience is asked act by act: "experience" is for questions of kind "items"'
                )
            shown = feeds and opens and not question.get("private")
            (known if shown else others).update(item["id"] for _, item in tables_in(question, "items"))
    for _, _, questions in sections:
        for path, question in questions:
            for item_path, item in tables_in(question, "items", path):
                named = item.get("experience")
                if named is None or named in known:
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
        item["id"]: section["id"]
        for _, section, questions in sections
        if section["reveal"] == "mutual"
        for _, question in questions
        for _, item in tables_in(question, "items")
    }
    for _, section, questions in sections:
        if section["reveal"] != "both":
            continue
        for path, question in questions:
            levels = scales.get(question.get("levels", ""), [])
            if all(level["means"] not in WANTING for level in levels):
                continue
            for item_path, item in tables_in(question, "items", path):
                if item["id"] in mutual:
                    report(
                        (*item_path, "id"),
                        f'"{item["id"]}" is also asked in the mutual section "{mutual[item["id"]]}", and a yes in this '
                        "list would open to the partner alone: ask only limits here, with a level that means "
                        '"open" for no limit, or take it out of one of the two',
                    )
