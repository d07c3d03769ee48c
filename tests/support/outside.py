"""Everywhere but the hub: what a phone asks of any other address comes here, is written down and goes no further."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self

from playwright.sync_api import ProxySettings


class Outside:
    """A proxy that refuses. `asked` grows by each address a page tried; of TLS and sockets it is host and port."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        asked = self.asked

        class Refuses(BaseHTTPRequestHandler):
            def handle_one_request(self) -> None:
                self.close_connection = True
                self.raw_requestline = self.rfile.readline(65537)
                if self.raw_requestline and self.parse_request():
                    asked.append(self.path)
                    self.send_error(403)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Refuses)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def but(self, addresses: str) -> ProxySettings:
        """For a context that reaches these hosts and ports, separated by commas, and nothing else."""
        return {"server": f"http://127.0.0.1:{self._server.server_port}", "bypass": addresses}
