"""Reading and decoding of a file to import."""

import codecs
from pathlib import Path

from overture.questions.importing.material import MOST_LINES_NAMED, CannotImport, ImportNote, visible

MAX_IMPORT_BYTES = 1_000_000
_ENCODINGS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def read_import(path: Path) -> bytes:
    """Return the bytes of a file.

    Raises:
        CannotImport: If it cannot be read, is a folder, or is larger than `MAX_IMPORT_BYTES`.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_IMPORT_BYTES + 1)
    except IsADirectoryError as error:
        raise CannotImport("this is a folder; name one file in it") from error
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise CannotImport(f"the file cannot be read: {reason}") from error
    if len(raw) > MAX_IMPORT_BYTES:
        raise CannotImport(
            f"the file is larger than {MAX_IMPORT_BYTES} bytes, far more than two people can answer; "
            "take out what you do not need, or import it in parts"
        )
    return raw


def text_of(raw: bytes) -> tuple[str, list[ImportNote]]:
    """Decode UTF-8, or UTF-16 with a byte order mark, and remove invisible characters.

    Returns:
        The text, whose lines end with a line feed, and notes on what was removed.

    Raises:
        CannotImport: If it is neither of these encodings, no text, or empty.
    """
    mark, encoding = next(((mark, name) for mark, name in _ENCODINGS if raw.startswith(mark)), (b"", "utf-8"))
    try:
        text = raw[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise CannotImport(
            f"line {line} is not UTF-8 (nor is the file UTF-16 with its mark); open it in the program that wrote it, "
            "save it with the encoding UTF-8, and import that"
        ) from error
    if "\0" in text:
        raise CannotImport("this is not a text file, or it is UTF-16 without its mark; save it as UTF-8 and try again")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    seen = [visible(line) for line in lines]
    if not any(line.strip() for line in seen):
        raise CannotImport("the file is empty")
    changed = [number for number, (before, after) in enumerate(zip(lines, seen, strict=True), 1) if before != after]
    return "\n".join(seen), [_removed(changed)] if changed else []


def _removed(lines: list[int]) -> ImportNote:
    named = ", ".join(str(line) for line in lines[:MOST_LINES_NAMED])
    more = f" and {len(lines) - MOST_LINES_NAMED} more" if len(lines) > MOST_LINES_NAMED else ""
    return ImportNote(lines[0], f"characters that cannot be seen were taken out, in line {named}{more}")
