"""The way to a paired session: the code, and then the keys, for the person who starts and the one who joins."""

import asyncio
import math

from overture_partner.console.choices import chosen, print_sets
from overture_partner.console.console import Console
from overture_partner.console.error_text import problem
from overture_partner.errors import Gone, PartnerError
from overture_partner.i18n import command_name, t
from overture_partner.net.hub_client import HubClient, SetCard
from overture_partner.protocol.found_code import find_code, find_hub
from overture_partner.session.participant import Participant
from overture_partner.storage.records import MemoryStore

ANOTHER_CODE = frozenset({"bad-code", "unknown", "wrong-code", "rejected", "bad-pairing", "joining", "slow-down"})
"""Problems after which a person may try again."""


async def join(console: Console, hub: HubClient) -> Participant:
    """Prompts for the code until it leads to keys.

    Args:
        console: The terminal.
        hub: The hub.

    Returns:
        A paired participant.

    Raises:
        PartnerError: Another attempt is of no use.
        Leaving: The person leaves.
    """
    store = MemoryStore()
    while True:
        line = await console.ask(t("join.code"))
        if not line:
            continue
        named = find_hub(line)
        if named is not None and named != hub.base_url:
            console.print(t("join.other-hub", address=named))
            continue
        # A line without a clear code is refused with a sentence, as a wrong one is.
        code = find_code(line) or line
        try:
            return await _pair(console, await Participant.join(hub.base_url, code, store=store))
        except PartnerError as error:
            if error.code not in ANOTHER_CODE:
                raise
            console.print(problem(error))


async def _pair(console: Console, me: Participant) -> Participant:
    """Waits for the keys; closes the participant if it does not come to that."""
    try:
        console.print(t("join.waiting"))
        await me.paired()
    except BaseException:
        await _give_back(me)
        raise
    return me


async def _give_back(me: Participant) -> None:
    """Gives the seat back, so that the next guest can take it."""
    try:
        async with asyncio.timeout(1):
            await me.leave()
    except (PartnerError, TimeoutError):
        pass
    finally:
        await me.close()


async def start(console: Console, hub: HubClient, set_id: str | None, hours: int, *, asks: bool) -> Participant:
    """Starts a session, prints its code, and waits for the partner.

    Args:
        console: The terminal.
        hub: The hub.
        set_id: The id of the question set; None to ask.
        hours: How long the hub keeps the session.
        asks: Whether a person is there who chooses a question set and requests new codes. If not, the first set is
            used.

    Returns:
        A paired participant.

    Raises:
        PartnerError: The session cannot be started or joined.
        Leaving: The person leaves.
    """
    card = await _choose(console, await hub.question_sets(), set_id, asks=asks)
    me = await Participant.start(hub.base_url, card.qhash, hours)
    try:
        await _wait_for_partner(console, me, asks=asks)
    except BaseException:
        await me.close()
        raise
    return me


async def _choose(console: Console, sets: tuple[SetCard, ...], set_id: str | None, *, asks: bool) -> SetCard:
    if set_id is not None:
        named = next((card for card in sets if card.id == set_id), None)
        if named is None:
            raise PartnerError("no-such-set")
        return named
    if not sets:
        raise PartnerError("not-a-hub")
    if len(sets) == 1 or not asks:
        return sets[0]
    print_sets(console, sets)
    while (card := chosen(await console.ask(t("start.choose")), sets)) is None:
        pass
    return card


async def _wait_for_partner(console: Console, me: Participant, *, asks: bool) -> None:
    shown_problem: str | None = None
    shown: str | None = None
    renewing: asyncio.Task[None] | None = None
    try:
        while not me.is_paired:
            if me.code is not None and me.code != shown:
                shown, shown_problem = me.code, None
                _show_code(console, me)
            line = await _ask_unless(console, me, (me.code, me.problem))
            typed = None if line is None else command_name(line)
            if me.problem is not None and me.problem != shown_problem:
                shown_problem = me.problem
                _show_problem(console, me, shown_problem, asks=asks)
            elif typed == "new" and renewing is None:
                console.print(t("start.renewing", n=math.ceil(me.renewable_in)))
                renewing = asyncio.create_task(me.renew())
                renewing.add_done_callback(lambda _: console.note_change())
            elif typed in ("", "code", "new"):
                _show_code(console, me)
            elif typed == "end":
                await me.end()
                raise Gone("gone")
            elif typed is not None:
                console.print(t("start.what"))
            renewing = None if renewing is not None and renewing.done() else renewing
    finally:
        if renewing is not None:
            renewing.cancel()
            await asyncio.gather(renewing, return_exceptions=True)


def _show_problem(console: Console, me: Participant, problem: str, *, asks: bool) -> None:
    """Prints a problem of pairing. Only a person can ask for a new code. Raises PartnerError if no other can be had."""
    if problem == "spent" and not asks:
        raise PartnerError("unattended")
    if problem == "spent" and not me.codes_left:
        raise PartnerError("codes-used-up")
    console.print(t(f"start.{problem}", n=math.ceil(me.renewable_in)))


async def _ask_unless(console: Console, me: Participant, seen: tuple[str | None, str | None]) -> str | None:
    """A typed line, or None when pairing has moved on."""
    moved = asyncio.create_task(me.wait_for(lambda me: me.is_paired or (me.code, me.problem) != seen))
    moved.add_done_callback(lambda _: console.note_change())
    try:
        return await console.ask(t("start.prompt"), until=moved.done)
    finally:
        moved.cancel()
        result = (await asyncio.gather(moved, return_exceptions=True))[0]
        if isinstance(result, Exception):
            raise result


def _show_code(console: Console, me: Participant) -> None:
    if me.code is None:
        return
    console.print()
    console.print(t("start.code", code=me.code))
    console.print(t("start.link", link=me.join_link))
