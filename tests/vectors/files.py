"""Reading a vector file: every fault in it is told in one sentence, before anything is run."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

Vector = dict[str, Any]

_PAIRING = {"code": "text", "qhash": "hex"}
_ROUND = {"SID": "hex", "qhash": "hex", "section": "text", "round": "number"}
_SEALED = _ROUND | {"pad": "number"}
_MUTUAL = _ROUND | {
    "kA": "hex",
    "kB": "hex",
    "items": "texts",
    "a": "hex",
    "a_yes": "flags",
    "a_m1": "hex",
    "b_m1": "hex",
}

KINDS: Final[dict[str, dict[str, str]]] = {
    "code": {"text": "text"},
    "pairing": _PAIRING | {"sid": "hex", "ya": "hex", "yb": "hex"},
    "pairing-m1": _PAIRING | {"yb": "hex", "m1": "hex"},
    "pairing-m2": _PAIRING | {"sid": "hex", "ya": "hex", "m2": "hex"},
    "pairing-m3": _PAIRING | {"yb": "hex", "m1": "hex", "m3": "hex"},
    "seal": _SEALED | {"key": "hex", "role": "role", "purpose": "text", "box": "hex"},
    "section": _SEALED
    | {"kA": "hex", "kB": "hex"}
    | {f"{seat}_{part}": "hex" for seat in "ab" for part in ("inner", "commit", "release")},
    "mutual": _MUTUAL | {"b": "hex", "b_yes": "flags", "a_m2": "hex", "b_m2": "hex"},
    "mutual-m1": _MUTUAL,
    "mutual-m2": _MUTUAL | {"b_m2": "hex"},
    "cpace": {"PRS": "hex", "CI": "hex", "sid": "hex", "ya": "hex", "yb": "hex", "ADa": "hex", "ADb": "hex"},
    "cpace-point": {"s": "hex", "X": "hex"},
}
"""What a runner needs of a vector of each kind that we know. All other fields are known answers or not used."""

_FORMS = {
    "flags": "a list of ones and zeros",
    "hex": "hexadecimal bytes",
    "number": "a whole number",
    "role": "A or B",
    "text": "a text",
    "texts": "a list of texts",
}


class FileError(Exception):
    """The file cannot be run; the message is the sentence to show."""


@dataclass(frozen=True)
class VectorFile:
    """`known` can be run, `unknown` are of kinds that this version has no runner for."""

    known: list[Vector]
    unknown: list[Vector]


def read(path: Path) -> VectorFile:
    """The vectors of a file, of our own format or of the CPace draft. Raises FileError."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise FileError(f"There is no file {path}.") from None
    except OSError as error:
        raise FileError(f"{path} cannot be read: {error.strerror}.") from None
    except (ValueError, RecursionError):
        raise FileError(f"{path} is not JSON in UTF-8.") from None
    if not isinstance(document, dict):
        raise FileError(f"{path} should hold one JSON object with a list of vectors.")
    vectors = _from_draft(document) if "points" in document else document.get("vectors")
    if not isinstance(vectors, list) or not vectors:
        raise FileError(f'{path} has no list of "vectors".')
    for number, vector in enumerate(vectors, 1):
        _check(path, number, vector)
    return VectorFile(
        [vector for vector in vectors if vector["kind"] in KINDS],
        [vector for vector in vectors if vector["kind"] not in KINDS],
    )


def _check(path: Path, number: int, vector: object) -> None:
    if not isinstance(vector, dict):
        raise FileError(f"{path}: vector {number} is not an object.")
    for field in ("name", "kind", "expect"):
        if not isinstance(vector.get(field), str):
            raise FileError(f'{path}: vector {number} needs a text as its "{field}".')
    for field, form in KINDS.get(vector["kind"], {}).items():
        if not _is(form, vector.get(field)):
            raise FileError(f'{path}: vector {number} ("{vector["name"]}") needs {_FORMS[form]} as its "{field}".')


def _is(form: str, value: object) -> bool:
    match form:
        case "hex":
            return isinstance(value, str) and _is_hex(value)
        case "number":
            return type(value) is int and 0 <= value < 2**32
        case "role":
            return value in {"A", "B"}
        case "texts":
            return isinstance(value, list) and all(isinstance(each, str) for each in value)
        case "flags":
            return isinstance(value, list) and all(type(each) is int and each in {0, 1} for each in value)
        case _:
            return isinstance(value, str)


def _is_hex(text: str) -> bool:
    return len(text) % 2 == 0 and all(digit in "0123456789abcdefABCDEF" for digit in text)


def _from_draft(document: dict[str, Any]) -> object:
    """The draft's own layout, said as vectors of ours."""
    vector, points = document.get("vector"), document["points"]
    if not isinstance(vector, dict) or not isinstance(points, dict) or not isinstance(points.get("Valid"), dict):
        return None
    valid = points["Valid"]
    invalid = {name: point for name, point in points.items() if name != "Valid"}
    return [
        {"name": "CPace draft: the whole run", "kind": "cpace", "expect": "ok"} | vector,
        {"name": "CPace draft: valid point", "kind": "cpace-point", "expect": "ok"}
        | {"s": valid.get("s"), "X": valid.get("X"), "product": valid.get("G.scalar_mult_vfy(s,X)")},
        *(
            {"name": f"CPace draft: {name}", "kind": "cpace-point", "expect": "bad point", "s": valid.get("s"), "X": X}
            for name, X in invalid.items()
        ),
    ]
