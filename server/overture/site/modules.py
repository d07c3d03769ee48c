"""One module of the phone, and what it looks like among others in one file."""

import posixpath
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import rjsmin

# Statements begin and end a line in our sources. What a statement of these forms is not, is refused.
_IMPORT = re.compile(r"^import\s*(?:(?P<what>\{[^}]*\}|\* as [\w$]+)\s*from\s*)?'(?P<address>[^']+)';$", re.MULTILINE)
_PASSED_ON = re.compile(r"^export\s*(?P<what>\*|\{[^}]*\})\s*from '(?P<address>[^']+)';$", re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:const|class|function\*?) (?P<name>[\w$]+))", re.MULTILINE)
_NOTHING = re.compile(r"^export \{\};$", re.MULTILINE)
_KNOWN = (_IMPORT, _PASSED_ON, _EXPORT, _NOTHING)
# These look back from a word to what is before it: a pattern that begins with plain letters is found far sooner.
_ANY_IMPORT = re.compile(r"import(?<![\w$.'\"`]import)(?=[\s*{'\"])")
_ANY_EXPORT = re.compile(r"export(?<![\w$.'\"`]export)\b")
_LOADED = re.compile(r"import(?<!\wimport)\('(\.[^']+)'\)")
_LOADING = re.compile(r"import(?<!\wimport)\s*\(")
_META = re.compile(r"import(?<!\wimport)\s*\.\s*meta\b(?!\.url\b)")
_OWN_ADDRESS = "import.meta.url"
LATER = (
    "const $later=async(...all)=>{"
    "await Promise.all(all.map(async(each)=>{const response=await fetch(new URL(each,import.meta.url));"
    "await response.text();if(!response.ok)throw TypeError(each);}));"
    "return import(all[0]);};\n"
)
"""A script that imports the first of some files, from where they stand beside it, once all have been fetched. Firefox
never fetches a module again that it could not fetch once, as the HTML standard had it until 2026; of what was fetched
before, it finds all in its cache."""
_ABOVE = "/static/js"


@dataclass(frozen=True)
class Module:
    """A module of the phone.

    Args:
        path: Inside the folder of the scripts, such as "storage/drafts.js".
        text: Its source.
    """

    path: str
    text: str

    @cached_property
    def bare(self) -> str:
        """Its source without comments."""
        return bare(self.text)

    @cached_property
    def imports(self) -> tuple[str, ...]:
        """The paths of what it imports, in their order."""
        found = sorted([*self._imported, *self._passed_on], key=lambda each: each.start())
        return tuple(self._path(each["address"]) for each in found)

    @cached_property
    def loads(self) -> tuple[str, ...]:
        """The paths of what it loads later, with `import()`."""
        return tuple(self._path(address) for address in _LOADED.findall(self.bare))

    @cached_property
    def exports(self) -> frozenset[str]:
        """The names that it exports; `*` and a path for all those of another module."""
        own = {each["name"] for each in self._exported}
        for each in self._passed_on:
            path = self._path(each["address"])
            own |= {f"*{path}"} if each["what"] == "*" else {given for _, given in _pairs(each["what"])}
        return frozenset(own)

    @cached_property
    def asks_for(self) -> tuple[tuple[str, str], ...]:
        """The names that it imports or passes on one by one, each with the path of the module that should export it."""
        found = [*self._imported, *self._passed_on]
        named = [each for each in found if each["what"] and each["what"].startswith("{")]
        return tuple((self._path(each["address"]), asked) for each in named for asked, _ in _pairs(each["what"]))

    def as_function(self, file: str, files: Mapping[str, str], needs: Mapping[str, Sequence[str]] | None = None) -> str:
        """Return it as a constant: what a function that is called at once returns, namely what the module exports.

        Args:
            file: The file in which it stands.
            files: The file of each module.
            needs: By module that is loaded later: the files that have to be fetched for it, its own first (`LATER`).

        Raises:
            ValueError: It imports or exports in a form that is not known here.
        """
        self._refuse_unknown()
        exported = [each["name"] for each in self._exported]
        for each in self._passed_on:
            exported += _passed_on(each["what"], name(self._path(each["address"])))
        # Imports hold from the first line on, wherever they stand.
        constants = "".join(self._constant(each) for each in self._imported)
        text = bare(_IMPORT.sub("", _EXPORT.sub("", _NOTHING.sub("", _PASSED_ON.sub("", self.text)))))
        text = _LOADED.sub(lambda each: self._later(each[1], file, files, needs or {}), text)
        text = text.replace(_OWN_ADDRESS, f"new URL('{relative(file, self.path)}',{_OWN_ADDRESS})")
        return f"const {name(self.path)}=(()=>{{\n{constants}{text.strip()}\nreturn{{{','.join(exported)}}};\n}})();\n"

    def _refuse_unknown(self) -> None:
        """A statement in a comment is not there without comments. One in a template stands behind an odd backtick."""
        known = [*self._imported, *self._passed_on, *self._exported, *_NOTHING.finditer(self.text)]
        wrong = [each[0] for each in known if self.text.count("`", 0, each.start()) % 2]
        if wrong or len(known) != len(_ANY_IMPORT.findall(self.bare)) + len(_ANY_EXPORT.findall(self.bare)):
            unknown = wrong or [line for line in self.text.splitlines() if _is_any(line) and not _is_known(line)]
            raise ValueError(f"{self.path}: this form cannot be joined: {(unknown or ['a statement in a comment'])[0]}")
        if self.text.startswith("#!") or _META.search(self.bare):
            raise ValueError(f"{self.path}: this form cannot be joined: {self.text.splitlines()[0]}, or import.meta")
        if len(_LOADING.findall(self.bare)) != len(_LOADED.findall(self.bare)):
            raise ValueError(f"{self.path}: this form cannot be joined: import() of what is no plain address")

    @cached_property
    def _imported(self) -> tuple[re.Match[str], ...]:
        return tuple(_IMPORT.finditer(self.text))

    @cached_property
    def _passed_on(self) -> tuple[re.Match[str], ...]:
        return tuple(_PASSED_ON.finditer(self.text))

    @cached_property
    def _exported(self) -> tuple[re.Match[str], ...]:
        return tuple(_EXPORT.finditer(self.text))

    def _path(self, address: str) -> str:
        return posixpath.normpath(posixpath.join(posixpath.dirname(self.path), address))

    def _constant(self, statement: re.Match[str]) -> str:
        if statement["what"] is None:
            return ""
        what, other = statement["what"], name(self._path(statement["address"]))
        if what.startswith("*"):
            return f"const {what.removeprefix('* as ')}={other};\n"
        named = ",".join(asked if asked == given else f"{asked}:{given}" for asked, given in _pairs(what))
        return f"const{{{named}}}={other};\n"

    def _later(self, address: str, file: str, files: Mapping[str, str], needs: Mapping[str, Sequence[str]]) -> str:
        path = self._path(address)
        needed = ",".join(f"'{relative(file, each)}'" for each in needs.get(path, ()))
        loaded = f"$later({needed})" if needed else f"import('{relative(file, files[path])}')"
        return f"{loaded}.then(($)=>$.{name(path)})"


def bare(text: str) -> str:
    """Return a script without comments and indentation. Names and lines stay as they are."""
    text_without: str = rjsmin.jsmin(text)
    return text_without


def name(path: str) -> str:
    """Return what a module is called in the file where it stands: "storage/drafts.js" is `$storage_drafts`."""
    return "$" + re.sub(r"\W", "_", path.removesuffix(".js").removeprefix("../"))


def relative(file: str, path: str) -> str:
    """Return the address of a path as a script in `file` writes it."""
    # As if below a folder: what is relative would be taken from the process's own, and a container's has nothing above.
    found = posixpath.relpath(f"{_ABOVE}/{path}", f"{_ABOVE}/{posixpath.dirname(file)}")
    return found if found.startswith(".") else f"./{found}"


def _pairs(what: str) -> list[tuple[str, str]]:
    """The names in braces: as the other module calls each, and as this one does."""
    pairs = [re.split(r"\s+as\s+", each.strip()) for each in what.strip("{}").split(",") if each.strip()]
    return [(pair[0], pair[-1]) for pair in pairs]


def _is_any(line: str) -> bool:
    return any(form.search(line) for form in (_ANY_IMPORT, _ANY_EXPORT))


def _is_known(line: str) -> bool:
    return any(form.match(line) for form in _KNOWN)


def _passed_on(what: str, other: str) -> Iterable[str]:
    if what == "*":
        return [f"...{other}"]
    return [f"{given}:{other}.{own}" for own, given in _pairs(what)]
