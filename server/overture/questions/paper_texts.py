"""The texts of drafts of question sets and of worksheets to print."""

import json
from collections.abc import Mapping
from functools import cache

from overture.i18n import ENGLISH, client_folder


@cache
def paper_texts(name: str, language: str) -> Mapping[str, str]:
    """Return a catalogue in a language, or else in English.

    Args:
        name: Name of the catalogue: "draft" or "worksheet".
        language: Any language code; its region is ignored if there is no catalogue for it.

    Returns:
        Texts with `{params}`, by key.
    """
    locales = client_folder() / "static" / "locales"
    # The language comes from a person or a file, so it may only select a folder that exists.
    available = {folder.name for folder in locales.iterdir() if (folder / f"{name}.json").is_file()}
    chosen = next((each for each in (language, language.partition("-")[0]) if each in available), ENGLISH)
    texts: dict[str, str] = json.loads((locales / chosen / f"{name}.json").read_text(encoding="utf-8"))
    return texts
