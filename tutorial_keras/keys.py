"""Keys: short names for what something was made from.

An artefact is fresh when its key is the one it was stored with. The key of a function covers its own code and
every function, class and constant of this package that it can reach, but no comment, docstring or decorator: a
changed caption redraws nothing, a changed helper redraws what calls it, and code that only moves changes nothing.
All is read from the source text, so asking whether a training run is fresh does not import TensorFlow.
"""

from __future__ import annotations

import ast
import hashlib
import importlib.metadata
import json
import sys
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parent


def combined_key(*parts) -> str:
    """Name the combination of `parts`, anything JSON can write, in 16 hexadecimal digits."""
    text = json.dumps(parts, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def file_key(*paths: Path) -> str:
    """Name the content of files; one that does not exist counts as such."""
    digests = [hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None for path in paths]
    return combined_key(digests)


@cache
def code_key(*roots: str, versions: bool = True) -> str:
    """Name the code behind functions of this package.

    Args:
        roots: as `"training:train"`: the module's name below this package, a colon, the function.
        versions: whether the versions of the libraries that this code imports count as well.
    """
    reached: dict[tuple[str, str], str] = {}
    libraries: set[str] = set()
    for root in roots:
        module, _, name = root.partition(":")
        if name not in _Module.read(module).definitions:
            raise KeyError(f"no function {name!r} in module {module!r} of this package")
        _reach(module, name, reached, libraries)
    code = sorted(reached.values())  # not the modules' names: code may move
    return combined_key(code, library_versions(*libraries) if versions else None)


def library_versions(*names: str) -> dict[str, str]:
    """The installed version of each library by its import name."""
    found = {}
    for name in sorted(names):
        try:
            found[name] = importlib.metadata.version({"PIL": "pillow", "sklearn": "scikit-learn"}.get(name, name))
        except importlib.metadata.PackageNotFoundError:
            found[name] = "not installed"
    return found


class _Module:
    """One source file: what it defines at the top level and what it imports anywhere."""

    def __init__(self, name: str):
        path = PACKAGE.joinpath(*name.split("."))
        file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
        self.is_folder = path.is_dir()
        self.name = name
        tree = ast.parse(file.read_text(encoding="utf-8"))
        self.definitions: dict[str, ast.AST] = {}
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                self.definitions[node.name] = node
            elif isinstance(node, ast.Assign | ast.AnnAssign):
                for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                    for part in ast.walk(target):
                        if isinstance(part, ast.Name):
                            self.definitions[part.id] = node
        self.imports: dict[str, tuple[str, str | None]] = {}
        self._contents: dict[str, tuple[str, dict]] = {}
        for node in ast.walk(tree):
            self._note_import(node)

    @classmethod
    @cache
    def read(cls, name: str) -> _Module:
        return cls(name)

    @staticmethod
    def exists(name: str) -> bool:
        path = PACKAGE.joinpath(*name.split("."))
        return path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()

    def content(self, name: str) -> tuple[str, dict[tuple[str, str | None], None]]:
        """A definition's code, and what it mentions: (name, attribute or None), each once, in order."""
        if name not in self._contents:
            node = self.definitions[name]
            mentions = {}
            for part in _body_parts(node):
                if isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name):
                    mentions[part.value.id, part.attr] = None
                if isinstance(part, ast.Name):
                    mentions[part.id, None] = None
            self._contents[name] = _text(node), mentions
        return self._contents[name]

    def _note_import(self, node: ast.AST) -> None:
        if isinstance(node, ast.Import):
            for alias in node.names:
                self.imports[alias.asname or alias.name.split(".")[0]] = (alias.name.split(".")[0], None)
        elif isinstance(node, ast.ImportFrom):
            if node.level == 0:
                source = (node.module or "").split(".")[0]
            else:
                here = self.name.split(".")
                above = here[: len(here) - node.level + self.is_folder]
                source = "." + ".".join([*above, *(node.module or "").split(".")]).strip(".")
            for alias in node.names:
                self.imports[alias.asname or alias.name] = (source, alias.name)


def _reach(module: str, name: str, reached: dict, libraries: set) -> None:
    if (module, name) in reached:
        return
    source = _Module.read(module)
    if name not in source.definitions:
        if name in source.imports:  # a name that this module passes on from another
            _follow(source, name, None, reached, libraries)
        return
    reached[module, name], mentions = source.content(name)
    for mentioned, attribute in mentions:
        _follow(source, mentioned, attribute, reached, libraries)


def _follow(source: _Module, name: str, attribute: str | None, reached: dict, libraries: set) -> None:
    if name in source.definitions:
        _reach(source.name, name, reached, libraries)
    elif name in source.imports:
        origin, imported = source.imports[name]
        if not origin.startswith("."):
            if origin not in sys.stdlib_module_names and origin != "__future__":
                libraries.add(origin)
            return
        origin = origin[1:]
        as_module = f"{origin}.{imported}".strip(".")
        if _Module.exists(as_module):
            if attribute is not None:
                _reach(as_module, attribute, reached, libraries)
        elif imported is not None:
            _reach(origin, imported, reached, libraries)


def _body_parts(node: ast.AST):
    """Every node below `node` except its own decorators and their arguments."""
    skipped = {id(part) for decorator in getattr(node, "decorator_list", []) for part in ast.walk(decorator)}
    return (part for part in ast.walk(node) if id(part) not in skipped)


def _text(node: ast.AST) -> str:
    """The code of a definition without comments, docstrings and its own decorators."""
    node = ast.parse(ast.unparse(node)).body[0]
    if hasattr(node, "decorator_list"):
        node.decorator_list = []
    for part in ast.walk(node):
        if isinstance(part, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
            first = part.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                part.body = part.body[1:] or [ast.Pass()]
    return ast.unparse(node)
