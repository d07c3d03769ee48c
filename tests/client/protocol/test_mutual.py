"""Mutual sections in a real browser find what both want, by themselves and with the Python implementation."""

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from overture_partner.protocol import mutual, ristretto
from overture_partner.protocol.mutual import MutualAsking
from overture_partner.protocol.pairing import Role
from tests.client.mutual_js_support import open_commit, turn_js
from tests.client.protocol_js_support import JavaScript
from tests.vectors.javascript import FOLDERS, protocol_page
from tests.vectors.mutual import IDS, ORDER, STREAM, TURNS, A, B, opened, stream

RISTRETTO = FOLDERS["static"] / "js" / "protocol" / "ristretto.js"


def phone_and_terminal(js: JavaScript, phone: Role, ids: list[str], on_phone: list[bool], here: list[bool]) -> Any:
    """The matches, as a phone and a terminal find them, after every box went through both."""
    own, peer = TURNS[phone], TURNS["B" if phone == "A" else "A"]
    mine = js.call("mutual", "mutualCommit", turn_js(own), ids, on_phone)
    theirs = mutual.mutual_commit(peer, ids, here)
    state = mine["state"]

    m1 = mutual.mutual_open_commit(own, ids, mine["commit"], own_pk=theirs.state.pk)
    assert m1 == state["m1"]
    assert open_commit(js, peer, ids, theirs.commit, state["pk"]) == theirs.state.m1

    released = js.call("mutual", "mutualRelease", turn_js(own), ids, state, theirs.state.m1)
    box = mutual.mutual_release(peer, ids, theirs.state, m1)
    assert (len(mine["commit"]), len(released)) == (177 + 128 * len(ids), 145 + 32 * len(ids))
    matches = mutual.mutual_open_release(own, ids, theirs.state, m1, released)
    there = js.call("mutual", "mutualOpenRelease", turn_js(peer), ids, state, theirs.state.m1, box)
    assert there == {"matches": list(matches)}
    return matches


answers = st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=4)


@given(st.sampled_from(["A", "B"]), answers)
@settings(max_examples=15)
def test_a_phone_and_a_terminal_find_what_both_want(
    js: JavaScript, phone: Role, pairs: list[tuple[bool, bool]]
) -> None:
    ids = [f"item-{number}" for number in range(len(pairs))]
    matches = phone_and_terminal(js, phone, ids, [mine for mine, _ in pairs], [theirs for _, theirs in pairs])
    assert matches == tuple(mine and theirs for mine, theirs in pairs)


@pytest.mark.parametrize("n", [1, 64])
def test_the_smallest_and_the_largest_section(js: JavaScript, n: int) -> None:
    ids = [f"item-{number}" for number in range(n)]
    matches = phone_and_terminal(js, "A", ids, [i % 2 == 0 for i in range(n)], [i % 3 == 0 for i in range(n)])
    assert matches == tuple(i % 6 == 0 for i in range(n))


TWO_PHONES = """async ([A, B, ids, aYes, bYes]) => {
  const m = await import(`${location.origin}/static/js/protocol/mutual.js`);
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

BYTES = """(value) => {
  const bytes = (each) => Uint8Array.from(each.match(/../g), (pair) => parseInt(pair, 16));
  const keys = Object.fromEntries(Object.entries(value.keys).map(([name, each]) => [name, bytes(each)]));
  return { ...value, keys, qhash: bytes(value.qhash) };
}"""


def turn_hex(turn: MutualAsking) -> dict[str, Any]:
    there = turn_js(turn)
    return there | {"keys": {k: v.hex() for k, v in there["keys"].items()}, "qhash": turn.qhash.hex()}


def test_two_phones_work_in_a_module_worker_with_what_can_be_stored(js: JavaScript) -> None:
    """IndexedDB makes a structured clone; a Worker has no DOM."""
    worker = f"""
      onmessage = async ({{ data: [a, b, ...rest] }}) => {{
        const bytes = {BYTES};
        postMessage(await ({TWO_PHONES.replace("location.origin", "origin")})([bytes(a), bytes(b), ...rest]));
      }};
    """
    found = js.page.evaluate(
        """([script, value]) => new Promise((resolve, reject) => {
          const url = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
          const worker = new Worker(url, { type: 'module' });
          worker.onmessage = ({ data }) => { worker.terminate(); resolve(data); };
          worker.onerror = () => reject(new Error('the worker failed'));
          worker.postMessage(value);
        })""",
        [worker, [turn_hex(A), turn_hex(B), IDS, [True, True, False], [True, False, True]]],
    )
    assert found == [[True, False, False]] * 2


def test_both_make_the_same_bytes_of_the_same_random_numbers(js: JavaScript) -> None:
    here, there = (
        mutual.mutual_commit(turn, IDS, yes, stream(seed))
        for turn, yes, seed in ((A, [True, False, True], b"one"), (B, [False, True, True], b"two"))
    )
    a_release = mutual.mutual_release(A, IDS, here.state, there.state.m1, stream(b"three"))
    made = js.page.evaluate(
        f"""async ([A, peerM1, ids]) => {{
          const {{ H, concat, fromHex, hex, u32, utf8 }} = await import('/static/js/protocol/encoding.js');
          const {{ mutualCommit, mutualRelease }} = await import('/static/js/protocol/mutual.js');
          const [stream, bytes] = [{STREAM}, {BYTES}];
          const {{ state, commit }} = mutualCommit(bytes(A), ids, [true, false, true], stream(utf8('one')));
          const release = mutualRelease(bytes(A), ids, state, fromHex(peerM1), stream(utf8('three')));
          return [state.a, state.pk, state.yes, state.m1, commit, release].map(hex);
        }}""",
        [turn_hex(A), there.state.m1.hex(), IDS],
    )
    state = here.state
    expected = [state.a, state.pk, state.yes, state.m1, here.commit, a_release]
    assert made == [each.hex() for each in expected]


def test_every_commit_is_fresh(js: JavaScript) -> None:
    made = [js.call("mutual", "mutualCommit", turn_js(A), ["rope"], [True])["state"] for _ in range(3)]
    pieces = [each["m1"][at : at + 32] for each in made for at in range(0, 96 + 128, 32)]
    assert len(set(pieces)) == 3 * 7


def test_who_says_yes_to_all_learns_only_what_both_want(js: JavaScript) -> None:
    """What the phone gave away for the items that it does not want is nothing that B can compute."""
    wants = [True, False, False]
    mine = js.call("mutual", "mutualCommit", turn_js(A), IDS, wants)
    b = mutual.mutual_commit(B, IDS, [True] * 3).state
    release = js.call("mutual", "mutualRelease", turn_js(A), IDS, mine["state"], b.m1)
    given_away = opened(A, "and2", release)[:96]
    points = [mine["state"]["m1"][at : at + 32] for at in (0, 32, 64, 96)] + [*mutual.item_points(A, IDS)]
    known = [ristretto.times(point, int.from_bytes(b.a, "little")) for point in points]
    assert [given_away[at : at + 32] in known for at in (0, 32, 64)] == wants


@pytest.mark.parametrize(
    ("ids", "yes", "sentence"),
    [
        ([], [], "1 to 64 different ids"),
        (["same", "same"], [True, True], "1 to 64 different ids"),
        ([str(number) for number in range(65)], [True] * 65, "1 to 64 different ids"),
        (IDS, [True] * 2, "one yes or no to each id"),
    ],
)
def test_what_is_no_section_is_an_error_of_the_caller(
    js: JavaScript, ids: list[str], yes: list[bool], sentence: str
) -> None:
    said = js.page.evaluate(
        f"""async ([A, ids, yes]) => {{
          const {{ mutualCommit }} = await import('/static/js/protocol/mutual.js');
          try {{ mutualCommit(({BYTES})(A), ids, yes); }} catch (error) {{ return `${{error}}`; }}
          return 'nothing';
        }}""",
        [turn_hex(A), ids, yes],
    )
    assert re.match(f"^RangeError: .*{sentence}$", said)


def _counted(page: Page) -> None:
    """The functions of ristretto.js write down that they were called, and whether with the generator."""
    exported = re.findall(r"^export (?:const|function) (\w+)", RISTRETTO.read_text(encoding="utf-8"), re.MULTILINE)
    functions = [name for name in exported if name != "BASE"]
    body = "import * as real from './ristretto.js?real';\nexport const calls = [];\nexport const { BASE } = real;\n"
    body += "const note = (name) => (...args) => {\n"
    body += "  calls.push(args[0] === BASE ? `${name} G` : name);\n  return real[name](...args);\n};\n"
    body += "".join(f"export const {name} = note('{name}');\n" for name in functions)
    page.route("**/protocol/ristretto.js", lambda route: route.fulfill(body=body, content_type="text/javascript"))


def test_the_same_work_is_done_whatever_the_answers_are(browser: Browser) -> None:
    with protocol_page(browser) as page:
        _counted(page)

        def worked(a_yes: list[bool], b_yes: list[bool]) -> list[str]:
            made: list[str] = page.evaluate(
                f"""async (value) => {{
                  const {{ calls }} = await import('/static/js/protocol/ristretto.js');
                  calls.length = 0;
                  const [A, B, ...rest] = value;
                  await ({TWO_PHONES})([({BYTES})(A), ({BYTES})(B), ...rest]);
                  return calls;
                }}""",
                [turn_hex(A), turn_hex(B), IDS, a_yes, b_yes],
            )
            return made

        nothing = worked([False] * 3, [False] * 3)
        assert nothing.count("times") == 2 * (3 * 3 + 3 + 2 + 3)
        assert nothing.count("times G") == 2 * (2 + 3 * 3 + 1)
        assert worked([True] * 3, [True] * 3) == worked([True] * 3, [False] * 3) == nothing
        assert worked([True, False, True], [False, True, True]) == nothing


def test_secrets_are_multiplied_in_steps_that_do_not_depend_on_them() -> None:
    """Sealing and releasing use the faster multiplication only for the weights, which both sides come to know."""
    text = (RISTRETTO.parent / "mutual.js").read_text(encoding="utf-8")
    parts = re.split(r"^(?:export )?(?:function|const) ", text, flags=re.MULTILINE)
    fast = {part.split("(")[0].split(" ")[0] for part in parts if "publicTimes(" in part}
    assert fast == {"mutualOpenCommit", "unhide", "weighted", "mutualOpenRelease"}


@pytest.mark.parametrize("number", [0, 1, ORDER - 1, ORDER, ORDER + 5, 2**512 - 1])
def test_numbers_are_read_and_written_as_in_the_terminal(js: JavaScript, number: int) -> None:
    written = js.page.evaluate(
        """async (text) => {
          const { fromHex, hex } = await import('/static/js/protocol/encoding.js');
          const { encodeScalar, fromLittleEndian, modL } = await import('/static/js/protocol/ristretto.js');
          return hex(encodeScalar(modL(fromLittleEndian(fromHex(text)))));
        }""",
        number.to_bytes(64, "little").hex(),
    )
    assert written == ristretto.encode_scalar(number % ORDER).hex()


def test_a_random_scalar_is_never_zero(js: JavaScript) -> None:
    assert js.page.evaluate(
        """async (first) => {
          const { fromHex } = await import('/static/js/protocol/encoding.js');
          const { randomScalar } = await import('/static/js/protocol/ristretto.js');
          const numbers = first.map(fromHex);
          return Number(randomScalar(() => numbers.shift()));
        }""",
        [number.to_bytes(64, "little").hex() for number in (0, ORDER, ORDER + 7)],
    ) == ristretto.random_scalar(lambda _: (ORDER + 7).to_bytes(64, "little"))
