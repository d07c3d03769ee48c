"""What an installation has to do: `python -m tests.deploy.installed FOLDER`, where its commands are.

Its hub says its version and serves exactly that, and two people talk through it in two of its terminals.
"""

import asyncio
import re
import sys
from pathlib import Path

from overture import __version__
from tests.support.hub import Hub
from tests.support.ordinary import OrdinaryUser
from tests.terminal.terminals import Terminal


async def check(commands: Path, user: OrdinaryUser) -> None:
    """Runs a hub of an installation for a user, and two people at it.

    Args:
        commands: The folder that holds `overture` and `overture-partner`.
        user: Who runs them.

    Raises:
        AssertionError: If anything is not as it has to be.
    """
    hub = Hub(user.home / "data", command=user.command(commands / "overture", "serve"))
    try:
        hub.start()
        assert __version__ in user.run(commands / "overture", "--version")
        assert f"serves exactly Overture {__version__}" in user.run(commands / "overture-partner", "verify", hub.url)
        partner = user.command(commands / "overture-partner", hub.url, "--answers", "example")
        async with Terminal("--start", command=partner) as mia, Terminal(command=partner) as sam:
            code = (await mia.expect("Your code: (....-....)")).group(1)
            sam.type(code)
            for one in (mia, sam):
                await one.expect("Limits.*Not this time.*Nothing around my neck")
            mia.type("end")
            assert await mia.ends() == 0
            assert await sam.ends() == 0
        assert re.fullmatch(r"Overture is ready at \S+", hub.log.strip()), hub.log
    finally:
        hub.discard()


if __name__ == "__main__":
    with OrdinaryUser(as_they_are=True) as user:
        asyncio.run(check(Path(sys.argv[1]).absolute(), user))
    print("Two people have talked through it.")  # noqa: T201 - a program for a terminal
