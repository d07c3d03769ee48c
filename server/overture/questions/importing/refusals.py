"""What is never imported: minors, animals, acting without consent, and acts that are a crime whoever agrees.

A match of words is coarse. It errs towards refusing and always names the word, and nobody loses anything by it: a
person who means something else writes the line into the draft by hand, in words that say so. docs/question-sets.md
(importing a list) gives the reasons for what is refused.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

_CREATURE = r"(?:dogs?|horses?|cats?|pigs?|goats?|sheep|cows?|bulls?|donkeys?|snakes?|stallions?|mares?|pets?)"
_GEAR = (
    r"(?:whips?|collars?|leash(?:es)?|leads?|bowls?|crates?|cages?|beds?|tags?|masks?|hoods?|tails?|toys?|play|role|costumes?"
    r"|ears|harness(?:es)?|bridles?|reins|names?|suits?|training|o'? ?nine)"
)
_UNFIT = r"(?: (?:injur|scar|bruise|habit|relationship|toys?|whisk|wine|bottle|rope)\w*)"
_AGREED_NON_CONSENT = (
    r"\b(?:consensual|con|agreed|negotiated|simulated|pretend|pretended|staged|role-?played?)[^a-z0-9]{1,3}"
    r"non[ -]?con(?:sent|sensual)?\b|\bcnc\b|\bconsent(?:ing)? to non[ -]?consent\b"
)
"""Playing at non-consent, in words that say that both agree."""


@dataclass(frozen=True)
class Subject:
    """One reason to refuse a text.

    Args:
        reason: The reason, for people.
        refused: Patterns of lower-case English that are refused.
        allowed: Patterns that are removed before the text is matched.
        german: Patterns of lower-case German that are refused.
    """

    reason: str
    refused: tuple[str, ...]
    allowed: tuple[str, ...] = ()
    german: tuple[str, ...] = ()


class Refusal(NamedTuple):
    """Why a text is not imported, and the words in it that matched."""

    reason: str
    words: str


SUBJECTS = (
    Subject(
        "it is about minors, or plays with being one",
        (
            r"\b(?:child(?:ren)?|kids?|toddlers?|infants?|newborns?|pre-?teens?|tweens?|teen(?:s|age|aged|agers?)?)\b",
            r"\b(?:minors|under-?aged?|juveniles?|adolescents?|schoolkids?|school ?(?:girl|boy|child)s?)\b",
            r"\b(?:a|being|as|with) minor(?=$| ?[,.;:/)!?])",
            r"\blittle (?:girls?|boys?|ones?)\b|\blittles\b|\bcaregiver ?/ ?little\b|\bc ?g ?/?l\b",
            r"\b[dm]d ?/? ?l[gb]\b|\bab ?/? ?dl\b|\badult bab(?:y|ies)\b|\binfantil\w+",
            r"\bage[ -]?(?:play|regression)\w*|\b(?:child-?like|(?:young|younger)-(?:looking|appearing))\b",
            r"\b(?:lolis?|lolicon|lolitas?|shotas?|shotacon|jail-?bait|pa?edo\w*|csam)\b",
            r"\b(?:[1-9]|1[0-7])[ -]?(?:years?|yrs?)[ -]?olds?\b(?!" + _UNFIT + r")|\b(?:[1-9]|1[0-7]) ?y/?o\b",
            r"\b(?:six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven)teen)[ -]years?[ -]olds?\b",
            r"\baged? (?:of )?(?:[1-9]|1[0-7])\b",
            r"\b(?:under|below|younger than) (?:the age of (?:[1-9]|1[0-8])|1[678])\b",
        ),
        (
            r"\bchild[ -]?(?:free|care|birth)\b|\binner child\b",
            r"\bkid (?:gloves?|leather|skin)\b|\blolita (?:fashion|dress)\w*",
            r"\b(?:no|never|without|excluding) (?:any )?(?:minors|children|kids|one under 18)\b",
            r"\b(?:nobody|not|no one|none) (?:is )?under 18\b",
            r"\b(?:not|never|nothing to do) (?:with|about|for|involving) (?:any |real |actual )?"
            r"(?:minors|children|kids|teenagers)\b",
            r"\b(?:have|has|having|want|wants|live with) (?:any |no )?(?:children|kids)"
            r"(?= (?:at home|in the house)|$| ?[?.,;])",
            r"\b(?:children|kids) (?:are|is|being) (?:at home|asleep|away|nearby|around)\b",
        ),
        (
            r"\bminderjährig\w*|\bkind(?:er|ern|es|s)?\b|\bkleinkind\w*|\bjugendliche\w*|\bschulm[äa]d\w+|\bschüler(?:in|innen)\b",
            r"\bunter 1[678]\b",
        ),
    ),
    Subject(
        "it is about animals; what adults play is fine, in words that say so, such as “puppy play”",
        (
            r"\b(?:bestiality|beastiality|zoo(?:philia|philes?|sex\w*)|zoosadism)\b",
            r"\banimals?\b",
            r"\b(?:real|live|living) " + _CREATURE + r"\b(?! " + _GEAR + r")",
            r"\b(?:sex\w*|intercourse|fuck\w*|mating|breeding|penetrat\w*|lick\w*|mount\w*|knot\w*)\b[^.;]{0,20}"
            r"\b(?:with|by|from|to|a|the)\b[^.;]{0,8}\b" + _CREATURE + r"\b(?! ?-?" + _GEAR + r")",
            r"\b(?:dog|horse|donkey|goat|pig) ?(?:sex|cock|cum|fucking)\b",
        ),
        (
            r"\banimal[ -](?:like|forms?|lower|features)\b",
            r"\banimals?[ -](?:play\w*|role\w*|persona\w*|noises?|sounds?|prints?|ears|tails?|costumes?|masks?|hoods?"
            r"|gear|instincts?|head-?space|products?|hair|allerg\w+|characters?|transformation\w*)\b",
            r"\b(?:like|as|being|playing|pretend(?:ing)?(?: to be)?|anthropomorphic|stuffed|balloon|human|allergic to) "
            r"(?:an? )?animals?\b",
            r"\banimals? (?:at home|in the (?:house|room))\b",
            r"\b(?:no|not|never|without|nothing to do)(?: with| about| for| involving)? (?:any )?"
            r"(?:real |live |living )?animals?\b",
        ),
        (
            r"\b(?:zoophil\w*|sodomie|sex mit (?:einem |dem )?(?:tier|hund|pferd)\w*)\b",
            r"\btier(?:e|en)\b(?! (?:im haus|zu hause))",
        ),
    ),
    Subject(
        "it is about acting without consent; what both agree on beforehand needs words that say so",
        (
            r"\b(?:rap(?:e|es|ed|ing|ists?|e-?play)|molest\w*|sexual assault)\b",
            r"\bnon[ -]?con(?:sent|sensual|sensually)?\b|\b(?:no|without|ignoring|lack of)(?: [a-z']+)? consent\b",
            r"\bdub(?:ious)?[ -]?con(?:sen(?:t|sual))?\b|\bunconsent\w*|\bunwilling\w*|\bstealthing\b",
            r"\bagainst (?:my|your|their|his|her|one's|someone's|the other's|(?:the|a) (?:partner|person)'s) will\b",
            r"\b(?:coerc\w+|blackmail\w*|extort\w*|roofies?|drugged|date[ -]rape)\b",
            r"\bspik(?:ed|ing) (?:a |the |her |his )?drinks?\b",
            r"\b(?:sleep ?play|sleep sex|somno\w*)\b",
            r"\b(?:unconscious|passed out)\b[^.;]{0,12}\b(?:partner|person|sex|victim|body)\b",
            r"\b(?:hidden cam\w*|spy ?cam\w*|upskirt\w*|revenge porn|deep ?fakes?)\b",
            r"\bsecret(?:ly)? (?:film|record|photograph|watch)\w*|\bflash\w* (?:strangers|people|passers)",
        ),
        (
            _AGREED_NON_CONSENT,
            r"\b(?:never|nothing|not|nobody|no one)\b[^.;]{0,25}\bwithout (?:my |your |their |clear )?consent\b",
            r"\brape (?:alarm|crisis|counsel\w*)\b",
            r"\b(?:not|never|no|nothing to do with) (?:about )?(?:real )?(?:rape|coercion|blackmail)\b",
        ),
        (
            r"\bvergewalt\w*|\b(?:ohne|gegen den) (?:einwilligung|zustimmung|willen)\b",
            r"\b(?:erpress|nötig)\w*|\bk\.?o\.?-tropfen\b",
        ),
    ),
    Subject(
        "it names an act that is a crime, or does lasting harm, whoever agrees to it",
        (
            r"\b(?:incest\w*|necro(?:philia|philes?)?|corpses?|snuff|cannibal\w*|murder\w*|homicide|lynching)\b",
            r"\b(?:castrat\w+|amputat\w+|mutilat\w+|maim\w*|disembowel\w*|emasculat\w*|impale\w*|irreparabl\w+)\b",
            r"\bremoval of (?:any |a |the )?(?:body parts?|genital\w*|testicles|teeth|limbs?)\b",
            r"\b(?:human )?traffick\w+|\bshop-?lift\w*|\bburglar\w*|\bsteal(?:ing)?\b|\btheft\b|\bstalking\b",
            r"\b(?:illicit|illegal|hard|recreational) drugs?\b|\bchem-?sex\b|\bdrug ?play\b|\bparty (?:and|&|n) play\b",
            r"^drugs?(?: ?[/,&] ?alcohol)?$|\bdrunk driving\b",
            r"\b(?:kidnap\w*|abduct\w*)\b",
            r"\bloaded (?:guns?|weapons?|firearms?)\b",
        ),
        (
            r"\bsnuff(?: out|ing out|box)\b|\bmurder myster\w+",
            r"\bsteal(?:ing)? (?:a |some )?(?:kiss|glance|look|moment|clothes)\w*",
            r"\b(?:kidnap\w*|abduct\w*)[ -](?:role[ -]?play\w*|scenes?|fantas\w+|games?|play)\b",
            r"\b(?:agreed|pretend\w*|staged|role[ -]?play\w*|play(?:ing)?|fantasy)(?: of| a| an|:)*"
            r" (?:kidnap|abduct)\w*",
        ),
        (r"\binzest\w*|\bnekrophil\w*|\b(?:mord|leichen?)\b|\bverstümmel\w*|\bkastrat\w*|\b(?:entführ|verschlepp)\w*",),
    ),
)

LANGUAGES = ("en", "de")
"""The languages that have patterns here. A list in any other has to be read by a person."""

_RESISTANCE = r"\b(?:ravish|resist|capture)\w*|\btake[ -]?downs?\b"
_KEPT_WITH_CARE = re.compile(rf"{_AGREED_NON_CONSENT}|{_RESISTANCE}|\b(?:kidnap|abduct|entführ)\w*")
_EXPLAINING = (
    (
        re.compile(rf"{_AGREED_NON_CONSENT}|{_RESISTANCE}"),
        re.compile(
            r"\bnon[ -]?con(?:sent|sensual|sensually)?\b|\b(?:without|no) consent\b|\bunwilling\w*"
            r"|\bagainst (?:my|your|their|his|her|one's) will\b"
            r"|\b(?:ohne|gegen (?:den|meinen|deinen)) (?:einwilligung|zustimmung|willen)\b"
        ),
    ),
    (re.compile(r"\b(?:kidnap|abduct|entführ)\w*"), re.compile(r"\b(?:kidnap|abduct|entführ|verschlepp)\w*")),
)
"""What a text is about that plays with resistance, and the words that explain it."""


def refusal(text: str, language: str = "en") -> Refusal | None:
    """Return the first reason not to import a text.

    Args:
        text: A label, prompt, option or description.
        language: Language of the list. English is always matched, German only if it is the language.

    Returns:
        The refusal, or None if the text may be imported.
    """
    return _refusal(_plain(text), language)


def refusal_explained(text: str, explanation: str, language: str = "en") -> Refusal | None:
    """Return the first reason not to import a text with its explanation.

    A text may be kept although it plays with resistance (`needs_care`), as it says that both agree. Its explanation may
    then name what is played, as in "Consensual non-consent: a role-play of non-consent, with a stop word".
    """
    found = refusal(text, language)
    if found:
        return found
    plain, explained = _plain(text), _plain(explanation)
    for subject, words in _EXPLAINING:
        if subject.search(plain):
            explained = words.sub("¦", explained)
    return _refusal(explained, language)


def _refusal(plain: str, language: str) -> Refusal | None:
    for reason, refused, allowed in _compiled(language.startswith("de")):
        match = refused.search(allowed.sub("¦", plain) if allowed else plain)
        if match:
            return Refusal(reason, match.group())
    return None


def needs_care(text: str) -> bool:
    """Return whether a text is about playing with resistance: imported, as both agree beforehand, but with a note."""
    return _KEPT_WITH_CARE.search(_plain(text)) is not None


@cache
def _compiled(german: bool) -> tuple[tuple[str, re.Pattern[str], re.Pattern[str] | None], ...]:
    return tuple(
        (
            subject.reason,
            re.compile("|".join(subject.refused + (subject.german if german else ()))),
            re.compile("|".join(subject.allowed)) if subject.allowed else None,
        )
        for subject in SUBJECTS
    )


def _plain(text: str) -> str:
    """Lower case, with one kind of space, hyphen and quotation mark, so that patterns need only one."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    plain = re.sub(r"[\u2010-\u2015\u2212]", "-", plain)
    plain = re.sub(r"[’‘`´]", "'", plain)
    return re.sub(r"[\s_]+", " ", plain).strip()
