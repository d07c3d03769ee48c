"""The Jinja environment of each language, for pages, fragments of the stage and worksheets to print."""

from functools import cache, partial
from types import CodeType

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket

from overture.i18n import client_folder, text


class _CompiledOnce(BytecodeCache):
    """The code of each template, in memory: it is the same in every language."""

    def __init__(self) -> None:
        self._code: dict[str, CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._code.get(bucket.key)

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._code[bucket.key] = bucket.code


_COMPILED = _CompiledOnce()


@cache
def environment(language: str) -> Environment:
    """Return the environment that renders `client/templates` in one language.

    Everything is escaped, an undefined name is an error, and each template is compiled once for all languages.
    Templates reach the texts of the language as `t(key, **params)` and its code as `language`.

    Args:
        language: A code that the hub has texts for (`i18n.languages`).
    """
    made = Environment(
        loader=FileSystemLoader(client_folder() / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        cache_size=-1,
        bytecode_cache=_COMPILED,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["t"] = partial(text, language)
    made.globals["language"] = language
    return made
