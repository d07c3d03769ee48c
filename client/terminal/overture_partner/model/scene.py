"""The scene as this client has taken part in it, beside what the hub shows of it. Pure.

No word of the hub alone makes a scene run here, or run on after a stop.
Source: docs/protocol.md, "The scene of a seat".
"""

from typing import Literal, NamedTuple

import msgspec

from overture_partner.model.views import Begin, Scene


class SceneRecord(msgspec.Struct, frozen=True):
    """What is stored of scenes.

    Attributes:
        begun: The number of the scene that this person was last ready to begin, 0 for none.
        paused: Whether there has been a pause since.
        n: The number of the last scene that this seat has taken part in.
        state: The state of that scene.
        over: Whether this person has said that it is over.
    """

    begun: int = 0
    paused: bool = False
    n: int = 0
    state: Literal["none", "running", "stopped"] = "none"
    over: bool = False


class Forgotten(NamedTuple):
    """What the hub has forgotten: that the scene was stopped, and that it is over for this seat."""

    stop: bool
    over: bool


def begun(record: SceneRecord, n: int) -> SceneRecord:
    """The person is ready to begin scene `n`. The result is stored before the hub is told."""
    return msgspec.structs.replace(record, begun=n, paused=False)


def taken_back(record: SceneRecord) -> SceneRecord:
    """The hub has acknowledged that this was taken back."""
    return msgspec.structs.replace(record, begun=0)


def stopped(record: SceneRecord) -> SceneRecord:
    """Either person has paused, as far as this client knows."""
    state = "stopped" if record.state == "running" else record.state
    return msgspec.structs.replace(record, paused=True, state=state)


def over(record: SceneRecord) -> SceneRecord:
    """The person says that the scene is over for them."""
    return msgspec.structs.replace(record, over=True)


def joined(record: SceneRecord, received: Scene) -> SceneRecord:
    """Joins the scene of a view.

    Source: docs/protocol.md, "The scene of a seat".
    """
    goes_on = received.goes_on
    if goes_on and record.begun != 0 and received.n == record.begun:
        is_stopped = record.paused or received.state == "stopped"
        return SceneRecord(paused=record.paused, n=received.n, state="stopped" if is_stopped else "running")
    if received.state == "stopped" and received.n == record.n and record.state == "running":
        return msgspec.structs.replace(record, state="stopped")
    if not goes_on and record.over and record.state != "none":
        return msgspec.structs.replace(record, state="none")
    return record


def shown(record: SceneRecord, received: Scene) -> Scene:
    """Makes the scene that is shown.

    Args:
        record: The record, with the view joined to it.
        received: The scene as the hub shows it.

    Source: docs/protocol.md, "The scene of a seat".
    """
    goes_on = received.goes_on
    if record.state == "none":
        return Scene("none", received.n) if goes_on else received
    same = goes_on and received.n == record.n
    return Scene(
        state=record.state,
        n=record.n,
        begin=received.begin if same and record.state == "stopped" else Begin(),
        over=received.over if same else record.over,
    )


def forgotten(record: SceneRecord, received: Scene) -> Forgotten:
    """What of this seat the hub has forgotten.

    Args:
        record: The record, with the view joined to it.
        received: The scene as the hub shows it.

    Source: docs/protocol.md, "The scene of a seat".
    """
    same = record.n > 0 and received.n == record.n
    return Forgotten(
        stop=same and received.state == "running" and record.state == "stopped",
        over=same and received.goes_on and record.over and not received.over,
    )
