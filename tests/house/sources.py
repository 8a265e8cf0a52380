"""The project's own source, parsed once: what the wall tests look at."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
# Named once, for the layers: a room that imports hold to order is held to the other walls, too.
ROOMS: tuple[str, ...] = tuple(
    tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "root_packages"
    ]
)


@dataclass(frozen=True, eq=False)
class Source:
    """One module of ours."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def name(self) -> str:
        """The path below the project."""
        return self.path.relative_to(ROOT).as_posix()

    @property
    def parts(self) -> tuple[str, ...]:
        """The path's steps without ``.py``."""
        return tuple(self.name.removesuffix(".py").split("/"))

    def walk(self) -> Iterator[tuple[str, ast.AST]]:
        """Every node with the place it stands in: ``checklists/filters.py:rows``."""
        yield from _walk(self.tree, self.name, "")

    def functions(self) -> Iterator[ast.FunctionDef]:
        """Every function, nested ones included."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef):
                yield node


def _walk(node: ast.AST, module: str, inside: str) -> Iterator[tuple[str, ast.AST]]:
    for child in ast.iter_child_nodes(node):
        name = child.name if isinstance(child, ast.FunctionDef) else inside
        yield f"{module}:{name}", child
        yield from _walk(child, module, name)


@cache
def sources(*, tests: bool = False) -> tuple[Source, ...]:
    """All modules; migrations are written by a machine."""
    rooms = (*ROOMS, "tests") if tests else ROOMS
    return tuple(
        Source(path, text := path.read_text(encoding="utf-8"), ast.parse(text))
        for room in rooms
        for path in sorted((ROOT / room).rglob("*.py"))
        if "migrations" not in path.parts
    )


def called(node: ast.Call) -> str:
    """The last name of what is called: ``save`` in ``row.save()``."""
    function = node.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def chained(node: ast.Attribute, source: ast.AST) -> set[str]:
    """The names that follow on an attribute in one expression: ``visible_to``, ``filter`` …"""
    parents = _parents(source)
    names: set[str] = set()
    above = parents.get(node)
    while isinstance(above, ast.Attribute | ast.Call):
        if isinstance(above, ast.Attribute):
            names.add(above.attr)
        node_above, above = above, parents.get(above)
        if isinstance(above, ast.Call) and above.func is not node_above:
            break
    return names


@cache
def _parents(tree: ast.AST) -> dict[ast.AST, ast.AST]:
    return {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
