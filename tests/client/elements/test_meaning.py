"""What two people's answers mean together, as each of them reads it on a phone, and what of it is kept."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.client.elements_support import Screen, answers, document, section_view, view
from tests.client.kept_file_support import block_of, lines_of, saved

EVENING = document(Path(__file__).parents[1] / "evening-walk.toml")
OPENED = '<h1>A section</h1><overture-opened data-phone chapter="Q" section="{}" round="1"></overture-opened>'
STANDING = "<h1>Where we stand</h1><overture-standing data-phone></overture-standing>"
CARD = "<h1>Scene card</h1><overture-card data-phone></overture-card>"
SIDES = {"A": ("mine", "theirs"), "B": ("theirs", "mine")}

Pairs = dict[str, Any]


class Two:
    """Mia, who made the code, and Sam, who read the same on a phone each."""

    def __init__(self, screen: Screen, browser: Browser, home: str) -> None:
        self.mia = screen
        self.sam = Screen(browser, home, name="sam")

    def open(self, html: str, pairs: Pairs) -> None:
        """Both look at the same page once these sections are open: by section, what Mia and what Sam said."""
        for screen, role in ((self.mia, "A"), (self.sam, "B")):
            mine, theirs = SIDES[role]
            opened = {f"{id}/1": {mine: pair[0], theirs: pair[1]} for id, pair in pairs.items() if id != "wishes"}
            if "wishes" in pairs:
                opened["wishes/1"] = {"matches": pairs["wishes"]}
            sections = [section_view(id, state="opened", reveal="mutual" if id == "wishes" else "both") for id in pairs]
            screen.show(html, role=role, document=EVENING, view=view(*sections), opened=opened)

    @property
    def each(self) -> tuple[Screen, Screen]:
        return self.mia, self.sam


@pytest.fixture
def two(screen: Screen, browser: Browser, home: str) -> Any:
    both = Two(screen, browser, home)
    yield both
    both.sam.close()


def evening(**said: Any) -> dict[str, Any]:
    return answers(**said)


def asked(screen: Screen, prompt: str) -> Locator:
    return screen.page.locator("article", has=screen.page.get_by_role("heading", name=prompt, exact=True))


def part(screen: Screen, key: str) -> Locator:
    return screen.page.locator(f".screen-only [data-part={key}]")


def rows(screen: Screen) -> list[str]:
    return [" ".join(text.split()) for text in screen.page.locator(".opened-row summary").all_inner_texts()]


DIFFER = {
    "evening": (
        evening(far="more", barriers=["condoms"], meaning=["play", "romance"], stop_word="Red"),
        evening(far="none", barriers=["tests"], meaning=["play", "light"], stop_word="Mango"),
    )
}


def test_two_who_differ_see_what_stands_until_they_have_talked(two: Two) -> None:
    two.open(OPENED.format("evening"), DIFFER)
    for screen in two.each:
        expect(asked(screen, "How far may it go?")).to_contain_text("Until you have talked: None at all")
        expect(asked(screen, "What do you need for protection?")).to_contain_text(
            "Until you have talked: Condoms; Test results, shared first"
        )
        meaning = asked(screen, "What may it be between you?")
        expect(meaning.locator(".tag")).to_have_text(["Partly the same"])
        expect(meaning.locator("dt")).to_have_text(["Both of you", "Only you", "Only your partner"])
        expect(asked(screen, "Your stop word (safeword)?")).to_contain_text("Your stop words differ: agree on one")
    expect(asked(two.mia, "What may it be between you?").locator("dd")).to_have_text(
        ["Play", "Romance", "Something light"]
    )
    expect(asked(two.sam, "What may it be between you?").locator("dd")).to_have_text(
        ["Play", "Something light", "Romance"]
    )


def test_where_two_who_differ_stand_has_no_permission_of_one(two: Two) -> None:
    two.open(STANDING, DIFFER)
    for screen in two.each:
        expect(part(screen, "limits")).to_contain_text("Until you have talked: None at all")
        expect(part(screen, "limits")).not_to_contain_text("More than that")
        expect(part(screen, "shared").locator("li")).to_have_text(["What may it be between you?Play"])
        points = part(screen, "open")
        expect(points).to_contain_text("Your stop words differ: agree on one")
        expect(points).to_contain_text("Your answers are partly the same")
        screen.phone.check_accessible()
    two.open(CARD, DIFFER)
    for screen in two.each:
        expect(part(screen, "limits")).to_contain_text("Until you have talked: None at all")


YES = {"level": "yes"}


def test_an_act_is_a_sentence_with_its_risk_and_who_has_done_it(two: Two) -> None:
    known = (answers(known={"tied/give": {"level": "never"}}), answers(known={"tied/give": {"level": "little"}}))
    acts = (evening(acts={"rope/give": YES, "wax": YES}), evening(acts={"rope/receive": YES, "wax": YES}))
    two.open(OPENED.format("evening"), {"evening": acts, "before": known})
    assert rows(two.mia) == [
        "You tie your partner with rope You both said yes. It has a risk: talk about it",
        "Warm wax You both said yes. It has a risk: talk about it",
    ]
    assert rows(two.sam)[0] == "Your partner ties you with rope You both said yes. It has a risk: talk about it"
    rope = [screen.page.locator(".opened-row").first for screen in two.each]
    expect(rope[0].locator(".care")).to_have_text(["Tingling or numb: untie at once.", "You, done so far: Never"])
    expect(rope[1].locator(".care")).to_have_text(
        ["Tingling or numb: untie at once.", "Your partner, done so far: Never"]
    )
    two.open(STANDING, {"evening": acts, "before": known})
    expect(part(two.sam, "shared")).to_contain_text("Your partner ties you with rope")
    expect(part(two.sam, "shared").locator(".care")).to_have_text(
        ["Tingling or numb: untie at once.", "Your partner, done so far: Never", "Try it on your own arm first."]
    )
    expect(part(two.sam, "open")).to_contain_text("You both said yes, and it has a risk: talk it through")
    kept = lines_of(saved(two.mia))
    assert "Rope (Person 1 gives)|Tingling or numb: untie at once.|Person 1, done so far: Never" in kept
    assert kept == lines_of(saved(two.sam))


def test_a_match_has_its_risk_too(two: Two) -> None:
    known = (answers(known={"tied/give": {"level": "never"}}), answers())
    two.open(OPENED.format("wishes"), {"wishes": ["cuffs/a-to-b"], "before": known})
    expect(two.mia.page.locator(".mutual-act span").first).to_have_text("You put cuffs on your partner")
    expect(two.mia.page.locator(".mutual-act .care")).to_have_text(
        ["Tingling or numb: open them at once.", "You, done so far: Never"]
    )
    expect(two.sam.page.locator(".mutual-act .care")).to_have_text(
        ["Tingling or numb: open them at once.", "Your partner, done so far: Never"]
    )


def test_two_who_both_want_to_give_are_told_so_once(two: Two) -> None:
    two.open(
        OPENED.format("evening"), {"evening": (evening(acts={"rope/give": YES}), evening(acts={"rope/give": YES}))}
    )
    for screen in two.each:
        assert rows(screen) == ["Rope You would both like to give. Neither of you said receive."]


def test_what_one_would_do_for_the_other_is_said_to_each(two: Two) -> None:
    willing = {"level": "willing"}
    two.open(OPENED.format("evening"), {"evening": (evening(acts={"story": YES}), evening(acts={"story": willing}))})
    assert rows(two.mia) == ["A story Both, for you"]
    assert rows(two.sam) == ["A story Both, for your partner"]


def test_a_condition_that_was_not_said_is_to_be_talked_about(two: Two) -> None:
    acts = (evening(acts={"story": {"level": "only-if"}}), evening(acts={"story": YES}))
    two.open(OPENED.format("evening"), {"evening": acts})
    for screen in two.each:
        assert rows(screen) == ["A story The condition is missing: ask"]
    two.open(STANDING, {"evening": acts})
    for screen in two.each:
        expect(part(screen, "shared")).to_have_count(0)
        expect(part(screen, "open")).to_contain_text("the condition is missing")


def test_a_limit_in_one_place_strikes_what_both_want_in_another(two: Two) -> None:
    limit = (evening(off={"cuffs/receive": {"level": "hard-limit"}}), evening(off={"cuffs/give": {"level": "open"}}))
    two.open(OPENED.format("wishes"), {"evening": limit, "wishes": ["cuffs/b-to-a", "cuffs/a-to-b"]})
    for screen in two.each:
        expect(screen.page.locator(".mutual-act .tag")).to_have_text(["There is a limit on this"])
    two.open(STANDING, {"evening": limit, "wishes": ["cuffs/b-to-a", "cuffs/a-to-b"]})
    for screen, sentence in ((two.mia, "You put cuffs on your partner"), (two.sam, "Your partner puts cuffs on you")):
        expect(part(screen, "curious").locator("li > p").first).to_have_text(sentence)


def test_what_nobody_limits_is_shown_as_nothing(two: Two) -> None:
    open_ = {"level": "open"}
    two.open(OPENED.format("evening"), {"evening": (evening(off={"music": open_}), evening(off={"music": open_}))})
    for screen in two.each:
        expect(asked(screen, "What is a limit for you?")).to_contain_text("Nobody named a limit here.")
        assert rows(screen) == []


def test_a_mark_of_one_leaves_the_limit_of_the_other(two: Two) -> None:
    pair = (evening(must_not="No photos"), answers(talk=["must-not"]))
    two.open(OPENED.format("evening"), {"evening": pair})
    said = two.mia.page.locator(".opened-part[data-group=not-this-time] article")
    expect(said.locator(".tag")).to_have_text(["Let’s talk"])
    expect(said).to_contain_text("No photos")
    expect(said).to_contain_text("Your partner would rather talk about this. A limit here stays a limit.")
    two.open(STANDING, {"evening": pair})
    expect(part(two.mia, "limits")).to_contain_text("No photos")
    expect(part(two.mia, "open")).to_contain_text("Your partner would rather talk about it")
    expect(part(two.sam, "open")).to_contain_text("You would rather talk about it")


def test_what_was_skipped_and_what_was_left_blank_look_alike(two: Two) -> None:
    two.open(OPENED.format("afterwards"), {"afterwards": (answers(skip=["respected"]), answers())})
    for screen in two.each:
        expect(asked(screen, "Were your limits respected?").locator("dd")).to_have_text(["No answer", "No answer"])
        expect(screen.page.locator("overture-opened")).to_contain_text(
            "A blank is never a yes. It is not a no either: ask."
        )


def test_what_is_private_is_read_by_both_and_kept_nowhere(two: Two) -> None:
    private = (answers(respected="Not all of them", talk=["respected"]), answers(afterwards_word="Hold me"))
    pairs = {"evening": (evening(must_not="No photos"), evening()), "afterwards": private}
    two.open(OPENED.format("afterwards"), pairs)
    expect(asked(two.sam, "Were your limits respected?").last).to_contain_text("Not all of them")
    two.open(STANDING, pairs)
    for screen in two.each:
        text = saved(screen)
        assert "No photos" in text
        for secret in ("Not all of them", "Hold me", "respected", "afterwards"):
            assert secret not in lines_of(text)
            assert secret not in block_of(text)
        expect(screen.page.locator(".print-only")).not_to_contain_text("respected")
    two.open(CARD, pairs)
    for screen in two.each:
        expect(screen.page.locator("overture-card")).to_contain_text("No photos")
        expect(screen.page.locator("overture-card")).not_to_contain_text("Hold me")
