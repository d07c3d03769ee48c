"""Everything that the phone's elements say stands in the catalogues, once, and in one that their pages load."""

import itertools
import json
import re

from overture.site.files import imports_between
from overture.site.manifest import client, starting_scripts
from tests.client.shell_page import STATIC


def keys(name: str) -> set[str]:
    """The keys of a catalogue, without the forms of a number."""
    texts = json.loads((STATIC / "locales" / "en" / f"{name}.json").read_text(encoding="utf-8"))
    return {key.partition("#")[0] for key in texts}


def test_the_catalogues_can_be_laid_over_each_other() -> None:
    for one, other in itertools.combinations(("phone", "before", "elements"), 2):
        assert keys(one) & keys(other) == set()


def test_what_is_shown_before_a_conversation_is_in_none_of_its_texts() -> None:
    """Only the pages of a conversation and of a move load them (boot.js)."""
    files = client().files
    scripts = {"js/ui/cover.js", "js/ui/lock-door.js", "js/elements/home-screen.js"}
    starting = starting_scripts(imports_between(files))
    scripts |= {path for page in starting.keys() - {"session", "move"} for path in starting[page]}
    source = "\n".join(files[path].body.decode() for path in scripts)
    shown = set(re.findall(r"\bt\('([^']+)'|'([a-z-]+\.[\w.-]+)'", source))
    starts = tuple(re.findall(r"\bt\(`([\w.-]+)\$", source))
    found = {key for pair in shown for key in pair}
    assert found & keys("before")
    assert starts
    assert [key for key in keys("elements") if key in found or key.startswith(starts)] == []


def test_every_text_is_in_the_catalogue_and_every_text_of_the_catalogue_is_used() -> None:
    catalogue = keys("before") | keys("elements")
    source = "\n".join(path.read_text(encoding="utf-8") for path in (STATIC / "js" / "elements").glob("*.js"))
    plain = set(re.findall(r"\bt\('([^']+)'", source))
    # Keys that are put together in a template, or chosen from several: part.${key}, mark.${mark}.
    patterns = [re.sub(r"\\\$\\\{.+?\\\}", ".+", re.escape(key)) for key in re.findall(r"\bt\(`([^`]+)`", source)]
    assert plain - catalogue == set()
    unused = [
        key
        for key in sorted(catalogue)
        if f"'{key}'" not in source and not any(re.fullmatch(pattern, key) for pattern in patterns)
    ]
    assert unused == []
