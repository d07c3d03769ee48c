"""Two people answer by themselves while their connections are cut: nothing is lost, doubled or told too early."""

import asyncio

from overture_partner.model.pairing_record import Joining
from overture_partner.net.hub_client import parse_address
from overture_partner.protocol.pairing import parse_code
from tests.faults.cuts import AT_REST, WAYS, report, sessions
from tests.faults.proxy import KINDS, Fault, Kind, Proxy, Way
from tests.faults.recorded import Diary, Record, Recorded
from tests.faults.talk import PATIENCE
from tests.support.hub import Hub

CUTS = 40
LONGEST = 8.0
"""Seconds from a new connection until both have everything again, on a machine that runs other tests as well. The aim
is two; `python -m tests.faults.cuts` tells whether it is met."""


async def test_forty_random_cuts_lose_nothing(home: Hub) -> None:
    made, wrong = await sessions(home.port, 1, CUTS, 8)
    assert wrong == []
    assert len(made) >= CUTS
    assert {cut.fault.kind for cut in made} == set(KINDS)
    assert max(cut.seconds for cut in made) < LONGEST, report(made)


async def test_a_cut_while_connecting_again_is_one_more_lost_connection(home: Hub) -> None:
    async def cut(kind: Kind, way: Way) -> None:
        async with Proxy(home.port) as proxy, await Recorded.start(proxy.url, store=Diary(Record(), "A")) as mia:
            proxy.strike(Fault("reset", "down", 0), Fault(kind, way, 60))
            proxy.strike_now()
            async with asyncio.timeout(PATIENCE):
                await proxy.back.wait()
                await mia.wait_for(lambda me: me.link == "connected")

    await asyncio.gather(*(cut(kind, way) for kind in AT_REST for way in WAYS))


async def test_questions_that_cannot_be_had_are_asked_for_again(home: Hub) -> None:
    record = Record()
    async with Proxy(home.port) as proxy, await Recorded.start(home.url, store=Diary(record, "A")) as mia:
        assert mia.code is not None
        code, hub = parse_code(mia.code), parse_address(proxy.url)
        sam = Recorded(hub, await hub.join_session(code.locator), Diary(record, "B"))
        # Far behind all that the socket brings by then, in the midst of the question set.
        proxy.strike(Fault("reset", "down", 30_000))
        sam._begin_pairing(Joining(code.locator, code.secret, 0))
        await sam._start_tasks()
        async with sam:
            await asyncio.gather(mia.paired(PATIENCE), sam.paired(PATIENCE))
            assert proxy.struck.is_set()
