"""A hub whose every text is marked, unseen, and pages that tell of each text without a mark: it is not in a catalogue.

The marks are spaces that have no width and that Playwright leaves out when it compares texts. So every story of
this folder looks for words that no translation could ever reach, on every screen that it comes to.
"""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tools import pseudo

from overture.questions.model import load_folder

ROOT = Path(__file__).parents[2]
OPEN, CLOSE = "\u200b" * 8, "\u200b"
"""Spaces without width: eight before a text, one behind it, so that a text within a text can be told too."""


def unmarked(text: str) -> str:
    """As a person reads it."""
    return text.replace("\u200b", "")


def marked_package(folder: Path, *, pseudo_language: bool = False) -> Path:
    """The hub as it is installed, with marked catalogues: a folder for PYTHONPATH.

    With `pseudo_language` it also speaks the language that nobody speaks (`tools/pseudo.py`).
    """
    package = folder / "overture"
    shutil.copytree(ROOT / "server" / "overture", package, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("static", "templates"):
        shutil.copytree(ROOT / "client" / name, package / "_client" / name)
    locales = package / "_client" / "static" / "locales"
    if pseudo_language:
        pseudo.write(locales)
    for catalogue in locales.rglob("*.json"):
        texts = json.loads(catalogue.read_text(encoding="utf-8"))
        catalogue.write_text(json.dumps({key: f"{OPEN}{text}{CLOSE}" for key, text in texts.items()}))
    return folder


def words_of_the_sets(questions: Path) -> list[str]:
    """Everything that the question sets say, and the English names of pictures: these have files of their own."""
    documents = [json.loads(each.document) for each in load_folder(questions).values()]
    pictures = json.loads((ROOT / "client" / "static" / "pictures.json").read_text(encoding="utf-8"))
    return sorted({*_strings(documents), *(name for _, name in pictures)})


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield from (part.strip() for part in value.split("\n\n"))
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each)
    elif isinstance(value, dict):
        yield from _strings(list(value.values()))


def watcher(questions: Path) -> str:
    """A script for every page: what it shows without a mark becomes an error on the console, which fails the test.

    What people wrote, and the code, stand in elements that no translator touches, or in fields, and are theirs.
    """
    return WATCHER.replace("WORDS", json.dumps(words_of_the_sets(questions)))


WATCHER = r"""(() => {
  const known = new Set(WORDS);
  const CODE = /^[0-9A-Z]{4}-?[0-9A-Z]{4}$/;
  const SPOKEN = ['aria-label', 'title', 'placeholder', 'alt', 'aria-description', 'aria-roledescription'];
  const told = new Set();
  const bare = (text) => {
    let [depth, left] = [0, ''];
    for (const part of text.split(/(\u200b+)/)) {
      if (part.startsWith('\u200b')) depth += Math.floor(part.length / 8) - (part.length % 8);
      else if (depth === 0) left += part;
    }
    return left.trim();
  };
  const good = (text) => {
    const said = text.replace(/:$/, '');
    if (!/\p{L}/u.test(said) || CODE.test(said) || known.has(said)) return true;
    return said.split(', ').every((part) => known.has(part));
  };
  const look = (text) => {
    const left = bare(text);
    if (good(left) || told.has(left)) return;
    told.add(left);
    console.error(`not in a catalogue: ${left}`);
  };
  const words = (node) => {
    const own = node.parentElement?.closest('script, style, noscript, textarea, [translate=no]');
    if (!own) look(node.data);
  };
  const visit = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return words(node);
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    for (const name of SPOKEN) if (node.hasAttribute(name)) look(node.getAttribute(name));
    for (const child of node.childNodes) visit(child);
  };
  const begin = () => {
    // A hub that a test has started for itself marks nothing, nor does a page that is none of ours.
    if (!document.title.startsWith('\u200b')) return;
    visit(document.documentElement);
    new MutationObserver((changes) => {
      for (const { type, target, addedNodes } of changes) {
        if (type === 'childList') addedNodes.forEach(visit);
        else visit(target);
      }
    }).observe(document.documentElement, {
      subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: SPOKEN,
    });
  };
  document.addEventListener('DOMContentLoaded', begin);
})()"""
