"""The wheel alone, installed by an ordinary user who has no checkout, on each Python that is found here."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from overture import __version__
from tests.deploy.installed import check
from tests.support.ordinary import OrdinaryUser
from tests.support.wheelhouse import pythons, running, wheels

INSTALLERS = {
    "pipx": f'pipx install "./overture-{__version__}-py3-none-any.whl[partner]"',
    "uv": f'uv tool install "./overture-{__version__}-py3-none-any.whl[partner]"',
}
"""As the README says it."""


class Environment:
    """A new virtual environment of an ordinary user, whose packages come from this disk alone.

    `commands` is the folder of its commands.
    """

    def __init__(self, version: str) -> None:
        self.user = OrdinaryUser()
        self.user.given(*(each for folder in wheels() for each in folder.glob("*.whl")))
        given = str(self.user.home / "given")
        self.user.env |= {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": given}
        self.user.env |= {"UV_OFFLINE": "1", "UV_NO_INDEX": "1", "UV_FIND_LINKS": given, "UV_PYTHON_DOWNLOADS": "never"}
        self.user.run(self.user.python(pythons()[version]), "-m", "venv", "environment")
        self.commands = self.user.home / "environment" / "bin"


@pytest.fixture(scope="module")
def environment() -> Iterator[Callable[[str], Environment]]:
    """The environment of each version of Python, made once: to make one costs more than to install into it."""
    made: dict[str, Environment] = {}

    def of(version: str) -> Environment:
        if version not in made:
            made[version] = Environment(version)
        return made[version]

    yield of
    for each in made.values():
        each.user.discard()


@pytest.mark.parametrize("version", list(pythons()))
async def test_two_people_talk_through_what_an_ordinary_user_installed(
    version: str, wheel: Path, environment: Callable[[str], Environment], monkeypatch: pytest.MonkeyPatch
) -> None:
    user, commands = environment(version).user, environment(version).commands
    assert user.run("id", "-u") != "0\n"
    monkeypatch.chdir(user.home)
    assert user.run(commands / "python", "-c", "import sys; print('%d.%d' % sys.version_info[:2])") == f"{version}\n"
    (own,) = user.given(wheel)
    user.run(commands / "pip", "install", f"{own}[partner]")
    await check(commands, user)


@pytest.mark.parametrize("name", list(INSTALLERS))
def test_the_installers_of_the_readme_install_it(
    name: str, wheel: Path, environment: Callable[[str], Environment], monkeypatch: pytest.MonkeyPatch
) -> None:
    user, tools = environment(running()).user, environment(running()).commands
    user.run(tools / "pip", "install", name)
    home = user.home / f"home of {name}"
    # pipx works with pip, also where there is uv.
    own = {"HOME": str(home), "UV_PYTHON": str(tools / "python"), "PIPX_DEFAULT_BACKEND": "pip"}
    monkeypatch.setattr(user, "env", user.env | own)
    shutil.copy(wheel, user.home)
    user.run("sh", "-c", f'PATH="{tools}:$PATH" {INSTALLERS[name]}')
    commands = home / ".local" / "bin"
    assert __version__ in user.run(commands / "overture", "--version")
    # It says what is missing, and nothing else, if anything is.
    assert "--answers" in user.run(commands / "overture-partner", "--help")
