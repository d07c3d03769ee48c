"""Joins the phone's modules into few files, so that a slow line waits for a handful of requests and not for a hundred.

Nothing is renamed or left out, and statements keep their order: each module becomes a function that returns what it
exports. Modules that the same pages load stand in one file. So no page loads a module twice, or one that it does not
need.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from overture.site.modules import LATER, Module, name, relative

Owners = frozenset[str]

DOOR = "ui/cover.js"
"""Loaded beside the entry of any page (boot.js)."""
WORKER = "worker.js"
"""The service worker."""
ENTRIES = {
    "pages/about.js": "pages before a conversation",
    "pages/home.js": "pages before a conversation",
    "pages/join.js": "pages before a conversation",
    "pages/start.js": "pages before a conversation",
    "pages/move.js": "pages/move.js",
    "pages/session.js": "pages/session.js",
    "session/mutual-worker.js": "session/mutual-worker.js",
    WORKER: WORKER,
}
"""Modules that a page or a worker starts with. What only one group of them loads stands in one file, as it is small."""


@dataclass(frozen=True)
class _Loading:
    """Who loads what.

    Args:
        starts: Modules that are loaded by name, with their groups.
        owners: By module: the groups that load it.
        order: All modules, each after what it imports.
    """

    starts: Mapping[str, str]
    owners: Mapping[str, Owners]
    order: tuple[str, ...]


def joined(sources: Mapping[str, str]) -> dict[str, str]:
    """Return the files that hold all modules that a page can load, by path.

    An entry, and what is loaded later, is in the file of its own path.

    Args:
        sources: Every module by its path inside the folder of the scripts. What they
            import beyond these stays a file of its own.

    Raises:
        ValueError: Modules import each other in a circle, in a form that is not known, or what another does not
            export; or two of them would have one name.
    """
    modules = {path: Module(path, text) for path, text in sources.items()}
    _check_names(modules)
    loading = _loading(modules)
    files = _files(loading)
    held: dict[str, list[Module]] = {}
    for path in loading.order:
        held.setdefault(files[path], []).append(modules[path])
    return {file: _written(file, held[file], files, _needs(held[file], modules, files)) for file in sorted(held)}


def alone(files: Mapping[str, str], entry: str) -> str:
    """Return a file that exports nothing, as it has to be where a script is no module.

    Args:
        files: Files by path, as `joined` returns them.
        entry: The path of the file.

    Raises:
        ValueError: It imports another file.
    """
    if Module(entry, files[entry]).imports:
        raise ValueError(f"{entry}: shares a module with a page")
    return files[entry][: files[entry].rindex("export{")]


def imports_of(files: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Return what each file imports by itself, by path.

    Args:
        files: Files by path, as `joined` returns them.
    """
    return {path: Module(path, text).imports for path, text in files.items()}


def loaded_at_once(imports: Mapping[str, tuple[str, ...]], entry: str) -> tuple[str, ...]:
    """Return the paths of a file and of all that it imports, directly or through others.

    Args:
        imports: What each file imports by itself (`imports_of`).
        entry: The path of the first.
    """
    found = [entry]
    for path in found:
        found += [each for each in dict.fromkeys(imports.get(path, ())) if each not in found]
    return tuple(found)


def _check_names(modules: Mapping[str, Module]) -> None:
    """A browser refuses to load these. In one file they would be something else, or nothing."""
    paths: dict[str, str] = {}
    for path in modules:
        if paths.setdefault(name(path), path) != path:
            raise ValueError(f"{path}: would have the same name as {paths[name(path)]}")
    for path, module in modules.items():
        for other, asked in module.asks_for:
            if other in modules and not _exports(modules, other, asked):
                raise ValueError(f"{path}: imports {asked}, which {other} does not export")


def _exports(modules: Mapping[str, Module], path: str, asked: str, seen: frozenset[str] = frozenset()) -> bool:
    if path not in modules or path in seen:
        return path not in modules
    exported = modules[path].exports
    others = [each[1:] for each in exported if each.startswith("*")]
    return asked in exported or any(_exports(modules, other, asked, seen | {path}) for other in others)


def _loading(modules: Mapping[str, Module]) -> _Loading:
    lazy = {path: path for module in modules.values() for path in module.loads}
    starts = {**lazy, DOOR: DOOR, **ENTRIES}
    reached = {start: _imported(modules, start) for start in starts}
    can_load = {entry: _can_load(modules, entry) for entry in ENTRIES}
    users = {start: {ENTRIES[entry] for entry in ENTRIES if start in can_load[entry]} for start in starts}
    order = tuple(dict.fromkeys(path for start in sorted(starts) for path in reached[start]))
    return _Loading(starts, {path: _owners(path, starts, reached, users) for path in order}, order)


def _can_load(modules: Mapping[str, Module], entry: str) -> set[str]:
    """What a page can load at all: a file for later is used on such pages only."""
    found = [entry, *([DOOR] if entry.startswith("pages/") else [])]
    for path in found:
        if path in modules:
            found += [each for each in modules[path].imports + modules[path].loads if each not in found]
    return set(found)


def _owners(
    path: str, starts: Mapping[str, str], reached: Mapping[str, list[str]], users: Mapping[str, set[str]]
) -> Owners:
    """A file for later does not count where every page that uses it has the module already."""
    loading = [start for start in starts if path in reached[start]]
    pages = {ENTRIES[start] for start in loading if start in ENTRIES}
    return frozenset(pages | {start for start in loading if start not in ENTRIES and not users[start] <= pages})


def _imported(modules: Mapping[str, Module], start: str) -> list[str]:
    """A module and all that it imports, directly or through others, each after what it imports."""
    found: list[str] = []
    under_way: set[str] = set()

    def visit(path: str) -> None:
        if path in found or path not in modules:
            return
        if path in under_way:
            raise ValueError(f"{path}: imports itself, directly or through others")
        under_way.add(path)
        for other in modules[path].imports:
            visit(other)
        found.append(path)

    visit(start)
    return found


def _files(loading: _Loading) -> dict[str, str]:
    """The file of each module."""
    shared = sorted({owners for owners in loading.owners.values() if not _alone(owners, loading)}, key=sorted)
    names = {owners: f"joined/{place}.js" for place, owners in enumerate(shared, 1)}
    return {
        path: path if path in ENTRIES else names.get(owners) or min(owners) for path, owners in loading.owners.items()
    }


def _alone(owners: Owners, loading: _Loading) -> bool:
    """Whether one module starts all that needs it."""
    return len(owners) == 1 and min(owners) in loading.starts


def _needs(held: list[Module], modules: Mapping[str, Module], files: Mapping[str, str]) -> dict[str, list[str]]:
    """The files that are not there yet when these modules load another later, by that one; its own file first."""
    there = {each for module in held for each in _files_of(module.path, modules, files)}
    later = {path for module in held for path in module.loads}
    return {path: [each for each in _files_of(path, modules, files) if each not in there] for path in sorted(later)}


def _files_of(path: str, modules: Mapping[str, Module], files: Mapping[str, str]) -> list[str]:
    """The file of a module and those of all that it imports, directly or through others."""
    reached = _imported(modules, path)[::-1]
    apart = [each for one in reached for each in modules[one].imports if each not in modules]
    return list(dict.fromkeys([*(files[each] for each in reached), *apart]))


def _written(file: str, held: list[Module], files: Mapping[str, str], needs: Mapping[str, Sequence[str]]) -> str:
    taken: dict[str, set[str]] = {}
    for path in dict.fromkeys(path for module in held for path in module.imports):
        if files.get(path) != file:
            taken.setdefault(files.get(path, path), set()).add(name(path))
    imports = [
        f"import{{{','.join(sorted(names))}}}from'{relative(file, other)}';\n"
        if other in files.values()
        else f"import * as {name(other)} from '{relative(file, other)}';\n"
        for other, names in sorted(taken.items())
    ]
    names = ",".join(name(module.path) for module in held)
    later = [LATER] if any(needs.values()) else []
    functions = [module.as_function(file, files, needs) for module in held]
    return "".join([*imports, *later, *functions, f"export{{{names}}};\n"])
