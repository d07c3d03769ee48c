"""The lying hub: honest as long as nobody tells it to lie, and heard when it does."""

import asyncio
from collections.abc import Callable

import pytest

from overture_partner.errors import PartnerError
from tests.support.hub import Hub
from tests.support.lying import Line, LyingHub, Message
from tests.terminal.pairs import PATIENCE, both_ready, both_seal, paired


async def test_an_honest_one_is_not_noticed_and_a_lie_is_heard(start_hub: Callable[..., Hub]) -> None:
    with LyingHub(start_hub().url) as liar:
        mia, sam = await paired(liar.url)
        async with mia, sam:
            await both_ready(mia, sam)
            await both_seal(mia, sam)
            assert {line.role for line in liar.lines} == {"A", "B"}
            assert any(said.get("do") == "commit" for said in liar.line("A").received)

            def dark(_: Line, said: Message) -> Message | None:
                return None if "view" in said else said

            liar.down = dark
            await mia.pause()
            his = liar.line("B")
            await asyncio.to_thread(liar.until, lambda: his.views[-1]["view"]["paused"]["them"])
            assert not sam.paused_by_them
            his.send_to_phone(his.views[-1])
            await sam.wait_for(lambda me: me.paused_by_them, PATIENCE)


async def test_what_it_answers_over_http_can_be_anything(start_hub: Callable[..., Hub]) -> None:
    with LyingHub(start_hub().url) as liar:
        liar.http = lambda _path, _status, _body: (503, b'{"code":"away"}')
        with pytest.raises(PartnerError, match="away"):
            await paired(liar.url)
