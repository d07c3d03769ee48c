"""The command `overture-partner http://host`: the second person in a terminal.

The code is early for and is never an argument, because other users of the machine can read arguments.
"""

import argparse
import asyncio
import contextlib
import os
import signal
import sys
from functools import partial

from overture_partner.autopilot import Autopilot
from overture_partner.console import lobby
from overture_partner.console.console import Console, Leaving, wrapped
from overture_partner.console.error_text import problem
from overture_partner.console.lines import Lines
from overture_partner.console.loop import ConsoleLoop
from overture_partner.console.prepared_answers import EXAMPLE, AnswersError, example, fit_added, fit_first, read_file
from overture_partner.errors import PartnerError
from overture_partner.i18n import command_name, languages, pick, preferred_language, set_language, t
from overture_partner.net.hub_client import HubClient, parse_address
from overture_partner.session.participant import Participant

LEAST_HOURS, MOST_HOURS = 12, 144
LEAVE_TIMEOUT = 5.0
"""Seconds that sending a last command may take."""


def main() -> int:
    """Runs the command.

    Returns:
        The exit code: 0 in good order, 1 after an error with a sentence, 130 after Ctrl-C.
    """
    set_language(preferred_language(os.environ))
    arguments = _parse_arguments()
    try:
        return asyncio.run(_run(arguments))
    except (KeyboardInterrupt, asyncio.CancelledError):
        print(t("leave.early"))
        return 130
    except (PartnerError, AnswersError) as error:
        print(wrapped(problem(error) if isinstance(error, PartnerError) else str(error)), file=sys.stderr)
        return 1


def _parse_arguments() -> argparse.Namespace:
    first = argparse.ArgumentParser(add_help=False)
    first.add_argument("--language", choices=languages(), metavar="|".join(languages()))
    # Parse the language first, so that the help is in that language too.
    early, _ = first.parse_known_args()
    if early.language is not None:
        set_language(early.language)
    parser = argparse.ArgumentParser(prog="overture-partner", description=t("cli.what"), epilog=t("cli.verify"))
    parser.add_argument("address", help=t("cli.address"))
    parser.add_argument("--start", action="store_true", help=t("cli.start"))
    parser.add_argument("--set", metavar="ID", help=t("cli.set"))
    parser.add_argument("--hours", type=int, default=LEAST_HOURS, choices=range(LEAST_HOURS, MOST_HOURS + 1),
                        metavar=f"{LEAST_HOURS}-{MOST_HOURS}", help=t("cli.hours"))  # fmt: skip
    parser.add_argument("--answers", metavar="FILE", help=t("cli.answers"))
    parser.add_argument("--language", choices=languages(), metavar="|".join(languages()), help=t("cli.language"))
    return parser.parse_args()


async def _run(arguments: argparse.Namespace) -> int:
    if "#" in arguments.address:
        raise PartnerError("secret-in-address")
    hub = parse_address(arguments.address)
    given = None if arguments.answers is None else read_file(arguments.answers)
    lines = Lines()
    console = Console(lines)
    running = asyncio.current_task()
    assert running is not None
    with contextlib.suppress(NotImplementedError):
        asyncio.get_running_loop().add_signal_handler(signal.SIGINT, console.interrupt, running)
    console.print(t("cli.hello"))
    if not hub.is_private:
        console.print(t("cli.plain-http"))
    try:
        if arguments.start:
            me = await lobby.start(console, hub, arguments.set, arguments.hours, asks=given is None)
        else:
            me = await lobby.join(console, hub)
    except Leaving as leaving:
        console.print(t("leave.early"))
        return 1 if leaving.by_end else 130
    async with me:
        console.print(t("paired", title=pick(me.questions.document.title)))
        if given is None:
            return await _stay(console, hub, ConsoleLoop(console, me), me)
        made_up = arguments.answers == EXAMPLE
        first = (example if made_up else fit_first)(me.questions, given)
        added = partial(example if made_up else fit_added, given=given)
        return await _stay(console, hub, Autopilot(console, me, first, added), me)


async def _stay(console: Console, hub: HubClient, loop: ConsoleLoop | Autopilot, me: Participant) -> int:
    """Runs until the session is over, or until the person leaves and knows what that means."""
    while True:
        try:
            await loop.run()
        except Leaving as leaving:
            code = await _leave(console, hub, me, by_end=leaving.by_end)
            if code is not None:
                return code
        else:
            return 0


async def _leave(console: Console, hub: HubClient, me: Participant, *, by_end: bool) -> int | None:
    """Says what leaving means and offers better; None to stay."""
    console.print(t("leave.means", host=hub.base_url))
    if by_end:
        return 0
    try:
        line = command_name(await console.ask(t("leave.prompt")) or "")
    except Leaving:
        return 130
    with contextlib.suppress(PartnerError, TimeoutError):
        async with asyncio.timeout(LEAVE_TIMEOUT):
            if line == "pause":
                await me.pause()
                console.print(t("leave.paused"))
            elif line == "end":
                await me.end()
                console.print(t("over.by-me"))
    if line in ("pause", "end", "leave"):
        return 0
    return None
