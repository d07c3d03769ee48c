"""Asks for pages without a server, and reads what they are made of."""

import asyncio
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import unquote

from starlette.applications import Starlette
from starlette.types import Message

from overture.site.manifest import client
from overture.web.pages import routes

BUILD = client().build


class Page(HTMLParser):
    def __init__(self, body: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(body)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    content: bytes

    @property
    def text(self) -> str:
        return self.content.decode()


class Client:
    """Asks the routes directly: no server, no store, nothing else that could answer."""

    def __init__(self) -> None:
        self.app = Starlette(routes=routes(client()))

    def ask(self, method: str, path: str, headers: dict[str, str] | None = None) -> Answer:
        sent: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Message) -> None:
            sent.append(message)

        scope = {
            "type": "http",
            "method": method,
            "path": unquote(path),
            "raw_path": path.encode(),
            "query_string": b"",
            "headers": [(name.encode(), value.encode()) for name, value in (headers or {}).items()],
        }
        asyncio.run(self.app(scope, receive, send))
        sent_headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        # What a server does with the body of an answer to HEAD.
        body = b"" if method == "HEAD" else b"".join(message["body"] for message in sent[1:])
        return Answer(sent[0]["status"], sent_headers, body)

    def get(self, path: str, headers: dict[str, str] | None = None) -> Answer:
        return self.ask("GET", path, headers)
