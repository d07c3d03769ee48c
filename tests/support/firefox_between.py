"""Firefox as Playwright starts it for WebDriver BiDi, with what Firefox does not have yet.

Playwright runs this program in the place of Firefox (`firefox.py`). It starts Firefox, passes its output on, and stands
between the two on their socket. Everything goes through as it is, but for two things:

- Playwright sets the colour scheme of each page by a command that Firefox 153 refuses as unknown. It is answered here,
  and done in Firefox's own scope.
- Firefox 153 gives the download of a blob no id, without which Playwright takes no notice of it.

Source: https://w3c.github.io/webdriver-bidi/, sections "The emulation module" and "The browsingContext module".
"""

import asyncio
import itertools
import json
import re
import shutil
import sys
from collections.abc import Coroutine
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.server import ServerConnection, serve

SET_MEDIA = "emulation.setMediaFeaturesOverride"
BEGINS_ANEW = ("browsingContext.contextCreated", "browsingContext.navigationCommitted")
"""After these a page may be as it was before anything was set."""
SET_SCHEME = """(id, scheme) => {
  const { NavigableManager } = ChromeUtils.importESModule('chrome://remote/content/shared/NavigableManager.sys.mjs');
  const page = NavigableManager.getBrowsingContextById(id);
  if (page) page.top.prefersColorSchemeOverride = scheme;
}"""
LISTENING = re.compile(r"WebDriver BiDi listening on (ws://\S+)")
OURS = 10**9
"""Commands of this program have numbers from here on; Playwright counts from one."""


class Between:
    """What goes from Playwright to Firefox and back.

    Args:
        playwright: The connection that Playwright has made.
        firefox: The connection to Firefox.
    """

    def __init__(self, playwright: ServerConnection, firefox: ClientConnection) -> None:
        self._playwright = playwright
        self._firefox = firefox
        self._numbers = itertools.count(OURS)
        self._answers: dict[int, asyncio.Future[Any]] = {}
        self._schemes: dict[str, str] = {}
        """The colour scheme of each page and of each phone that was set one."""
        self._owners: dict[str, str] = {}
        """The phone of each page."""
        self._downloads: dict[str, str] = {}
        """The id of the download that goes on in each page."""
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Pass everything on until either connection ends."""
        ways = [asyncio.create_task(self._to_firefox()), asyncio.create_task(self._to_playwright())]
        over, waiting = await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        for task in waiting:
            task.cancel()
        for task in over:
            task.result()

    async def _to_firefox(self) -> None:
        async for text in self._playwright:
            command = json.loads(text)
            if command["method"] == SET_MEDIA:
                self._begin(self._set_media(command["id"], command["params"]))
            else:
                await self._firefox.send(text)

    async def _to_playwright(self) -> None:
        async for text in self._firefox:
            message = json.loads(text)
            if message.get("id") in self._answers:
                self._answers.pop(message["id"]).set_result(message.get("result"))
                continue
            about = message.get("params", {})
            if message.get("method") in BEGINS_ANEW and not about.get("parent"):
                self._set_again(about)
            if message.get("method", "").startswith("browsingContext.download") and not about.get("navigation"):
                message["params"] = {**about, "download": self._download(message["method"], about["context"])}
            await self._playwright.send(json.dumps(message))

    async def _set_media(self, number: int, params: Any) -> None:
        scheme = params["features"].get("prefers-color-scheme") or "none"
        pages = params.get("contexts", [])
        self._schemes |= dict.fromkeys([*pages, *params.get("userContexts", [])], scheme)
        await self._set_scheme(pages, scheme)
        await self._playwright.send(json.dumps({"type": "success", "id": number, "result": {}}))

    def _set_again(self, about: Any) -> None:
        page = about["context"]
        self._owners.setdefault(page, about.get("userContext") or "")
        scheme = self._schemes.get(page) or self._schemes.get(self._owners[page], "none")
        if scheme != "none":
            self._begin(self._set_scheme([page], scheme))

    async def _set_scheme(self, pages: list[str], scheme: str) -> None:
        if not pages:
            return
        own = await self._ask("browsingContext.getTree", {"moz:scope": "chrome", "maxDepth": 0})
        for page in pages:
            said = [{"type": "string", "value": each} for each in (page, scheme)]
            target = {"context": own["contexts"][0]["context"]}
            call = {"functionDeclaration": SET_SCHEME, "arguments": said, "awaitPromise": False, "target": target}
            await self._ask("script.callFunction", call)

    def _download(self, method: str, page: str) -> str:
        if method.endswith("WillBegin"):
            self._downloads[page] = f"download-{next(self._numbers)}"
        return self._downloads.get(page, "")

    async def _ask(self, method: str, params: object) -> Any:
        number = next(self._numbers)
        self._answers[number] = asyncio.get_running_loop().create_future()
        await self._firefox.send(json.dumps({"id": number, "method": method, "params": params}))
        return await self._answers[number]

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def main(arguments: list[str]) -> int:
    """Run Firefox with these arguments, and tell of an address here in the place of its own."""
    program = shutil.which("firefox-esr") or "firefox-esr"
    firefox = await asyncio.create_subprocess_exec(
        program, "--remote-allow-system-access", *arguments, stderr=asyncio.subprocess.PIPE
    )
    assert firefox.stderr is not None
    async for line in firefox.stderr:
        text = line.decode(errors="replace")
        found = LISTENING.search(text)
        sys.stderr.write(f"WebDriver BiDi listening on {await _listen(found[1])}\n" if found else text)
        sys.stderr.flush()
    return await firefox.wait()


async def _listen(address: str) -> str:
    async def between(playwright: ServerConnection) -> None:
        async with connect(f"{address}/session", max_size=None, ping_interval=None) as firefox:
            await Between(playwright, firefox).run()

    server = await serve(between, "127.0.0.1", 0, max_size=None, ping_interval=None)
    return f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}"


if __name__ == "__main__":
    sys.exit(asyncio.run(main(sys.argv[1:])))
