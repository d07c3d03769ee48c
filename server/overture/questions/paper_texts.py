"""The texts of what leaves the terminal for people's hands: drafts of question sets, and worksheets on paper."""

import json
from collections.abc import Mapping
from functools import cache

from overture.i18n import client_folder

OWN_LANGUAGE = "en"


@cache
def paper_texts(name: str, language: str) -> Mapping[str, str]:
    """The catalogue `name` in a language, or in English where there is none: {key: text with {params}}."""
    locales = client_folder() / "static" / "locales"
    # The language comes from a person or a file; only a folder that exists by that very name is opened.
    known = {folder.name for folder in locales.iterdir() if (folder / f"{name}.json").is_file()}
    chosen = next((each for each in (language, language.partition("-")[0]) if each in known), OWN_LANGUAGE)
    texts: dict[str, str] = json.loads((locales / chosen / f"{name}.json").read_text(encoding="utf-8"))
    return texts
