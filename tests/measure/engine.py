"""`python -m tests.measure.engine`: what one whole conversation of the default set takes of an engine.

Both answer every section with what opens by row among them, and write and confirm one note in each that opens whole.
By hand, in a few seconds; the sizes are the same on every machine.
"""

import asyncio
import sys
import tempfile
from pathlib import Path

import redis

from overture_partner.console.rendering import asked_in
from overture_partner.model.answers import Answers
from overture_partner.model.document import Section
from overture_partner.session.participant import Participant
from tests.support.engines import Engine
from tests.support.hub import Hub
from tests.terminal.pairs import answers, talking


def files(engine: Engine) -> int:
    """Bytes of all files of the engine."""
    return len(engine.on_disk())


def memory(client: redis.Redis) -> int:
    """Bytes of all keys and values, as the engine counts them itself."""
    keys = [key for key in client.scan_iter(count=1000) if b"{" in key]
    return sum(int(client.memory_usage(key, samples=0) or 0) for key in keys)


def changes(client: redis.Redis) -> int:
    """How often a hub has changed or asked anything so far: each time is a script."""
    return int(client.info("commandstats")["cmdstat_evalsha"]["calls"])


def every_row(me: Participant, section: Section) -> Answers:
    levels = me.questions.document.scales
    found = {}
    for question in asked_in(section):
        yes = next(each.id for each in levels[question.levels or ""] if each.means == "yes")
        found[question.id] = {key: {"level": yes} for item in question.items for key in item.keys}
    return Answers(found)


async def converse(hub: Hub, client: redis.Redis, engine: Engine) -> None:
    """Two people have a whole conversation; what it takes is printed as it grows."""
    async with talking(hub.url) as (mia, sam):
        commands, bytes_before = changes(client), files(engine)
        table("paired and ready", client, engine, commands, bytes_before)
        sections = [section for section in mia.questions.document.sections if section.has_box]
        for section in sections:
            for me, who in ((mia, "mia"), (sam, "sam")):
                whole = section.reveal != "mutual"
                await me.seal(section.id, answers(me, section.id, who) if whole else every_row(me, section))
            for me in (mia, sam):
                await (me.opened(section.id) if section.reveal != "mutual" else me.matched(section.id))
        table(f"{len(sections)} sections opened", client, engine, commands, bytes_before)
        whole_ones = [section for section in sections if section.reveal != "mutual"]
        for section in whole_ones:
            assert await mia.write_note(section.id, "We said it in these words.") is None
        table(f"{len(whole_ones)} notes written", client, engine, commands, bytes_before)


def table(when: str, client: redis.Redis, engine: Engine, commands: int, bytes_before: int) -> None:
    sizes = f"{memory(client):>9,} bytes of memory {files(engine) - bytes_before:>9,} bytes of file"
    print(f"{when:22} {sizes} {changes(client) - commands:>6,} scripts")  # noqa: T201 - a program for a terminal


def main() -> int:
    engine = Engine("valkey")
    engine.start()
    try:
        with tempfile.TemporaryDirectory() as folder, engine.client() as client:
            hub = Hub(Path(folder), redis_url=engine.url)
            hub.start()
            try:
                asyncio.run(converse(hub, client, engine))
            finally:
                hub.discard()
    finally:
        engine.discard()
    return 0


if __name__ == "__main__":
    sys.exit(main())
