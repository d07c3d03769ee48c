"""The verbs in the terminal: what they print and where, their exit codes, and that nothing is overwritten."""

from pathlib import Path

import pytest

from overture.questions.cli import run
from overture.questions.model import check, digest_text, load_file
from tests.server.small_sets import GERMAN, GOOD, line_of

Captured = pytest.CaptureFixture[str]

KINKLIST = "#Rope\n(Giving, Receiving)\n* Wrists\n* Bestiality\n* Wrists\n"


@pytest.fixture
def folder(folder: Path) -> Path:
    (folder / "list.txt").write_text(KINKLIST, "utf-8")
    return folder


# check and show


def test_check_in_the_terminal(folder: Path, capsys: Captured) -> None:
    file = folder / "small.toml"
    assert run(["check", str(file), str(folder)]) == 0
    assert capsys.readouterr().out == f"{file}: fine\n{file}: fine\n"
    file.write_text(GOOD.replace('kind = "scale"', 'kind = "slider"'), "utf-8")
    assert run(["check", str(file)]) == 1
    line = line_of(GOOD, 'kind = "scale"')
    assert capsys.readouterr().out.startswith(f'{file}:{line}: unknown kind "slider"')


def test_check_of_an_empty_folder_fails(tmp_path: Path, capsys: Captured) -> None:
    assert run(["check", str(tmp_path)]) == 1
    assert "there is no question set in this folder" in capsys.readouterr().out


def test_show_in_the_terminal(folder: Path, capsys: Captured) -> None:
    assert run(["show", str(folder / "small.toml")]) == 0
    shown = capsys.readouterr().out
    assert "First  [first, both, box of 1024 bytes]" in shown
    assert "Wishes  [wishes, mutual, 3 of at most 64 ids]" in shown
    assert "A rule  [rule, both, no box]" in shown
    assert "pace (scale): How fast?" in shown
    assert digest_text(load_file(folder / "small.toml").qhash) in shown


MANY = "".join(f'[[section.question]]\nid = "q{n}"\nkind = "text"\nprompt = "?"\nmax = 700\n' for n in range(573))
HEAD = GOOD[: GOOD.index("[[section.question]]")]

BROKEN = {
    "repeated ids": (GOOD.replace('id = "pace"', 'id = "one"').encode(), 'question id "one" is used twice'),
    "573 questions in one box": ((HEAD + MANY).encode(), "the box is too small for this section"),
    "an unknown answer scale": (
        GOOD.replace('levels = "wish"', 'levels = "rating"').encode(),
        'unknown scale "rating"',
    ),
    "another encoding": (GOOD.encode("utf-16"), ":1: the file is not UTF-8; save it with that encoding"),
    "an empty file": (b"", ":1: the file is empty"),
    "5 MB": (b"#" * 5_000_000, ":1: the file is larger than 1000000 bytes"),
    "nothing but brackets": (b"a = " + b"[" * 100_000, ":1: the file is nested too deeply to be a question set"),
    "a number without end": (b"a = " + b"9" * 5000, ":1: the file has a number that is too long"),
}


@pytest.mark.parametrize("verb", ["check", "show", "print"])
@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_set_is_told_in_a_sentence(verb: str, name: str, folder: Path, capsys: Captured) -> None:
    raw, said = BROKEN[name]
    (folder / "small.toml").write_bytes(raw)
    assert run([verb, str(folder / "small.toml")]) == 1
    printed = capsys.readouterr()
    assert said in (printed.out if verb == "check" else printed.err)
    assert (printed.err if verb == "check" else printed.out) == ""


@pytest.mark.parametrize("verb", ["show", "print"])
def test_a_file_that_is_no_set_is_reported_in_a_sentence(verb: str, folder: Path, capsys: Captured) -> None:
    for name, said in {
        str(folder): f"{folder} is a folder; name one file in it",
        str(folder / "nowhere.toml"): "nowhere.toml:1: the file cannot be read: No such file or directory",
        "no-such-set": "there is no set “no-such-set” here; known: ",
        str(folder / "list.txt"): "or name a file that ends with .toml",
    }.items():
        assert run([verb, name]) == 1
        printed = capsys.readouterr()
        assert said in printed.err
        assert printed.out == ""


def test_check_of_a_file_that_is_not_there(folder: Path, capsys: Captured) -> None:
    assert run(["check", str(folder / "nowhere.toml")]) == 1
    assert "nowhere.toml:1: the file cannot be read: No such file or directory" in capsys.readouterr().out


def test_an_unknown_command_exits_with_2(capsys: Captured) -> None:
    assert run(["look"]) == 2
    assert "invalid choice" in capsys.readouterr().err


# import


def test_import_gives_a_draft_that_the_check_accepts(folder: Path, capsys: Captured) -> None:
    assert run(["import", str(folder / "list.txt")]) == 0
    printed = capsys.readouterr()
    file = folder / "list.txt"
    assert printed.err.splitlines() == [
        f"{file}: KinkList text: 1 question or item in 1 section, 1 refused",
        f"{file}:4: refused “Bestiality”: it is about animals; what adults play is fine, in words that say so, such as "
        "“puppy play” (“bestiality”)",
        f"{file}:2: (Giving, Receiving) is asked as give and receive; see that it means the same",
        f"{file}:5: “Wrists” stands in line 3 already, so it is asked once",
        "This is, to be saved as list.toml, a draft. A person has to read it, line by line, before anybody is asked; "
        "its head says what to do.",
    ]
    (folder / "list.toml").write_text(printed.out, "utf-8")
    assert check(folder / "list.toml") == []


def test_import_writes_a_new_file_and_never_over_another(folder: Path, capsys: Captured) -> None:
    new = folder / "evening.toml"
    assert (
        run(["import", str(folder / "list.txt"), "--output", str(new), "--title", "An evening", "--language", "de"])
        == 0
    )
    printed = capsys.readouterr()
    assert printed.out == ""
    assert f"{new} is a draft." in printed.err
    loaded = load_file(new).content
    assert (loaded.id, loaded.title) == ("evening", {"de": "An evening"})
    before = new.read_bytes()
    assert run(["import", str(folder / "list.txt"), "--output", str(new)]) == 1
    assert f"{new} is there already and was left as it is; choose another name" in capsys.readouterr().err
    assert new.read_bytes() == before


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--id", "My List"], "“My List” is not a good id"),
        (["--output", "list.txt"], "a question set is a file that ends with .toml, but --output is list.txt"),
        (["--output", "My List.toml"], "“My List” is not a good id"),
        (["--id", "one", "--output", "two.toml"], "with --id one, --output must end with one.toml"),
        (["--language", "English"], "“English” is not a language code"),
        (["--title", " \n"], "the title is empty"),
        (["--colour"], "unrecognized arguments"),
    ],
)
def test_options_that_do_not_go_together_give_two(
    options: list[str], said: str, folder: Path, capsys: Captured
) -> None:
    assert run(["import", str(folder / "list.txt"), *options]) == 2
    printed = capsys.readouterr()
    assert said in printed.err
    assert printed.out == ""


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "the file is empty"),
        (b"x" * 5_000_000, "the file is larger than 1000000 bytes"),
        ("* Wünsche".encode("latin-1"), "save it with the encoding UTF-8"),
        (b"* a\n" * 1001, "there are 1001 questions and items in it; 1000 is the most that a draft takes"),
        (b"[[[", "line 1 is not JSON"),
    ],
)
def test_a_file_that_cannot_be_imported_is_told(raw: bytes, said: str, folder: Path, capsys: Captured) -> None:
    file = folder / "list.txt"
    file.write_bytes(raw)
    new = folder / "new.toml"
    assert run(["import", str(file), "--output", str(new)]) == 1
    printed = capsys.readouterr().err
    assert printed.startswith(f"{file}: ")
    assert said in printed
    assert not new.exists()


def test_a_place_that_cannot_be_written_to_is_told(folder: Path, capsys: Captured) -> None:
    for verb, source, new in (("import", "list.txt", "list.toml"), ("print", "small.toml", "small.html")):
        assert run([verb, str(folder / source), "--output", str(folder / "nowhere" / new)]) == 1
        assert f"{new} cannot be written: No such file or directory" in capsys.readouterr().err


def test_every_note_is_told_and_the_head_of_the_draft_counts_them(folder: Path, capsys: Captured) -> None:
    (folder / "list.txt").write_text("* a\n" + "prose\n" * 150, "utf-8")
    assert run(["import", str(folder / "list.txt")]) == 0
    printed = capsys.readouterr()
    assert printed.err.count("not understood") == 150
    assert "# - and 110 more, which the command printed\n" in printed.out


# print


def test_print_gives_a_page(folder: Path, capsys: Captured) -> None:
    assert run(["print", str(folder / "small.toml")]) == 0
    printed = capsys.readouterr()
    assert printed.out.startswith("<!doctype html>")
    assert printed.err == ""
    assert run(["print", "first-scene"]) == 0
    assert "Before a first scene" in capsys.readouterr().out


def test_print_writes_a_new_file_in_a_language_of_the_set(folder: Path, capsys: Captured) -> None:
    (folder / "small.de.toml").write_text(GERMAN, "utf-8")
    new = folder / "small.html"
    assert run(["print", str(folder / "small.toml"), "--language", "de", "--output", str(new)]) == 0
    assert "can be opened in a browser and printed, on A4 or Letter" in capsys.readouterr().err
    assert "Wie schnell?" in new.read_text("utf-8")
    assert run(["print", str(folder / "small.toml"), "--output", str(new)]) == 1
    assert "Wie schnell?" in new.read_text("utf-8")
    assert run(["print", str(folder / "small.toml"), "--language", "fr"]) == 2
    assert "“small” is not in “fr”; its languages: en, de" in capsys.readouterr().err
