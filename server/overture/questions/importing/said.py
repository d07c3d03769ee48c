"""Words in cells and fields that say yes or no, or that are somebody's answer, in lower case."""

YES = frozenset(
    ("yes", "true", "1", "x", "both", "give and receive", "giving and receiving", "give/receive", "ja", "beide",
     "beides", "oui", "les deux", "sí", "si", "ambos", "sim", "tak", "да", "是")
)  # fmt: skip
NO = frozenset(("", "no", "false", "0", "none", "nein", "non", "não", "nie", "нет", "否"))
ANSWERS = YES | NO | frozenset(
    ("maybe", "favorite", "favourite", "like", "love", "want", "will", "try", "limit", "hard limit", "soft limit",
     "curious", "never", "rarely", "sometimes", "often", "always", "not entered", "n/a", "vielleicht", "gern", "grenze")
)  # fmt: skip
