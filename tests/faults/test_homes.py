"""Two workers, each the home of half of all sessions: phones come home unnoticed, whatever happens to a worker."""

import contextlib
import json
import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest

from overture.process.handoff import home_of
from tests.faults.test_workers import workers
from tests.support.hub import GENEROUS, Hub
from tests.support.raw import CLOSE, TEXT, Frame, Raw, frame
from tests.support.seats import posted, started
from tests.support.waiting import until
from tests.support.whereabouts import served_by

SESSIONS = 12
"""So many that on each worker some phones arrive whose home is the other, save once in thousands of runs."""
PAUSE = {"id": 1, "do": "pause", "pause": "AAAAAAAAAAAAAAAAAAAAAA"}

Kind = Literal["json", "html"]


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    made = Hub(tmp_path_factory.mktemp("hub"), workers=2, env=GENEROUS)
    made.start()
    yield made
    made.discard()


class Phone(Raw):
    """One at a seat, which may be a browser's."""

    def __init__(self, hub: Hub, seat: Any, kind: Kind = "json") -> None:
        super().__init__(hub.url)
        self.hub, self.seat, self.kind = hub, seat, kind
        browser = {"Origin": hub.url, "Sec-WebSocket-Extensions": "permessage-deflate; client_max_window_bits"}
        headers = {"Sec-WebSocket-Protocol": f"overture.{kind}.1", **(browser if kind == "html" else {})}
        assert self.handshake(headers) == 101

    @property
    def hello(self) -> bytes:
        return json.dumps({"hello": {"id": self.seat["id"], "token": self.seat["token"]}}).encode()

    @property
    def worker(self) -> int | None:
        """The process that serves it."""
        return served_by(workers(self.hub), self.hub.port).get(self.socket.getsockname()[1])

    def at_home(self) -> bool:
        """Whether that is the home of its session."""
        return self.worker == numbered(self.hub).get(home_of(self.seat["id"], 2))

    def until(self, key: str) -> Any:
        while key not in (said := self.receive_json()):
            pass
        return said


def inboxes(hub: Hub) -> dict[int, Path]:
    """The processes that serve, each with its inbox."""
    commands = {pid: Path(f"/proc/{pid}/cmdline").read_bytes() for pid in workers(hub)}
    return {pid: Path(command.split(b"\0")[-2].decode()) for pid, command in commands.items() if command}


def numbered(hub: Hub) -> dict[int, int]:
    """The processes that serve, by their number."""
    return {int(inbox.name): pid for pid, inbox in inboxes(hub).items()}


@pytest.fixture
def stack() -> Iterator[contextlib.ExitStack]:
    with contextlib.ExitStack() as made:
        yield made


def test_both_phones_of_a_session_come_home_on_the_connection_that_they_have(
    hub: Hub, stack: contextlib.ExitStack
) -> None:
    phones: list[Phone] = []
    for _ in range(SESSIONS):
        a = started(hub.url)
        b = posted(hub.url, f"/join/{a['locator']}", {})
        phones += [stack.enter_context(Phone(hub, a, "json")), stack.enter_context(Phone(hub, b, "html"))]
    arrived = [phone.worker for phone in phones]
    for phone in phones:
        phone.send_json(phone.hello)
    for phone in phones:
        assert ("html" in phone.until("view")) == (phone.kind == "html")
    assert [phone.at_home() for phone in phones] == [True] * len(phones)
    assert [phone.worker for phone in phones] != arrived
    for mia, sam in zip(phones[::2], phones[1::2], strict=True):
        mia.send_json(PAUSE)
        assert mia.until("ack") == {"ack": 1}
        while not sam.until("view")["view"]["paused"]["them"]:
            pass


def test_a_hello_and_a_command_in_one_write_are_both_answered_in_order(hub: Hub, stack: contextlib.ExitStack) -> None:
    for _ in range(SESSIONS):
        phone = stack.enter_context(Phone(hub, started(hub.url)))
        phone.send(frame(TEXT, phone.hello) + frame(TEXT, json.dumps(PAUSE).encode()))
        assert not phone.until("view")["view"]["paused"]["me"]
        assert phone.until("view")["view"]["paused"]["me"]
        assert phone.receive_json() == {"ack": 1}


def test_half_a_command_behind_the_hello_is_not_lost(hub: Hub, stack: contextlib.ExitStack) -> None:
    command = frame(TEXT, json.dumps(PAUSE).encode())
    for at in range(SESSIONS):
        phone = stack.enter_context(Phone(hub, started(hub.url)))
        phone.send(frame(TEXT, phone.hello) + command[:at])
        assert "view" in phone.receive_json()
        phone.send(command[at:])
        assert phone.until("ack") == {"ack": 1}


def test_a_wrong_token_hears_the_same_bytes_at_home_and_elsewhere(hub: Hub, stack: contextlib.ExitStack) -> None:
    received: set[tuple[Frame, Frame]] = set()
    for _ in range(SESSIONS):
        phone = stack.enter_context(Phone(hub, {**started(hub.url), "token": "A" * 43}))
        phone.send_json(phone.hello)
        received.add((phone.frame(), phone.frame()))
    [(gone, closed)] = received
    assert json.loads(gone.payload)["gone"]["code"] == "gone"
    assert (closed.opcode, closed.code) == (CLOSE, 4404)


def test_a_foreign_page_is_refused_before_anything(hub: Hub) -> None:
    for _ in range(4):
        with Raw(hub.url) as phone:
            foreign = {"Origin": "http://evil.example", "Sec-WebSocket-Protocol": "overture.html.1"}
            assert phone.handshake(foreign) == 403


def test_a_worker_that_is_told_to_stop_says_so_to_those_who_have_just_come(
    hub: Hub, stack: contextlib.ExitStack
) -> None:
    seats = [started(hub.url) for _ in range(SESSIONS)]
    phones = [stack.enter_context(Phone(hub, seat)) for seat in seats]
    leaving = numbered(hub)[0]
    for phone in phones:
        phone.send_json(phone.hello)
    os.kill(leaving, signal.SIGTERM)
    hub.program.wait_for("a worker ended by itself", stream="stderr")
    for phone in phones:
        if phone.worker is None:
            assert phone.closed() == 1012
    assert_all_are_served(hub, stack, seats)


def test_a_home_that_is_killed_leaves_its_sessions_to_the_other_and_is_their_home_again(
    hub: Hub, stack: contextlib.ExitStack
) -> None:
    seats = [started(hub.url) for _ in range(SESSIONS)]
    phones = assert_all_are_served(hub, stack, seats)
    homes = numbered(hub)
    times = hub.log.count("a worker ended by itself")
    os.kill(homes[1], signal.SIGKILL)
    for phone in phones:
        if home_of(phone.seat["id"], 2) == 1:
            assert phone.closed() is None
    again = assert_all_are_served(hub, stack, seats)
    if hub.log.count("a worker ended by itself") == times:
        assert {phone.worker for phone in again} == {homes[0]}
    until(lambda: numbered(hub).get(1) not in {None, homes[1]} and at_home_again(hub, seats))


def test_without_inboxes_each_phone_is_served_where_it_is(hub: Hub, stack: contextlib.ExitStack) -> None:
    """The last one here, as the hub stays like that."""
    seats = [started(hub.url) for _ in range(SESSIONS)]
    folder = next(iter(inboxes(hub).values())).parent
    assert folder.stat().st_mode & 0o777 == 0o700
    shutil.rmtree(folder)
    assert_all_are_served(hub, stack, seats)
    os.kill(numbered(hub)[0], signal.SIGKILL)
    hub.program.wait_for("other workers cannot hand phones over to this one", stream="stderr")
    assert_all_are_served(hub, stack, seats)


def assert_all_are_served(hub: Hub, stack: contextlib.ExitStack, seats: list[Any]) -> list[Phone]:
    phones = [stack.enter_context(Phone(hub, seat)) for seat in seats]
    for phone in phones:
        phone.send_json(phone.hello)
    for phone in phones:
        assert "view" in phone.receive_json()
    return phones


def at_home_again(hub: Hub, seats: list[Any]) -> bool:
    with contextlib.ExitStack() as stack:
        return all(phone.at_home() for phone in assert_all_are_served(hub, stack, seats))
