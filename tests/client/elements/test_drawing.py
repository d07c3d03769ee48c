"""When elements draw: what is worked out once, and what waits until its room is shown."""

from playwright.sync_api import expect

from tests.client.card_support import whole_set
from tests.client.elements_support import Screen
from tests.client.shell_page import INSIDE

ROOMS = """<section class="room" id="card"><h1>Scene card</h1><overture-card data-phone></overture-card></section>
<section class="room" id="standing" hidden><h1>Where we stand</h1><overture-standing data-phone></overture-standing>
</section>"""
GATHER = f"""async () => {{{INSIDE}
  const {{ gathered, standsOf }} = await inside('elements/standing-gathered');
  window.gather = () => [gathered(conversation), standsOf(conversation, 'A'), standsOf(conversation, 'B')];
  window.before = window.gather();
}}"""
SAME = "() => window.gather().map((each, at) => each === window.before[at])"
# In one task, so that nothing can be drawn in between.
SHOW = (
    "async (change) => {"
    + INSIDE
    + """
  const { showTab } = await inside('ui/tabs');
  const { nextMacrotask } = await inside('ui/macrotask');
  const text = (id) => document.querySelector(`#${id}`).textContent;
  conversation.become(change);
  await nextMacrotask();
  const changed = { card: text('card'), standing: text('standing') };
  history.replaceState(null, '', '#standing');
  showTab();
  return { changed, shown: text('standing') };
}"""
)


def test_what_is_worked_out_stays_until_something_in_it_changes(screen: Screen) -> None:
    state = whole_set()
    screen.show("<h1>x</h1>", **state)
    screen.page.evaluate(GATHER)
    screen.become(link="offline", pausedByThem=True)
    assert screen.page.evaluate(SAME) == [True, True, True]
    screen.become(notices=[{"by": "them", "withdraw": ["kissing"], "limit": {}, "unreadable": False}])
    assert screen.page.evaluate(SAME) == [False, False, False]


def test_a_room_that_is_not_shown_waits_and_is_up_to_date_once_it_is(screen: Screen) -> None:
    state = whole_set()
    screen.show(ROOMS, **{**state, "opened": {}})
    expect(screen.page.locator("#standing")).to_contain_text("Nothing")
    seen = screen.page.evaluate(SHOW, {"opened": state["opened"]})
    assert "pineapple" in seen["changed"]["card"].lower()
    assert "pineapple" not in seen["changed"]["standing"].lower()
    assert "pineapple" in seen["shown"].lower()


def test_what_is_only_read_out_moves_nothing(screen: Screen) -> None:
    screen.show("<h1>Room</h1>")
    top = "() => document.querySelector('h1').getBoundingClientRect().top"
    before = screen.page.evaluate(top)
    screen.page.evaluate("""() => {
      const line = document.getElementById('status');
      line.classList.add('status-spoken');
      line.textContent = 'Your partner has set a limit or taken something back. '.repeat(3);
    }""")
    assert screen.page.evaluate(top) == before
