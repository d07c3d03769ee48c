"""The JSON Schema of all messages of a socket: docs/protocol.schema.json.

What a phone sends is taken from the structs that the hub parses with, what the hub sends from `hub_messages`.

Source: docs/protocol.md, "Socket".
"""

import json
import re
from typing import Any

import msgspec

from overture.core import commands as do
from overture.core.messages import COMMANDS, Greeting
from tools.hub_messages import SENT_BY_HUB

SENT_BY_CLIENT: tuple[type[msgspec.Struct], ...] = (Greeting, *COMMANDS, do.Fetch)
Schema = dict[str, Any]


def wire_schema() -> Schema:
    """Return the schema of every message of a socket: `definitions/hub` or `definitions/client`, and each by name."""
    hub, from_hub = _schemas(SENT_BY_HUB, "Hub")
    client, from_client = _schemas(SENT_BY_CLIENT, "Client")
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "The messages of a socket of Overture",
        "description": "docs/protocol.md says what they mean. A hub sends what is valid as `definitions/hub`, "
        "and a client what is valid as `definitions/client`.",
        "anyOf": [{"$ref": "#/definitions/hub"}, {"$ref": "#/definitions/client"}],
        "definitions": {"hub": {"anyOf": hub}, "client": {"anyOf": client}, **from_hub, **from_client},
    }


def _schemas(kinds: tuple[type[Any], ...], prefix: str) -> tuple[list[Schema], dict[str, Schema]]:
    """The schemas of some messages, and of all that they refer to, which have names that begin with `prefix`."""
    text = f"#/definitions/{prefix}{{name}}"
    made, components = msgspec.json.schema_components(kinds, schema_hook=_bytes, ref_template=text)
    found = {f"{prefix}{name}": _on_the_wire(schema) for name, schema in components.items()}
    # What only the hub fills in refers to parts that no message has.
    needed = _named(made)
    while more := {each for name in needed for each in _named(found[name])} - needed:
        needed |= more
    return list(made), {name: schema for name, schema in found.items() if name in needed}


def _named(schema: Any) -> set[str]:
    """The names of the definitions that a schema refers to."""
    return set(re.findall(r"#/definitions/(\w+)", json.dumps(schema)))


def _bytes(kind: type[Any]) -> Schema:
    assert kind is do.Blob
    return {"type": "string", "pattern": "^[A-Za-z0-9_-]*$", "description": "base64url without padding"}


def _on_the_wire(schema: Schema) -> Schema:
    """A schema without what only the hub fills in, which a client leaves out, and with the number of a command."""
    properties = schema.get("properties", {})
    sent = {
        name: {key: value for key, value in each.items() if key != "default"} if name == "id" else each
        for name, each in properties.items()
        if 0 not in (each.get("maxLength"), each.get("maxItems"))
    }
    required = schema.get("required", [])
    if "do" in sent and "id" not in required:
        required = ["id", *required]
    schema = {**schema, "description": schema.get("description", "").partition("\n")[0]}
    return {**schema, **({"properties": sent, "required": required} if properties else {})}
