#!/usr/bin/env python3
"""A language that nobody speaks, made of the English: `tools/pseudo.py FOLDER` writes it into FOLDER/en-XA.

Accents show which texts come from a catalogue, brackets where each begins and ends, and words that are about 40 %
longer whether a screen has room for other languages. The tests make it where they use it; it is never committed.
"""

import json
import math
import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
LOCALES = ROOT / "client" / "static" / "locales"
PICTURES = ROOT / "client" / "static" / "pictures.json"

CODE = "en-XA"
"""Its language: English of a place that is no place. X and two letters are for private use (ISO 3166-1, 8.1.3)."""

OPEN, CLOSE = "⟦", "⟧"
LONGER = 0.4

_ACCENTS = str.maketrans("aceinosuyzACEINOSUYZ", "áçéíñóšúýžÁÇÉÍÑÓŠÚÝŽ")
_VOWEL = re.compile(r"[aeiouAEIOU]")
_PARAM = re.compile(r"(\{\w+\})")


def pseudo(text: str) -> str:
    """Returns an English text as this language has it: its {params} and line ends stay."""
    parts = _PARAM.split(text)
    # Odd parts are the params.
    said = "".join(part if at % 2 else _spoken(part) for at, part in enumerate(parts))
    missing = math.ceil(len(text) * LONGER) - (len(said) - len(text))
    return f"{OPEN}{said}{' ẋẋẋ' * math.ceil(missing / 4)}{CLOSE}"


def write(folder: Path) -> None:
    """Writes every catalogue of the phones into `folder/en-XA`."""
    made = folder / CODE
    made.mkdir(parents=True)
    for source in sorted((LOCALES / "en").glob("*.json")):
        texts: dict[str, str] = json.loads(source.read_text(encoding="utf-8"))
        _save(made / source.name, texts)
    _save(made / "pictures.json", {name: name for _, name in json.loads(PICTURES.read_text(encoding="utf-8"))})


def _spoken(words: str) -> str:
    """Words with accents, and each vowel twice."""
    return _VOWEL.sub(lambda vowel: vowel[0] + vowel[0].lower(), words).translate(_ACCENTS)


def _save(path: Path, texts: dict[str, str]) -> None:
    said = {key: pseudo(text) for key, text in texts.items()}
    path.write_text(json.dumps(said, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
