"""Every export of the phone's modules, and every public method of an exported class, has a JSDoc with a summary."""

import re
from pathlib import Path

SCRIPTS = Path(__file__).parents[2] / "client" / "static" / "js"

EXPORT = re.compile(r"export (?:default )?(?:async )?(?:function\*?|class|const|let) (\w+)")
METHOD = re.compile(r"  (?:static |async |get |set )*([a-z]\w*)\(.*\) \{")
# What looks like a method by its form alone, and the constructor, whose class has the summary.
NO_METHOD = {"constructor", "if", "for", "while", "switch"}


def doc_before(lines: list[str], at: int) -> str:
    """The JSDoc that ends in the line above; empty where there is none."""
    if at == 0 or not lines[at - 1].endswith("*/"):
        return ""
    begin = at - 1
    while begin > 0 and not lines[begin].lstrip().startswith("/**"):
        begin -= 1
    return "\n".join(lines[begin:at])


def summary_of(doc: str) -> str:
    """What stands before the first tag."""
    text = re.sub(r"^\s*(/\*\*|\*/|\*)|\*/\s*$", "", doc, flags=re.MULTILINE)
    return re.split(r"(?:^|\s)@\w", text)[0].strip()


def undocumented(text: str) -> list[str]:
    lines, found, in_class = text.splitlines(), [], False
    for at, line in enumerate(lines):
        exported = EXPORT.match(line)
        in_class = line.startswith("export class") or (in_class and not line.startswith("}"))
        method = METHOD.match(line) if in_class else None
        named = exported or (method if method and method[1] not in NO_METHOD else None)
        if named and not summary_of(doc_before(lines, at)):
            found.append(f"{at + 1}: {named[1]}")
    return found


def test_every_export_says_what_it_is_for() -> None:
    found = [
        f"{path.relative_to(SCRIPTS)}:{each}"
        for path in sorted(SCRIPTS.rglob("*.js"))
        for each in undocumented(path.read_text(encoding="utf-8"))
    ]
    assert not found, "\n".join(found)


def test_the_search_finds_what_has_no_summary() -> None:
    text = """
/** Adds. @param {number} one @returns {number} */
export const more = (one) => one + 1;

/** @param {number} one @returns {number} */
export const less = (one) => one - 1;

export class Counter {
  /** Where it begins. */
  constructor(at) {
    if (at) {
    }
  }

  /**
   * Counts.
   * @returns {number}
   */
  count() {
  }

  /** @returns {number} */
  get at() { return 1; }

  #own() {
  }
}

export function idle() {
}
"""
    assert undocumented(text) == ["6: less", "8: Counter", "23: at", "29: idle"]
