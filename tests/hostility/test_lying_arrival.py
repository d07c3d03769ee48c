"""A hub that takes a seat back while the phone that it moves to is still storing what it has made."""

from playwright.sync_api import expect

from tests.client.runtime_support import stored, talk
from tests.client.session.test_moving import LINK
from tests.support.browser import Phones
from tests.support.inside import INSIDE
from tests.support.lying import Line, LyingHub, Message

GONE: Message = {"gone": {"code": "rejected", "message": ""}}
SLOW = """() => {
  const { get } = IDBObjectStore.prototype;
  IDBObjectStore.prototype.get = function (key) {
    if (this.name !== 'sessions') return get.call(this, key);
    window.isLooking = true;
    const answer = { result: undefined, onsuccess: null, onerror: null };
    const again = () => {
      if (window.goesOn) answer.onsuccess();
      else get.call(this, key).onsuccess = again;
    };
    again();
    return answer;
  };
  const { close } = WebSocket.prototype;
  WebSocket.prototype.close = function () { window.isStopped = true; close.call(this); };
}"""
"""To look up whether the conversation is on this phone takes as long as the test wants."""


def test_what_was_given_up_while_it_was_looked_up_is_not_stored(deceived: Phones, liar: LyingHub) -> None:
    talk(deceived)
    new = deceived.new("new").page
    held: list[tuple[Line, Message]] = []

    def down(line: Line, said: Message) -> Message | None:
        if "arriving" not in said.get("view", {}):
            return said
        held.append((line, said))
        return None

    liar.down = down
    new.goto(deceived.mia.page.evaluate(LINK))
    new.evaluate(SLOW)
    new.get_by_role("button", name="Move to this phone").click()
    liar.until(lambda: bool(held))
    line, view = held[0]
    line.send_to_phone(view)
    new.wait_for_function("() => window.isLooking")
    line.send_to_phone(GONE)
    new.wait_for_function("() => window.isStopped")
    new.evaluate("() => { window.goesOn = true; }")
    new.wait_for_function("() => document.querySelector('overture-arriving')?.textContent.includes('cancelled')")
    assert stored(new)["settings"] == []


OTHER = (
    """async () => {"""
    + INSIDE
    + """
  const [{ getArrival }, { addSession }] = await Promise.all(
    ['storage/arriving-store', 'storage/session-store'].map(inside));
  const { id, hub } = await getArrival();
  await addSession({ id, hub, token: 'another', role: 'B', made: [], view: null, keys: null });
}"""
)
"""A conversation that has come to this phone meanwhile, to which the hub gave the id of the seat that is on its way."""


def test_a_seat_that_is_taken_back_takes_no_other_conversation_along(deceived: Phones, liar: LyingHub) -> None:
    talk(deceived)
    new = deceived.new("new").page
    new.goto(deceived.mia.page.evaluate(LINK))
    new.get_by_role("button", name="Move to this phone").click()
    new.get_by_role("heading", name="Compare the pictures").wait_for()
    new.evaluate(OTHER)
    line = liar.lines[-1]
    # Nothing was handed over, so the seat is not here yet.
    line.send_to_phone({"view": liar.line("A").views[-1]["view"]})
    line.send_to_phone(GONE)
    expect(new.get_by_text("cancelled")).to_be_visible()
    kept = stored(new)
    assert (kept["settings"], [each["token"] for each in kept["sessions"]]) == ([], ["another"])
