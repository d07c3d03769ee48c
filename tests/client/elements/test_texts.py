"""Everything that the phone's elements say stands in the catalogue, once."""

import json
import re

from tests.client.shell_page import STATIC


def test_both_catalogues_can_be_laid_over_each_other() -> None:
    locales = STATIC / "locales" / "en"
    keys = [set(json.loads((locales / f"{name}.json").read_text(encoding="utf-8"))) for name in ("phone", "elements")]
    assert keys[0] & keys[1] == set()


def test_every_text_is_in_the_catalogue_and_every_text_of_the_catalogue_is_used() -> None:
    texts = json.loads((STATIC / "locales" / "en" / "elements.json").read_text(encoding="utf-8"))
    catalogue = {key.partition("#")[0] for key in texts}
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
