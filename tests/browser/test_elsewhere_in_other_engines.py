"""Pages from elsewhere in WebKit and Firefox: two people, two languages, a lock, and the page that is kept."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from overture.site.export import export
from tests.browser.handheld import Holder
from tests.browser.keeping import texts
from tests.browser.people import READY
from tests.support.handset import Handset
from tests.support.hub import GENEROUS, Hub
from tests.support.static_host import StaticHost, static_host
from tests.support.webdriver import ENGINES

pytestmark = pytest.mark.webdriver

SECTION = "limits"
PASSPHRASE = "four words are enough"
OF_THE_HUB = """
import(`${arguments[0]}/worker.js`).then(() => { window.script = 'loaded'; }, () => { window.script = 'refused'; });"""
KEPT = """((async () => {
  for (const name of await caches.keys()) {
    if (await (await caches.open(name)).match('/client-manifest.json')) window.kept = true;
  }
})(), window.kept === true)"""


@pytest.fixture
def place(tmp_path: Path) -> Iterator[StaticHost]:
    (tmp_path / "pages").mkdir()
    with static_host(tmp_path / "pages") as host:
        yield host


@pytest.fixture
def hub(start_hub: Callable[..., Hub], place: StaticHost) -> Hub:
    hub = start_hub(env={**GENEROUS, "ALLOWED_ORIGINS": place.origin})
    export(place.folder, hub.url)
    return hub


@pytest.fixture(params=list(ENGINES))
def phones(request: pytest.FixtureRequest, tmp_path: Path, place: StaticHost) -> Iterator[tuple[Handset, Handset]]:
    for name in ("mia", "sam"):
        (tmp_path / name).mkdir()
    engine = ENGINES[request.param]
    with engine(tmp_path / "mia") as mia, engine(tmp_path / "sam") as sam:
        yield tuple(
            Handset(wire, name, place.origin, tmp_path / name / "saved") for wire, name in ((mia, "mia"), (sam, "sam"))
        )  # type: ignore[misc]


def test_two_people_talk_through_pages_from_elsewhere(
    phones: tuple[Handset, Handset], hub: Hub, place: StaticHost
) -> None:
    """Mia reads German and has a lock. Sam follows the link that her page would show, and reads English."""
    mia, sam = phones
    de = texts("de")
    mia.goto("/de/start")
    mia.press(de["start.create"])
    mia.see("overture-code svg")
    code = mia.read("overture-code .code")
    sam.goto(f"/j#{code}@{hub.url}")
    assert sam.script("return location.href") == f"{place.origin}/j"
    sam.press("Join")
    theirs, hers = Holder(sam), Holder(mia)
    mia.press(de["ready.yes"])
    sam.press(READY)
    for phone in phones:
        phone.see("#stage[data-screen=talk]")
    assert urlsplit(mia.script("return location.href")).path == "/de/s"

    sam.press("Pause")
    mia.see("overture-paused h1", de["resting.paused-them.heading"])
    sam.press("Continue")
    hers.sees_no_pause()

    room = hers.goes_to("this-conversation")
    mia.press(de["lock.summary"], room)
    mia.write(f"{room} form .field:nth-of-type(1) input", PASSPHRASE)
    mia.write(f"{room} form .field:nth-of-type(2) input", PASSPHRASE)
    mia.press(de["lock.do-none"], room)
    mia.see("overture-lock [role=status]", de["lock.done-none"])
    mia.reload()
    mia.write("input[type=password]", PASSPHRASE)
    mia.press(de["door.go-on"])
    mia.see("#stage[data-screen=talk]")

    # The policy of the page allows no script of the hub.
    mia.script(OF_THE_HUB, hub.url)
    mia.holds("window.script !== undefined")
    assert mia.script("return window.script") == "refused"
    theirs.ends()
    mia.see("h1", de["resting.gone.heading"])


def test_a_link_to_another_hub_is_refused(phones: tuple[Handset, Handset], hub: Hub) -> None:
    (sam, _), name = phones, urlsplit(hub.url).netloc
    for language, path in (("en", "/j"), ("de", "/de/j")):
        sam.goto("/how")
        sam.goto(f"{path}#HRWE-7K2M@https://evil.example")
        sam.see("p", texts(language)["join.other-hub"].replace("{server}", name))


def test_the_page_is_kept_and_opens_without_the_place(
    phones: tuple[Handset, Handset], hub: Hub, place: StaticHost
) -> None:
    phone, other = phones
    phone.goto("/")
    phone.holds(KEPT)
    shutil.rmtree(place.folder)
    phone.goto("/de/start")
    phone.see("h1", texts("de")["start.heading"])
    phone.goto("/j")
    phone.see(".code-input")
    # And at a hub, which is gone then.
    other.script("location.assign(arguments[0])", f"{hub.url}/")
    other.holds("location.origin === arguments[0]", hub.url)
    other.holds(KEPT)
    hub.stop()
    other.script("location.assign(arguments[0])", f"{hub.url}/de/start")
    other.see("h1", texts("de")["start.heading"])
