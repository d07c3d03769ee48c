"""Reader of JSON lists: of texts, of objects with a name and a category, or of categories with their items.

Every text of the file is in the draft, or a note says that it is not.
"""

from overture.questions.importing.json_items import Category, ItemReader
from overture.questions.importing.json_keys import (
    CATEGORIES,
    COLUMNS,
    DESCRIPTIONS,
    LISTS,
    NAMES,
    OPTIONS,
    Fields,
    folded,
    has_named_objects,
    is_id,
    is_known,
    is_no,
    is_whole,
    texts_in,
)
from overture.questions.importing.json_text import Array, Object, Text, Value, parse, words_in
from overture.questions.importing.material import LONGEST_HELP, LONGEST_TITLE, CannotImport, ImportedList, Row
from overture.questions.importing.said import ANSWERS

_MISSHAPEN = (
    "the JSON holds no list that can be read; wanted is a list of texts, a list of objects with “name” and “category”, "
    "or categories with their items: {“Rope”: [“Wrists”, “Chest”]}"
)


def read_json(text: str) -> ImportedList:
    """Return one list for each category, and each question that is no item of a list.

    Raises:
        CannotImport: If the text is not JSON (RFC 8259), is nested too deeply, or has no list.
    """
    value, notes = parse(text)
    reader = _Reader()
    reader.notes += notes
    try:
        reader.whole(value)
    except RecursionError as error:
        raise CannotImport("the JSON is nested too deeply to be a list of items") from error
    if not reader.found:
        raise CannotImport(_MISSHAPEN)
    return ImportedList("a JSON list", reader.lists(), reader.all_notes())


class _Reader(ItemReader):
    def __init__(self) -> None:
        super().__init__()
        self.categories: list[Category] = []

    def whole(self, value: Value) -> None:
        root = self.category(Text(value.line, ""), None)
        root.is_file = True
        if isinstance(value, Array):
            self.array(value, root)
        elif isinstance(value, Object):
            self.object(value, root, None, is_root=True)
        for each in self.categories:
            if each.title and not (each.asked if each.is_file else each.has_rows):
                self.note(each.line, f"“{each.title}” has no items of its own, left out")
            if each.help and not each.asked:
                self.leave_out(each.line, each.title or "description", each.help)

    def category(self, title: Text, within: Category | None, columns: tuple[str, ...] = ()) -> Category:
        made = Category(title.line, self.text(title.line, title.value, LONGEST_TITLE), columns, within)
        self.categories.append(made)
        return made

    def array(self, array: Array, place: Category) -> None:
        elements = array.elements
        head = elements[0] if elements else None
        if isinstance(head, Array) and any(isinstance(each, Text) and _is_name(each) for each in head.elements):
            for row in elements[1:]:
                self.element(_record(head, row), place)
            return
        if len(elements) == 2 and isinstance(head, Text) and isinstance(elements[1], Array):
            place = self.category(head, place, place.columns)
            elements = elements[1:]
        for element in elements:
            self.element(element, place)

    def element(self, element: Value, place: Category) -> None:
        if isinstance(element, Text):
            self.row(Row(element.line, element.value), "", place)
        elif isinstance(element, Object):
            self.object(element, place, None)
        elif isinstance(element, Array):
            self.array(element, place)
        else:
            shown = words_in(element)[:40]
            self.note(element.line, f"“{shown}” is no item: it is neither a text nor an object with a name")

    def object(self, found: Object, place: Category, key: Text | None, *, is_root: bool = False) -> None:
        """Read an object, which `key` holds if it is not an element of a list: an item, a category, or several."""
        fields = Fields(found)
        if columns := [value for _, value in fields.named(NAMES) if isinstance(value, Array)]:
            self.by_columns(fields, columns[0], self.category(key, place, place.columns) if key else place)
        elif children := self.children(fields, is_root):
            self.with_items(fields, children, place, key, is_root=is_root)
        elif is_root and fields.is_map():
            self.map(fields, place)
        elif key is not None and fields.is_map() and fields.are_labels():
            self.map(fields, self.category(key, place, place.columns))
        else:
            self.item(fields, place, key)

    def children(self, fields: Fields, is_root: bool) -> set[int]:
        """The fields that hold items or categories. An object with a name is an item unless a list of it holds some."""
        is_item = fields.has_name() and not is_root
        children = set()
        for pair in fields.object.fields:
            key, value = pair[0].value.strip().casefold(), pair[1]
            if not isinstance(value, Array | Object) or is_no(value) or (is_item and key in OPTIONS):
                continue
            if key in COLUMNS:
                holds = has_named_objects(value) and not fields.named(LISTS)
            elif is_known(pair[0]):
                holds = key in (*LISTS, *OPTIONS) or (is_root and key == "labels" and isinstance(value, Object))
            else:
                holds = has_named_objects(value) or not is_item
            if holds:
                children.add(id(pair))
        return children

    def with_items(
        self, fields: Fields, children: set[int], place: Category, key: Text | None, *, is_root: bool
    ) -> None:
        """Read a category, or an object of several."""
        name = fields.take(*NAMES, *CATEGORIES) or fields.take(*DESCRIPTIONS)
        if name is None:
            name = key
        elif key is not None:
            self.note_key(key, name)
        described = fields.take(*DESCRIPTIONS)
        columns = place.columns
        for pair in fields.named(COLUMNS):
            if id(pair) not in children and (names := texts_in(pair[1])):
                columns = self.columns(names[0].line, (each.value for each in names))
                fields.use(pair)
        if name or described or columns != place.columns:
            place = self.category(name or Text(fields.object.line, ""), place, columns)
            place.help = self.text(described.line, described.value, LONGEST_HELP) if described else ""
            place.is_file = is_root
        is_map = fields.is_map()
        for pair in fields.object.fields:
            if id(pair) in children:
                self.child(*pair, place)
            elif is_map:
                self.entry(*pair, place)
            elif not fields.is_used(pair) or not is_whole(pair[1]):
                self.left_out(*pair)

    def child(self, key: Text, value: Value, place: Category) -> None:
        if isinstance(value, Array):
            self.array(value, place if is_known(key) else self.category(key, place, place.columns))
        elif isinstance(value, Object) and is_known(key) and Fields(value).is_map():
            self.map(Fields(value), place)
        elif isinstance(value, Object):
            self.object(value, place, None if is_known(key) else key)

    def map(self, fields: Fields, place: Category) -> None:
        for pair in fields.object.fields:
            self.entry(*pair, place)

    def entry(self, key: Text, value: Value, place: Category) -> None:
        """Read a label under its id, or a label with its description, its answer, or its fields."""
        if isinstance(value, Array | Object) and not is_no(value):
            self.child(key, value, place)
        elif not isinstance(value, Text) or folded(value) in ANSWERS:
            self.row(Row(key.line, key.value), "", place)
            if not is_no(value):
                self.leave_out(key.line, "answer", words_in(value))
        elif is_id(key.value):
            self.note_ids(key)
            self.row(Row(value.line, value.value), "", place)
        else:
            self.row(Row(key.line, key.value, help=self.text(value.line, value.value, LONGEST_HELP)), "", place)

    def by_columns(self, fields: Fields, names: Array, place: Category) -> None:
        """Read an object of columns: a list of names, and a list of as many values for each other key."""
        lists = [(key, value.elements) for key, value in fields.object.fields if isinstance(value, Array)]
        for at in range(max(len(elements) for _, elements in lists)):
            cells = tuple((key, elements[at]) for key, elements in lists if at < len(elements))
            self.element(Object(names.line, cells), place)
        for pair in fields.object.fields:
            if not isinstance(pair[1], Array) or not pair[1].elements:
                self.left_out(*pair)


def _is_name(text: Text) -> bool:
    return text.value.strip().casefold() in NAMES


def _record(head: Array, row: Value) -> Value:
    """A row of a table, below its header, as an object."""
    if not isinstance(row, Array):
        return row
    keys = [Text(head.line, f"column {number}") for number in range(1, len(row.elements) + 1)]
    named = [each if isinstance(each, Text) else key for each, key in zip(head.elements, keys, strict=False)]
    return Object(row.line, tuple(zip((*named, *keys[len(named) :]), row.elements, strict=True)))
