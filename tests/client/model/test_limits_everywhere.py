"""What a limit stands on is nowhere shared ground: on no page, card or file of a phone, whatever was said, and when."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from playwright.sync_api import Browser, Page

from tests.client.modules import module_page
from tests.client.standing_js import standings
from tests.support.node import Node
from tests.support.standing_cases import CONVERSATIONS, DOCUMENTS, Case, expected, is_struck, struck_in, turned
from tests.terminal.standing_py import lines, standing

BEGIN = """async (documents) => {
  const { begin } = await import('/static/js/session/conversation.js');
  const names = ['overture-standing', 'overture-card', 'overture-opened'];
  await Promise.all(names.map((name) => import(`/static/js/elements/${name}.js`)));
  HTMLAnchorElement.prototype.click = () => {};
  URL.createObjectURL = (blob) => { window.kept = blob; return '#'; };
  class Told extends EventTarget {
    id = 'this'; role = 'A'; chapters = [];
    rounds = { work: new EventTarget(), opened: (...round) => this.opened(...round) };
    notes = { note: () => null, notices: (qhash) => this.notices(qhash) };
    get view() {
      const opened = (id, rounds) => ({ id, round: rounds, state: rounds > 0 ? 'opened' : 'open',
        earlier: Array.from({ length: Math.max(0, rounds - 1) }, (_, at) => ({ round: at + 1, state: 'opened' })) });
      return { chapters: this.chapters.map(({ document, rounds, matched }) => ({ qhash: document, sections: [
        ...Object.entries(rounds).map(([id, all]) => opened(id, all.length)),
        ...Object.keys(matched).map((id) => opened(id, 1))] })) };
    }
    documentOf(qhash) { return documents[qhash]; }
    chapterOf(qhash) { return this.chapters.find(({ document }) => document === qhash); }
    opened(qhash, section, round) {
      const { rounds, matched } = this.chapterOf(qhash);
      if (section in matched) return round === 1 ? { matches: matched[section] } : null;
      const full = (said) => ({ v: 1, skip: [], talk: [], first: [], ...said });
      const pair = rounds[section]?.[round - 1];
      return pair ? { mine: full(pair.mine), theirs: full(pair.theirs) } : null;
    }
    notices(qhash) {
      const by = { mine: 'me', theirs: 'them' };
      return Object.entries(this.chapterOf(qhash).notices).flatMap(([who, all]) => all.map((notice) =>
        ({ by: by[who], withdraw: [], limit: {}, unreadable: false, ...notice })));
    }
  }
  window.told = new Told();
  begin(window.told);
}"""

READ = """async (chapters) => {
  window.told.chapters = chapters;
  const place = document.createElement('div');
  const opened = chapters.flatMap(({ document, rounds, matched }) =>
    [...Object.entries(rounds).map(([id, all]) => [document, id, all.length]),
      ...Object.keys(matched).map((id) => [document, id, 1])]).filter(([, , round]) => round > 0);
  const pages = opened.map(([chapter, id, round]) =>
    `<overture-opened chapter="${chapter}" section="${id}" round="${round}"></overture-opened>`);
  place.innerHTML = `<overture-standing></overture-standing><overture-card></overture-card>${pages.join('')}`;
  document.body.append(place);
  window.told.dispatchEvent(new Event('change'));
  await new Promise((resolve) => setTimeout(resolve));
  const abouts = (root, parts) => [...root.querySelectorAll(parts.map((part) => `[data-part=${part}] li`).join())]
    .map((line) => line.querySelector('p').textContent);
  const agreed = ['shared', 'curious'];
  const save = place.querySelector('[data-key=save]');
  window.kept = null;
  const kept = new Promise((resolve) => { URL.createObjectURL = (blob) => { resolve(blob); return '#'; }; });
  save?.click();
  if (save) window.kept = await kept;
  const file = new DOMParser().parseFromString((await window.kept?.text()) ?? '', 'text/html');
  const found = {
    paper: [...place.querySelectorAll('.print-only')].flatMap((each) => abouts(each, agreed)),
    file: abouts(file, agreed),
    back: [...place.querySelectorAll('.take-back li span')].map((each) => each.textContent),
    rows: [...place.querySelectorAll('.way')].filter((way) => way.querySelector('.tag-both, .tag-condition, .tag-talk'))
      .flatMap((way) => {
        const name = way.closest('.opened-row').querySelector('.act-name').textContent;
        const side = way.querySelector('.side')?.textContent.toLowerCase();
        const sides = side === 'both ways' ? ['you give', 'you receive'] : [side];
        return sides.map((each) => (each ? `${name} (${each})` : name));
      }),
    matches: [...place.querySelectorAll('.mutual-act')].filter((row) => !row.querySelector('.tag'))
      .map((row) => row.querySelector('span').textContent),
  };
  place.remove();
  return found;
}"""


@pytest.fixture(scope="module")
def phone(browser: Browser) -> Iterator[Page]:
    """A page with the elements on it, and a conversation that a test makes up."""
    with module_page(browser) as page:
        page.goto(page.url.removesuffix("favicon.svg"))  # the list of the folder: a page of HTML
        page.evaluate(BEGIN, DOCUMENTS)
        yield page


SIDES = {"": "", " (Person 1 gives)": "/give", " (Person 2 gives)": "/receive"}
SEEN = {"": "", " (you give)": "/give", " (you receive)": "/receive"}


def key_of(words: str, sides: dict[str, str]) -> str:
    for ending in sorted(sides, key=len, reverse=True):
        if words.endswith(ending):
            return words.removesuffix(ending) + sides[ending]
    raise AssertionError(words)


@given(CONVERSATIONS)
@settings(max_examples=60)
def test_an_act_under_a_limit_is_nowhere_shared_ground(phone: Page, case: Case) -> None:
    struck = struck_in(case)
    read: dict[str, Any] = phone.evaluate(READ, case["chapters"])
    for place in ("paper", "file"):
        assert not [words for words in read[place] if is_struck(key_of(words, SIDES), struck)], place
    for place in ("rows", "matches"):
        assert not [words for words in read[place] if is_struck(key_of(words, SEEN), struck)], place
    assert not [words for words in read["back"] if is_struck(key_of(words, SEEN), struck)]


@given(CONVERSATIONS)
def test_both_clients_say_the_same_to_either_person(node: Node, case: Case) -> None:
    empty: Case = {"shared": [], "curious": [], "back": [], "talk": [], "limits": {"mine": [], "theirs": []}}
    cases = [{**empty, **case}, turned({**empty, **case})]
    on_phones = standings(node, cases)
    assert on_phones == [standing(each) for each in cases]
    one, other = on_phones
    assert expected(turned({**case, **one})) == expected({**case, **other})


@given(CONVERSATIONS)
def test_an_act_under_a_limit_is_nowhere_shared_ground_in_the_terminal(case: Case) -> None:
    struck = struck_in(case)
    read = lines(case)
    for heading in ("Shared ground", "What you are both curious about"):
        for line in read.get(heading, []):
            key = line.split(" – ")[0].replace(" (you ", "/").removesuffix(")")
            assert not is_struck(key, struck), line
