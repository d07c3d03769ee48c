"""Ids made from words: the same words always the same id, different words never one, in any script."""

import unicodedata

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from overture.questions.check import is_id
from overture.questions.importing.ids import UniqueIds, id_of, same_words

WORDS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=80)
LETTERS = st.text(st.characters(codec="utf-8", categories=("L", "N", "So", "Sm")), min_size=1, max_size=60)


def item(words: str) -> str:
    return id_of(words, "item")


@pytest.mark.parametrize(
    ("words", "made"),
    [
        ("Rope (wrists)", "rope-wrists"),
        ("Zoe’s rope?", "zoes-rope"),
        ("10-20", "10-20"),
        ("Straße", "strasse"),
        ("understanding", "understanding"),
        ("x" * 48, "x" * 48),
    ],
)
def test_what_small_letters_and_digits_can_say_is_the_id(words: str, made: str) -> None:
    assert item(words) == made


@pytest.mark.parametrize(
    ("words", "readable"),
    [
        ("Ça va, Zoë", "ca-va-zoe"),
        ("縄", "item"),
        ("-- ! --", "item"),
        ("> 10 years", "10-years"),
        ("word " * 30, "word-word-word-word-word-word-word"),
        ("x" * 99, "x" * 35),
        ("縄 deadbeef0000", "deadbeef0000"),
        ("deadbeef0000", "deadbeef0000"),
    ],
)
def test_where_something_is_lost_a_hash_of_the_words_stands_behind_what_can_be_read(words: str, readable: str) -> None:
    made, _, digest = item(words).rpartition("-")
    assert (made, len(digest)) == (readable, 12)


ALIKE = [
    ("Handcuffs", "HANDCUFFS"),
    ("Handcuffs", "Ｈａｎｄｃｕｆｆｓ"),
    ("手錠", " 手錠\u3000"),
    ("ナイフ", "ﾅｲﾌ"),
    ("Наручники", "НАРУЧНИКИ"),
    ("Ça va", "C\u0327a va"),
    ("Rope (wrists)", "rope,  wrists!"),
    ("self-bondage", "Self bondage"),
    ("Zoë’s", "ZOË'S"),
    ("> 10 years", "＞10 years"),
    ("🪢", "🪢\ufe0f"),
    ("hand\u00adcuffs", "handcuffs"),
    ("50%", "50 ％"),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_the_same_words_in_another_spelling(one: str, other: str) -> None:
    assert item(one) == item(other)


APART = [
    ("手錠", "蝋燭"),
    ("Наручники", "Воск"),
    ("Age gap > 10 years", "Age gap < 10 years"),
    ("🪢", "👅"),
    ("50%", "50"),
    ("-5", "5"),
    ("schön", "schon"),
    (
        "Being tied up so that I cannot get out of it by myself, in private",
        "Being tied up so that I cannot get out of it",
    ),
    ("x" * 60 + "a", "x" * 60 + "b"),
    ("Gag", "Gag 2"),
    ("item", "縄"),
    ("!!", "??"),
    ("縄", "item " + id_of("縄", "item").rpartition("-")[2]),
]


@pytest.mark.parametrize(("one", "other"), APART)
def test_different_words(one: str, other: str) -> None:
    assert item(one) != item(other)
    assert id_of(one, "item", 2) not in (item(one), item(other))


@given(WORDS)
def test_every_id_is_a_good_one(words: str) -> None:
    assert is_id(item(words))
    assert is_id(id_of(words, "imported-list", 12))


@given(WORDS, WORDS)
@example("縄", "手錠")
@example("rope", "rope 2")
def test_two_share_an_id_only_if_their_words_are_the_same(one: str, other: str) -> None:
    assert (item(one) == item(other)) == (same_words(one) == same_words(other))


@given(LETTERS, st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]), st.sampled_from([str, str.upper, str.casefold]))
def test_another_case_or_normal_form_is_the_same(words: str, form: str, case: "type[str]") -> None:
    assume(same_words(str.upper(words)) == same_words(words))  # a few letters have no way back: "ŉ" in capitals is "ʼN"
    written = unicodedata.normalize(form, case(words))  # type: ignore[arg-type]
    assert item(f"  {written.replace(' ', ' (')} …") == item(words)


@given(LETTERS, LETTERS)
def test_letters_digits_and_signs_tell_words_apart(one: str, other: str) -> None:
    """Whatever differs once case and compatible forms are set aside, which is the whole of what the ids may forget."""

    def known(words: str) -> list[str]:
        return [each for each in unicodedata.normalize("NFKC", words.casefold()).casefold() if not each.isspace()]

    assume(known(one) != known(other))
    assume(unicodedata.normalize("NFKD", one).casefold() != unicodedata.normalize("NFKD", other).casefold())
    assert item(one) != item(other)


@given(st.lists(WORDS, max_size=12))
def test_ids_are_unique_in_one_scope(all_words: list[str]) -> None:
    ids = UniqueIds("question")
    given_out = [ids.new(words) for words in all_words]
    assert len(set(given_out)) == len(all_words)
    assert all(map(is_id, given_out))


def test_words_that_come_again_are_counted_and_are_no_other_words() -> None:
    ids = UniqueIds("question")
    first, second, third = (ids.new(words) for words in ("Rope", "rope!", "Rope 2"))
    assert (first, third) == ("rope", "rope-2")
    assert second.startswith("rope-")
