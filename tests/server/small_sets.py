"""A small question set with every kind in it, its translation, and how to find a place in them."""

GOOD = """\
id = "small"
version = "1.0"
language = "en"
title = "Small"
for_whom = "Anyone"
minutes = 5
licence = "CC-BY-4.0"
sources = ["ours"]

[[scale]]
id = "activity"
levels = [
  { id = "no", label = "No", means = "limit" },
  { id = "if", label = "If", means = "condition" },
]

[[scale]]
id = "wish"
levels = [{ id = "yes", label = "Yes", means = "yes" }]

[[term]]
id = "scene"
term = "Scene"
text = "A time with a beginning and an end."

[[section]]
id = "first"
title = "First"
intro = "All kinds."
reveal = "both"
pad = 1024

[[section.question]]
id = "words"
kind = "text"
prompt = \"\"\"
In your own words?
id = "not a key, but text"
\"\"\"
terms = ["scene"]
max = 100

[[section.question]]
id = "one"
kind = "choice"
prompt = "Which one?"
gather = "shared"
options = [
  { id = "left", label = "Left" },  # a remark, with a [
  { id = "right", label = "Right ]", talk = true },
]

[[section.question]]
id = "some"
kind = "choices"
prompt = "Which ones?"
most = 1
options = [
  { id = "a", label = "A" },
  { id = "b", label = "B" },
]

[[section.question]]
id = "pace"
kind = "scale"
prompt = "How fast?"
scale = { min = 1, max = 5, low = "Slow", high = "Fast" }

[[section.question]]
id = "things"
kind = "items"
prompt = "Which things?"
levels = "activity"
condition = true
max = 20
items = [
  { id = "rope", label = "Rope", direction = true, group = "Restraint" },
  { id = "ice", label = "Ice" },
]

[[section]]
id = "wishes"
title = "Wishes"
intro = "Only what both want."
reveal = "mutual"

[[section.question]]
id = "curious"
kind = "items"
prompt = "What are you curious about?"
levels = "wish"
items = [
  { id = "rope", label = "Rope", direction = true },
  { id = "ice", label = "Ice" },
]

[[section]]
id = "rule"
title = "A rule"
intro = "Fixed."
reveal = "both"

[[section.question]]
id = "stop"
kind = "statement"
prompt = "A stop is honoured."
"""

GERMAN = """\
id = "small"
title = "Klein"
for_whom = "Alle"

[[scale]]
id = "wish"
levels = [{ id = "yes", label = "Ja" }]

[[scale]]
id = "activity"
levels = [
  { id = "if", label = "Wenn" },
  { id = "no", label = "Nein" },
]

[[term]]
id = "scene"
term = "Szene"
text = "Eine Zeit mit Anfang und Ende."

[[section]]
id = "first"
title = "Erstens"
intro = "Alle Arten."

[[section.question]]
id = "words"
prompt = "In eigenen Worten?"

[[section.question]]
id = "one"
prompt = "Welches?"
options = [
  { id = "left", label = "Links" },
  { id = "right", label = "Rechts" },
]

[[section.question]]
id = "some"
prompt = "Welche?"
options = [
  { id = "a", label = "A" },
  { id = "b", label = "Be" },
]

[[section.question]]
id = "pace"
prompt = "Wie schnell?"
scale = { low = "Langsam", high = "Schnell" }

[[section.question]]
id = "things"
prompt = "Welche Dinge?"
items = [
  { id = "rope", label = "Seil", group = "Fesseln" },
  { id = "ice", label = "Eis" },
]

[[section]]
id = "wishes"
title = "Wünsche"
intro = "Nur was beide wollen."

[[section.question]]
id = "curious"
prompt = "Worauf bist du neugierig?"
items = [
  { id = "rope", label = "Seil" },
  { id = "ice", label = "Eis" },
]

[[section]]
id = "rule"
title = "Eine Regel"
intro = "Fest."

[[section.question]]
id = "stop"
prompt = "Ein Stopp gilt."
"""


def line_of(text: str, mark: str) -> int:
    """The line of `mark`, which stands in the text exactly once."""
    assert text.count(mark) == 1, mark
    return text[: text.index(mark)].count("\n") + 1
