"""The HTTP client of a hub: question sets, starting a session, joining one.

Nothing secret is ever in an address. Redirects are refused, because a person should know which host they talk to.
Source: docs/protocol.md, "HTTP".
"""

import asyncio
import http.client
import re
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlsplit

import msgspec

from overture_partner.errors import PartnerError, plain_code, plain_message
from overture_partner.model.limits import LARGEST_MESSAGE, LONGEST_LIST, LONGEST_TEXT
from overture_partner.net.address import is_loopback, parse_base_url
from overture_partner.net.opener import OPENER, TIMEOUT, unreachable
from overture_partner.protocol.encoding import H32, base64url, is_base64url
from overture_partner.protocol.pairing import ALPHABET, Role

T = TypeVar("T")


class Seat(msgspec.Struct, frozen=True):
    """A seat in a session.

    Attributes:
        id: The id of the session, base64url of 16 bytes.
        role: A or B.
        token: The secret that opens the seat, base64url of 32 bytes.
        locator: The public half of the code; empty for B, as are the next two.
        qhash: The hash of the question set.
        expires: When the session ends, in seconds since 1970.
    """

    id: str
    role: Role
    token: str
    locator: str = ""
    qhash: str = ""
    expires: int = 0


class SetCard(msgspec.Struct, frozen=True):
    """A question set as a hub offers it. Texts are by language."""

    qhash: str
    id: str
    title: dict[str, str]
    for_whom: dict[str, str]
    minutes: int


class _ErrorBody(msgspec.Struct, frozen=True):
    code: str = ""
    message: str = ""


@dataclass(frozen=True)
class HubClient:
    """The HTTP client of one hub.

    Attributes:
        base_url: "http://host:port" or "https://host", without a path.
    """

    base_url: str

    @property
    def is_private(self) -> bool:
        """Whether the traffic stays on this machine or is encrypted."""
        parts = urlsplit(self.base_url)
        return parts.scheme == "https" or is_loopback(parts.hostname or "")

    @property
    def socket_url(self) -> str:
        """The address of the WebSocket."""
        return "ws" + self.base_url.removeprefix("http") + "/live"

    async def question_sets(self) -> tuple[SetCard, ...]:
        """Fetches the question sets that this hub offers.

        Raises:
            PartnerError: "no-hub", "untrusted", "not-a-hub", "moved" or a refusal of the hub.
        """
        cards = await self._json("/questions", None, tuple[SetCard, ...])
        return tuple(card for card in cards[:LONGEST_LIST] if is_base64url(card.qhash, 32) and _is_short(card))

    async def document(self, qhash: str) -> bytes:
        """Fetches a question set.

        Args:
            qhash: Its name, in base64url.

        Returns:
            Exactly the bytes with that hash.

        Raises:
            PartnerError: "bad-document" if the bytes have another hash, and those of `question_sets`.
        """
        data = await asyncio.to_thread(_request, f"{self.base_url}/questions/{qhash}.json", None)
        if base64url(H32(data)) != qhash:
            raise PartnerError("bad-document")
        return data

    async def start_session(self, qhash: str, hours: int) -> Seat:
        """Starts a session.

        Args:
            qhash: The name of its question set.
            hours: How long the hub keeps it, 12 to 144.

        Returns:
            Seat A.

        Raises:
            PartnerError: "full", "slow-down", "away", and those of `question_sets`.
        """
        seat = await self._json("/start", {"qhash": qhash, "hours": hours}, Seat)
        if not _LOCATOR.fullmatch(seat.locator):
            raise PartnerError("not-a-hub")
        return _checked_seat(seat, "A")

    async def join_session(self, locator: str) -> Seat:
        """Joins a session.

        Args:
            locator: The public half of the code.

        Returns:
            Seat B, which is offered and not confirmed yet.

        Raises:
            PartnerError: "unknown", "joining", "crowded", "slow-down", "full", "away", and those of `question_sets`.
        """
        return _checked_seat(await self._json(f"/join/{locator}", {}, Seat), "B")

    async def _json(self, path: str, body: object, kind: type[T]) -> T:
        data = await asyncio.to_thread(_request, self.base_url + path, body)
        try:
            return msgspec.json.decode(data, type=kind)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            raise PartnerError("not-a-hub") from None


def _is_short(card: SetCard) -> bool:
    texts = [card.id, *card.title.values(), *card.for_whom.values()]
    return all(len(text) <= LONGEST_TEXT for text in texts)


_LOCATOR = re.compile(f"[{ALPHABET}]{{4}}")


def _checked_seat(seat: Seat, role: Role) -> Seat:
    """The seat, if it is the one that was asked for. Its values become keys in the store, so they are checked."""
    if seat.role != role or not is_base64url(seat.id, 16) or not is_base64url(seat.token, 32):
        raise PartnerError("not-a-hub")
    return seat


def parse_address(text: str) -> HubClient:
    """Returns the client of the hub at an address that a person typed.

    Raises:
        PartnerError: "bad-address".
    """
    return HubClient(parse_base_url(text))


def _request(url: str, body: object) -> bytes:
    """Blocking. `body` None is a GET, anything else a POST of JSON."""
    data = None if body is None else msgspec.json.encode(body)
    headers = {"Accept": "application/json", "User-Agent": "overture-partner"}
    if data is not None:
        headers["Content-Type"] = "application/json"
    request = urllib.request.Request(url, data=data, headers=headers)  # noqa: S310 - http and https only
    try:
        with OPENER.open(request, timeout=TIMEOUT) as answer:
            got: bytes = answer.read(LARGEST_MESSAGE + 1)
    except urllib.error.HTTPError as error:
        with error:
            raise _refusal(error) from None
    except (OSError, http.client.HTTPException) as error:
        raise unreachable(error) from None
    if len(got) > LARGEST_MESSAGE:
        raise PartnerError("not-a-hub")
    return got


def _refusal(error: urllib.error.HTTPError) -> PartnerError:
    if 300 <= error.code < 400:
        return PartnerError("moved", plain_message(error.headers.get("Location", "")))
    try:
        body = msgspec.json.decode(error.read(65536), type=_ErrorBody)
    except (OSError, http.client.HTTPException, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        body = _ErrorBody()
    if body.code:
        return PartnerError(plain_code(body.code), plain_message(body.message))
    return PartnerError("away" if error.code in (502, 503, 504) else "not-a-hub")
