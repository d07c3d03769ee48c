"""Question sets: TOML files -> frozen structs -> the exact bytes that both phones hash.

The format is described in docs/question-sets.md. `qhash` is the first 32 bytes of SHA-512 of `document`
(docs/protocol.md, notation). Apart from reading the files it is given, this module has no effects.
"""

import base64
import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import UNSET, UnsetType

from overture.questions.check import ALIGNS, DEFAULT_PAD, LAST, Checker
from overture.questions.mutual import shared_ids
from overture.questions.source import Problem, QuestionError, Source, Table, read_source
from overture.questions.translation import check_translation, merged

__all__ = [
    "Problem",
    "QuestionError",
    "QuestionSet",
    "SectionShape",
    "base_files",
    "check",
    "digest_text",
    "is_language",
    "load_file",
    "load_folder",
]

Texts = dict[str, str]
Reveal = Literal["both", "mutual", "never"]

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


class Level(msgspec.Struct, frozen=True):
    id: str
    label: Texts
    means: str


class Term(msgspec.Struct, frozen=True):
    id: str
    term: Texts
    text: Texts


class Option(msgspec.Struct, frozen=True):
    id: str
    label: Texts
    talk: bool | UnsetType = UNSET


class Steps(msgspec.Struct, frozen=True):
    min: int
    max: int
    low: Texts
    high: Texts


class Item(msgspec.Struct, frozen=True):
    id: str
    label: Texts
    direction: bool
    help: Texts | UnsetType = UNSET
    group: Texts | UnsetType = UNSET


class Question(msgspec.Struct, frozen=True):
    id: str
    kind: str
    prompt: Texts
    align: str
    help: Texts | UnsetType = UNSET
    why: Texts | UnsetType = UNSET
    terms: tuple[str, ...] | UnsetType = UNSET
    gather: str | UnsetType = UNSET
    max: int | UnsetType = UNSET
    options: tuple[Option, ...] | UnsetType = UNSET
    most: int | UnsetType = UNSET
    scale: Steps | UnsetType = UNSET
    levels: str | UnsetType = UNSET
    condition: bool | UnsetType = UNSET
    items: tuple[Item, ...] | UnsetType = UNSET


class Section(msgspec.Struct, frozen=True):
    id: str
    title: Texts
    intro: Texts
    reveal: Reveal
    pad: int
    questions: tuple[Question, ...]
    why: Texts | UnsetType = UNSET

    @property
    def has_box(self) -> bool:
        """Whether its answers are sealed: something is asked, and it does not stay on the phone."""
        return self.reveal != "never" and any(question.kind != "statement" for question in self.questions)

    @property
    def shared_ids(self) -> tuple[str, ...]:
        """What is compared one by one in a mutual section, in order; nothing in any other."""
        if self.reveal != "mutual":
            return ()
        lists = [question.items for question in self.questions if question.items is not UNSET]
        return shared_ids((item.id, item.direction) for items in lists for item in items)


class Document(msgspec.Struct, frozen=True):
    format: int
    id: str
    version: str
    languages: tuple[str, ...]
    title: Texts
    for_whom: Texts
    minutes: int
    licence: str
    sources: tuple[str, ...]
    scales: dict[str, tuple[Level, ...]]
    glossary: tuple[Term, ...]
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class SectionShape:
    """What the hub knows of a section. `pad` in bytes; `has_box` is false for "never" and all-statement sections; `ids`
    is how many shared ids a mutual section has, 0 for one that opens whole."""

    id: str
    reveal: Reveal
    pad: int
    has_box: bool
    ids: int


@dataclass(frozen=True)
class QuestionSet:
    """One question set. `document` is the exact bytes served and hashed; texts are {language: text}.

    `order` is its place among the sets of a folder, and no part of the document.
    """

    id: str
    version: str
    title: Texts
    for_whom: Texts
    minutes: int
    document: bytes
    qhash: bytes
    sections: tuple[SectionShape, ...]
    content: Document
    order: int

    @property
    def sealed(self) -> tuple[SectionShape, ...]:
        """The sections that have a box and slots at the hub, in order."""
        return tuple(section for section in self.sections if section.has_box)


def load_folder(path: Path) -> dict[str, QuestionSet]:
    """All sets of a folder by id, in their own `order`, then that of their file names: the first one is the default.

    Raises QuestionError with all that is wrong.
    """
    found: dict[str, QuestionSet] = {}
    problems: list[Problem] = []
    for file in base_files(path):
        try:
            loaded = load_file(file)
        except QuestionError as error:
            problems.extend(error.problems)
        else:
            found[loaded.id] = loaded
    if not found and not problems:
        problems.append(Problem(str(path), 1, "there is no question set (a file like first-scene.toml) in this folder"))
    if problems:
        raise QuestionError(problems)
    return dict(sorted(found.items(), key=lambda each: each[1].order))


def load_file(path: Path) -> QuestionSet:
    """One set with its translations. Raises QuestionError with all its problems; a broken set is never returned."""
    base, others, problems = _read(path)
    if base is None or problems:
        raise QuestionError(problems)
    content = _document(base.table, {language: other.table for language, other in others.items()})
    document = _canonical(msgspec.to_builtins(content))
    return QuestionSet(
        id=content.id,
        version=content.version,
        title=content.title,
        for_whom=content.for_whom,
        minutes=content.minutes,
        document=document,
        qhash=hashlib.sha512(document).digest()[:32],
        sections=tuple(map(_shape, content.sections)),
        content=content,
        order=int(base.table.get("order", LAST)),
    )


def check(path: Path) -> list[Problem]:
    """What is wrong with a set and its translations, by file and line; empty when nothing is."""
    return _read(path)[2]


def digest_text(qhash: bytes) -> str:
    """A digest as it stands on the wire and in URLs: base64url without padding, 43 characters for 32 bytes."""
    return base64.urlsafe_b64encode(qhash).rstrip(b"=").decode("ascii")


def is_language(code: str) -> bool:
    """Whether it has the form of a language code, such as "en" or "pt-BR"."""
    return _LANGUAGE.fullmatch(code) is not None


def base_files(folder: Path) -> list[Path]:
    """The sets of a folder, without their translations."""
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
    return {"pad": DEFAULT_PAD, **section, "questions": questions}


def _shape(section: Section) -> SectionShape:
    return SectionShape(section.id, section.reveal, section.pad, section.has_box, len(section.shared_ids))


def _question(question: Table) -> Table:
    kind = str(question["kind"])
    whole: Table = {"align": _default_align(kind), **question}
    if "items" in whole:
        whole["items"] = [{"direction": False, **item} for item in whole["items"]]
    return whole


def _default_align(kind: str) -> str:
    return ALIGNS[kind][0]


def _canonical(document: Any) -> bytes:
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8")
