"""A hub that lies about rounds, boxes and numbers, and about a seat that moves."""

from typing import Any

import pytest
from playwright.sync_api import Error, expect

from tests.client.runtime_support import opened, seal, take, talk, until
from tests.client.session.test_moving import LINK, asks
from tests.hostility.lies import (
    LIMITS,
    NO_ANSWERS,
    NOTE,
    NOTHING,
    SEAL_LEVEL,
    Liar,
    both_open,
    call,
    pages,
    section,
    standing,
)
from tests.support.browser import Phones
from tests.support.inside import INSIDE
from tests.support.lying import Line, LyingHub, Message


class TestWhatWasReleased:
    """Whether something of one's own was shown is not for the hub to say."""

    WISHES = """async () => {
      const { chapter, document } = conversation;
      const { questions } = document.sections.find(({ id }) => id === 'curious-about');
      const asked = questions.find(({ kind }) => kind === 'items');
      const [item] = asked.items;
      const keys = item.direction ? [`${item.id}/give`, `${item.id}/receive`] : [item.id];
      const answers = { [asked.id]: Object.fromEntries(keys.map((key) => [key, { level: 'yes' }])) };
      await conversation.rounds.seal(chapter, 'curious-about', 1, { v: 1, answers, skip: [], talk: [], first: [] });
    }"""

    @pytest.mark.parametrize("asked", ["curious-about", NOTE])
    def test_a_release_that_the_hub_denies_is_remembered(self, deceived: Phones, liar: LyingHub, asked: str) -> None:
        talk(deceived)
        mia, sam = pages(deceived)
        mutual, taken = asked != NOTE, False

        def denied(view: Message) -> None:
            entry = section(view, asked)
            entry.update(state="broken", broken={"by": "them", "after": False})
            entry["mine"]["release"] = entry["theirs"]["release"] = None

        def up(line: Line, said: Message) -> Message | None:
            nonlocal taken
            if line.role != "A" or said.get("do") not in {"release", "broken"}:
                return said
            line.send_to_phone({"ack": said["id"]})
            if said["do"] == "release":
                taken = True
                hub = Liar(liar, "A")
                newest = hub.newest()
                newest["html"] = newest["html"].replace("overture-sealed", "overture-broken")
                hub.keeps_saying(newest, denied)
            return None

        liar.up = up
        for page in (sam, mia):
            if mutual:
                page.evaluate(self.WISHES)
            else:
                seal(page, NOTE, "what I would like to build")
        liar.until(lambda: taken)
        until(mia, "conversation.section(conversation.chapter, argument).broken", asked)
        mia.evaluate("(id) => { location.hash = `#section-${id}`; }", asked)
        shown = mia.locator(f"#section-{asked} overture-broken")
        expect(shown).to_contain_text("learnt what you both want" if mutual else "may have seen yours")
        mia.reload()
        take(mia)
        expect(shown).to_contain_text("learnt what you both want" if mutual else "may have seen yours")

    def test_a_limit_that_was_seen_is_not_broken_away(self, deceived: Phones, liar: LyingHub) -> None:
        talk(deceived)
        mia, sam = pages(deceived)
        mia.evaluate(SEAL_LEVEL, [*LIMITS, "no-limit"])
        sam.evaluate(SEAL_LEVEL, [*LIMITS, "hard-limit"])
        opened(mia, "limits")
        seen = standing(mia, NOTE, "kissing")
        assert seen["limits"] == 1
        hub = Liar(liar, "A")
        for by in ("them", "me"):
            hub.keeps_saying(
                hub.newest(),
                lambda view, by=by: section(view, "limits").update(state="broken", broken={"by": by, "after": True}),  # type: ignore[misc]
            )
            until(mia, "conversation.section(conversation.chapter, 'limits').broken")
            assert standing(mia, NOTE, "kissing") == seen


class TestMoves:
    def test_a_yes_burns_what_it_hands_over(self, deceived: Phones, liar: LyingHub) -> None:
        """The hub holds the approval back and says that the cancel went through; the new phone claims all the same."""
        talk(deceived)
        mia, new = deceived.mia.page, deceived.new("new")
        old_line, held = liar.line("A"), []
        seal(mia, NOTE, "only for whoever seals too")
        until(mia, "conversation.section(conversation.chapter, argument).mine.commit", NOTE)
        asks(new.page, mia.evaluate(LINK))
        until(mia, "conversation.moving.stage === 'replied'")
        before = Liar(liar, "A").newest()
        forked = False

        def down(line: Line, said: Message) -> Message | None:
            if line is old_line:
                return None if forked else said
            if said.get("view", {}).get("arriving", {}).get("m3") and not forked:
                held.append((line, said))
                return None
            return said

        def up(line: Line, said: Message) -> Message | None:
            nonlocal forked
            if line is old_line and said.get("do") == "move-cancel":
                forked = True
                line.send_to_phone({"ack": said["id"]})
                newest = Liar(liar, "A").lies(before, lambda view: view.update(move=None))
                line.send_to_phone(newest)
                return None
            if line is old_line and forked and "do" in said:
                line.send_to_phone({"ack": said["id"]})
                return None
            return said

        liar.down, liar.up = down, up
        mia.evaluate("() => conversation.moving.approve()")
        until(mia, "conversation.moving.frozen")
        liar.until(lambda: bool(held))
        mia.evaluate("() => conversation.moving.cancel()")
        until(mia, "!conversation.moving.frozen")
        # A commit of the partner's, genuine as far as this phone can tell, shown to the old phone alone.
        name, box = deceived.sam.page.evaluate(COMMIT, NOTE)
        newest = Liar(liar, "A").lies(before, lambda view: view.update(move=None))
        newest["boxes"] = {name: box}
        section(newest["view"], NOTE).update(state="both-sealed", theirs={"commit": name, "release": None})
        old_line.send_to_phone(newest)
        until(mia, "conversation.rounds.opened(conversation.chapter, argument, 1)?.problem === 'handed-over'", NOTE)
        liar.until(lambda: "broken" in [said.get("do") for said in old_line.received])
        assert "release" not in [said.get("do") for said in old_line.received]
        mia.evaluate("(id) => { location.hash = `#section-${id}`; }", NOTE)
        expect(mia.locator(f"#section-{NOTE}")).to_contain_text("Nothing of yours was shown")
        # The new phone has claimed after all, and goes on with the one seal that there is.
        for line, message in held:
            line.send_to_phone(message)
        expect(new.page.get_by_role("heading", name="Your conversation is on this phone now")).to_be_visible()
        seal(deceived.sam.page, NOTE, "sealed before reading anything")
        new.goto("/s")
        take(new.page)
        assert opened(new.page, NOTE)


def test_a_round_that_nobody_has_asked_for_takes_no_draft(deceived: Phones, liar: LyingHub) -> None:
    """Neither in the view, with a first round that the hub calls opened, nor in what the hub draws."""
    talk(deceived)
    mia = deceived.mia.page
    mia.goto(f"{mia.url.partition('#')[0]}#section-{NOTE}")
    words = mia.locator(f"overture-questions[section={NOTE}] textarea").first
    words.fill("an hour of thoughts")

    def lie(view: Message) -> None:
        entry = section(view, NOTE)
        over = {"round": 1, "state": "opened", "mine": {"commit": NOTHING, "release": NOTHING}, "theirs": {}}
        entry.update(round=2, earlier=[over | {"theirs": over["mine"]}])

    hub = Liar(liar, "A")
    newest = hub.newest()
    drawn = f'section="{NOTE}" round="'
    assert f'{drawn}1"' in newest["html"]
    hub.says(newest | {"html": newest["html"].replace(f'{drawn}1"', f'{drawn}2"')}, lie)
    mia.locator(f"overture-questions[section={NOTE}][round='2']").wait_for()
    expect(words).to_have_value("an hour of thoughts")
    words.press_sequentially(" more")
    assert mia.evaluate("() => conversation.history.contradicted")
    with pytest.raises(Error, match="nothing to seal"):
        call(mia, "rounds.seal", mia.evaluate("() => conversation.chapter"), NOTE, 2, NO_ANSWERS)
    hub.says(hub.newest())
    mia.reload()
    take(mia)
    expect(words).to_have_value("an hour of thoughts more")
    both_open(deceived, NOTE)


COMMIT = (
    """async (section) => {"""
    + INSIDE
    + """
  const [seal, { base64url, fromBase64url, utf8 }, { digestOf }] =
    await Promise.all(['protocol/seal', 'protocol/encoding', 'protocol/hashes'].map(inside));
  const { keys, chapter, role, document: set } = conversation;
  const { pad } = set.sections.find(({ id }) => id === section);
  const asking = { keys, role, qhash: fromBase64url(chapter), section, round: 1, pad };
  const { commit } = seal.commit({ ...asking, plaintext: utf8('{"v":1}') });
  return [digestOf(commit), base64url(commit)];
}"""
)


class TestBoxesAndNumbers:
    def test_what_cannot_be_a_view_is_refused_whole(self, deceived: Phones, liar: LyingHub) -> None:
        talk(deceived)
        both_open(deceived, NOTE)
        mia, hub = deceived.mia.page, Liar(liar, "A")
        for what, lie in IMPOSSIBLE.items():
            hub.says(hub.newest(), lie)
            expect(mia.get_by_role("heading", name="Something is wrong here"), what).to_be_visible()
            hub.says(hub.newest())
            expect(mia.get_by_role("heading", name="Something is wrong here"), what).to_have_count(0)
        assert opened(mia, NOTE)

    def test_another_box_under_a_name_is_not_opened_and_one_that_is_withheld_is_waited_for(
        self, deceived: Phones, liar: LyingHub
    ) -> None:
        talk(deceived)
        mia, sam = pages(deceived)
        truth = True

        def down(line: Line, said: Message) -> Message | None:
            if truth or line.role != "A":
                return said
            if "box" in said:
                return {**said, "data": f"{said['data'][:-4]}AAAA"} if said.get("data") else said
            return {**said, "boxes": {}} if "view" in said else said

        liar.down, truth = down, False
        seal(mia, NOTE, "mine")
        seal(sam, NOTE, "theirs")
        until(mia, "conversation.section(conversation.chapter, argument).theirs?.commit", NOTE)
        expect(mia.locator("#status")).to_contain_text("something different from what was sealed")
        assert "release" not in [said.get("do") for said in liar.line("A").received]
        truth = True
        mia.reload()
        take(mia)
        for page in (mia, sam):
            assert opened(page, NOTE)


IMPOSSIBLE: dict[str, Any] = {
    "a number that is none": lambda view: view.update(v=2**60),
    "a round out of range": lambda view: section(view, NOTE).update(round=2**31),
    "a gap in the rounds": lambda view: section(view, NOTE).update(round=3),
    "a note out of range": lambda view: section(view, NOTE).update(
        note={"n": 10**6, "by": "them", "box": NOTHING, "before": NOTHING}
    ),
    "a settlement 0": lambda view: section(view, NOTE)["settled"].update(
        them={"n": 0, "note": NOTHING, "yes": True, "box": NOTHING}
    ),
    "a section twice": lambda view: view["chapters"][0]["sections"].append(section(view, NOTE)),
    "a chapter twice": lambda view: view["chapters"].append(view["chapters"][0]),
    "no chapters": lambda view: view.update(chapters=[]),
}
