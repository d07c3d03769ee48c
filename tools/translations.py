"""Lists what is out of date in a translation: `.venv/bin/python -m tools.translations de`.

With `--agree`, records that every translation says what the English says, once somebody has looked at all of them.

tools/translated/ has for each language a short hash of every English text as it was when it was translated. So a text
that has changed in English since is found, besides texts that are missing or have other {params}. A text that depends
on a number has an entry for each form that the language needs: `code.wait#one`, `code.wait#other`.
"""

import argparse
import hashlib
import json
import sys
from pathlib import Path
from string import Formatter

from overture_common.plurals import OTHER, RULES, SEPARATOR, forms

ROOT = Path(__file__).parents[1]
LOCALES = ROOT / "client" / "static" / "locales"
TERMINAL = ROOT / "client" / "terminal" / "overture_partner" / "locales"
PICTURES = ROOT / "client" / "static" / "pictures.json"
RECORDS = ROOT / "tools" / "translated"

Texts = dict[str, str]


def languages() -> list[str]:
    """Every language that something is translated into."""
    found = {folder.name for folder in LOCALES.iterdir()} | {file.stem for file in TERMINAL.iterdir()}
    return sorted(found - {"en"})


def english() -> Texts:
    """All English texts, by the name of their catalogue and their key: `hub/page.title`."""
    pictures = {f"pictures/{name}": name for _, name in json.loads(PICTURES.read_text(encoding="utf-8"))}
    return {**_texts("en"), **pictures}


def translated(language: str) -> Texts:
    return _texts(language)


def record(language: str) -> Texts:
    """The hash of the English text that each translation was made from."""
    path = RECORDS / f"{language}.json"
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else {}


def short_hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def in_forms_of(source: Texts, language: str) -> Texts:
    """The English texts by the keys that a language needs for them.

    Where English has forms, the language has its own: one that English lacks is translated from the English "other".
    """
    needed: Texts = {}
    for key, text in source.items():
        base, separator, _ = key.partition(SEPARATOR)
        if not separator:
            needed[key] = text
            continue
        needed |= {
            f"{base}#{form}": source.get(f"{base}#{form}", source[f"{base}#{OTHER}"]) for form in forms(language)
        }
    return needed


def lagging(source: Texts, other: Texts, made_from: Texts) -> list[str]:
    """What is wrong with a translation, a line each: nothing when it is up to date."""
    found = [f"{key}: is not translated" for key in source if not other.get(key, "").strip()]
    found += [f"{key}: is not in English any more" for key in other if key not in source]
    for key in source.keys() & other.keys():
        if _params(key, source[key]) != _params(key, other[key]):
            found.append(f"{key}: has other params than in English")
        if made_from.get(key) != short_hash(source[key]):
            found.append(f"{key}: has changed in English since it was translated")
    found += [f"{key}: is recorded but not translated" for key in made_from if key not in other]
    return sorted(found)


def _texts(language: str) -> Texts:
    files = [*sorted((LOCALES / language).glob("*.json")), TERMINAL / f"{language}.json"]
    texts: Texts = {}
    for file in files:
        name = "terminal" if file.parent == TERMINAL else file.stem
        if file.is_file():
            texts |= {f"{name}/{key}": text for key, text in json.loads(file.read_text(encoding="utf-8")).items()}
    return texts


def _params(key: str, text: str) -> set[str]:
    """The params of a text. The number of a form need not stand in it: "one more" is a good text."""
    return {name for _, name, _, _ in Formatter().parse(text) if name} - ({"n"} if SEPARATOR in key else set())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("language", choices=languages())
    parser.add_argument("--agree", action="store_true", help="record that every translation says what the English says")
    options = parser.parse_args()
    if options.language.partition("-")[0] not in RULES:
        sys.stdout.write(f"{options.language}: its plural forms are in no table yet: add a rule to plurals.py\n")
        return 1
    source, other = in_forms_of(english(), options.language), translated(options.language)
    if options.agree:
        agreed = {key: short_hash(source[key]) for key in sorted(source.keys() & other.keys())}
        RECORDS.mkdir(exist_ok=True)
        path = RECORDS / f"{options.language}.json"
        path.write_text(json.dumps(agreed, indent=0, ensure_ascii=False) + "\n", encoding="utf-8")
    found = lagging(source, other, record(options.language))
    sys.stdout.write("".join(f"{line}\n" for line in found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
