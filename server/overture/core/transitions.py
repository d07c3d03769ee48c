"""Which commands are possible in which stage, and how large and how many everything may be. Pure data.

docs/rules.md has the tables as diagrams.
"""

from collections.abc import Mapping

import msgspec

from overture.core import commands as do
from overture.core.seat import Seat

SEAL = 81
"""Bytes that sealing adds: version 1, salt 32, commitment 32, tag 16."""
NOTE_BOX, SETTLE_BOX, NOTICE_BOX, LATER_BOX = 4096 + SEAL, 64 + SEAL, 4096 + SEAL, 256 + SEAL
TALK_BOX, MAX_TALKS = 4096 + SEAL, 800
MAX_M1, MAX_M2, M3 = 160, 220, 64
MOVE_BOX = 45_056 + SEAL
MOVE_LASTS = 600
"""Seconds from the offer of a move in which it has to be requested, approved and claimed."""
MAX_NOTES, MAX_SETTLEMENTS, MAX_NOTICES, MAX_ROUNDS, MAX_CHAPTERS, LIFTED_KEPT = 100, 200, 100, 20, 8, 8


def commit_box(pad: int, ids: int) -> int:
    """Return the size of the box of a commit, in bytes.

    Args:
        pad: Bytes that answers are padded to, in a section that opens whole.
        ids: Shared ids of a mutual section, 0 for one that opens whole.

    Source: docs/protocol.md, "Boxes" and "Mutual sections".
    """
    return 96 + 128 * ids + SEAL if ids else pad + 2 * SEAL


def release_box(ids: int) -> int:
    """Return the size of the box of a release, in bytes.

    Args:
        ids: Shared ids of a mutual section, 0 for one that opens whole.

    Source: docs/protocol.md, "Boxes" and "Mutual sections".
    """
    return 64 + 32 * ids + SEAL if ids else 96 + SEAL


class Refused(msgspec.Struct, frozen=True):
    """The command is not possible now, and nothing has changed.

    Source: docs/protocol.md, "Refusal codes".
    """

    code: str


Stage = str
PAIRING: Mapping[Stage, Mapping[tuple[Seat, type[do.Command]], Stage]] = {
    "empty": {(Seat.A, do.Offer): "empty", (Seat.A, do.Renew): "empty"},
    "joining": {
        (Seat.A, do.Offer): "joining",
        (Seat.A, do.Renew): "empty",
        (Seat.B, do.Reply): "replied",
        (Seat.B, do.Leave): "empty",
        (Seat.B, do.Reject): "empty",
    },
    "replied": {
        (Seat.A, do.Answer): "answered",
        (Seat.A, do.Reject): "empty",
        (Seat.A, do.Renew): "empty",
        (Seat.B, do.Reply): "replied",
        (Seat.B, do.Leave): "empty",
        (Seat.B, do.Reject): "empty",
    },
    "answered": {
        (Seat.A, do.Answer): "answered",
        (Seat.A, do.Renew): "empty",
        (Seat.B, do.Confirm): "confirmed",
        (Seat.B, do.Leave): "empty",
        (Seat.B, do.Reject): "empty",
    },
    "confirmed": {(Seat.B, do.Confirm): "confirmed", (Seat.A, do.Answer): "confirmed"},
}
"""Stage of seat B -> (seat, command) -> the stage that follows. Joining is `rules.join`: a guest has no seat before."""

OLD, NEW = "old phone", "new phone"
MOVING: Mapping[Stage, Mapping[tuple[str, type[do.Command]], tuple[Stage, ...]]] = {
    "none": {(OLD, do.Move): ("offered",), (OLD, do.MoveCancel): ("none",)},
    "offered": {(OLD, do.Move): ("offered",), (OLD, do.MoveCancel): ("none", "offered")},
    "asked": {
        (NEW, do.MoveReply): ("replied",),
        (NEW, do.Leave): ("offered",),
        (OLD, do.Move): ("asked", "offered"),
        (OLD, do.MoveCancel): ("none", "asked"),
    },
    "replied": {
        (NEW, do.MoveReply): ("replied",),
        (NEW, do.Leave): ("none",),
        (OLD, do.MoveApprove): ("approved",),
        (OLD, do.Move): ("replied", "offered"),
        (OLD, do.MoveCancel): ("none", "replied"),
    },
    "approved": {
        (NEW, do.MoveReply): ("approved",),
        (NEW, do.MoveClaim): ("none",),
        (NEW, do.Leave): ("none",),
        (OLD, do.MoveApprove): ("approved",),
        (OLD, do.Move): ("approved", "offered"),
        (OLD, do.MoveCancel): ("none", "approved"),
    },
}
"""Stage of a seat's move -> (which phone, command) -> the stages that may follow. The request is
`rules.request_move`: the new phone has no seat before. Another id in `move` opens another move, another id in
`move-cancel` changes nothing."""

ROUND: Mapping[Stage, Mapping[type[do.Command], tuple[Stage, ...]]] = {
    "unanswered": {do.Commit: ("one-sealed",)},
    "one-sealed": {do.Commit: ("both-sealed",)},
    "both-sealed": {do.Release: ("one-released",), do.Broken: ("broken",)},
    "one-released": {do.Release: ("opened",), do.Broken: ("broken",)},
    "opened": {do.Broken: ("broken",), do.Again: ("opened", "unanswered"), do.NotAgain: ("opened",)},
    "broken": {do.Again: ("broken", "unanswered"), do.NotAgain: ("broken",)},
}
"""Stage of a section's newest round -> command -> the stages that may follow. The second `again` begins a round."""

SCENE: Mapping[Stage, Mapping[type[do.Command], tuple[Stage, ...]]] = {
    "none": {do.BeginScene: ("asked",)},
    "asked": {do.BeginScene: ("asked", "running"), do.NotBeginScene: ("none", "asked"), do.PauseNow: ("none",)},
    "running": {do.PauseNow: ("stopped",), do.SceneOver: ("running", "none")},
    "stopped": {
        do.BeginScene: ("stopped", "running"),
        do.NotBeginScene: ("stopped",),
        do.PauseNow: ("stopped",),
        do.SceneOver: ("stopped", "none", "asked"),
    },
}
"""Stage of the scene -> command -> the stages that may follow. The second `begin-scene` begins one, the second
`scene-over` closes it; a seat that is ready to begin the next one by then has asked for it."""
