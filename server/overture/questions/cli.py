"""The command `overture questions check|show|import|print|schema`."""

import argparse
import sys
from pathlib import Path

from overture.questions.check import is_id
from overture.questions.document import Section
from overture.questions.importing.build import DraftOptions, set_id
from overture.questions.importing.draft import Draft, make_draft, title_of
from overture.questions.importing.material import LONGEST_TITLE, CannotImport, ImportNote, one_line
from overture.questions.importing.read import read_import
from overture.questions.keys import LONGEST_ID
from overture.questions.model import QuestionSet, base_files, check, digest_text, is_language, load_file
from overture.questions.mutual import MOST_IDS
from overture.questions.schema import schema_text
from overture.questions.source import Problem, QuestionError
from overture.questions.worksheet import NoSuchLanguage, worksheet
from overture.settings import BUILTIN_QUESTIONS


class CommandError(Exception):
    """The command cannot be carried out.

    Args:
        message: What is wrong, for the person.
        code: The exit code.
    """

    def __init__(self, message: str, code: int = 1) -> None:
        super().__init__(message)
        self.code = code


def run(args: list[str]) -> int:
    """Run the command, and print its result.

    Args:
        args: The arguments after `overture questions`.

    Returns:
        The exit code: 0 if all is well, 1 for a file with problems, 2 for arguments that are not understood.
    """
    try:
        chosen = _parser().parse_args(args)
    except SystemExit as stop:
        return int(stop.code or 0)
    try:
        return int(chosen.run(chosen) or 0)
    except CommandError as error:
        _err(error)
        return error.code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="overture questions", description="Look after question sets.")
    verbs = parser.add_subparsers(dest="verb", required=True)
    checking = verbs.add_parser("check", help="explain what is wrong with a set, by line")
    checking.add_argument("files", metavar="FILE", nargs="+", type=Path, help="a set, a translation or a folder")
    checking.set_defaults(run=_check)
    of_a_set = "the id of a set that comes with the product, or a file"
    showing = verbs.add_parser("show", help="print the sections and questions of a set")
    showing.add_argument("set", metavar="SET", help=of_a_set)
    showing.set_defaults(run=_show)
    importing = verbs.add_parser("import", help="make a draft of a set from a list, for a person to review")
    importing.add_argument(
        "file", metavar="FILE", type=Path, help="KinkList text, Markdown, plain lines, a JSON list or a CSV table"
    )
    importing.add_argument("--id", help="the id of the set (made from the name of the file)")
    importing.add_argument("--title", help="the title of the set (made from the name of the file)")
    importing.add_argument("--language", default="en", help="the language of the list (en)")
    importing.add_argument("--output", metavar="NEW", type=Path, help="a new file to write to (the terminal)")
    importing.set_defaults(run=_import)
    printing = verbs.add_parser("print", help="make a page to print, for people who want paper")
    printing.add_argument("set", metavar="SET", help=of_a_set)
    printing.add_argument("--language", help="one of the languages of the set (its own)")
    printing.add_argument("--output", metavar="NEW", type=Path, help="a new file to write to (the terminal)")
    printing.set_defaults(run=_print)
    describing = verbs.add_parser("schema", help="print the JSON Schema of a set, for editors")
    describing.add_argument("--translation", action="store_true", help="the one of translations")
    describing.set_defaults(run=_schema)
    return parser


def _schema(chosen: argparse.Namespace) -> None:
    _out(schema_text(translation=chosen.translation))


def _out(line: object) -> None:
    sys.stdout.write(f"{line}\n")


def _err(line: object) -> None:
    """Messages for people go to stderr: the result on stdout may be redirected to a file."""
    sys.stderr.write(f"{line}\n")


def _check(chosen: argparse.Namespace) -> int:
    failed = False
    for path in chosen.files:
        files = base_files(path) if path.is_dir() else [path]
        if not files:
            failed = True
            _out(Problem(str(path), 1, "there is no question set in this folder"))
        for file in files:
            problems = check(file)
            failed = failed or bool(problems)
            for problem in problems:
                _out(problem)
            if not problems:
                _out(f"{file}: fine")
    return 1 if failed else 0


def _loaded(name: str) -> QuestionSet:
    """A set by its id or its file. Raises CommandError with all of its problems."""
    path = Path(name)
    if path.is_dir():
        raise CommandError(f"{name} is a folder; name one file in it")
    if path.suffix != ".toml":
        own = {file.stem: file for file in base_files(BUILTIN_QUESTIONS)}
        if name not in own:
            raise CommandError(
                f"there is no set “{name}” here; known: {', '.join(own)}; or name a file that ends with .toml"
            )
        path = own[name]
    try:
        return load_file(path)
    except QuestionError as error:
        raise CommandError(str(error)) from error


def _show(chosen: argparse.Namespace) -> None:
    found = _loaded(chosen.set)
    content = found.content
    language = content.languages[0]
    _out(f"{content.title[language]} ({content.id} {content.version}, about {content.minutes} minutes)")
    _out(f"hash {digest_text(found.qhash)}, {len(found.document)} bytes, languages: {', '.join(content.languages)}")
    for section in content.sections:
        _out(f"\n{section.title[language]}  [{section.id}, {section.reveal}, {_size(section)}]")
        for question in section.questions:
            _out(f"  {question.id} ({question.kind}): {question.prompt[language]}")


def _size(section: Section) -> str:
    if not section.has_box:
        return "no box"
    if section.shared_ids:
        return f"{len(section.shared_ids)} of at most {MOST_IDS} ids"
    return f"box of {section.pad} bytes"


def _import(chosen: argparse.Namespace) -> None:
    options = _draft_options(chosen)
    try:
        draft = make_draft(read_import(chosen.file), options)
    except CannotImport as error:
        raise CommandError(f"{chosen.file}: {error}") from error
    _write_result(draft.text, chosen.output)
    _print_summary(chosen.file, options, draft, chosen.output)


def _draft_options(chosen: argparse.Namespace) -> DraftOptions:
    """The options of the draft. Raises CommandError (2) if the arguments contradict each other."""
    output: Path | None = chosen.output
    if output is not None and output.suffix != ".toml":
        raise CommandError(f"a question set is a file that ends with .toml, but --output is {output}", 2)
    id: str = chosen.id or (output.stem if output is not None else set_id(chosen.file.stem))
    if not is_id(id):
        raise CommandError(
            f"“{id}” is not a good id: small letters and digits with single hyphens, at most {LONGEST_ID}", 2
        )
    if output is not None and output.stem != id:
        raise CommandError(f"a set is named after its id: with --id {id}, --output must end with {id}.toml", 2)
    if not is_language(chosen.language):
        raise CommandError(f"“{chosen.language}” is not a language code such as “en”", 2)
    if chosen.title is not None and not one_line(chosen.title):
        raise CommandError("the title is empty", 2)
    title = title_of(chosen.file.name) if chosen.title is None else one_line(chosen.title)[:LONGEST_TITLE]
    return DraftOptions(id, title or id, chosen.language, one_line(chosen.file.name))


def _print_summary(file: Path, options: DraftOptions, draft: Draft, output: Path | None) -> None:
    _err(f"{file}: {draft.summary}")
    for notes in (draft.refused, draft.notes):
        for note in notes:
            _err(_at(file, note))
    for problem in draft.left:
        _err(f"left to do: {problem}")
    where = f"{output} is" if output is not None else f"This is, to be saved as {options.id}.toml,"
    _err(f"{where} a draft. A person has to read it, line by line, before anybody is asked; its head says what to do.")


def _at(file: Path, note: ImportNote) -> str:
    return f"{file}:{note.line}: {note.text}" if note.line else f"{file}: {note.text}"


def _print(chosen: argparse.Namespace) -> None:
    try:
        page = worksheet(_loaded(chosen.set), chosen.language)
    except NoSuchLanguage as error:
        raise CommandError(str(error), 2) from error
    _write_result(page, chosen.output)
    if chosen.output is not None:
        _err(f"{chosen.output} can be opened in a browser and printed, on A4 or Letter, once for each person.")


def _write_result(text: str, output: Path | None) -> None:
    """Write a result to stdout or to a new file. An existing file is never overwritten."""
    if output is None:
        sys.stdout.buffer.write(text.encode("utf-8"))
        sys.stdout.flush()
        return
    try:
        with output.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError as error:
        raise CommandError(f"{output} is there already and was left as it is; choose another name") from error
    except OSError as error:
        raise CommandError(f"{output} cannot be written: {error.strerror or error}") from error
