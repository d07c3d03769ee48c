"""Autobahn's test suite against the hub's socket layer, by hand: `pip install kosoku`, then
`python -m tests.hostility.autobahn [--large] [CASE ...]`, each CASE an id or a pattern such as `9.*`.

Its cases want everything echoed, which the hub does not do. So an echo stands in the hub's place, behind the protocols
and settings of `overture.process.worker`. What is not run, and why, stands in NOT_RUN. With --large the hub's own
limits of a message are lifted, so that the cases beyond them can be tried too. The reports go to tests/artifacts.
"""

import argparse
import asyncio
import logging
import subprocess
import sys
from typing import Any

import uvicorn

from overture.process import protocols
from overture.process.worker import config_for
from overture.realtime.transport import TRANSPORT, Transport
from tests.support.browser import ARTIFACTS
from tests.support.hub import free_port

NOT_RUN = {
    "7.1.5": "fails: a close in the middle of a message is answered with 1002, not 1000; that harms nobody",
    **{f"9.{x}.{n}": "256 KiB to 16 MiB: the hub takes 64, and closes with 1009" for x in (1, 2) for n in range(2, 7)},
    **{f"9.{x}.*": "1 or 4 MiB in pieces, as above" for x in (3, 4, 5, 6)},
    "1.2.*": "binary messages, of which the hub keeps only that they came",
    "9.2.1": "the same",
    "12.*": "compression, to which the hub never agrees",
    "13.*": "compression, as above",
}


LARGE = [f"9.{x}.*" for x in range(1, 7)]
LARGEST = 32 << 20


async def echo(scope: Any, receive: Any, send: Any) -> None:
    """Says back what it hears, in text alone."""
    if scope["type"] != "websocket":
        return
    await receive()
    await send({"type": "websocket.accept"})
    transport: Transport = scope["extensions"][TRANSPORT]
    transport.start(lambda text: transport.send_text((text or "").encode()))
    while (await receive())["type"] != "websocket.disconnect":
        pass


async def run(config: uvicorn.Config, cases: list[str]) -> int:
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    left_out = [part for case in NOT_RUN for part in ("--exclude", case)] if not cases else []
    wanted = [part for case in cases for part in ("--include", case)]
    command = ["kosoku", "-m", "fuzzingclient", "-o", str(ARTIFACTS / "autobahn"), *left_out, *wanted]
    suite = await asyncio.to_thread(subprocess.run, [*command, f"127.0.0.1:{config.port}"], check=False)
    server.should_exit = True
    await serving
    return suite.returncode


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--large", action="store_true")
    parser.add_argument("cases", nargs="*", metavar="CASE")
    given = parser.parse_args()
    config = config_for(echo)
    if given.large:
        config.ws_max_size = protocols.MAX_FRAGMENTS = LARGEST
    config.lifespan, config.port = "off", free_port()
    logging.getLogger("uvicorn.error").disabled = True
    with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
        return runner.run(run(config, given.cases or (LARGE if given.large else [])))


if __name__ == "__main__":
    sys.exit(main())
