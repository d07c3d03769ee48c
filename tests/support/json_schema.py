"""A JSON Schema, and what is wrong with a value by it."""

from functools import cached_property
from typing import Any


class JsonSchema:
    """A JSON Schema, draft 7."""

    def __init__(self, schema: dict[str, Any]) -> None:
        self._schema = schema

    def check(self) -> None:
        """Raise an error unless it is a schema."""
        self._validator.check_schema(self._schema)

    def faults(self, value: object) -> list[str]:
        """What is wrong with a value; nothing if it is valid."""
        return [error.message for error in self._validator.iter_errors(value)]

    def is_valid(self, value: object) -> bool:
        return not self.faults(value)

    @cached_property
    def _validator(self) -> Any:
        # Here, for it takes a second to load, and every process of a run loads every file of tests.
        from jsonschema import Draft7Validator  # noqa: PLC0415

        return Draft7Validator(self._schema)
