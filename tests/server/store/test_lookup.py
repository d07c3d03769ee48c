"""Codes: one leads to one session, one guest at a time, and a used one leads nowhere."""

import asyncio
import os

import pytest

from overture.core import commands as do
from overture.core.encoding import digest
from overture.core.session import HOUR
from overture.core.tokens import token_hash
from overture.core.transitions import Refused
from overture.store import lookup
from overture.store.errors import StoreFull
from overture.store.lookup import CROWDED_FOR
from overture.store.sessions import Change, SessionStore
from tests.server.stored import CHAPTER, DOCUMENT, done, keys, paired, started
from tests.support.engines import Engine


async def test_two_hundred_join_at_once_and_one_is_seated(store: SessionStore) -> None:
    made, locator = await started(store)
    results = await asyncio.gather(*(store.join(locator) for _ in range(200)))
    seated = [result for result in results if not isinstance(result, Refused)]
    assert len(seated) == 1
    assert {result for result in results if isinstance(result, Refused)} == {Refused("joining")}
    assert isinstance(await store.apply(made.session.id, token_hash(seated[0][1]), do.Leave()), Change)


async def test_a_used_code_says_so_for_a_while_and_then_is_free(store: SessionStore, engine: Engine) -> None:
    made, locator = await started(store)
    joined = await store.join(locator)
    assert not isinstance(joined, Refused)
    m2 = os.urandom(200)
    id = made.session.id
    await done(store, id, made.token, do.Offer(m1=do.Blob(b"1" * 100)))
    await done(store, id, joined[1], do.Reply(m2=do.Blob(m2)))
    await done(store, id, made.token, do.Answer(m2=digest(m2), m3=do.Blob(b"3" * 64)))
    await done(store, id, joined[1], do.Confirm())
    assert await store.join(locator) == Refused("crowded")
    with engine.client() as client:
        assert client.get(f"overture:code:{locator}") == b"!"
        assert 0 < client.pttl(f"overture:code:{locator}") <= CROWDED_FOR * 1000


async def test_a_spent_code_is_replaced(store: SessionStore) -> None:
    made, old = await started(store)
    stored = await done(store, made.session.id, made.token, do.Renew(spent=old))
    assert stored.session.pairing is not None
    new = stored.session.pairing.locator
    assert new != old
    assert await store.join(old) == Refused("unknown")
    assert not isinstance(await store.join(new), Refused)


async def test_a_refused_renewal_takes_no_code(store: SessionStore, engine: Engine) -> None:
    id, a, _ = await paired(store)
    before = keys(engine)
    assert isinstance(await store.apply(id, token_hash(a), do.Renew(spent="HRWE")), Refused)
    assert keys(engine) == before


async def test_a_code_that_was_given_out_again_leads_to_its_new_session_only(
    store: SessionStore, engine: Engine
) -> None:
    made, locator = await started(store)
    other = await store.create(CHAPTER, DOCUMENT, 24 * HOUR)
    with engine.client() as client:
        client.set(f"overture:code:{locator}", other.session.id)
    assert await store.join(locator) == Refused("unknown")
    await done(store, made.session.id, made.token, do.End())
    with engine.client() as client:
        assert client.get(f"overture:code:{locator}") == other.session.id.encode()


async def test_two_sessions_never_get_one_code(store: SessionStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookup, "ALPHABET", "01")
    monkeypatch.setattr(lookup, "LOCATOR_TRIES", 400)
    locators = [(await started(store))[1] for _ in range(16)]
    assert len(set(locators)) == 16
    with pytest.raises(StoreFull):
        await started(store)
