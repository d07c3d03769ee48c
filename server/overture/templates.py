"""The Jinja environment of each language, for pages, fragments of the stage and worksheets to print."""

from functools import cache, partial

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from overture.i18n import client_folder, text


@cache
def environment(language: str) -> Environment:
    """Return the environment that renders `client/templates` in one language.

    Everything is escaped, an undefined name is an error, and each template is compiled once. Templates reach the
    texts of the language as `t(key, **params)` and its code as `language`.

    Args:
        language: A code that the hub has texts for (`i18n.languages`).
    """
    made = Environment(
        loader=FileSystemLoader(client_folder() / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        cache_size=-1,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["t"] = partial(text, language)
    made.globals["language"] = language
    return made
