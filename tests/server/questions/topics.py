"""What each set beside the default one asks, by set and section: {topic: the questions that ask it}."""

OTHERS: dict[str, dict[str, dict[str, list[str]]]] = {
    "just-before": {
        "for-yourself": {"sober": ["sober"], "willing today, not pressed": ["want-today"]},
        "today": {
            "slept, eaten, medicine, sore, mood": ["state-today"], "hard limits, marks": ["hard-limits"],
            "sexual or not": ["sexual"], "which contact": ["contact"],
        },
        "plan": {
            "what, where, how long, who may see, house rules, way home": ["plan-what"], "how strong": ["plan-strength"],
            "the rule": ["take-away-never-add"],
        },
        "stop-signals": {
            "plain words count, who is freed first, never alone": ["always"],
            "words, and that of the house": ["stop-word", "slow-word"],
            "without words, to be tried": ["silent-signal"],
        },
        "aftercare": {"whom to call, what a medic should know": ["in-emergency"], "tonight, tomorrow": ["needs-after"]},
    },
    "apart": {
        "for-yourself": {
            "sober": ["sober"], "not pressed": ["freely"], "who is it": ["know-them"], "blackmail": ["threat"],
        },
        "who-we-are": {
            "adults": ["adults-only", "adult-sure"], "how much of oneself": ["identity"],
            "names and pronouns": ["called"], "privacy": ["who-may-know"],
        },
        "building": {
            "hopes": ["hopes"], "roles": ["roles"], "sexual or not": ["sexual"], "when": ["when-fine"],
            "ask each other": ["ask-you"],
        },
        "around": {
            "in earshot": ["earshot"], "who else sees": ["who-else-sees"], "never while": ["never-while"],
        },
        "limits": {"hard limits": ["hard-limits"], "calls, messages, tasks": ["screen-acts"]},
        "pictures": {
            "whose they are": ["picture-is-yours"], "pictures": ["pictures", "never-shown", "picture-after"],
            "screenshots": ["screenshots"], "digital traces": ["traces"],
        },
        "alone": {
            "nothing tied, nothing on the neck": ["nothing-tied-alone"], "tasks": ["task-limits", "task-told"],
            "in an emergency": ["in-emergency", "no-answer"],
        },
        "stop-signals": {
            "plain words and hanging up": ["line-stops"], "words": ["stop-word", "slow-word"],
            "without words": ["silent-signal"], "the line drops": ["line-drops"], "going quiet": ["going-quiet"],
            "what happens at a stop": ["at-a-stop"],
        },
        "curious-apart": {
            "voice and words": ["curious-voice"], "calls": ["curious-calls"], "messages and tasks": ["curious-tasks"],
        },
        "aftercare": {
            "needs of both": ["needs-after"], "at hand": ["beside-you"], "how long": ["care-length"],
            "drop and its signs": ["drop-signs"], "who writes and when": ["who-writes", "when-write"],
            "heard": ["felt-heard"],
        },
        "one-rule": {"the rule": ["take-away-never-add"]},
    },
    "after-scene": {
        "for-yourself": {
            "body": ["body-safe"], "something unwanted": ["unwanted"], "safe to say": ["safe-to-say"],
            "time for it": ["ready-now"],
        },
        "looking-back": {
            "what worked": ["good", "worked"], "what did not": ["not-worked"], "what was unexpected": ["unexpected"],
        },
        "body-mood": {
            "body": ["body-now"], "mood": ["mood-now"], "drop": ["drop-so-far"], "needs of both": ["need-now"],
            "what each can give": ["can-give-now"],
        },
        "signals-limits": {
            "no fault of who was hurt, and where help is": ["stop-is-stop"], "signals": ["signals-worked"],
            "limits kept": ["limits-kept"], "own mistakes": ["own-part"],
            "what could not be said": ["unsaid-then"], "in own words": ["about-it"],
            "what is needed": ["needed-now"],
        },
        "new-limits": {
            "hard limits": ["new-limits"], "not for now": ["not-for-now"], "conditions": ["only-if"],
            "triggers": ["triggers-new"], "distance": ["distance"],
        },
        "change": {"what to keep": ["keep"], "what to change": ["change-what", "change-words"]},
        "curious-next": {
            "another time": ["curious-again"], "senses": ["curious-senses"],
            "restraint and impact": ["curious-holding"], "words and ritual": ["curious-voice"],
        },
        "talk-again": {
            "when": ["talk-when"], "who writes": ["who-writes"], "until then": ["until-then"],
            "ask each other": ["ask-you"], "heard": ["felt-heard"],
        },
    },
    "ongoing": {
        "fits": {
            "free to refuse": ["free-to-refuse"], "known well enough": ["know-enough"], "not afraid": ["afraid"],
            "a calm time": ["calm-time"], "own reasons": ["reasons"], "yes when meaning no": ["yes-meaning-no"],
        },
        "building": {
            "hopes": ["wish"], "what each brings": ["bring"], "roles": ["roles"], "how much of life": ["reach"],
            "when it is off": ["off-times"], "a trial first": ["trial"], "agreements with others": ["other-partners"],
        },
        "rules": {
            "first rules": ["first-rules"], "what binds the one who leads": ["leader-rules"],
            "who may change them and how": ["new-rule", "too-much"],
            "a missed rule": ["missed-rule", "never-follows"],
        },
        "daily-life": {
            "per area, each direction, with conditions": ["daily"], "what stays ordinary": ["stays-ordinary"],
            "hard days": ["hard-day"],
        },
        "stays-out": {
            "money, work, home, health, people": ["own-life", "money"], "hard limits": ["hard-limits", "never-part"],
            "photos": ["pictures"], "digital traces": ["traces"],
        },
        "privacy": {
            "who may know": ["who-may-know"], "around others": ["around-others", "not-before"],
            "phones and location": ["devices"], "someone outside": ["confidants"],
        },
        "stopping": {
            "plain words always count": ["no-means-no"], "stop and pause words": ["daily-stop", "daily-pause"],
            "what a pause is and how it ends": ["pause-means", "pause-ends"], "going quiet": ["not-all-right"],
        },
        "curious-daily": {
            "rituals": ["curious-rituals"], "guidance": ["curious-guidance"], "care and service": ["curious-care"],
            "words": ["curious-address"], "growing": ["curious-growing"],
        },
        "health": {
            "health in daily life": ["health-now"], "barriers and testing": ["barriers"],
            "changes": ["when-changed"], "signs that it does harm": ["not-good-signs"],
        },
        "care": {
            "needs of both": ["needs-after"], "what each can give": ["can-give-after"],
            "drop and its signs": ["drop-signs"], "care over time, for whoever leads too": ["wears-out"],
        },
        "check-ins": {
            "rhythm": ["rhythm"], "how": ["talk-how"], "as equals": ["outside-roles"],
            "how a mistake is told": ["tell-mistake"],
        },
        "ending": {
            "either may, at once": ["may-end"], "how it is told": ["end-how"], "care after it": ["end-care"],
            "what remains": ["end-between"], "keys, signs, pictures": ["end-things"],
            "ask each other": ["ask-you"], "heard": ["felt-heard"],
        },
        "one-rule": {"the rule": ["one-takes-both-add"]},
    },
    "looking-again": {
        "for-yourself": {
            "still wanted": ["want-it"], "still free": ["still-free"], "not afraid": ["afraid"],
            "effect on life": ["larger-smaller"], "what is unsaid": ["unsaid"],
        },
        "how-it-is": {
            "good and hard": ["good-parts", "hard-parts"], "in one word": ["one-word"],
            "near to the hopes": ["like-hoped"], "seen and heard": ["heard"], "wishes": ["more-of"],
        },
        "rules": {
            "keep, end, change": ["rules-good", "rules-end", "rules-change"],
            "what binds the one who leads": ["leader-kept"], "missed rules": ["missed-handled"],
        },
        "daily-life": {
            "per area, each direction, with conditions": ["daily"], "how much of life": ["reach-now"],
            "time off": ["off-enough"], "money, work, health, people": ["spread"],
        },
        "limits": {
            "new limits": ["new-limits"], "limits kept": ["limits-kept"], "own mistakes": ["own-part"],
            "conditions": ["conditions-now"],
        },
        "saying-no": {
            "ease of a no": ["ease-of-no", "last-no"], "what would help": ["easier"], "signals now": ["signals-now"],
        },
        "changes": {
            "health and life": ["changed", "changed-words"], "someone outside": ["who-knows"],
            "who may know": ["who-may-know"],
        },
        "care": {"enough care": ["care-enough"], "over time": ["wears-out"], "thanks": ["thank"]},
        "curious-again": {
            "rituals": ["curious-rituals"], "guidance": ["curious-guidance"], "care and service": ["curious-care"],
            "words": ["curious-address"], "growing": ["curious-growing"],
        },
        "going-on": {
            "go on, pause or end": ["go-on"], "one step": ["first-step"], "rhythm": ["rhythm"],
            "next look": ["next-look"], "ask each other": ["ask-you"],
        },
        "one-rule": {"the rule": ["no-is-still-no"]},
    },
}  # fmt: skip
