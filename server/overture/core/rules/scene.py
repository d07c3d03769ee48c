"""The scene of a session: both begin it, either stops it with a pause, and it is over when both have said so. Pure.

Source: docs/rules.md, "While a scene runs"; docs/protocol.md, "The scene".
"""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from overture.core import commands as do
from overture.core.seat import Seat
from overture.core.session import Scene, Session
from overture.core.transitions import SCENE, Refused


def scene_command(s: Session, seat: Seat, command: do.SceneCommand) -> Session | Refused:
    """Apply a command about a scene, by its rule in `SCENE_RULES`."""
    scene = SCENE_RULES[type(command)](s, s.scene, seat, command)
    return scene if isinstance(scene, Refused) else msgspec.structs.replace(s, scene=scene)


def stopped(scene: Scene) -> Scene:
    """Return the scene after a pause: a running one is stopped, and nobody is ready to begin any more."""
    state = "stopped" if scene.state == "running" else scene.state
    return msgspec.structs.replace(scene, state=state, begin=())


def _begin(s: Session, scene: Scene, seat: Seat, command: do.BeginScene) -> Scene | Refused:
    """A scene begins with the second seat. Its number keeps a repeated command from beginning the one after it."""
    if command.n <= scene.n:
        return scene
    if command.n != scene.n + 1:
        return Refused("stale")
    if s.paused or not s.both_ready:
        return Refused("paused" if s.paused else "not-ready")
    if do.BeginScene not in SCENE[scene.stage]:
        return Refused("not-now")
    if seat.other in scene.begin:
        return Scene(n=command.n, state="running")
    return msgspec.structs.replace(scene, begin=(seat,))


def _not_begin(_s: Session, scene: Scene, seat: Seat, command: do.NotBeginScene) -> Scene | Refused:
    if command.n != scene.n + 1:
        return Refused("stale")
    return msgspec.structs.replace(scene, begin=tuple(each for each in scene.begin if each is not seat))


def _over(_s: Session, scene: Scene, seat: Seat, command: do.SceneOver) -> Scene | Refused:
    if command.n > scene.n:
        return Refused("stale")
    if command.n < scene.n or do.SceneOver not in SCENE[scene.stage]:
        return scene
    if seat.other in scene.over:
        return msgspec.structs.replace(scene, state="none", over=())
    return msgspec.structs.replace(scene, over=(seat,))


SCENE_RULES: Mapping[type[do.Command], Callable[[Session, Scene, Seat, Any], Scene | Refused]] = {
    do.BeginScene: _begin,
    do.NotBeginScene: _not_begin,
    do.SceneOver: _over,
}
