"""One module of the phone, and what it looks like among others in one file."""

import posixpath
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import rjsmin

# Statements begin and end a line in our sources. What a statement of these forms is not, is refused.
_IMPORT = re.compile(r"^import\s*(?:(?P<what>\{[^}]*\}|\* as [\w$]+)\s*from\s*)?'(?P<address>[^']+)';$", re.MULTILINE)
_PASSED_ON = re.compile(r"^export\s*(?P<what>\*|\{[^}]*\})\s*from '(?P<address>[^']+)';$", re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:const|class|function\*?) (?P<name>[\w$]+))", re.MULTILINE)
_NOTHING = re.compile(r"^export \{\};$", re.MULTILINE)
_UNKNOWN = re.compile(r"^(?:export\b|import\b(?![.(])).*$", re.MULTILINE)
_LOADED = re.compile(r"\bimport\('(\.[^']+)'\)")
_OWN_ADDRESS = "import.meta.url"


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
    def imports(self) -> tuple[str, ...]:
        """The paths of what it imports, in their order."""
        found = [*_IMPORT.finditer(self.text), *_PASSED_ON.finditer(self.text)]
        return tuple(self._path(each["address"]) for each in sorted(found, key=lambda each: each.start()))

    @cached_property
    def loads(self) -> tuple[str, ...]:
        """The paths of what it loads later, with `import()`."""
        return tuple(self._path(address) for address in _LOADED.findall(bare(self.text)))

    def as_function(self, file: str, files: Mapping[str, str]) -> str:
        """Return it as a constant: what a function that is called at once returns, namely what the module exports.

        Args:
            file: The file in which it stands.
            files: The file of each module.

        Raises:
            ValueError: It imports or exports in a form that is not known here.
        """
        exported = [each["name"] for each in _EXPORT.finditer(self.text)]
        for each in _PASSED_ON.finditer(self.text):
            exported += _passed_on(each["what"], name(self._path(each["address"])))
        text = _IMPORT.sub(self._constant, _EXPORT.sub("", _NOTHING.sub("", _PASSED_ON.sub("", self.text))))
        if unknown := _UNKNOWN.search(text):
            raise ValueError(f"{self.path}: this form cannot be joined: {unknown[0]}")
        text = _LOADED.sub(lambda each: self._later(each[1], file, files), bare(text))
        text = text.replace(_OWN_ADDRESS, f"new URL('{relative(file, self.path)}',{_OWN_ADDRESS})")
        return f"const {name(self.path)}=(()=>{{\n{text.strip()}\nreturn{{{','.join(exported)}}};\n}})();\n"

    def _path(self, address: str) -> str:
        return posixpath.normpath(posixpath.join(posixpath.dirname(self.path), address))

    def _constant(self, statement: re.Match[str]) -> str:
        if statement["what"] is None:
            return ""
        what, other = statement["what"], name(self._path(statement["address"]))
        return f"const {what.removeprefix('* as ').replace(' as ', ': ')} = {other};"

    def _later(self, address: str, file: str, files: Mapping[str, str]) -> str:
        path = self._path(address)
        return f"import('{relative(file, files[path])}').then(($)=>$.{name(path)})"


def bare(text: str) -> str:
    """Return a script without comments and indentation. Names and lines stay as they are."""
    text_without: str = rjsmin.jsmin(text)
    return text_without


def name(path: str) -> str:
    """Return what a module is called in the file where it stands: "storage/drafts.js" is `$storage_drafts`."""
    return "$" + re.sub(r"\W", "_", path.removesuffix(".js").removeprefix("../"))


def relative(file: str, path: str) -> str:
    """Return the address of a path as a script in `file` writes it."""
    found = posixpath.relpath(path, posixpath.dirname(file))
    return found if found.startswith(".") else f"./{found}"


def _passed_on(what: str, other: str) -> Iterable[str]:
    if what == "*":
        return [f"...{other}"]
    pairs = [each.strip().partition(" as ") for each in what.strip("{}").split(",") if each.strip()]
    return [f"{given or own}:{other}.{own}" for own, _, given in pairs]
