"""The wheel alone, installed by an ordinary user who has no checkout, on each Python that is found here."""

import shutil
from collections.abc import Iterator
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


@pytest.fixture
def user() -> Iterator[OrdinaryUser]:
    with OrdinaryUser() as user:
        yield user


def environment(user: OrdinaryUser, version: str) -> Path:
    """The folder of the commands of a new virtual environment, whose packages come from this disk alone."""
    user.given(*(each for folder in wheels() for each in folder.glob("*.whl")))
    given = str(user.home / "given")
    user.env |= {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": given}
    user.env |= {"UV_OFFLINE": "1", "UV_NO_INDEX": "1", "UV_FIND_LINKS": given, "UV_PYTHON_DOWNLOADS": "never"}
    user.run(user.python(pythons()[version]), "-m", "venv", "environment")
    return user.home / "environment" / "bin"


@pytest.mark.parametrize("version", list(pythons()))
async def test_two_people_talk_through_what_an_ordinary_user_installed(
    version: str, wheel: Path, user: OrdinaryUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert user.run("id", "-u") != "0\n"
    monkeypatch.chdir(user.home)
    commands = environment(user, version)
    assert user.run(commands / "python", "-c", "import sys; print('%d.%d' % sys.version_info[:2])") == f"{version}\n"
    (own,) = user.given(wheel)
    user.run(commands / "pip", "install", f"{own}[partner]")
    await check(commands, user)


@pytest.mark.parametrize("name", list(INSTALLERS))
def test_the_installers_of_the_readme_install_it(name: str, wheel: Path, user: OrdinaryUser) -> None:
    tools = environment(user, running())
    user.run(tools / "pip", "install", name)
    user.env["UV_PYTHON"] = str(tools / "python")
    shutil.copy(wheel, user.home)
    user.run("sh", "-c", f'PATH="{tools}:$PATH" {INSTALLERS[name]}')
    commands = user.home / ".local" / "bin"
    assert __version__ in user.run(commands / "overture", "--version")
    # It says what is missing, and nothing else, if anything is.
    assert "--answers" in user.run(commands / "overture-partner", "--help")
