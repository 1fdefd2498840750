"""Slips with names: another layer, another index, a sum left out, z for f(z) and f(z) for z."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from derive.core.errors import DeriveError
from derive.core.op import Node, walk
from derive.core.read import Language
from derive.ops.indexed import free_letters

Change = tuple[str, Node, Node]  # the defect, what is written, and what is meant
Replaced = Callable[[Node, Node, Node], Node | None]  # an expression, a part of it, and what takes its place
LAYER = re.compile(r"([^\W\d]+)(\d+)")


def misnamed(
    language: Language, written: Iterable[Node], sides: tuple[Node, Node], replaced: Replaced
) -> Iterator[Change]:
    """What may be meant by each part that is `written`; `sides` are this one and the other one of the claim."""
    parts = list(written)
    seen = set(parts)
    names = {node.data[0]: node for node in walk(sides) if node.op.name == "symbol"}
    functions = [(node, node.args[0].args[0]) for node in names.values() if _is_function(node)]
    meant = {**{argument: node for node, argument in functions}, **dict(functions)}
    yield from _missing_sums(language, *sides)
    for node in parts:
        if node.op.name == "symbol":
            yield from _other_layers(node, names)
            if node in meant:
                yield "function", node, meant[node]
        elif node.op.name == "apply":
            for part in [part for part in walk(node.args) if part in seen]:
                changed = replaced(node, part, meant[part]) if part in meant else None
                if changed is not None:
                    yield "argument", node, changed
        elif node.op.name == "entry":
            yield from _other_indices(language, node, parts, sides)


def _is_function(node: Node) -> bool:
    """Whether it is a name for f(x)."""
    return node.op.name == "symbol" and bool(node.args) and node.args[0].op.name == "apply"


def _other_layers(node: Node, names: dict[str, Node]) -> Iterator[Change]:
    """W2 and W4 for W3."""
    match = LAYER.fullmatch(node.data[0])
    if match is not None:
        for layer in (int(match[2]) - 1, int(match[2]) + 1):
            other = names.get(f"{match[1]}{layer}")
            if other is not None:
                yield "index", node, other


def _missing_sums(language: Language, side: Node, other: Node) -> Iterator[Change]:
    """The sum over an index that the other side does not know."""
    for letter in free_letters(side, {}):
        if letter not in free_letters(other, {}):
            yield "index", side, language.make("sum_over", side, data=((letter, 1, letter[1]),))


def _other_indices(language: Language, node: Node, parts: list[Node], sides: tuple[Node, Node]) -> Iterator[Change]:
    """W[h,k] for W[h,j], with the indices that are known at this place."""
    letters = {letter for side in sides for letter in free_letters(side, {})}
    for around in parts:
        if around.op.name == "sum_over" and node in walk(around.args):
            letters |= {letter for letter, _, _ in around.data}
    for axis, place in enumerate(node.data):
        for letter in sorted(letters, key=lambda letter: letter[0]):
            if isinstance(place, tuple) and letter != place:
                places = (*node.data[:axis], letter, *node.data[axis + 1 :])
                try:
                    yield "index", node, language.make("entry", *node.args, data=places)
                except DeriveError:
                    continue
