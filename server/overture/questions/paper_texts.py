"""The texts of drafts of question sets and of worksheets to print."""

from collections.abc import Mapping

from overture.i18n import catalogue, supported


def paper_texts(name: str, language: str) -> Mapping[str, str]:
    """Return a catalogue in a language, or else in English.

    Args:
        name: Name of the catalogue: "draft" or "worksheet".
        language: Any language code; its region is ignored if there are no texts for it.

    Returns:
        Texts with `{params}`, by key.
    """
    # The language comes from a person or a file, so it may only select a folder that exists.
    return catalogue(supported(language), name)
