"""`overture questions check|show|import|print`: exit code 0 is fine, 1 a file that will not do, 2 not understood."""

import argparse
import sys
from pathlib import Path

from overture.questions.check import LONGEST_ID, is_id
from overture.questions.importing.build import Wanted, set_id
from overture.questions.importing.draft import Draft, make_draft, title_of
from overture.questions.importing.material import LONGEST_TITLE, CannotImport, Note, one_line
from overture.questions.importing.read import read_import
from overture.questions.model import (
    Problem,
    QuestionError,
    QuestionSet,
    Section,
    base_files,
    check,
    digest_text,
    is_language,
    load_file,
)
from overture.questions.mutual import MOST_IDS
from overture.questions.worksheet import NoSuchLanguage, worksheet
from overture.settings import BUILTIN_QUESTIONS

_MOST_NOTES = 100


class NotDone(Exception):
    """What was asked for cannot be done. The message is for the person; `code` is the exit code."""

    def __init__(self, message: str, code: int = 1) -> None:
        super().__init__(message)
        self.code = code


def run(args: list[str]) -> int:
    """Do what `args` say, print the result, and give the exit code: 0 fine, 1 problems found, 2 not understood."""
    try:
        chosen = _parser().parse_args(args)
    except SystemExit as stop:
        return int(stop.code or 0)
    try:
        if chosen.verb == "check":
            return _check(chosen.files)
        if chosen.verb == "show":
            return _show(chosen.set)
        if chosen.verb == "import":
            return _import(chosen)
        return _print(chosen.set, chosen.language, chosen.output)
    except NotDone as error:
        _say(error)
        return error.code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="overture questions", description="Look after question sets.")
    verbs = parser.add_subparsers(dest="verb", required=True)
    checking = verbs.add_parser("check", help="explain what is wrong with a set, by line")
    checking.add_argument("files", metavar="FILE", nargs="+", type=Path, help="a set, a translation or a folder")
    of_a_set = "the id of a set that comes with the product, or a file"
    showing = verbs.add_parser("show", help="print the sections and questions of a set")
    showing.add_argument("set", metavar="SET", help=of_a_set)
    importing = verbs.add_parser("import", help="make a draft of a set from a list, for a person to review")
    importing.add_argument("file", metavar="FILE", type=Path, help="KinkList text, a JSON list or a CSV of questions")
    importing.add_argument("--id", help="the id of the set (made from the name of the file)")
    importing.add_argument("--title", help="the title of the set (made from the name of the file)")
    importing.add_argument("--language", default="en", help="the language of the list (en)")
    importing.add_argument("--output", metavar="NEW", type=Path, help="a new file to write to (the terminal)")
    printing = verbs.add_parser("print", help="make a page to print, for people who want paper")
    printing.add_argument("set", metavar="SET", help=of_a_set)
    printing.add_argument("--language", help="one of the languages of the set (its own)")
    printing.add_argument("--output", metavar="NEW", type=Path, help="a new file to write to (the terminal)")
    return parser


def _tell(line: object) -> None:
    sys.stdout.write(f"{line}\n")


def _say(line: object) -> None:
    """To people only: the result may be on its way to a file."""
    sys.stderr.write(f"{line}\n")


def _check(paths: list[Path]) -> int:
    failed = False
    for path in paths:
        files = base_files(path) if path.is_dir() else [path]
        if not files:
            failed = True
            _tell(Problem(str(path), 1, "there is no question set in this folder"))
        for file in files:
            problems = check(file)
            failed = failed or bool(problems)
            for problem in problems:
                _tell(problem)
            if not problems:
                _tell(f"{file}: fine")
    return 1 if failed else 0


def _show(name: str) -> int:
    _print_set(_loaded(name))
    return 0


def _loaded(name: str) -> QuestionSet:
    """A set by its id or its file. Raises NotDone with all that is wrong with it."""
    path = Path(name)
    if path.is_dir():
        raise NotDone(f"{name} is a folder; name one file in it")
    if path.suffix != ".toml":
        own = {file.stem: file for file in base_files(BUILTIN_QUESTIONS)}
        if name not in own:
            raise NotDone(
                f"there is no set “{name}” here; known: {', '.join(own)}; or name a file that ends with .toml"
            )
        path = own[name]
    try:
        return load_file(path)
    except QuestionError as error:
        raise NotDone(str(error)) from error


def _print_set(found: QuestionSet) -> None:
    content = found.content
    language = content.languages[0]
    _tell(f"{found.title[language]} ({found.id} {found.version}, about {found.minutes} minutes)")
    _tell(f"hash {digest_text(found.qhash)}, {len(found.document)} bytes, languages: {', '.join(content.languages)}")
    for section in content.sections:
        _tell(f"\n{section.title[language]}  [{section.id}, {section.reveal}, {_size(section)}]")
        for question in section.questions:
            _tell(f"  {question.id} ({question.kind}): {question.prompt[language]}")


def _size(section: Section) -> str:
    if not section.has_box:
        return "no box"
    if section.shared_ids:
        return f"{len(section.shared_ids)} of at most {MOST_IDS} ids"
    return f"box of {section.pad} bytes"


def _import(chosen: argparse.Namespace) -> int:
    wanted = _wanted(chosen.file, chosen.id, chosen.title, chosen.language, chosen.output)
    try:
        draft = make_draft(read_import(chosen.file), wanted)
    except CannotImport as error:
        raise NotDone(f"{chosen.file}: {error}") from error
    _write(draft.text, chosen.output)
    _tell_of_draft(chosen.file, wanted, draft, chosen.output)
    return 0


def _wanted(file: Path, set_id_: str | None, title: str | None, language: str, output: Path | None) -> Wanted:
    """What the options mean together. Raises NotDone (2) where they do not go together."""
    if output is not None and output.suffix != ".toml":
        raise NotDone(f"a question set is a file that ends with .toml, but --output is {output}", 2)
    chosen = set_id_ or (output.stem if output is not None else set_id(file.stem))
    if not is_id(chosen):
        raise NotDone(
            f"“{chosen}” is not a good id: small letters and digits with single hyphens, at most {LONGEST_ID}", 2
        )
    if output is not None and output.stem != chosen:
        raise NotDone(f"a set is named after its id: with --id {chosen}, --output must end with {chosen}.toml", 2)
    if not is_language(language):
        raise NotDone(f"“{language}” is not a language code such as “en”", 2)
    if title is not None and not one_line(title):
        raise NotDone("the title is empty", 2)
    shown = one_line(title)[:LONGEST_TITLE] if title is not None else title_of(file.name)
    return Wanted(chosen, shown or chosen, language, one_line(file.name))


def _tell_of_draft(file: Path, wanted: Wanted, draft: Draft, output: Path | None) -> None:
    _say(f"{file}: {draft.summary}")
    for notes in (draft.refused, draft.notes):
        for note in notes[:_MOST_NOTES]:
            _say(_at(file, note))
        if len(notes) > _MOST_NOTES:
            _say(f"{file}: and {len(notes) - _MOST_NOTES} more")
    for problem in draft.left:
        _say(f"left to do: {problem}")
    where = f"{output} is" if output is not None else f"This is, to be saved as {wanted.id}.toml,"
    _say(f"{where} a draft. A person has to read it, line by line, before anybody is asked; its head says what to do.")


def _at(file: Path, note: Note) -> str:
    return f"{file}:{note.line}: {note.text}" if note.line else f"{file}: {note.text}"


def _print(name: str, language: str | None, output: Path | None) -> int:
    try:
        page = worksheet(_loaded(name), language)
    except NoSuchLanguage as error:
        raise NotDone(str(error), 2) from error
    _write(page, output)
    if output is not None:
        _say(f"{output} can be opened in a browser and printed, on A4 or Letter, once for each person.")
    return 0


def _write(text: str, output: Path | None) -> None:
    """To the terminal, or to a file that is not there yet: nothing of anybody's is ever overwritten."""
    if output is None:
        sys.stdout.buffer.write(text.encode("utf-8"))
        sys.stdout.flush()
        return
    try:
        with output.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError as error:
        raise NotDone(f"{output} is there already and was left as it is; choose another name") from error
    except OSError as error:
        raise NotDone(f"{output} cannot be written: {error.strerror or error}") from error
