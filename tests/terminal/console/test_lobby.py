"""Joining: what a person types or pastes for the code."""

from typing import Any, cast

import pytest

from overture_partner.console import lobby
from overture_partner.console.console import Console, Leaving
from overture_partner.console.lines import Lines
from overture_partner.net.hub_client import parse_address


class Desk(Console):
    """A person who types these lines and then leaves."""

    def __init__(self, *lines: str) -> None:
        super().__init__(cast(Lines, self))
        self._typed = list(lines)
        self.printed: list[str] = []

    async def ask(self, *_: Any, **__: Any) -> str:
        if not self._typed:
            raise Leaving(by_end=True)
        return self._typed.pop(0)

    def print(self, text: str = "", *_: Any, **__: Any) -> None:
        self.printed.append(text)


async def test_a_link_of_another_hub_costs_no_guess_here() -> None:
    # Nothing listens there: whatever is sent is an error.
    hub = parse_address("http://127.0.0.1:9")
    desk = Desk("https://pages.example/j#HRWE-7K2M@https://hub.example")
    with pytest.raises(Leaving):
        await lobby.join(desk, hub)
    assert len(desk.printed) == 1
    assert "overture-partner https://hub.example" in desk.printed[0]
