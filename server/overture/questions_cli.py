"""`overture questions check FILE...` and `overture questions show SET`."""

import argparse
import sys
from pathlib import Path

from overture.questions import Problem, QuestionError, QuestionSet, base_files, check, digest_text, load_file

OWN_SETS = Path(__file__).parent / "question_sets"


def run(args: list[str]) -> int:
    """Do what `args` say, print the result, and give the exit code: 0 fine, 1 problems found, 2 not understood."""
    parser = argparse.ArgumentParser(prog="overture questions", description="Look after question sets.")
    verbs = parser.add_subparsers(dest="verb", required=True)
    checking = verbs.add_parser("check", help="explain what is wrong with a set, by line")
    checking.add_argument("files", metavar="FILE", nargs="+", type=Path, help="a set, a translation or a folder")
    showing = verbs.add_parser("show", help="print the sections and questions of a set")
    showing.add_argument("set", metavar="SET", help="the id of a set that comes with the product, or a file")
    try:
        chosen = parser.parse_args(args)
    except SystemExit as stop:
        return int(stop.code or 0)
    if chosen.verb == "check":
        return _check(chosen.files)
    return _show(chosen.set)


def _tell(line: object) -> None:
    sys.stdout.write(f"{line}\n")


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
    path = Path(name) if name.endswith(".toml") else OWN_SETS / f"{name}.toml"
    try:
        found = load_file(path)
    except QuestionError as error:
        _tell(error)
        return 1
    _print_set(found)
    return 0


def _print_set(found: QuestionSet) -> None:
    content = found.content
    language = content.languages[0]
    _tell(f"{found.title[language]} ({found.id} {found.version}, about {found.minutes} minutes)")
    _tell(f"hash {digest_text(found.qhash)}, {len(found.document)} bytes, languages: {', '.join(content.languages)}")
    for section in content.sections:
        box = f"box of {section.pad} bytes" if section.has_box else "no box"
        _tell(f"\n{section.title[language]}  [{section.id}, {section.reveal}, {box}]")
        for question in section.questions:
            _tell(f"  {question.id} ({question.kind}): {question.prompt[language]}")
