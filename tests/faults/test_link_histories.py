"""Two people talk while the way from their hub to its engine fails, in every way that it can; their history is judged.

On both event loops (tests/conftest.py), over a Unix socket, TCP, TLS and a cluster at the same time.
"""

import asyncio
import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager

import pytest

from overture.store.scripts import channel
from tests.faults.clusters import Cluster, cluster_of
from tests.faults.history import problems
from tests.faults.links import CASES, Link, by_cluster, by_socket, by_tcp, by_tls
from tests.faults.served import served
from tests.faults.talk import PATIENCE, STEPS, Talk, begin, seal
from tests.support.engines import Engine

Act = Callable[[Talk], None]
FURTHEST = 6_000
"""Bytes of answers after which a fault comes at the latest; about what a step moves."""
AT_ANY_TIME = [name for name, case in CASES.items() if not case.idle_only]


@pytest.fixture
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with cluster_of("valkey", tmp_path_factory.mktemp("cluster")) as made:
        yield made


def give_up_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on nobody waits long for one who says nothing."""
    monkeypatch.setattr("overture.store.pipeline.TIMEOUT", 0.5)
    monkeypatch.setattr("overture.realtime.engine_watch.HEARTBEAT", 0.2)
    monkeypatch.setattr("overture.store.pubsub.TIMEOUT", 0.5)
    monkeypatch.setattr("overture.store.pubsub.HEARTBEAT", 0.2)
    monkeypatch.setattr("overture.store.pubsub.SILENCE", 0.7)


async def with_faults(
    way: AbstractAsyncContextManager[Link], seed: int, acts: Sequence[Act], step: asyncio.Barrier
) -> None:
    """Each fault under a step of a conversation, and then `acts`, each under another.

    `step` is for all to go on together: once their hubs are there, and once they talk.
    """
    dice = random.Random(seed)
    async with way as link, served(link.url) as hub:
        await step.wait()
        talk = await begin(hub, hub, dice)
        async with talk.mia, talk.sam:
            await step.wait()
            for name in dice.sample(AT_ANY_TIME, len(AT_ANY_TIME)):
                link.strike(CASES[name].at(dice.randrange(FURTHEST)))
                await dice.choice(STEPS)(talk)
                # What was over before enough was said happens at rest.
                link.strike_now()
                await talk.until(talk.converged)
                link.heal()
                await talk.until(talk.converged)
            for act in acts:
                loop = asyncio.get_running_loop()
                acting = loop.run_in_executor(None, act, talk)
                await seal(talk)
                await acting
                await talk.until(talk.converged)
        assert problems(talk.record.events) == []


def of_engine(engine: Engine) -> Sequence[Act]:
    def throw_out(_: Talk) -> None:
        with engine.client() as client:
            for kind in ("normal", "pubsub"):
                client.client_kill_filter(_type=kind, skipme=True)

    def let_wait(_: Talk) -> None:
        with engine.client() as client:
            client.client_pause(700)

    return throw_out, let_wait


def of_cluster(cluster: Cluster) -> Sequence[Act]:
    def hand_over(talk: Talk) -> None:
        cluster.hand_over(cluster.owner(channel(talk.mia.seat.id)))

    return (hand_over,)


async def test_nothing_is_lost_doubled_or_told_early(
    valkey_only: Engine, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    its, theirs = of_engine(valkey_only), of_cluster(cluster)
    ways = [(by_socket(valkey_only), its), (by_tcp(valkey_only), its), (by_tls(valkey_only), its),
            (by_cluster(cluster), theirs)]  # fmt: skip
    # A hub that is being made holds up all others here, and nobody shall take that for an engine that hangs.
    monkeypatch.setattr("overture.store.pipeline.TIMEOUT", PATIENCE)
    async with asyncio.timeout(PATIENCE):
        step = asyncio.Barrier(len(ways) + 1)
        async with asyncio.TaskGroup() as group:
            for seed, (way, acts) in enumerate(ways):
                group.create_task(with_faults(way, seed, acts, step))
            for _ in range(2):
                await step.wait()
            give_up_soon(monkeypatch)
