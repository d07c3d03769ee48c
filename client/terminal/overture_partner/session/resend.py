"""Sends again what is one's own and missing at the hub, as after a failover that lost its last moments."""

import contextlib

from overture_partner.errors import Refused
from overture_partner.model.joined_view import Command
from overture_partner.protocol.encoding import base64url
from overture_partner.session.context import Context

ALWAYS = frozenset({"ready", "notice", "broken", "pause", "resume", "scene-over"})
"""What may be sent in a pause and in a scene too."""


async def resend_forgotten(context: Context) -> None:
    """Sends each forgotten command once for each view, byte for byte as it was.

    A refusal means that the hub cannot accept it, or not yet: a later view lists it again.

    Args:
        context: The context of the first chapter.
    """
    for command in context.history.to_resend():
        if _waits(context, command):
            continue
        fields = {name: value for name, value in command.items() if name != "do"}
        if "box" in fields:
            made = context.history.made
            box = made.get(fields["box"])
            # A hub that has shown a box in another place than its own gets it there from nobody.
            number = fields.get("round", fields.get("n", 0))
            if box is None or not made.is_for(fields["box"], fields["chapter"], fields.get("section", ""), number):
                continue
            fields["box"] = base64url(box)
        with contextlib.suppress(Refused):
            await context.socket.request(command["do"], **fields)


def _waits(context: Context, command: Command) -> bool:
    if command["do"] in ALWAYS or command.get("yes") is False:
        return False
    return context.halted or (context.scene.goes_on and command["do"] != "release")
