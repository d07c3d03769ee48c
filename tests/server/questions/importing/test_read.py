"""What an imported file may be: a text of bounded size in an encoding that says what it is."""

from pathlib import Path

import pytest

from overture.questions.importing.material import CannotImport
from overture.questions.importing.read import MAX_IMPORT_BYTES, read_import, text_of

WORDS = "#Nähe\r\n* Hände 🤝"
READ = "#Nähe\n* Hände 🤝"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_three_encodings_are_read(encoding: str) -> None:
    assert text_of(WORDS.encode(encoding)) == (READ, [])


def test_utf_16_may_begin_with_either_byte() -> None:
    assert text_of(b"\xfe\xff" + WORDS.encode("utf-16-be")) == (READ, [])


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "the file is empty"),
        (b"\n \r\n\t", "the file is empty"),
        (b"\xef\xbb\xbf", "the file is empty"),
        ("#Rope\n* Wünsche".encode("latin-1"), "line 2 is not UTF-8"),
        (b"\xff\xfea", "save it with the encoding UTF-8"),
        ("#Rope".encode("utf-16-le"), "not a text file, or it is UTF-16 without its mark"),
        (b"\x89PNG\r\n\x1a\n\0\0", "is not UTF-8"),
    ],
)
def test_anything_else_is_refused_with_what_to_do(raw: bytes, said: str) -> None:
    with pytest.raises(CannotImport, match=said):
        text_of(raw)


def test_invisible_characters_are_removed_and_noted() -> None:
    text, notes = text_of("* Ro\x07pe\n* Silk\n* Wax\u202e\x9b\n* ❤️\u200d🔥".encode())
    assert text == "* Rope\n* Silk\n* Wax\n* ❤️\u200d🔥"
    assert [(note.line, note.text) for note in notes] == [
        (1, "characters that cannot be seen were taken out, in line 1, 3")
    ]


def test_many_such_lines_are_told_in_one(capsys: pytest.CaptureFixture[str]) -> None:
    _, (note,) = text_of(b"* a\x01\n" * 9)
    assert note.text.endswith("in line 1, 2, 3, 4, 5 and 4 more")


def test_a_file_is_read_up_to_a_size(tmp_path: Path) -> None:
    file = tmp_path / "list.txt"
    file.write_bytes(b"x" * MAX_IMPORT_BYTES)
    assert len(read_import(file)) == MAX_IMPORT_BYTES
    file.write_bytes(b"x" * 5_000_000)
    with pytest.raises(CannotImport, match="larger than 1000000 bytes"):
        read_import(file)


def test_a_path_that_is_no_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CannotImport, match="this is a folder"):
        read_import(tmp_path)
    with pytest.raises(CannotImport, match="cannot be read: No such file"):
        read_import(tmp_path / "nowhere.txt")
