"""A plain static host: what `python -m http.server` does with a folder."""

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path


@dataclass(frozen=True)
class StaticHost:
    """A static host on this machine.

    Attributes:
        origin: Where it is reached.
        folder: What it serves.
        asked: The paths of all requests so far.
    """

    origin: str
    folder: Path
    asked: list[str] = field(default_factory=list)


@contextmanager
def static_host(folder: Path, port: int = 0) -> Iterator[StaticHost]:
    """Serve a folder, which may be filled later, on this port or on any that is free."""
    asked: list[str] = []

    class Handler(http.server.SimpleHTTPRequestHandler):
        def do_GET(self) -> None:
            # Dates are of whole seconds, so that a file which a test replaces at once would seem to be the old one.
            del self.headers["If-Modified-Since"]
            super().do_GET()

        def log_message(self, *_: object) -> None:
            asked.append(self.path)

    with http.server.ThreadingHTTPServer(("127.0.0.1", port), partial(Handler, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield StaticHost(f"http://localhost:{server.server_port}", folder, asked)
        finally:
            server.shutdown()
            thread.join()
