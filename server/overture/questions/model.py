"""Question sets: loaded from TOML files, checked, and ready to be served.

Apart from reading the files that it is given, this module has no effects.

Source: docs/question-sets.md.
"""

import base64
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

import msgspec

from overture.questions.check import Checker
from overture.questions.document import Document, Section, canonical
from overture.questions.keys import ALIGNS, DEFAULT_PAD, LAST_ORDER
from overture.questions.source import Problem, QuestionError, Source, Table, read_source
from overture.questions.translation import check_translation, merged

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True)
class QuestionSet:
    """One question set, ready to be served.

    Args:
        content: The whole set.
        document: The exact bytes of it that are served and hashed.
        qhash: The first 32 bytes of the SHA-512 of `document`.
        order: Its position among the sets of a folder. It is no part of the document.
    """

    content: Document
    document: bytes
    qhash: bytes
    order: int

    @property
    def sealed(self) -> tuple[Section, ...]:
        """The sections whose answers are sealed, in order."""
        return tuple(section for section in self.content.sections if section.has_box)


def load_folder(path: Path) -> dict[str, QuestionSet]:
    """Load all sets of a folder.

    Returns:
        The sets by id, sorted by `order` and then by file name. The first one is the default.

    Raises:
        QuestionError: If there is no set, or with every problem of all sets.
    """
    found: dict[str, QuestionSet] = {}
    problems: list[Problem] = []
    for file in base_files(path):
        try:
            loaded = load_file(file)
        except QuestionError as error:
            problems.extend(error.problems)
        else:
            found[loaded.content.id] = loaded
    if not found and not problems:
        problems.append(Problem(str(path), 1, "there is no question set (a file like first-scene.toml) in this folder"))
    if problems:
        raise QuestionError(problems)
    return dict(sorted(found.items(), key=lambda each: each[1].order))


def load_file(path: Path) -> QuestionSet:
    """Load one set with its translations.

    Args:
        path: The file of the set, or of one of its translations.

    Raises:
        QuestionError: With every problem of the set and its translations.
    """
    base, others, problems = _read(path)
    if base is None or problems:
        raise QuestionError(problems)
    content = _document(base.table, {language: other.table for language, other in others.items()})
    document = canonical(content)
    order = int(base.table.get("order", LAST_ORDER))
    return QuestionSet(content, document, hashlib.sha512(document).digest()[:32], order)


def check(path: Path) -> list[Problem]:
    """Return the problems of a set and its translations, sorted by line within each file.

    Args:
        path: The file of the set, or of one of its translations.
    """
    return _read(path)[2]


def digest_text(qhash: bytes) -> str:
    """Return the text form of a digest: base64url without padding, 43 characters for 32 bytes.

    Source: docs/protocol.md, "Notation".
    """
    return base64.urlsafe_b64encode(qhash).rstrip(b"=").decode("ascii")


def is_language(code: str) -> bool:
    """Return whether a text has the form of a language code, such as "en" or "pt-BR" (RFC 5646)."""
    return _LANGUAGE.fullmatch(code) is not None


def base_files(folder: Path) -> list[Path]:
    """Return the files of the sets in a folder, without those of their translations."""
    return sorted(file for file in folder.glob("*.toml") if "." not in file.stem)


def _read(path: Path) -> tuple[Source | None, dict[str, Source], list[Problem]]:
    path = Path(path)
    set_id, _, language = path.stem.partition(".")
    if language:
        path = path.with_name(f"{set_id}.toml")
    try:
        base = read_source(path)
    except QuestionError as error:
        return None, {}, error.problems
    problems = Checker(base).run()
    if problems:
        return base, {}, problems
    own = str(base.table["language"])
    if not is_language(own):
        problems.append(base.problem(("language",), f'"{own}" is not a language code such as "en"'))
    others: dict[str, Source] = {}
    for file in sorted(path.parent.glob(f"{path.stem}.*.toml")):
        code = file.stem.partition(".")[2]
        if not is_language(code) or code == own:
            problems.append(Problem(str(file), 1, f'"{code}" is not the code of another language, such as "de"'))
            continue
        try:
            others[code] = read_source(file)
        except QuestionError as error:
            problems.extend(error.problems)
        else:
            problems.extend(check_translation(base, others[code]))
    return base, others, problems


def _document(base: Table, others: dict[str, Table]) -> Document:
    language = str(base["language"])
    whole = merged(base, language, others)
    return msgspec.convert(
        {
            "format": 1,
            "id": whole["id"],
            "version": whole["version"],
            "languages": [language, *others],
            "title": whole["title"],
            "for_whom": whole["for_whom"],
            "minutes": whole["minutes"],
            "licence": whole["licence"],
            "sources": whole["sources"],
            "scales": {str(scale["id"]): scale["levels"] for scale in whole.get("scale", [])},
            "glossary": whole.get("term", []),
            "sections": [_section(section) for section in whole["section"]],
        },
        Document,
    )


def _section(section: Table) -> Table:
    questions = [_question(question) for question in section["question"]]
    return {"pad": DEFAULT_PAD, **_set_keys(section), "questions": questions}


def _question(question: Table) -> Table:
    kind = str(question["kind"])
    whole: Table = {"align": _default_align(kind), **_set_keys(question)}
    if "options" in whole:
        whole["options"] = [_set_keys(option) for option in whole["options"]]
    if "items" in whole:
        whole["items"] = [{"direction": False, **_set_keys(item)} for item in whole["items"]]
    return whole


def _set_keys(table: Table) -> Table:
    """The same without flags that are false: in the document they are left out."""
    return {key: value for key, value in table.items() if value is not False}


def _default_align(kind: str) -> str:
    return ALIGNS[kind][0]
