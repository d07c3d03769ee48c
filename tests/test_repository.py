"""What must hold for the tree as a whole: its layout, what may import what, and what may stand in no file."""

import ast
import json
import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SERVER = ROOT / "server" / "overture"
PARTNER = ROOT / "client" / "terminal" / "overture_partner"

TOP_LEVEL = {
    ".ci", ".dockerignore", ".editorconfig", ".env.example", ".github", ".gitignore", ".pre-commit-config.yaml",
    "CHANGELOG.md", "CONTRIBUTING.md", "Caddyfile", "Dockerfile", "LICENSE", "Makefile", "README.md", "SECURITY.md",
    "client", "docker-compose.cluster.yml", "docker-compose.yml", "docs", "pyproject.toml", "packaging", "requirements",
    "server", "tests", "tools",
}  # fmt: skip

# The rooms of the hub, the highest floor first. A file may import from its own room and from lower ones.
SERVER_FLOORS = (("process",), ("web",), ("realtime", "site"), ("store", "questions"), ("core",))
SERVER_GROUND = {
    "counts", "engine_address", "i18n", "logs", "secret_files", "setting_values", "settings", "tasks", "templates",
}  # fmt: skip
"""What every room may import: modules that import nothing of the rooms."""
MODULES_OF_THE_ROOT = {"__init__", "cli"} | SERVER_GROUND

# `core` and `questions` take data and return data. `core` touches nothing; question sets come from files; lists that
# somebody found are untrusted, so what reads them may touch nothing but text, and only one module opens the file.
PLAIN_MODULES = {
    "base64", "binascii", "collections", "dataclasses", "enum", "functools", "hashlib", "hmac", "itertools", "json",
    "math", "msgspec", "pybase64", "re", "string", "types", "typing", "unicodedata",
}  # fmt: skip
FILE_MODULES = {"pathlib", "tomllib"}
TEXT_MODULES = {"codecs", "csv", "io"}
QUESTIONS_AT_THE_EDGE = {"cli", "worksheet", "paper_texts"}
"""What prints a set or speaks to a terminal."""

PHONE = ROOT / "client" / "static" / "js"
PHONE_FLOORS = ("pages", "elements", "ui", "session", "net", "storage", "model", "protocol")
"""The rooms of the phone, the highest first. Below them all are `i18n.js`, which every room may import, and the forms
of texts that it uses; `boot.js` and `exit.js` run before all of them and import nothing, and `worker.js`
runs beside them."""

ENTRANCES = {"autopilot", "cli", "launcher", "verify"}
"""Modules in the root of a package that stand above all rooms."""

TERMINAL_FLOORS = (("console",), ("session",), ("net",), ("storage",), ("model",), ("protocol",))
TERMINAL_GROUND = {"errors", "i18n"}

CIPHERS = {"Crypto", "Cryptodome", "cryptography", "nacl", "pysodium", "ssl"}


def ignored_names() -> set[str]:
    """The folders and files that .gitignore names; every line of it is a plain name or path."""
    lines = (ROOT / ".gitignore").read_text().splitlines()
    return {line.strip("/") for line in lines if line and not line.startswith("#")} | {".git"}


@cache
def files() -> tuple[Path, ...]:
    """Every file of the project, read from the disk, as git need not be there where the tests run."""
    ignored = ignored_names()

    def walk(folder: Path) -> Iterator[Path]:
        for path in sorted(folder.iterdir()):
            if path.is_symlink() or path.name in ignored or str(path.relative_to(ROOT)) in ignored:
                continue
            if path.is_dir():
                yield from walk(path)
            else:
                yield path

    return tuple(walk(ROOT))


@cache
def texts() -> dict[str, str]:
    """The text of every file that is text, by its path in the project; other projects' files left out."""
    found = {}
    for path in files():
        name = str(path.relative_to(ROOT))
        if "/vendor/" in name and not name.startswith("tests/"):
            continue
        data = path.read_bytes()
        if b"\0" not in data:
            found[name] = data.decode("utf-8")
    return found


def lines_with(pattern: str, *, under: tuple[str, ...] = ("",), flags: re.RegexFlag = re.NOFLAG) -> list[str]:
    wanted = re.compile(pattern, flags)
    return [
        f"{name}:{number}: {line.strip()[:120]}"
        for name, text in texts().items()
        if name.startswith(under)
        for number, line in enumerate(text.splitlines(), 1)
        if wanted.search(line)
    ]


def nothing(found: list[str]) -> None:
    assert not found, "\n" + "\n".join(found)


def imported(path: Path) -> set[str]:
    """Every module that a Python file imports, with its dots; `from a import b` counts as a.b."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def outside(path: Path, own: str) -> set[str]:
    return {name.partition(".")[0] for name in imported(path)} - {own}


def inside(path: Path, own: str = "overture") -> set[str]:
    """The modules of the package `own` that a file imports, as dotted names within it."""
    return {name.removeprefix(f"{own}.") for name in imported(path) if name.startswith(f"{own}.")}


def room_of(name: str) -> str:
    return name.partition(".")[0]


def climbing(root: Path, own: str, floors: tuple[tuple[str, ...], ...], ground: set[str]) -> list[str]:
    """Every import from a room of a room on a higher floor, or of another on the same one."""
    floor = {room: number for number, rooms in enumerate(floors) for room in rooms}
    found = []
    for path in sorted(root.rglob("*.py")):
        room = path.relative_to(root).parts[0].removesuffix(".py")
        for name in sorted(inside(path, own)):
            other = room_of(name)
            allowed = other in ground or other == room or (room in floor and floor.get(other, -1) > floor[room])
            if room in ground:
                allowed = other in ground
            if not allowed and room not in ENTRANCES and other != "__version__":
                found.append(f"{path.relative_to(root)} imports {name}")
    return found


def test_the_top_level_is_as_the_documentation_says() -> None:
    assert {path.relative_to(ROOT).parts[0] for path in files()} == TOP_LEVEL


def test_no_package_registry_is_named_by_its_host() -> None:
    nothing(lines_with(r"py[p]i\.org|python[h]osted|registry\.npm[j]s|deb\.de[b]ian\.org"))


def test_what_lasts_as_long_as_a_page_is_said_to_the_shelf_of_phones() -> None:
    """With the functions of shelf.py; what a test added in any other way would go on in the tests after it."""
    lasting = (
        r"(?<!socket)\.(on|once)\(\"|\.(expose_\w+|route_web_socket)\(|(?<!context)\.add_init_script\("
        r"|clock\.(install|set_\w+)\("
    )
    nothing(lines_with(lasting, under=("tests/browser/", "tests/client/", "tests/hostility/")))


def test_locks_hold_hashes_and_no_addresses() -> None:
    lock = json.loads(texts()["tests/javascript/package-lock.json"])
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert packages
    assert [name for name, package in packages.items() if "resolved" in package or "integrity" not in package] == []
    for name in ("build", "docs", "hub", "installers", "run", "test"):
        text = texts()[f"requirements/{name}.txt"]
        assert "://" not in text
        assert not re.search(r"^[^\s#].*[^\\]\n(?!    --hash)", text, re.MULTILINE)


def test_no_browser_is_sent_to_another_site() -> None:
    loads = (
        r"""(src|href|action|poster)\s*=\s*["']?(https?:)?//|url\(\s*["']?(https?:)?//"""
        r"""|(from|import|fetch)\s*\(?\s*["'](https?:)?//"""
    )
    nothing([line for line in lines_with(loads, under=("client/", "server/")) if "<a " not in line])


def test_every_file_ends_its_lines_as_the_editors_are_told() -> None:
    """.editorconfig: one newline at the end of each line and of each file, and nothing invisible before it."""
    tabbed = ("Makefile", "Caddyfile")
    as_they_came = re.compile(r"tests/vectors/\w[\w-]*\.json")
    mended = {name: text for name, text in texts().items() if text and not as_they_came.fullmatch(name)}
    nothing([name for name, text in mended.items() if not text.endswith("\n") or "\r" in text])
    nothing(lines_with(r"[ \t]$"))
    nothing([line for line in lines_with(r"^ *\t") if not line.startswith(tabbed)])


def test_no_file_of_code_is_too_long() -> None:
    suffixes = (".py", ".js", ".css", ".html", ".j2", ".sh", ".lua")
    lengths = {name: len(text.splitlines()) for name, text in texts().items() if name.endswith(suffixes)}
    nothing([f"{name}: {length} lines" for name, length in lengths.items() if length > 320])


def test_nothing_is_left_for_later() -> None:
    nothing(lines_with(r"\b(TO[D]O|FIX[M]E|XX[X])\b|raise NotImplemented[E]rror"))


def test_tests_wait_for_what_they_mean_and_never_skip() -> None:
    waits = r"\b(time|asyncio)\.sle[e]p\(|wait_for_time[o]ut\(|pytest\.(mark\.)?sk[i]p"
    # What nobody announces is looked for again and again, in one place and with the end in view.
    nothing([line for line in lines_with(waits, under=("tests/",)) if not line.startswith("tests/support/waiting.py:")])
    # A promise is truthy at once, whatever it comes to.
    nothing(
        lines_with(r"wait_for_functi[o]n\(\s*f?\"+async|\buntil\([^)]*\"+[^\"]*\b(async|await)\b", under=("tests/",))
    )


def test_what_people_read_never_speaks_of_a_legal_paper() -> None:
    found = lines_with(r"\bcontrac[t]s?\b", under=("client/", "server/"), flags=re.IGNORECASE)
    nothing([line for line in found if "LICENSE" not in line])


def test_the_rooms_of_the_hub_import_downwards_only() -> None:
    found = climbing(SERVER, "overture", SERVER_FLOORS, SERVER_GROUND)
    assert found == []


def test_the_root_of_the_hub_holds_few_modules() -> None:
    assert {path.stem for path in SERVER.glob("*.py")} == MODULES_OF_THE_ROOT
    assert {path.name for path in SERVER.iterdir() if (path / "__init__.py").exists()} == {
        room for rooms in SERVER_FLOORS for room in rooms
    }


def test_the_rooms_of_the_phone_import_downwards_only() -> None:
    floor = {room: number for number, room in enumerate(PHONE_FLOORS)}
    found = []
    for path in sorted(PHONE.rglob("*.js")):
        name = path.relative_to(PHONE)
        for there in re.findall(r"(?:from|import)\s*\(?\s*'(\.[^']+)'", path.read_text(encoding="utf-8")):
            other = Path(os.path.normpath(path.parent / there))
            if "vendor" in other.parts:
                continue
            room, there_room = name.parts[0], other.relative_to(PHONE).parts[0]
            if floor.get(room, -1) > floor.get(there_room, len(PHONE_FLOORS)):
                found.append(f"{name} imports {other.relative_to(PHONE)}")
    nothing(found)
    root = {"boot.js", "exit.js", "i18n.js", "plural-text.js", "worker.js"}
    assert {path.name for path in PHONE.iterdir()} == {*PHONE_FLOORS, *root}


def test_the_rooms_of_the_terminal_import_downwards_only() -> None:
    found = climbing(PARTNER, "overture_partner", TERMINAL_FLOORS, TERMINAL_GROUND)
    nothing(found)


@pytest.mark.parametrize("path", sorted((PARTNER / "model").rglob("*.py")), ids=lambda path: path.stem)
def test_the_model_of_the_terminal_touches_nothing_outside(path: Path) -> None:
    assert outside(path, "overture_partner") <= PLAIN_MODULES | {"datetime"}
    assert {room_of(name) for name in inside(path, "overture_partner")} <= {"model", "protocol", "errors"}
    assert not re.search(r"\bnow\(|\btoday\(", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", sorted((PARTNER / "protocol").rglob("*.py")), ids=lambda path: path.stem)
def test_the_protocol_of_the_terminal_touches_nothing_but_ciphers_and_chance(path: Path) -> None:
    assert outside(path, "overture_partner") <= PLAIN_MODULES | {"cryptography", "pysodium", "secrets"}
    assert {room_of(name) for name in inside(path, "overture_partner")} <= {"protocol"}


@pytest.mark.parametrize("path", sorted((SERVER / "core").rglob("*.py")), ids=lambda path: path.stem)
def test_the_core_touches_nothing_outside(path: Path) -> None:
    assert outside(path, "overture") <= PLAIN_MODULES
    assert {room_of(name) for name in inside(path)} <= {"core"}


@pytest.mark.parametrize("path", sorted((SERVER / "questions").rglob("*.py")), ids=lambda path: path.stem)
def test_question_sets_touch_nothing_but_their_files(path: Path) -> None:
    if path.stem in QUESTIONS_AT_THE_EDGE and path.parent.name == "questions":
        return
    importing = path.parent.name == "importing"
    assert outside(path, "overture") <= PLAIN_MODULES | FILE_MODULES | (TEXT_MODULES if importing else set())
    assert {room_of(name) for name in inside(path)} <= {"questions"}
    assert not importing or path.stem == "read" or ".open(" not in path.read_text(encoding="utf-8")


def test_the_hub_holds_no_cipher() -> None:
    """Save for the way to its engine, which may be encrypted."""
    found = {path.name: outside(path, "overture") & CIPHERS for path in SERVER.rglob("*.py")}
    assert {name: ciphers for name, ciphers in found.items() if ciphers} == {"engine_address.py": {"ssl"}}


def test_hub_and_partner_know_nothing_of_each_other() -> None:
    for folder, others in (
        (SERVER, {"overture_partner"}),
        (PARTNER, {"overture"}),
        (SERVER.with_name("overture_common"), {"overture", "overture_partner"}),
    ):
        for path in folder.rglob("*.py"):
            assert not others & outside(path, ""), path


def test_every_path_that_the_architecture_names_exists() -> None:
    roots = (ROOT, SERVER, SERVER / "store", PHONE, PARTNER)
    named = re.findall(r"`([\w./-]+(?:\.(?:py|js|html|json|lua)|/))`", texts()["docs/architecture.md"])
    assert named
    assert sorted({path for path in named if not any((root / path).exists() for root in roots)}) == []


def test_only_settings_read_the_environment() -> None:
    readers = {line.partition(":")[0] for line in lines_with(r"\bos\.(environ|getenv)\b", under=("server/",))}
    assert readers == {"server/overture/settings.py"}


def test_continuous_integration_runs_the_command_of_the_readme() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert script.read_text().rstrip().endswith("make test")
