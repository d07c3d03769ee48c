"""A set on paper: everything is on it, nothing runs in it, and nothing is fetched for it."""

import json
import re
from pathlib import Path

import pytest
from tools.translations import in_forms_of

from overture.i18n import client_folder
from overture.questions.model import QuestionSet, load_file
from overture.questions.paper_texts import paper_texts
from overture.questions.worksheet import NoSuchLanguage, lines_for, worksheet
from overture.settings import BUILTIN_QUESTIONS
from tests.server.small_sets import GERMAN, GOOD

LOCALES = client_folder() / "static" / "locales"
TEMPLATES = client_folder() / "templates" / "worksheet"


def loaded(folder: Path, text: str = GOOD) -> QuestionSet:
    (folder / "small.toml").write_text(text, "utf-8")
    return load_file(folder / "small.toml")


@pytest.mark.parametrize("file", sorted(BUILTIN_QUESTIONS.glob("*.toml")), ids=lambda file: file.stem)
def test_every_word_of_a_set_is_on_its_sheet(file: Path) -> None:
    if "." in file.stem:
        file = file.with_name(f"{file.stem.partition('.')[0]}.toml")
    shown = load_file(file)
    content = shown.content
    language = content.languages[0]
    page = re.sub(r"&#3[49];|&quot;", "'", worksheet(shown)).replace("&amp;", "&")
    texts = [term.text for term in content.glossary]
    for section in content.sections:
        texts += [section.title, section.intro]
        for question in section.questions:
            if section.private or question.private:
                continue
            texts += [question.prompt, *(each for each in (question.help, question.why) if each)]
            texts += [option.label for option in question.options or ()]
            texts += [item.label for item in question.items or ()]
            texts += [item.risk for item in question.items or () if item.risk]
    missing = [text[language] for text in texts if text[language].replace('"', "'") not in page]
    assert missing == []


def test_a_worksheet_has_no_script_and_loads_nothing(tmp_path: Path) -> None:
    page = worksheet(loaded(tmp_path))
    assert "<title>Notes</title>" in page
    assert "default-src 'none'; style-src 'unsafe-inline'" in page
    assert not re.search(
        r"<(script|link|img|iframe|object|form|input|button|base)\b|\bon\w+=|url\(|@import|https?:", page
    )


def test_words_of_a_set_stay_words(tmp_path: Path) -> None:
    page = worksheet(loaded(tmp_path, GOOD.replace("How fast?", "<script>alert(1)</script>{{ 7 * 7 }}")))
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7 * 7 }}" in page


def test_boxes_and_lines(tmp_path: Path) -> None:
    page = worksheet(loaded(tmp_path))
    things = page[page.index("Which things?") : page.index("<h2>Wishes")]
    assert (things.count("<tr>"), things.count(">give<"), things.count(">receive<")) == (4, 1, 1)
    assert things.count('<td class="level"><span class="box"></span></td>') == 6
    assert things.count('<td class="condition"></td>') == 3
    steps = page[page.index("How fast?") : page.index("Which things?")]
    assert steps.count('class="box round"') == 5
    assert [lines_for(most) for most in (1, 110, 111, 8000)] == [1, 1, 2, 6]


def test_what_stays_on_a_phone_and_what_only_both_want_is_told_apart(tmp_path: Path) -> None:
    own = GOOD.replace('reveal = "both"\npad = 1024', 'reveal = "never"\npad = 1024')
    page = worksheet(loaded(tmp_path, own))
    first, wishes = page.index("<h2>First"), page.index("<h2>Wishes")
    assert "For you alone" in page[first:wishes]
    assert "Rather talk about it" not in page[first:wishes]
    assert "Paper cannot do that" in page[wishes:]
    assert "Rather talk about it" in page[wishes:]


def test_an_option_that_excludes_the_others_says_so(tmp_path: Path) -> None:
    text = GOOD.replace('{ id = "b", label = "B" }', '{ id = "b", label = "B", alone = true }')
    page = worksheet(loaded(tmp_path, text))
    options = page[page.index("Which ones?") : page.index("How fast?")]
    assert re.findall(r"</span>(\w)(.*)</li>", options) == [
        ("A", ""),
        ("B", ' <span class="soft">(choose nothing else with it)</span>'),
    ]


@pytest.mark.parametrize(
    ("question", "counts", "sentence"),
    [
        ('gather = "shared"', "first", "If your answers differ, the narrower one counts until you have talked."),
        ("most = 1", "union", "Anything either of you ticks counts until you have talked."),
        ("scale = {", "low", "If your answers differ, the lower number counts until you have talked."),
    ],
)
def test_what_counts_until_they_have_talked_is_said(tmp_path: Path, question: str, counts: str, sentence: str) -> None:
    assert sentence not in worksheet(loaded(tmp_path))
    page = worksheet(loaded(tmp_path, GOOD.replace(question, f'counts = "{counts}"\n{question}')))
    assert page.count(sentence) == 1


def test_a_line_of_first_aid_stands_under_its_item(tmp_path: Path) -> None:
    text = GOOD.replace('group = "Restraint" }', 'group = "Restraint", risk = "Numb: untie." }')
    assert 'Rope<span class="risk">Numb: untie.</span></th>' in worksheet(loaded(tmp_path, text))


@pytest.mark.parametrize("place", ["pad = 1024", 'prompt = "How fast?"'])
def test_what_is_private_is_not_on_paper(tmp_path: Path, place: str) -> None:
    page = worksheet(loaded(tmp_path, GOOD.replace(place, f"private = true\n{place}")))
    assert "How fast?" not in page
    assert ("Which one?" in page) == (place != "pad = 1024")
    assert page.count("Some questions in this part are not on paper") == 1


def test_a_worksheet_is_in_one_language_from_top_to_bottom(tmp_path: Path) -> None:
    (tmp_path / "small.de.toml").write_text(GERMAN, "utf-8")
    shown = loaded(tmp_path)
    page = worksheet(shown, "de")
    assert '<html lang="de">' in page
    assert "Lieber darüber reden" in page
    assert "How fast?" not in page
    assert "Talk about this first" not in page
    assert '<html lang="en">' in worksheet(shown)
    with pytest.raises(NoSuchLanguage):
        worksheet(shown, "fr")


def test_a_language_without_a_catalogue_gets_english_words_around_it(tmp_path: Path) -> None:
    page = worksheet(loaded(tmp_path, GOOD.replace('language = "en"', 'language = "fr"')))
    assert '<html lang="fr">' in page
    assert "Talk about this first" in page
    for strange in ("../en", "", "EN"):
        assert paper_texts("worksheet", strange) == paper_texts("worksheet", "en")


@pytest.mark.parametrize("name", ["worksheet", "draft"])
def test_catalogues_have_the_same_keys_and_blanks_in_every_language(name: str) -> None:
    english = json.loads((LOCALES / "en" / f"{name}.json").read_text("utf-8"))
    others = [file for file in LOCALES.glob(f"*/{name}.json") if file.parent.name != "en"]
    assert others
    for file in others:
        other = json.loads(file.read_text("utf-8"))
        needed = in_forms_of(english, file.parent.name)
        assert list(other) == list(needed), file
        for key, text in needed.items():
            assert sorted(re.findall(r"\{\w+\}", other[key])) == sorted(re.findall(r"\{\w+\}", text)), (file, key)


def test_every_key_of_the_sheet_is_used() -> None:
    source = "".join(file.read_text("utf-8") for file in TEMPLATES.glob("*.html"))
    used = set(re.findall(r'"([a-z-]+)"', source)) | {"never", "mutual", "counts-first", "counts-union", "counts-low"}
    # The worksheet asks for this one with its number.
    used |= {"about#one", "about#other"}
    assert set(paper_texts("worksheet", "en")) <= used
