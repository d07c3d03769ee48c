"""The protocol in the engine that people use: what Node cannot show. Every vector runs here too (tests/vectors)."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from overture_partner.console import pictures
from overture_partner.protocol import pairing
from tests.vectors.javascript import FOLDERS, protocol_page

RISTRETTO = FOLDERS["static"] / "js" / "protocol" / "ristretto.js"

TWO_PHONES = """async (aYes, bYes, origin = location.origin) => {
  const m = await import(`${origin}/static/js/protocol/mutual.js`);
  const bytes = (letter) => new Uint8Array(32).fill(letter.charCodeAt(0));
  const keys = { SID: bytes('s'), kA: bytes('a'), kB: bytes('b'), sas: new Uint8Array(8) };
  const [A, B] = ['A', 'B'].map((role) => ({ keys, role, qhash: bytes('q'), section: 'curious', round: 1 }));
  const ids = ['rope/a-to-b', 'rope/b-to-a', 'candle wax'];
  const a = structuredClone(m.mutualCommit(A, ids, aYes));
  const b = structuredClone(m.mutualCommit(B, ids, bYes));
  const [aM1, bM1] = [
    m.mutualOpenCommit(A, ids, a.commit, { ownPk: b.state.pk }),
    m.mutualOpenCommit(B, ids, b.commit, { ownPk: a.state.pk }),
  ];
  const [aBox, bBox] = [m.mutualRelease(A, ids, a.state, bM1), m.mutualRelease(B, ids, b.state, aM1)];
  return [
    m.mutualOpenRelease(B, ids, a.state, bM1, bBox).matches,
    m.mutualOpenRelease(A, ids, b.state, aM1, aBox).matches,
  ];
}"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with protocol_page(browser) as page:
        yield page


def test_there_is_no_subtle_crypto_to_lean_on(page: Page) -> None:
    assert page.evaluate("typeof crypto.subtle") == "undefined"


def test_what_a_phone_keeps_can_be_stored(page: Page) -> None:
    """IndexedDB makes a structured clone; the pairing goes on from that."""
    assert page.evaluate(
        """async () => {
          const pairing = await import('/static/js/protocol/pairing.js');
          const { newSecret } = await import('/static/js/protocol/code.js');
          const { equal, randomBytes } = await import('/static/js/protocol/encoding.js');
          const [secret, qhash] = [newSecret(), randomBytes(32)];
          const start = structuredClone(pairing.pairingStart(secret, 'HRWE', qhash));
          const { m2, state } = pairing.pairingReply(secret, 'HRWE', qhash, start.m1);
          const { m3, keys } = pairing.pairingFinish(secret, 'HRWE', qhash, start, m2);
          return equal(pairing.pairingConfirm(structuredClone(state), m3).kA, keys.kA);
        }"""
    )


def test_every_run_is_fresh(page: Page) -> None:
    starts, boxes = page.evaluate(
        """async () => {
          const { pairingStart } = await import('/static/js/protocol/pairing.js');
          const { seal } = await import('/static/js/protocol/seal.js');
          const [key, nothing] = [new Uint8Array(32), new Uint8Array()];
          const five = (make) => Array.from({ length: 5 }, make);
          const starts = five(() => pairingStart('5PRQ', 'HRWE', key));
          return [
            starts.map(({ sid, y }) => [String(sid), String(y), y[31]]),
            five(() => String(seal(key, nothing, nothing))),
          ];
        }"""
    )
    assert len({sid for sid, _, _ in starts}) == len({y for _, y, _ in starts}) == len(set(boxes)) == 5
    assert all(last < 16 for _, _, last in starts)


def test_two_phones_work_in_a_module_worker_with_what_can_be_stored(page: Page) -> None:
    """IndexedDB makes a structured clone; a Worker has no DOM."""
    worker = f"onmessage = async ({{ data }}) => postMessage(await ({TWO_PHONES})(...data, origin));"
    found = page.evaluate(
        """([script, value]) => new Promise((resolve, reject) => {
          const url = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
          const worker = new Worker(url, { type: 'module' });
          worker.onmessage = ({ data }) => { worker.terminate(); resolve(data); };
          worker.onerror = () => reject(new Error('the worker failed'));
          worker.postMessage(value);
        })""",
        [worker, [[True, True, False], [True, False, True]]],
    )
    assert found == [[True, False, False]] * 2


def _counted(page: Page) -> None:
    """The functions of ristretto.js write down that they were called, and whether with the generator."""
    exported = re.findall(r"^export (?:const|function) (\w+)", RISTRETTO.read_text(encoding="utf-8"), re.MULTILINE)
    functions = [name for name in exported if name != "BASE"]
    body = "import * as real from './ristretto.js?real';\nexport const calls = [];\nexport const { BASE } = real;\n"
    body += "const note = (name) => (...args) => {\n"
    body += "  calls.push(args[0] === BASE ? `${name} G` : name);\n  return real[name](...args);\n};\n"
    body += "".join(f"export const {name} = note('{name}');\n" for name in functions)
    page.route("**/protocol/ristretto.js", lambda route: route.fulfill(body=body, content_type="text/javascript"))


def test_the_same_work_is_done_whatever_the_answers_are(page: Page) -> None:
    _counted(page)

    def worked(a_yes: list[bool], b_yes: list[bool]) -> list[str]:
        made: list[str] = page.evaluate(
            f"""async (answers) => {{
              const {{ calls }} = await import('/static/js/protocol/ristretto.js');
              calls.length = 0;
              await ({TWO_PHONES})(...answers);
              return calls;
            }}""",
            [a_yes, b_yes],
        )
        return made

    nothing = worked([False] * 3, [False] * 3)
    assert nothing.count("times") == 2 * (3 * 3 + 3 + 2 + 3)
    assert nothing.count("times G") == 2 * (2 + 3 * 3 + 1)
    assert worked([True] * 3, [True] * 3) == worked([True] * 3, [False] * 3) == nothing
    assert worked([True, False, True], [False, True, True]) == nothing


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_pictures_are_the_same_on_both_screens(page: Page, language: str) -> None:
    sas = bytes(range(256))
    shown = page.evaluate(
        """async ([bytes, language]) =>
          (await import('/static/js/net/pictures.js')).showPictures(Uint8Array.from(bytes), language)""",
        [list(sas), language],
    )
    places = pairing.pictures(sas)
    assert shown == [vars(each) for each in pictures.show_pictures(places, language)]
    assert [each["picture"] for each in shown] == [each.picture for each in pictures.show_pictures(places)]


def test_pictures_that_could_not_be_loaded_are_asked_for_again(page: Page) -> None:
    """As after a dead spot between two masts."""
    page.route("**/pictures.json", lambda route: route.fulfill(status=503), times=1)
    assert page.evaluate(
        """async () => {
          const { showPictures } = await import('/static/js/net/pictures.js');
          const first = await showPictures([1]).catch((error) => error.message);
          const [second] = await showPictures([1]);
          return [first.includes('503'), second.name];
        }"""
    ) == [True, "cat"]
