"""An icon on the home screen: nothing of it before a person has read what it gives away and has tapped."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from overture.site.export import export
from overture.site.manifest import client
from tests.browser.keeping import texts
from tests.browser.people import Person
from tests.support.browser import Phones, phones_at
from tests.support.hub import SharedHubs
from tests.support.static_host import static_host

IN_THE_PAGE = """() => [...document.querySelectorAll('link[rel=manifest], link[rel=apple-touch-icon]')]
  .map((link) => link.getAttribute('href'))"""
SIZES = """(srcs) => Promise.all(srcs.map((src) => new Promise((resolve, reject) => {
  const image = new Image();
  image.onload = () => resolve(image.naturalWidth);
  image.onerror = reject;
  image.src = src;
})))"""
CAN_ADD = """() => {
  const offer = new Event('beforeinstallprompt', { cancelable: true });
  offer.prompt = async () => ({ outcome: window.outcome ?? 'accepted' });
  dispatchEvent(offer);
  return offer.defaultPrevented;
}"""
"""What Chromium does where it could add the icon; its headless shell never does."""


@pytest.fixture
def phones(browser: Browser, shared_hubs: SharedHubs) -> Iterator[Phones]:
    with phones_at(browser, shared_hubs.with_settings().url) as both:
        yield both


@pytest.fixture
def phones_elsewhere(browser: Browser, tmp_path: Path) -> Iterator[Phones]:
    with static_host(tmp_path) as place:
        export(place.folder, "")
        both = Phones(browser, place.origin)
        yield both
        # No hub answers here.
        assert all("404" in each for each in both.close())


def opens_the_place(person: Person, said: dict[str, str]) -> Locator:
    person.page.get_by_text(said["home.settings"]).click()
    person.page.get_by_text(said["icon.summary"]).click()
    return person.page.locator("details", has=person.page.get_by_text(said["icon.summary"], exact=True)).last


@pytest.mark.chromium_alone("needs Chromium's own protocol")
@pytest.mark.parametrize("language", ["en", "de"])
def test_the_icon_comes_after_the_warning_and_says_nothing(phones: Phones, language: str) -> None:
    the_icon_comes_after_the_warning(phones, language)


@pytest.mark.chromium_alone("needs Chromium's own protocol")
def test_a_page_from_elsewhere_has_the_icon_of_its_own_place(phones_elsewhere: Phones) -> None:
    the_icon_comes_after_the_warning(phones_elsewhere, "en")


def the_icon_comes_after_the_warning(phones: Phones, language: str) -> None:
    said, build = texts(language), client().build
    phone = phones.new("mia-icon", locale={"en": "en-GB", "de": "de-DE"}[language])
    mia, asked = Person(phone, language=language), phone.page.context.new_cdp_session(phone.page)
    phone.goto("/")
    place = opens_the_place(mia, said)
    for warning in ("seen", "switcher", "backup", "maker", "iphone", "stays"):
        expect(place.get_by_text(said[f"icon.{warning}"])).to_be_visible()
    assert mia.page.evaluate(IN_THE_PAGE) == []
    assert asked.send("Page.getAppManifest")["url"] == ""
    mia.looks_around(f"icon-warning-{language}")

    place.get_by_role("button", name=said["icon.prepare"]).click()
    expect(place.get_by_text(said["icon.ready"])).to_be_focused()
    folder = f"/static/{build}/home-screen"
    assert mia.page.evaluate(IN_THE_PAGE) == [f"{folder}/icon-180.png", f"{folder}/{language}.webmanifest"]
    found = asked.send("Page.getAppManifest")
    assert found["errors"] == []
    assert found["data"].encode() == client().files[f"home-screen/{language}.webmanifest"].body
    taken = {**json.loads(found["data"]), **found["manifest"]}
    home = mia.page.evaluate("() => `${location.origin}/`")
    assert (taken["name"], taken["short_name"]) == (said["page.title"], said["page.title"])
    assert (taken["id"], taken["startUrl"], taken["scope"], taken["display"]) == (home, home, home, "kStandalone")
    sizes = [int(icon["sizes"].partition("x")[0]) for icon in taken["icons"]]
    assert mia.page.evaluate(SIZES, [icon["url"] for icon in taken["icons"]]) == sizes == [192, 192, 512, 512]
    assert mia.page.evaluate(SIZES, [f"{folder}/icon-180.png"]) == [180]
    mia.looks_around(f"icon-ready-{language}")

    assert mia.page.evaluate(CAN_ADD)
    place.get_by_role("button", name=said["icon.add"]).click()
    expect(place.get_by_text(said["icon.added"])).to_be_focused()
    expect(place.get_by_text(said["icon.stays"])).to_be_visible()
    phone.check_accessible()
    mia.page.reload()
    expect(mia.page.get_by_role("heading", level=1)).to_be_visible()
    assert mia.page.evaluate(IN_THE_PAGE) == []


def test_who_thinks_better_of_it_is_told_that_nothing_was_added(phones: Phones) -> None:
    said, mia = texts("en"), Person(phones.mia)
    mia.phone.goto("/")
    place = opens_the_place(mia, said)
    place.get_by_role("button", name=said["icon.prepare"]).click()
    mia.page.evaluate("() => { window.outcome = 'dismissed'; }")
    mia.page.evaluate(CAN_ADD)
    place.get_by_role("button", name=said["icon.add"]).click()
    expect(place.get_by_text(said["icon.not-added"])).to_be_focused()


BY_ITS_ICON = {
    "Chromium": "() => { window.matchMedia = (query) => ({ matches: query === '(display-mode: standalone)' }); }",
    "Safari": "() => Object.defineProperty(navigator, 'standalone', { value: true })",
}


@pytest.mark.parametrize("opened", BY_ITS_ICON.values(), ids=BY_ITS_ICON)
def test_opened_with_the_icon_the_page_says_how_it_goes_away(phones: Phones, opened: str) -> None:
    said, mia = texts("en"), Person(phones.mia)
    mia.phone.goto("/")
    mia.page.evaluate(opened)
    place = opens_the_place(mia, said)
    expect(place.get_by_text(said["icon.here"])).to_be_visible()
    expect(place.get_by_role("button")).to_have_count(0)
