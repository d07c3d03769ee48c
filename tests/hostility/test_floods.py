"""Much of something: what one person does to the hub's memory and time, others must not notice."""

from pathlib import Path
from typing import Any

from tests.hostility.pairs import pause_id, until_answered
from tests.support.hub import Hub
from tests.support.raw import CLOSE, ENDED, TEXT, Raw, frame
from tests.support.seats import paired_seats, started

DEAF = 8
"""Sockets that read nothing."""
CHANGES = 600
"""Views that each of them is sent, of 14 kilobytes. The system takes in some 250 for somebody who reads none."""
MAY_GROW = 32 << 20
"""Bytes: a mebibyte may wait for each. Without that bound it would be some 80 MiB for all."""


def test_400_000_empty_messages_are_three_strikes(home: Hub, seat: Any) -> None:
    with Raw(home.url) as flood, Raw(home.url) as phone:
        flood.enter(seat)
        phone.enter(started(home.url))
        for _ in range(40):
            flood.send(frame(TEXT) * 10_000)
            phone.send_json({"id": 1, "do": "ready"})
            assert phone.receive_json()["refused"] == 1
        assert flood.closed() == 4400
        flood.send(frame(CLOSE))
        assert flood.frame() == ENDED


def test_a_flood_of_commands_is_slowed_down_and_harms_nobody(start_hub: Any) -> None:
    hub = start_hub()
    a = started(hub.url)
    with Raw(hub.url) as flood, Raw(hub.url) as phone:
        flood.enter(a)
        phone.enter(a)
        flood.send(b"".join(frame(TEXT, b'{"id":%d,"do":"ready"}' % n) for n in range(1, 2001)))
        phone.send_json({"id": 1, "do": "offer", "m1": "A" * 100})
        assert "view" in phone.receive_json()
        assert phone.receive_json() == {"ack": 1}
        said = [flood.receive_json() for _ in range(2001)]
        refused = [each["code"] for each in said if "refused" in each]
        assert len(refused) == 2000
        assert refused.count("not-now") >= 60
        assert refused.count("slow-down") > 1000


def test_those_who_never_read_cost_a_bounded_memory_and_hold_up_nobody(home: Hub) -> None:
    a, b = paired_seats(home.url)
    with Raw(home.url) as mia:
        mia.enter(a)
        deaf = [Raw(home.url, receive_buffer=4096) for _ in range(DEAF)]
        try:
            for each in deaf:
                html = {"Sec-WebSocket-Protocol": "overture.html.1", "Origin": home.url}
                assert each.handshake(html) == 101
                each.send_json({"hello": {"id": b["id"], "token": b["token"]}})
                assert "view" in each.receive_json()
            before = memory(home)
            for n in range(1, CHANGES, 2):
                pause = pause_id()
                mia.send_json({"id": n, "do": "pause", "pause": pause})
                mia.send_json({"id": n + 1, "do": "resume", "pause": pause})
                assert until_answered(mia, n) == {"ack": n}
                assert until_answered(mia, n + 1) == {"ack": n + 1}
            assert memory(home) - before < MAY_GROW
            assert {each.closed() for each in deaf} == {1013}
            with Raw(home.url) as sam:
                assert sam.enter(b)["paused"]["them"] is False
        finally:
            for each in deaf:
                each.close()


def memory(hub: Hub) -> int:
    """Bytes that the hub's workers have in memory."""
    total = 0
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            fields = dict(line.split(":\t", 1) for line in status.read_text().splitlines() if ":\t" in line)
        except FileNotFoundError:
            continue
        if int(fields["PPid"]) == hub.program.pid and fields["Name"].startswith("python"):
            total += int(fields["VmRSS"].split()[0]) * 1024
    assert total
    return total
