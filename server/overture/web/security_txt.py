"""`/.well-known/security.txt`: to whom a fault of security can be reported, if the operator has named somebody.

Source: RFC 9116.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from overture.settings import Settings

PATH = "/.well-known/security.txt"
VALID = timedelta(days=30)
"""How long the file holds after it was read. An operator may change the contact at any time."""


def security_routes(settings: Settings, clock: Callable[[], float]) -> list[Route]:
    """Return the route of the file, or none if there is no contact.

    Args:
        settings: `security_contact` has the addresses, the best first.
        clock: Returns seconds since the epoch.
    """

    async def security_txt(_request: Request) -> Response:
        return PlainTextResponse(security_txt_of(settings.security_contact, clock()))

    return [Route(PATH, security_txt, methods=["GET"])] if settings.security_contact else []


def security_txt_of(contacts: tuple[str, ...], now: float) -> str:
    """Return the file.

    Args:
        contacts: The addresses, the best first.
        now: Seconds since the epoch.

    Source: RFC 9116, sections 2.5.3 (Contact) and 2.5.5 (Expires).
    """
    # Whole days, so that the file changes once a day and not with each request.
    today = datetime.fromtimestamp(now, UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    expires = (today + VALID).strftime("%Y-%m-%dT%H:%M:%SZ")
    return "".join(f"Contact: {contact}\n" for contact in contacts) + f"Expires: {expires}\n"
