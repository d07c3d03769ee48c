"""Secrets that come from files: what is read, and that no message, log or process shows one to who looks for it."""

import os
import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest

from overture.secret_files import MAX_SIZE
from overture.setting_values import SettingsError
from overture.settings import SECRETS, Settings, from_environment
from tests.support.engines import Engine
from tests.support.hub import OVERTURE, Hub, free_port
from tests.support.process import Program

SECRET = "canary-7f3a"
URL = f"redis://:{SECRET}@store:6379/0"


def settings_from(path: Path | str, **more: str) -> Settings:
    return from_environment({"REDIS_URL_FILE": str(path), **more})


def refusal(path: Path | str, **more: str) -> str:
    """The message for whoever set it, checked for anything that could be the secret."""
    with pytest.raises(SettingsError) as raised:
        settings_from(path, **more)
    seen = "".join(traceback.format_exception(raised.value))
    assert SECRET not in seen
    assert str(path) not in str(raised.value)
    return str(raised.value)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "redis-url"


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_one_newline_at_the_end_does_not_belong_to_it(file: Path, end: str) -> None:
    file.write_bytes((URL + end).encode())
    assert settings_from(file).redis_url == URL


@pytest.mark.parametrize(
    "content", ["{}\n\n", " {}", "{} ", "{}\n{}\n", "redis://:canary-\n7f3a@store", "\t{}", "\n{}"]
)
def test_any_other_space_is_refused_instead_of_removed(file: Path, content: str) -> None:
    file.write_text(content.format(URL, URL))
    assert refusal(file).endswith("Write REDIS_URL alone into it, on one line.")


@pytest.mark.parametrize("content", ["", "\n", "  \n"])
def test_an_empty_file_is_told(file: Path, content: str) -> None:
    file.write_text(content)
    assert refusal(file) == "REDIS_URL_FILE names a file that is empty. Write REDIS_URL into it."


def test_a_missing_file_and_a_folder_are_told(file: Path) -> None:
    assert "does not exist. Create it, or correct the path." in refusal(file)
    assert "names a folder." in refusal(file.parent)
    assert "cannot be read (NotADirectoryError)" in refusal(Path(__file__) / "below")


def test_a_file_that_cannot_be_read_is_told(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text(URL)

    def not_permitted(path: Path, *_: object) -> None:
        raise PermissionError(13, SECRET, str(path))

    # Nothing is forbidden to the user that tests may run as.
    monkeypatch.setattr(Path, "open", not_permitted)
    assert "Let the user that runs the hub read it." in refusal(file)


def test_a_secret_file_that_is_no_short_text_is_refused(file: Path) -> None:
    file.write_bytes(SECRET.encode() + b"\xff")
    assert "not UTF-8 text" in refusal(file)
    file.write_bytes(SECRET.encode() * MAX_SIZE)
    assert "more than 65536 bytes" in refusal(file)
    assert "more than 65536 bytes" in refusal("/dev/zero")
    assert "cannot be read" in refusal("a\0b")


def test_both_at_once_are_refused(file: Path) -> None:
    file.write_text(URL)
    assert refusal(file, REDIS_URL=URL) == "REDIS_URL and REDIS_URL_FILE are both set. Remove one of them."
    assert settings_from(file, REDIS_URL=" ").redis_url == URL


def test_the_secret_in_place_of_the_path_is_not_repeated() -> None:
    assert "must be the path of a file" in refusal(URL)
    assert "does not exist" in refusal(SECRET)


@pytest.mark.parametrize(
    "content",
    [
        f"http://:{SECRET}@store",
        f"redis://:{SECRET}@store:x",
        f"redis://:1?{SECRET}=1@store",
        f"redis://:{SECRET}@store/one",
        f"rediss://store?ssl_certfile=/nowhere&ssl_password={SECRET}",
    ],
)
def test_a_content_that_cannot_be_used_is_told_by_the_name_that_was_set(file: Path, content: str) -> None:
    file.write_text(content)
    assert refusal(file).startswith("The content of REDIS_URL_FILE ")


def test_the_secret_is_in_no_text_of_the_settings(file: Path) -> None:
    file.write_text(URL)
    assert SECRET not in f"{settings_from(file)} {settings_from(file)!r}"


def test_only_settings_that_may_be_secret_have_a_file() -> None:
    assert SECRETS == ("REDIS_URL",)
    assert from_environment({"PORT_FILE": "/nowhere"}) == Settings()


@pytest.fixture
def guarded(engine: Engine) -> Iterator[Engine]:
    """An engine that wants a password."""
    with engine.client() as client:
        client.config_set("requirepass", SECRET)
        yield engine
        client.config_set("requirepass", "")


def processes(pid: int) -> str:
    """What others may read of a process and its children: command lines and environments."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (entry / "stat").exists():
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            if pid in (parent, int(entry.name)):
                found += [(entry / name).read_bytes().decode(errors="replace") for name in ("cmdline", "environ")]
    return "\n".join(found)


def test_a_hub_uses_it_and_shows_it_nowhere(file: Path, guarded: Engine, tmp_path: Path) -> None:
    file.write_text(f"unix://:{SECRET}@{guarded.socket}\n")
    hub = Hub(tmp_path / "data", workers=2, env={"REDIS_URL_FILE": str(file), "LOG_LEVEL": "debug"})
    hub.start()
    seen = processes(hub.program.pid)
    guarded.restart()  # without the password, so that the hub's own is refused for a while
    hub.program.wait_for("the engine cannot be reached", stream="stderr")
    hub.discard()
    assert "overture.process.worker" in seen
    assert SECRET not in seen + hub.log


def test_a_password_that_the_engine_refuses_is_in_no_log(file: Path, guarded: Engine, tmp_path: Path) -> None:
    wrong = SECRET + "-wrong"
    file.write_text(f"unix://:{wrong}@{guarded.socket}\n")
    hub = Hub(tmp_path / "data", env={"REDIS_URL_FILE": str(file), "LOG_LEVEL": "debug"})
    hub.start()
    hub.program.wait_for(r"the engine cannot be reached \(WRONGPASS\)", stream="stderr")
    hub.discard()
    assert SECRET not in hub.log


def test_the_command_tells_it_in_one_sentence(tmp_path: Path) -> None:
    program = Program(
        "overture serve",
        [OVERTURE, "serve", "--port", str(free_port())],
        env={"PATH": os.environ["PATH"], "REDIS_URL_FILE": str(tmp_path), "REDIS_URL": URL},
    )
    assert program.wait() == 1
    assert program.said() == "REDIS_URL and REDIS_URL_FILE are both set. Remove one of them."
