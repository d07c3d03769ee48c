"""The items and questions of a JSON list, and the categories that they are in."""

import unicodedata
from dataclasses import dataclass, replace

from overture.questions.importing.csv_list import MOST_OPTIONS
from overture.questions.importing.ids import same_words
from overture.questions.importing.json_keys import (
    CATEGORIES,
    COLUMNS,
    DESCRIPTIONS,
    DIRECTIONS,
    IDS,
    NAMES,
    OPTIONS,
    Fields,
    folded,
    is_id,
    is_known,
    is_no,
    is_whole,
    texts_in,
)
from overture.questions.importing.json_text import Array, Object, Scalar, Text, Value, words_in
from overture.questions.importing.material import (
    GIVES_AND_RECEIVES,
    LONGEST_HELP,
    LONGEST_PROMPT,
    LONGEST_TITLE,
    ImportedQuestion,
    Row,
    TextReader,
    is_direction,
)
from overture.questions.importing.said import YES

_NOTHING = {"", "null", "[]", "{}"}
_SIDES = frozenset().union(*GIVES_AND_RECEIVES)
_MOST_SIDES = 8


@dataclass
class Category:
    """A category that is being read, inside others."""

    line: int
    title: str
    columns: tuple[str, ...]
    within: "Category | None"
    help: str = ""
    is_file: bool = False
    """Whether it is the file as a whole, whose title stands in front of no other."""
    has_rows: bool = False
    """Whether it has items, its own or those of a category inside it."""
    asked: bool = False
    """Whether it has items of its own, whose list has its help."""

    @property
    def heading(self) -> str:
        """The title of its list, with those of the categories around it."""
        outer = self.within.heading if self.within and not self.within.is_file else ""
        return f"{outer}: {self.title}" if outer and self.title else outer or self.title

    def mark_asked(self) -> None:
        """Record that it has an item or a question of its own."""
        self.asked = True
        holder: Category | None = self
        while holder is not None and not holder.has_rows:
            holder.has_rows = True
            holder = holder.within


class ItemReader(TextReader):
    """Reads the objects of a JSON list that are items or questions."""

    def item(self, fields: Fields, place: Category, key: Text | None) -> None:
        """Read an item or a question, which `key` holds if it is not an element of a list."""
        name = fields.take(*NAMES) or fields.take(*DESCRIPTIONS)
        if name is None:
            name = key or fields.take(*IDS)
        elif key is not None:
            self.note_key(key, name)
        if name is None:
            self.leave_out_rest(fields)
            return
        options = next((pair for pair in fields.named(OPTIONS) if len(texts_in(pair[1])) > 1), None)
        is_question = name.value.rstrip().endswith(("?", "？")) and fields.named(("type", "kind", "prompt", "question"))
        if options or is_question:
            self.question(fields, name, options, place)
        else:
            group, helping = fields.take(*CATEGORIES), self.described(fields)
            row = Row(name.line, name.value, help=helping, direction=self.direction(fields))
            self.row(row, group.value if group else "", place)
        self.leave_out_rest(fields)

    def described(self, fields: Fields) -> str:
        """Return the description of an object."""
        found = fields.take(*DESCRIPTIONS)
        return self.text(found.line, found.value, LONGEST_HELP) if found else ""

    def question(self, fields: Fields, name: Text, options: tuple[Text, Value] | None, place: Category) -> None:
        """Add a question with options of its own, or one that is answered in words."""
        kinds = [folded(value) or "" for _, value in fields.named(("type", "kind"))]
        group = fields.take(*CATEGORIES)
        asked = ImportedQuestion(
            name.line,
            "text" if not options else "choices" if any("check" in k or "mult" in k for k in kinds) else "choice",
            prompt=self.text(name.line, name.value, LONGEST_PROMPT),
            section=self.text(name.line, group.value if group else place.heading, LONGEST_TITLE),
            help=self.described(fields),
            options=self.options(options[1]) if options else (),
        )
        if options:
            fields.use(options)
        if not group:
            place.mark_asked()
        self.found[name] = asked, []

    def options(self, value: Value) -> tuple[str, ...]:
        """Return the options in a list, with notes on what else is in it."""
        labels: dict[str, Text] = {}
        for each in value.elements if isinstance(value, Array) else ():
            inner = Fields(each) if isinstance(each, Object) else None
            found = inner.take(*NAMES, "value") if inner else each if isinstance(each, Text) else None
            if inner:
                self.leave_out_rest(inner)
            if found and (label := self.label(found.line, found.value)):
                labels.setdefault(label, found)
            elif not inner:
                self.leave_out(each.line, "option", words_in(each))
        for label in list(labels)[MOST_OPTIONS:]:
            self.leave_out(labels[label].line, "option", label)
        return tuple(labels)[:MOST_OPTIONS]

    def direction(self, fields: Fields) -> bool:
        """Return whether an item says that it is asked as give and as receive."""
        both = False
        for pair in fields.named((*DIRECTIONS, *COLUMNS)):
            is_both = is_direction([each.value for each in texts_in(pair[1])]) or folded(pair[1]) in YES
            both = both or is_both
            if is_both or is_no(pair[1]):
                fields.use(pair)
        sides = [pair for pair in fields.rest() if _side(pair[0]) in _SIDES and not is_no(pair[1])][:_MOST_SIDES]
        for at, one in enumerate(sides):
            for other in sides[at + 1 :]:
                if is_direction((one[0].value, other[0].value)):
                    both = True
                    for pair in (one, other):
                        if folded(pair[1]) in YES:
                            fields.use(pair)
        return both

    def note_ids(self, key: Text) -> None:
        """Note that ids of the file are not taken."""
        self.note_once(key.line, "the ids of items in the file were not taken: their words make them")

    def note_key(self, key: Text, name: Text) -> None:
        """Note that the key of an object is not its name."""
        if is_id(key.value):
            self.note_ids(key)
        elif same_words(key.value) != same_words(name.value):
            self.leave_out(key.line, "key", key.value)

    def leave_out_rest(self, fields: Fields) -> None:
        """Note each field that was not used as a whole."""
        for pair in fields.object.fields:
            if not fields.is_used(pair) or not is_whole(pair[1]):
                self.left_out(*pair)

    def left_out(self, key: Text, value: Value) -> None:
        """Note a field that was not used, with all of its words."""
        if key.value.strip().casefold() in IDS:
            self.note_ids(key)
            return
        words = words_in(value).strip()
        if words not in _NOTHING or not is_known(key):
            self.leave_out(key.line, key.value, "" if isinstance(value, Scalar) or words in _NOTHING else words)

    def row(self, row: Row, group: str, place: Category) -> None:
        """Add a row to the list of its category: that which it names itself, or the one it is in."""
        label = self.label(row.line, row.label)
        heading = self.text(row.line, group or place.heading, LONGEST_TITLE)
        if not label:
            if row.help:
                self.leave_out(row.line, "description", row.help)
            return
        new = ImportedQuestion(row.line, "items", heading=heading, columns=place.columns)
        asked, rows = self.found.setdefault(heading, (new, []))
        rows.append(replace(row, label=label, direction=row.direction or is_direction(place.columns)))
        if group:
            return
        if place.help and not place.asked:
            helping = self.text(place.line, f"{asked.help} {place.help}", LONGEST_HELP)
            self.found[heading] = replace(asked, help=helping), rows
        place.mark_asked()


def _side(key: Text) -> str:
    return unicodedata.normalize("NFKC", key.value).casefold().strip()
