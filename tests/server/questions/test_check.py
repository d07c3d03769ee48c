"""The check of a question set: what is wrong is told by file and line, and a broken set is never loaded."""

# ruff: noqa: E501 - the tables of mistakes are read one mistake a line

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from overture.questions.check import Checker
from overture.questions.model import check, load_file
from overture.questions.source import MAX_FILE_BYTES, QuestionError, Source, line_map
from tests.server.small_sets import GOOD, line_of


def problems_of(folder: Path, text: str) -> list[tuple[int, str]]:
    file = folder / "small.toml"
    file.write_text(text, "utf-8")
    found = check(file)
    assert all(problem.file == str(file) for problem in found)
    return [(problem.line, problem.message) for problem in found]


def test_a_good_set_has_no_problem(folder: Path) -> None:
    assert check(folder / "small.toml") == []


# What is replaced, by what, the line that is to be named (found by a mark in the broken text), and the message.
WRONG = {
    "unknown key at the top": ('minutes = 5', 'minutes = 5\ncolour = "red"', 'colour = "red"', 'unknown key "colour"'),
    "unknown key in a section": ("pad = 1024", 'pad = 1024\nicon = "x"', "icon", 'unknown key "icon"'),
    "unknown key in a question": ('prompt = "How fast?"', 'prompt = "How fast?"\nmax = 5', "max = 5\n", 'unknown key "max" of kind "scale"'),
    "unknown key in an option": ('label = "Left"', 'label = "Left", note = "x"', 'note = "x"', 'unknown key "note"'),
    "unknown key in a scale": ('low = "Slow"', 'low = "Slow", step = 1', "step = 1", 'unknown key "step"'),
    "unknown key in a term": ('term = "Scene"', 'term = "Scene"\nsee = "x"', 'see = "x"', 'unknown key "see"'),
    "unknown key in a level": ('label = "If"', 'label = "If", hue = 1', "hue", 'unknown key "hue"'),
    "missing key at the top": ('licence = "CC-BY-4.0"\n', "", 'id = "small"', 'missing key "licence"'),
    "missing key in a section": ('intro = "All kinds."\n', "", '[[section]]\nid = "first"', 'missing key "intro"'),
    "missing key in a question": ('prompt = "Which one?"\n', "", '[[section.question]]\nid = "one"', 'missing key "prompt" of kind "choice"'),
    "missing key in an option": ('{ id = "left", label = "Left" }', '{ id = "left" }', '{ id = "left" }', 'missing key "label"'),
    "missing end of a text": ("max = 100\n", "", '[[section.question]]\nid = "words"', 'missing key "max" of kind "text"'),
    "missing end of a condition": ("max = 20\n", "", '[[section.question]]\nid = "things"', 'a list with conditions needs "max"'),
    "a repeated section": ('id = "wishes"', 'id = "first"', 'id = "first"\ntitle = "Wishes"', 'section id "first" is used twice'),
    "a repeated question": ('id = "pace"', 'id = "one"', 'id = "one"\nkind = "scale"', 'question id "one" is used twice'),
    "a question repeated in another section": ('id = "curious"', 'id = "words"', 'id = "words"\nkind = "items"', 'question id "words" is used twice'),
    "a repeated option": ('{ id = "b"', '{ id = "a"', '{ id = "a", label = "B" }', 'option id "a" is used twice'),
    "a repeated item": ('{ id = "ice", label = "Ice" },\n]\n\n[[section]]\nid = "wishes"', '{ id = "rope", label = "Ice" },\n]\n\n[[section]]\nid = "wishes"', '{ id = "rope", label = "Ice" }', 'item id "rope" is used twice'),
    "a repeated level": ('id = "if"', 'id = "no"', '{ id = "no", label = "If"', 'level id "no" is used twice'),
    "a repeated scale": ('id = "wish"', 'id = "activity"', 'id = "activity"\nlevels = [{', 'scale id "activity" is used twice'),
    "a repeated term": ('[[section]]\nid = "first"', '[[term]]\nid = "scene"\nterm = "Again"\ntext = "x"\n[[section]]\nid = "first"', 'id = "scene"\nterm = "Again"', 'glossary id "scene" is used twice'),
    "an empty prompt": ('prompt = "Which ones?"', 'prompt = "  "', 'prompt = "  "', '"prompt" is empty'),
    "an empty label": ('label = "Left"', 'label = ""', 'label = ""', '"label" is empty'),
    "an empty title": ('title = "Small"', 'title = ""', 'title = ""', '"title" is empty'),
    "an id in capitals": ('id = "pace"', 'id = "Pace"', 'id = "Pace"', '"Pace" is not a good id'),
    "an id with an underscore": ('id = "pace"', 'id = "the_pace"', 'id = "the_pace"', '"the_pace" is not a good id'),
    "an id that ends with a hyphen": ('{ id = "left"', '{ id = "left-"', '{ id = "left-"', '"left-" is not a good id'),
    "an id that is too long": ('id = "pace"', f'id = "{"a" * 49}"', f'id = "{"a" * 49}"', "at most 48"),
    "an unknown kind": ('kind = "scale"', 'kind = "slider"', 'kind = "slider"', 'unknown kind "slider"'),
    "an unknown reveal": ('reveal = "mutual"', 'reveal = "always"', 'reveal = "always"', 'unknown reveal "always"'),
    "an unknown part": ('gather = "shared"', 'gather = "diary"', 'gather = "diary"', 'unknown gather "diary"'),
    "an unknown meaning": ('means = "limit"', 'means = "never"', 'means = "never"', 'unknown means "never"'),
    "an unknown comparison": ('gather = "shared"', 'align = "equal"', 'align = "equal"', 'unknown align "equal"'),
    "a comparison that the kind cannot have": ('gather = "shared"', 'align = "near"', 'align = "near"', 'unknown align "near" for kind "choice"'),
    "an unknown scale": ('levels = "wish"', 'levels = "wishes"', 'levels = "wishes"', 'unknown scale "wishes"; known here: activity, wish'),
    "an unknown glossary id": ('terms = ["scene"]', 'terms = ["scenes"]', 'terms = ["scenes"]', '"scenes" is not in the glossary'),
    "a condition that the scale does not know": ('levels = "activity"', 'levels = "wish"', "condition = true", 'scale "wish" has no level that means "condition"'),
    "a limit level in a mutual section": ('levels = "wish"', 'levels = "activity"', 'levels = "activity"\nitems', "a scale with a limit cannot be used in a mutual section"),
    "limits gathered in a mutual section": ('levels = "wish"', 'levels = "wish"\ngather = "limits"', 'gather = "limits"', "limits must always reach the partner"),
    "another kind in a mutual section": ('kind = "items"\nprompt = "What are you curious about?"\nlevels = "wish"\nitems = [\n  { id = "rope", label = "Rope", direction = true },\n  { id = "ice", label = "Ice" },\n]', 'kind = "text"\nmax = 10\nprompt = "?"', 'kind = "text"\nmax = 10', "a mutual section asks items only"),
    "something else gathered in a mutual section": ('levels = "wish"', 'levels = "wish"\ngather = "shared"', 'gather = "shared"\nitems', 'what is mutual has a place of its own in where we stand: take "gather" out'),
    "a condition in a mutual section": ('levels = "wish"', 'levels = "wish"\ncondition = true\nmax = 9', 'condition = true\nmax = 9', "a condition never reaches the partner out of a mutual section"),
    "a level with a condition in a mutual section": ('levels = [{ id = "yes", label = "Yes", means = "yes" }]', 'levels = [{ id = "yes", label = "Yes", means = "yes" }, { id = "if", label = "If", means = "condition" }]', 'levels = "wish"', 'a scale with a level that means "condition" cannot be used in a mutual section; its levels mean one of yes, curious, not-now, unsure'),
    "a fantasy in a mutual section": ('levels = [{ id = "yes", label = "Yes", means = "yes" }]', 'levels = [{ id = "yes", label = "Yes", means = "yes" }, { id = "only", label = "Only", means = "fantasy" }]', 'levels = "wish"', 'a level that means "fantasy" cannot'),
    "a plain level in a mutual section": ('levels = [{ id = "yes", label = "Yes", means = "yes" }]', 'levels = [{ id = "yes", label = "Yes", means = "yes" }, { id = "some", label = "Some", means = "plain" }]', 'levels = "wish"', 'a level that means "plain" cannot'),
    "nothing to want in a mutual section": ('label = "Yes", means = "yes"', 'label = "Later", means = "not-now"', 'levels = "wish"', 'the scale needs a level that means "yes" or "curious"'),
    "a size in a mutual section": ('reveal = "mutual"', 'reveal = "mutual"\npad = 4096', "pad = 4096", 'a mutual section has no "pad"'),
    "nothing asked in a mutual section": ('reveal = "both"\n\n[[section.question]]\nid = "stop"', 'reveal = "mutual"\n\n[[section.question]]\nid = "stop"', '[[section]]\nid = "rule"', "a mutual section needs at least one list of items"),
    "one item twice in a mutual section": ('[[section]]\nid = "rule"', '[[section.question]]\nid = "more"\nkind = "items"\nprompt = "More?"\nlevels = "wish"\nitems = [{ id = "ice", label = "Ice, too" }]\n[[section]]\nid = "rule"', 'items = [{ id = "ice", label = "Ice, too" }]', 'item "ice" appears twice in this mutual section'),
    "too many ids in a mutual section": ('  { id = "ice", label = "Ice" },\n]\n\n[[section]]\nid = "rule"', "".join(f'  {{ id = "i{n}", label = "I" }},\n' for n in range(63)) + ']\n\n[[section]]\nid = "rule"', '[[section]]\nid = "wishes"', "a mutual section may have 64 ids (two for an item with a direction), this one has 65"),
    "a wish for the other in a mutual section": ('levels = [{ id = "yes", label = "Yes", means = "yes" }]', 'levels = [{ id = "yes", label = "Yes", means = "yes" }, { id = "for", label = "For you", means = "willing" }]', 'levels = "wish"', 'a level that means "willing" cannot'),
    "no limit in a mutual section": ('levels = [{ id = "yes", label = "Yes", means = "yes" }]', 'levels = [{ id = "yes", label = "Yes", means = "yes" }, { id = "fine", label = "No limit", means = "open" }]', 'levels = "wish"', 'a level that means "open" cannot'),
    "an unknown rule of what counts": ('gather = "shared"', 'counts = "last"', 'counts = "last"', 'unknown counts "last" for kind "choice"; known: first'),
    "what either chose, of a choice": ('gather = "shared"', 'counts = "union"', 'counts = "union"', 'unknown counts "union" for kind "choice"; known: first'),
    "the lower number, of options": ("most = 1", 'counts = "low"', 'counts = "low"', 'unknown counts "low" for kind "choices"; known: first, union'),
    "the first option, of a scale": ('prompt = "How fast?"', 'prompt = "How fast?"\ncounts = "first"', 'counts = "first"', 'unknown counts "first" for kind "scale"; known: low'),
    "what counts, of a text": ("max = 100", 'max = 100\ncounts = "first"', 'counts = "first"', 'unknown key "counts" of kind "text"'),
    "what counts, of a list": ("condition = true", 'condition = true\ncounts = "first"', 'counts = "first"', 'unknown key "counts" of kind "items"'),
    "alone among options of which one is chosen": ('label = "Left"', 'label = "Left", alone = true', "alone = true", '"alone" is for options of kind "choices"'),
    "a side that nothing stands against": ('label = "B"', 'label = "B", side = "lead"', 'side = "lead"', '"side" needs an option of the other side'),
    "an unknown side": ('label = "B"', 'label = "B", side = "left"', 'side = "left"', 'unknown side "left"; known: lead, follow'),
    "a side that is a reason to talk": ('{ id = "b", label = "B" }', '{ id = "b", label = "B", side = "lead" },\n  { id = "c", label = "C", side = "follow", talk = true }', 'side = "follow"', "stands on no side"),
    "alone as a text": ('label = "B"', 'label = "B", alone = "yes"', 'alone = "yes"', '"alone" must be true or false'),
    "alone on an item": ('label = "Rope", direction = true, group', 'label = "Rope", alone = true, direction = true, group', "alone = true", 'unknown key "alone"'),
    "a final option where nothing counts": ('label = "Left"', 'label = "Left", final = true', "final = true", '"final" needs counts = "first"'),
    "a final option that is a reason to talk": ('gather = "shared"\noptions = [\n  { id = "left", label = "Left" }', 'counts = "first"\noptions = [\n  { id = "left", label = "Left", talk = true, final = true }', "final = true", "is not final"),
    "a final option behind one that waits": ('most = 1\noptions = [\n  { id = "a", label = "A" },\n  { id = "b", label = "B" }', 'counts = "first"\noptions = [\n  { id = "a", label = "A" },\n  { id = "b", label = "B", final = true }', "final = true", "final options come first"),
    "final as a text": ('label = "B"', 'label = "B", final = "yes"', 'final = "yes"', '"final" must be true or false'),
    "care in a section that is sent": ('label = "B"', 'label = "B", care = "offer"', "care", '"care" is for options of a section that is never sent'),
    "an unknown care": ('label = "B"', 'label = "B", care = "hug"', "care", 'unknown care "hug"; known: offer, stop'),
    "a risk without text": ('group = "Restraint"', 'risk = " "', 'risk = " "', '"risk" is empty'),
    "a risk that is only a flag": ('group = "Restraint"', "risk = true", "risk = true", '"risk" must be text'),
    "a result sentence without a direction": ('direction = true, group = "Restraint"', 'give_says = "You tie."', "give_says", '"give_says" is only for an item with "direction = true"'),
    "the other result sentence without a direction": ('direction = true, group = "Restraint"', 'receive_says = "You are tied."', "receive_says", '"receive_says" is only for an item with "direction = true"'),
    "a result sentence without its twin": ('group = "Restraint"', 'give_says = "You tie."', "give_says", '"give_says" needs "receive_says" beside it'),
    "the other result sentence without its twin": ('group = "Restraint"', 'receive_says = "You are tied."', "receive_says", '"receive_says" needs "give_says" beside it'),
    "experience with nothing that there is": ('group = "Restraint"', 'experience = "knots"', "knots", '"knots" is not the id of an item of this set'),
    "experience that is none": ('group = "Restraint"', 'experience = "ice"', 'experience = "ice"', 'item "ice" is not of a question with gather = "experience" that both will see'),
    "experience that is kept private": ('condition = true\nmax = 20\nitems = [\n  { id = "rope", label = "Rope", direction', 'private = true\ngather = "experience"\nitems = [\n  { id = "rope", experience = "ice", label = "Rope", direction', 'experience = "ice"', "that both will see"),
    "experience that is never sent": ('reveal = "both"\npad = 1024', 'reveal = "never"\n[[section.question]]\nid = "known"\nkind = "items"\nprompt = "?"\nlevels = "wish"\ngather = "experience"\nitems = [{ id = "knots", label = "Knots", experience = "knots" }]', 'experience = "knots"', "that both will see"),
    "experience in one's own words": ("max = 100", 'max = 100\ngather = "experience"', 'gather = "experience"', '"experience" is for questions of kind "items"'),
    "a question for the partner that is no text": ('gather = "shared"', 'gather = "ask"', 'gather = "ask"', '"ask" is for questions of kind "text"'),
    "a question for the partner that is private": ("max = 100", 'max = 100\nprivate = true\ngather = "ask"', 'gather = "ask"', "what is private or never sent is no open point"),
    "a question for the partner that is never sent": ('[[section]]\nid = "rule"', '[[section]]\nid = "own"\ntitle = "Own"\nintro = "x"\nreveal = "never"\n[[section.question]]\nid = "mood"\nkind = "text"\nprompt = "?"\nmax = 9\ngather = "ask"\n[[section]]\nid = "rule"', 'gather = "ask"', "what is private or never sent is no open point"),
    "a mutual section that is private": ('reveal = "mutual"', 'reveal = "mutual"\nprivate = true', "private = true", '"private" is for what opens whole'),
    "a private question in a mutual section": ('levels = "wish"', 'levels = "wish"\nprivate = true', "private = true", '"private" is for what opens whole'),
    "a section that is never sent and private": ('reveal = "both"\npad = 1024', 'reveal = "never"\npad = 1024\nprivate = true', "private = true", '"private" is for what opens whole'),
    "a private statement": ('kind = "statement"', 'kind = "statement"\nprivate = true', "private = true", 'unknown key "private" of kind "statement"'),
    "a private question that is never sent": ('[[section]]\nid = "rule"', '[[section]]\nid = "own"\ntitle = "Own"\nintro = "x"\nreveal = "never"\n[[section.question]]\nid = "mood"\nkind = "text"\nprompt = "?"\nmax = 9\nprivate = true\n[[section]]\nid = "rule"', "private = true", '"private" is for what opens whole'),
    "a box too small for its section": ("pad = 1024", "pad = 300", "pad = 300", "the box is too small for this section: the longest possible answers need"),
    "a box below the smallest": ("pad = 1024", "pad = 255", "pad = 255", '"pad" must be from 256 to 32768'),
    "a box above the largest": ("pad = 1024", "pad = 32769", "pad = 32769", '"pad" must be from 256 to 32768'),
    "a number as text": ("minutes = 5", 'minutes = "5"', 'minutes = "5"', '"minutes" must be a whole number'),
    "a number as true": ("max = 100", "max = true", "max = true", '"max" must be a whole number'),
    "a text as a number": ('title = "Small"', "title = 5", "title = 5", '"title" must be text'),
    "a flag as a text": ("talk = true", 'talk = "yes"', 'talk = "yes"', '"talk" must be true or false'),
    "a list as a text": ('terms = ["scene"]', 'terms = "scene"', 'terms = "scene"', '"terms" must be a list'),
    "a list of numbers": ('terms = ["scene"]', "terms = [5]", "terms = [5]", '"terms" must be a list of texts'),
    "options as texts": ('options = [\n  { id = "a", label = "A" },\n  { id = "b", label = "B" },\n]', 'options = ["a", "b"]', 'options = ["a", "b"]', '"options" must be a list of tables'),
    "a table as a text": ('scale = { min = 1, max = 5, low = "Slow", high = "Fast" }', 'scale = "1-5"', 'scale = "1-5"', '"scale" must be a table'),
    "no such place": ("minutes = 5", "minutes = 5\norder = 0", "order = 0", '"order" must be from 1 to 999'),
    "no time at all": ("minutes = 5", "minutes = 0", "minutes = 0", '"minutes" must be 1 or more'),
    "a text without room": ("max = 100", "max = 0", "max = 0", '"max" must be from 1 to 8000 bytes'),
    "a scale that goes down": ("min = 1", "min = 6", "min = 6", '"min" must be below "max"'),
    "one option": ('  { id = "b", label = "B" },\n', "", "options = [\n  { id = \"a\"", "a choice needs at least two options"),
    "more options than there are": ("most = 1", "most = 3", "most = 3", '"most" must be from 1 to the number of options, 2'),
    "a scale without levels": ('levels = [{ id = "yes", label = "Yes", means = "yes" }]', "levels = []", "levels = []", "a scale needs at least one level"),
    "another id than the file": ('id = "small"', 'id = "tiny"', 'id = "tiny"', '"id" must be the name of the file without .toml: "small"'),
    "a section with nothing in it": ('[[section.question]]\nid = "stop"\nkind = "statement"\nprompt = "A stop is honoured."\n', "question = []\n", "question = []", "a section needs at least one question"),
    "a language that is none": ('language = "en"', 'language = "English"', 'language = "English"', '"English" is not a language code'),
    "not TOML": ("minutes = 5", "minutes = ", "minutes = \n", "not valid TOML: Invalid value"),
    "a key twice": ("minutes = 5", "minutes = 5\nminutes = 6", "minutes = 6", "not valid TOML: Cannot overwrite a value"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_told_by_line(folder: Path, name: str) -> None:
    old, new, mark, message = WRONG[name]
    assert GOOD.count(old) == 1, "the place to break must be unmistakable"
    text = GOOD.replace(old, new)
    found = problems_of(folder, text)
    assert (line_of(text, mark), True) in [(line, message in said) for line, said in found], found
    with pytest.raises(QuestionError) as refused:
        load_file(folder / "small.toml")
    assert [(problem.line, problem.message) for problem in refused.value.problems] == found


@pytest.mark.parametrize(
    "name",
    [
        name
        for name in WRONG
        if "limit" not in name and name not in ("another kind in a mutual section", "a condition in a mutual section")
    ],
)
def test_one_mistake_is_told_once(folder: Path, name: str) -> None:
    old, new, _, message = WRONG[name]
    found = problems_of(folder, GOOD.replace(old, new))
    assert sum(message in said for _, said in found) == 1, found


def test_every_level_without_a_limit_or_a_condition_may_be_asked_in_a_mutual_section(folder: Path) -> None:
    means = ", ".join(f'{{ id = "{m}", label = "x", means = "{m}" }}' for m in ("yes", "curious", "not-now", "unsure"))
    text = GOOD.replace('{ id = "yes", label = "Yes", means = "yes" }', means)
    assert problems_of(folder, text) == []


def test_a_mutual_section_may_have_sixty_four_ids_and_something_to_read(folder: Path) -> None:
    more = "".join(f'  {{ id = "i{n}", label = "I" }},\n' for n in range(62))
    read = '[[section.question]]\nid = "read"\nkind = "statement"\nprompt = "Take your time."\n'
    text = GOOD.replace(
        '  { id = "ice", label = "Ice" },\n]\n\n[[section]]\nid = "rule"',
        f'{more}]\n\n{read}\n[[section]]\nid = "rule"',
    )
    assert problems_of(folder, text) == []
    assert [len(section.shared_ids) for section in load_file(folder / "small.toml").content.sections] == [0, 64, 0]


OPEN = """\
[[section]]
id = "open"
title = "Open"
intro = "Opens whole."
reveal = "both"
[[section.question]]
id = "openly"
kind = "items"
prompt = "Where do you stand?"
levels = "wish"
items = [
  { id = "fire", label = "Fire" },
  { id = "rope", label = "Rope", direction = true },
]
"""


@pytest.mark.parametrize("means", ["yes", "curious", "willing"])
def test_one_act_is_not_asked_for_wanting_openly_and_in_private(folder: Path, means: str) -> None:
    """The partner would read in the open list what the mutual section promises to keep."""
    scale = f'[[scale]]\nid = "open"\nlevels = [{{ id = "x", label = "X", means = "{means}" }}]\n[[term]]'
    text = (GOOD + OPEN.replace('levels = "wish"', 'levels = "open"')).replace("[[term]]", scale)
    ((line, message),) = problems_of(folder, text)
    assert line == len(text[: text.rindex('  { id = "rope"')].splitlines()) + 1
    assert message.startswith('"rope" is also asked in the mutual section "wishes"')
    assert 'with a level that means "open" for no limit' in message


def test_one_act_may_be_asked_for_limits_openly_and_for_wanting_in_private(folder: Path) -> None:
    scale = GOOD.replace(
        'means = "condition" },', 'means = "condition" },\n  { id = "fine", label = "F", means = "open" },'
    )
    assert problems_of(folder, scale + OPEN.replace('levels = "wish"', 'levels = "activity"')) == []


def test_wanting_may_be_asked_openly_where_no_mutual_section_has_the_act(folder: Path) -> None:
    assert problems_of(folder, GOOD + OPEN.replace('{ id = "rope"', '{ id = "straps"')) == []
    assert problems_of(folder, GOOD + OPEN.replace('reveal = "both"', 'reveal = "never"')) == []


def test_all_mistakes_are_told_at_once(folder: Path) -> None:
    text = GOOD.replace('kind = "scale"', 'kind = "slider"').replace('label = "Left"', 'label = ""')
    assert [message.split(";")[0] for _, message in problems_of(folder, text)] == [
        '"label" is empty',
        'unknown kind "slider"',
    ]


@pytest.mark.parametrize(
    ("raw", "line", "message"),
    [
        (b"", 1, "the file is empty"),
        (b" \n\n", 1, "the file is empty"),
        (b'id = "x"\ntitle = "W\xfcnsche"\n', 2, "the file is not UTF-8"),
        (GOOD.encode("utf-16"), 1, "the file is not UTF-8"),
        (b"#" * (MAX_FILE_BYTES + 1), 1, f"the file is larger than {MAX_FILE_BYTES} bytes"),
        (b'title = "open', 1, "not valid TOML"),
        (b"[[section]]\n[section.question]\n[[section.question]]\n", 3, "not valid TOML"),
    ],
)
def test_a_file_that_cannot_be_read(tmp_path: Path, raw: bytes, line: int, message: str) -> None:
    file = tmp_path / "broken.toml"
    file.write_bytes(raw)
    (problem,) = check(file)
    assert (problem.file, problem.line) == (str(file), line)
    assert problem.message.startswith(message)
    with pytest.raises(QuestionError):
        load_file(file)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    (problem,) = check(tmp_path / "nowhere.toml")
    assert problem.message == "the file cannot be read: No such file or directory"


def test_sections_that_are_no_tables_are_told(folder: Path) -> None:
    head = GOOD[: GOOD.index("[[scale]]")]
    assert (10, '"section" must be a list of tables') in problems_of(folder, head + "section = [1]\n")
    assert (10, "a set needs at least one section") in problems_of(folder, head + "section = []\n")
    sections = [f"[[section]]\nid = 's-{n}'\n" for n in range(65)]
    too_many = "a set has at most 64 sections"
    assert too_many in [message for _, message in problems_of(folder, head + "".join(sections))]
    assert too_many not in [message for _, message in problems_of(folder, head + "".join(sections[:64]))]


def tables_within(table: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield table
    for value in table.values():
        for inner in value if isinstance(value, list) else [value]:
            if isinstance(inner, dict):
                yield from tables_within(inner)


@pytest.mark.parametrize("value", [[[1]], [{"id": ["x"]}], {"id": {}}], ids=str)
def test_whatever_stands_under_a_key_there_are_problems_and_no_traceback(value: object) -> None:
    keys = [(at, key) for at, table in enumerate(tables_within(tomllib.loads(GOOD))) for key in table]
    assert len(keys) > 100
    for at, key in keys:
        whole = tomllib.loads(GOOD)
        list(tables_within(whole))[at][key] = value
        assert Checker(Source(Path("small.toml"), whole, "")).run(), (at, key)


def test_line_ends_of_other_systems_change_nothing(folder: Path) -> None:
    before = load_file(folder / "small.toml").qhash
    (folder / "small.toml").write_bytes(GOOD.replace("\n", "\r\n").encode())
    assert load_file(folder / "small.toml").qhash == before


def test_lines_are_found_inside_lists_and_after_long_texts() -> None:
    lines = line_map(GOOD)
    assert lines["section", 0, "question", 1, "options", 1] == line_of(GOOD, 'id = "right"')
    assert lines["section", 0, "question", 4, "items", 1] == line_of(GOOD, 'id = "things"') + 8
    assert lines["section", 1, "question", 0] == line_of(GOOD, 'id = "curious"') - 1
    assert ("section", 0, "question", 0, "id") in lines
    assert lines["section", 0, "question", 0, "id"] == line_of(GOOD, 'id = "words"')
