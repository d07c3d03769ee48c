"""Where two people stand, as the phones work it out, in the shape of the vectors."""

from typing import Any

from playwright.sync_api import Page

from tests.client.modules import run
from tests.support.standing_cases import DOCUMENTS, Case, expected

STANDING = """
const { standing } = await import('/static/js/model/standing.js');
const { actOf } = await import('/static/js/model/mutual-ids.js');
const key = ({ item, direction }) => (direction ? `${item}/${direction}` : item);
const pair = ({ mine, theirs }) => ({ mine: full(mine), theirs: full(theirs) });
const full = (said) => ({ v: 1, skip: [], talk: [], first: [], ...said });
return value.cases.map((each) => {
  const chapters = each.chapters.map(({ document, rounds, matched = {}, notices, role = 'A' }) => ({
    document: value.documents[document],
    sections: Object.entries(rounds).map(([section, all]) =>
      ({ section, rounds: all.map(pair), newest: all.length > 0 ? pair(all.at(-1)) : null })),
    matched: Object.entries(matched).map(([section, ids]) => ({ section, acts: ids.map((id) => actOf(id, role)) })),
    notices,
  }));
  const stands = code.standsIn(chapters);
  const wholes = standing(chapters, stands);
  const all = (part) => wholes.flatMap((whole) => whole[part]).map(key);
  const limits = (who) => wholes.flatMap((whole) => whole.limits[who]).map((point) => [key(point), point.means]);
  return {
    shared: all('shared'), curious: all('curious'), back: stands.back.map(key),
    limits: { mine: limits('mine'), theirs: limits('theirs') },
    talk: wholes.flatMap((whole) => whole.open).filter(({ item }) => item).map((point) => [key(point), point.reason]),
  };
});
"""


def standings(page: Page, cases: list[Case]) -> list[dict[str, Any]]:
    found = run(page, "model/precedence.js", STANDING, {"documents": DOCUMENTS, "cases": cases})
    return [expected(told) for told in found]
