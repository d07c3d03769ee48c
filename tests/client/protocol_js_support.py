"""The functions of the JavaScript implementation, called from Python."""

from typing import Any

from playwright.sync_api import Page

from overture_partner.protocol.encoding import ProtocolError
from overture_partner.protocol.pairing import Keys

QHASH = bytes(range(32))

# Calls one exported function; byte strings travel as {"hex": ...} in both directions, refusals as {"refused": kind}.
BRIDGE = """
async ([module, name, args]) => {
  const { ProtocolError, fromHex, hex } = await import('/static/js/protocol/encoding.js');
  const through = (value, leaf) => leaf(value) ?? (
    Array.isArray(value) ? value.map((each) => through(each, leaf))
    : value !== null && typeof value === 'object'
      ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, through(each, leaf)]))
    : value);
  const into = (value) => typeof value?.hex === 'string' ? fromHex(value.hex) : undefined;
  const out = (value) => value instanceof Uint8Array ? { hex: hex(value) } : undefined;
  const exported = await import(`/static/js/protocol/${module}.js`);
  try {
    return { returned: through(await exported[name](...args.map((each) => through(each, into))), out) ?? null };
  } catch (error) {
    if (error instanceof ProtocolError) return { refused: error.kind };
    throw error;
  }
}
"""


class JavaScript:
    """`call("seal", "open", key, ctx, box)` is what the JavaScript function of that name gives or refuses."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def call(self, module: str, name: str, *args: Any) -> Any:
        answer = self.page.evaluate(BRIDGE, [module, name, [_into(each) for each in args]])
        if "refused" in answer:
            raise ProtocolError(answer["refused"])
        return _out(answer["returned"])

    def outcome(self, module: str, name: str, *args: Any) -> Any:
        """What is returned, or the failure class."""
        return outcome(self.call, module, name, *args)


def outcome(function: Any, *args: Any) -> Any:
    """What is returned, or the failure class."""
    try:
        return function(*args)
    except ProtocolError as error:
        return f"refused: {error.kind}"


def _into(value: Any) -> Any:
    if isinstance(value, bytes):
        return {"hex": value.hex()}
    if isinstance(value, dict):
        return {key: _into(each) for key, each in value.items()}
    return [_into(each) for each in value] if isinstance(value, list) else value


def _out(value: Any) -> Any:
    if isinstance(value, dict):
        return bytes.fromhex(value["hex"]) if "hex" in value else {key: _out(each) for key, each in value.items()}
    return [_out(each) for each in value] if isinstance(value, list) else value


def as_js(keys: Keys) -> dict[str, bytes]:
    return {"SID": keys.sid, "kA": keys.k_a, "kB": keys.k_b, "sas": keys.sas}
