"""Removes items that are never imported from a list, and merges those that it has twice."""

from dataclasses import replace

from overture.questions.importing.ids import same_words
from overture.questions.importing.material import ImportedList, ImportedQuestion, ImportNote, Row
from overture.questions.importing.refusals import Refusal, needs_care, refusal, refusal_explained


def remove_refused(imported: ImportedList, language: str) -> tuple[ImportedList, list[ImportNote]]:
    """Remove everything that is never imported (`refusals`).

    Args:
        imported: The imported list.
        language: Its language.

    Returns:
        The list without what is refused, and a note for each question or row that was.
    """
    refused: list[ImportNote] = []
    kept: list[ImportedQuestion] = []
    notes = list(imported.notes)
    for question in imported.questions:
        around = refusal(f"{question.heading}; {question.section}", language)
        if around:
            left_out = question.rows or (Row(question.line, question.prompt),)
            where = f"it stands under “{question.heading or question.section}”, and {around.reason}"
            refused += [ImportNote(row.line, f"refused “{row.label}”: {where}") for row in left_out]
            continue
        # A question that is refused takes its whole list with it; otherwise each row is checked by itself.
        asked = ". ".join((question.heading, question.prompt, *question.options))
        found = refusal_explained(asked, question.help, language)
        if found:
            name = question.prompt or question.heading
            refused.append(_refused(question.line, name, found))
            refused += [ImportNote(row.line, f"refused “{row.label}”, a part of “{name}”") for row in question.rows]
            continue
        rows = [row for row in question.rows if _row_stays(row, language, refused, notes)]
        if rows or not question.rows:
            kept.append(replace(question, rows=tuple(rows)))
    return replace(imported, questions=tuple(kept), notes=tuple(notes)), refused


def _refused(line: int, name: str, found: Refusal) -> ImportNote:
    return ImportNote(line, f"refused “{name}”: {found.reason} (“{found.words}”)")


def _row_stays(row: Row, language: str, refused: list[ImportNote], notes: list[ImportNote]) -> bool:
    found = refusal_explained(row.label, row.help, language)
    if found:
        refused.append(_refused(row.line, row.label, found))
        return False
    if needs_care(row.label):
        notes.append(
            ImportNote(
                row.line, f"“{row.label}” plays with resistance; say in its text that a stop word counts there too"
            )
        )
    return True


def merge_repeats(imported: ImportedList) -> ImportedList:
    """Merge the rows of a list that have the same words, as they are the same act, with their descriptions and
    directions."""
    notes = list(imported.notes)
    questions = []
    for question in imported.questions:
        rows: dict[str, Row] = {}
        for row in question.rows:
            words = same_words(row.label)
            first = rows.setdefault(words, row)
            if first is not row:
                notes.append(
                    ImportNote(row.line, f"“{row.label}” stands in line {first.line} already, so it is asked once")
                )
                either = first.direction or row.direction
                if first.help and row.help and same_words(row.help) != same_words(first.help):
                    notes.append(ImportNote(row.line, f"its other description was left out: “{row.help}”"))
                rows[words] = replace(first, help=first.help or row.help, direction=either)
        questions.append(replace(question, rows=tuple(rows.values())))
    return replace(imported, questions=tuple(questions), notes=tuple(notes))
