"""What is refused, and what must not be: words are a coarse sieve, and both sides of it are held here."""

import pytest

from overture.questions.importing.refusals import SUBJECTS, needs_care, refusal, refusal_explained

MINORS, ANIMALS, CONSENT, CRIME = (subject.reason for subject in SUBJECTS)

REFUSED = {
    MINORS: [
        "Minors", "With a minor", "Underage", "under-age partners", "Sex with children", "with the children",
        "Playing with kids", "Teens", "Teenage girls", "Pre-teens", "Schoolgirl", "School girl uniform",
        "little girl", "DD/lg, MD/lb", "DDlg", "ddlb", "Ageplay", "Age-play", "age  play (adults)", "Age regression",
        "Adult babies", "AB/DL", "Infantilism", "Littles", "Caregiver / little", "Loli", "Shotacon", "Paedophilia",
        "Pedo", "17 years old", "a 9-year-old", "15yo", "fourteen-year-old", "aged 12", "under 18",
        "below the age of 16", "younger-looking partners", "ｕｎｄｅｒａｇｅ", "UNDER\u2010AGE",
        "no limits with minors",
    ],
    ANIMALS: [
        "Bestiality", "Zoophilia", "Animals", "Sex with animals", "Sex with a dog", "Being licked by a dog",
        "Real horses", "dog sex", "Mounted by a stallion",
    ],
    CONSENT: [
        "Non-con / rape", "Rape", "Raping", "Rape fantasy", "Nonconsensual", "No consent", "without their consent",
        "Dubious consent", "dubcon", "Dub-consensual", "Against her will", "against the other’s will",
        "Blackmail / coercion", "Drugged", "Spiking drinks", "Sleep play", "Somnophilia",
        "Sex with an unconscious partner", "unconscious person", "Stealthing",
        "Hidden cameras", "Secretly filming", "Flashing strangers",
    ],
    CRIME: [
        "Incest", "Necrophilia", "Snuff", "Cannibalism", "Castration", "Removal of genitalia", "Irreparable harm",
        "Human trafficking", "Kidnapping", "Abduction", "Drugs", "Drugs / alcohol", "Illegal drugs",
        "Chemsex", "A loaded gun", "Shoplifting", "Stalking",
    ],
}  # fmt: skip

ALLOWED = [
    # Age, between adults; and children where they are only a reason for quiet.
    "Age difference between adults", "Age gap", "Older partners", "A younger adult", "18 years old or more",
    "Nobody under 18", "No minors", "Do you have children?", "Do you have children at home?",
    "When the children are asleep", "Childhood memories", "Child-free", "Minor injuries", "A minor bruise is fine",
    "Kid gloves", "Just kidding", "Canteen", "Teal", "Calling someone Daddy or Mommy", "Good girl", "A little pain",
    "Baby oil", "Babydoll", "School uniform", "Teacher and student, both adults", "A 2 year old injury",
    "3 years of experience",
    # Animals that adults play, and things named after them.
    "Puppy play", "Pony play", "Pet play", "Kitten ears", "Animal role play", "Animal noises", "Being an animal",
    "Anthropomorphic animals", "Allergic to animals", "Dog whip", "Collar with a dog tag", "Furry",
    "Playing with a cat o' nine tails", "Stuffed animals",
    "Characters with animal ears", "Animal-like masks", "Turning into an animal form",
    "No real animals are involved", "Never with animals", "Nothing to do with animals", "Nothing to do with minors",
    # What both agree on.
    "Consensual non-consent", "(Consensual) non-consent", "Con-non-con", "Consensual “non-consent”",
    "Negotiated non-consent", "CNC", "Consent", "Nothing without consent", "Never without your consent",
    "Forced orgasm", "Kidnap role play", "An agreed kidnapping", "Grapes", "Drapes", "Therapist", "Resistance play",
    "Fear play", "Safe word", "Slavery", "Master and slave",
    # Words in words.
    "Torture of the senses", "Snuffing out candles", "Murder mystery", "Stealing a kiss", "Prescription drugs",
    "Alcohol", "Skinny", "Knife play", "Impact", "Analysis", "Assassin costume", "Sussex", "Therapy", "Nonchalant",
    "Wax", "Überraschung", "",
]  # fmt: skip


@pytest.mark.parametrize(("reason", "text"), [(reason, text) for reason, texts in REFUSED.items() for text in texts])
def test_a_text_is_refused_for_its_reason(reason: str, text: str) -> None:
    found = refusal(text)
    assert found is not None
    assert found.reason == reason
    assert found.words


@pytest.mark.parametrize("text", ALLOWED)
def test_a_harmless_text_is_not_refused(text: str) -> None:
    assert refusal(text) is None


def test_german_words_are_known_where_german_is_spoken() -> None:
    refused = {
        "Minderjährige": MINORS,
        "mit Kindern": MINORS,
        "Sex mit Tieren": ANIMALS,
        "Vergewaltigung": CONSENT,
        "ohne Einwilligung": CONSENT,
        "Inzest": CRIME,
        "Entführung": CRIME,
        "Rape": CONSENT,
    }
    for text, reason in refused.items():
        found = refusal(text, "de-AT")
        assert found is not None, text
        assert found.reason == reason
    for text in ("Welpenspiel", "Haustiere zu Hause", "Einvernehmlich", "Kindheit", "Lob und kinderlos"):
        assert refusal(text, "de") is None, text
    assert refusal("Kind words, and kinder ones") is None


@pytest.mark.parametrize(
    ("label", "explanation"),
    [
        ("Consensual non-consent", "Negotiated beforehand: a role-play of non-consent, with a stop word."),
        ("CNC", "Acting as if against my will, or without consent; both have agreed to it."),
        ("Resistance play", "One seems unwilling."),
        ("Take-downs", "Non-con as a game"),
        ("Kidnap role play", "One abducts the other, as both have planned."),
        ("Puppy play", "No real animals are involved."),
        ("Age gap", "Both are adults; nothing to do with minors."),
    ],
)
def test_an_explanation_may_name_what_is_played(label: str, explanation: str) -> None:
    assert refusal_explained(label, explanation) is None


@pytest.mark.parametrize(
    ("label", "explanation"),
    [
        ("Wax", "A role-play of non-consent"),
        ("CNC", "Like rape"),
        ("CNC", "With a drugged partner"),
        ("Consensual non-consent", "Kidnapping"),
        ("Kidnap role play", "Without consent"),
        ("Resistance play", "With teenagers"),
        ("Non-consent", "Consensual non-consent"),
    ],
)
def test_an_explanation_excuses_nothing_else(label: str, explanation: str) -> None:
    assert refusal_explained(label, explanation) is not None


def test_play_with_resistance_is_kept_with_care() -> None:
    assert needs_care("Consensual non-consent")
    assert needs_care("Kidnap role play")
    assert not needs_care("Silk")


@pytest.mark.parametrize(
    "text", ["sex with " * 2000, "against " * 5000, "lick " * 5000, "under " * 5000, "a" * 100_000]
)
def test_no_text_makes_it_slow(text: str) -> None:
    """Every gap in the patterns is bounded: a pattern that backtracks without end would never return here."""
    assert refusal(text) is None
