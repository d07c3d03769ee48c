"""A hub that shows each of the two another added set: both find it out with the next answers."""

import json

from overture_partner.console.updates import hub_findings
from tests.support.lying import Line, LyingHub, Message
from tests.terminal.pairs import PATIENCE, SECTION, Two, both_seal


async def test_two_sets_under_one_place_are_told_on_both(liar: LyingHub, talk: Two) -> None:
    """What Mia has added is another set for Sam, in all that either says of it."""
    mia, sam = talk
    first = mia.questions.qhash
    hers, his = [card.qhash for card in await mia.hub.question_sets() if card.qhash != first][:2]

    def renamed(message: Message, names: dict[str, str]) -> Message:
        text = json.dumps(message)
        for name, other in names.items():
            text = text.replace(name, other)
        changed: Message = json.loads(text)
        return changed

    def down(line: Line, said: Message) -> Message:
        return renamed(said, {hers: his}) if line.role == "B" else said

    liar.down = down
    liar.up = lambda line, said: renamed(said, {his: hers}) if line.role == "B" else said
    await mia.add(hers)
    await sam.wait_for(lambda me: len(me.chapters) == 2, PATIENCE)
    assert [me.chapters[1].qhash for me in talk] == [hers, his]
    # Nothing is said of it before either has sealed something: then both know.
    assert [hub_findings(me) for me in talk] == [(), ()]
    await both_seal(mia, sam)
    for me in talk:
        await me.wait_for(lambda me: "hub.forked" in hub_findings(me), PATIENCE)
        assert me.result(SECTION, 1) is not None
