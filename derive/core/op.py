"""The shared graph of expressions, and the record of an operation.

A `Node` is one distinct subexpression: nodes are interned, so `is` decides whether two are written the same way.
The shape of a node is found when it is made; an axis of size 1 is an empty list of sizes, which makes scalars and
1 x 1 matrices the same thing, and Kronecker axes longer lists.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Any, NamedTuple
from weakref import WeakValueDictionary

from derive.core.sizes import ONE, Size, multiply

if TYPE_CHECKING:
    from derive.core.form import Form
    from derive.core.lower import Lowering

Axis = tuple[Size, ...]


class Shape(NamedTuple):
    """Rows and columns, each a list of sizes whose product is the length of the axis."""

    rows: Axis
    cols: Axis

    def __str__(self) -> str:
        def axis(sizes: Axis) -> str:
            return "·".join(str(size) if len(size.terms) == 1 else f"({size})" for size in sizes) or "1"

        return f"{axis(self.rows)} × {axis(self.cols)}"

    def fits(self, other: Shape) -> bool:
        """The same lengths, however they are made up: m·n is as long as n·m."""
        return all(length(one) is length(two) for one, two in zip(self, other, strict=True))


SCALAR = Shape((), ())


def axis(size: Size) -> Axis:
    """The axis of this length."""
    return () if size is ONE else (size,)


def length(sizes: Axis) -> Size:
    """The length of an axis: the product of its sizes."""
    return reduce(multiply, sizes, ONE)


class Node:
    """One distinct subexpression: an operation, its arguments, what else it needs, and its shape."""

    __slots__ = ("__weakref__", "args", "data", "op", "shape")
    op: Op
    args: tuple[Node, ...]
    data: Any
    shape: Shape

    def __repr__(self) -> str:
        from derive.core.text import text

        return text(self)


_INTERNED: WeakValueDictionary[tuple[object, ...], Node] = WeakValueDictionary()


def make(op: Op, args: Sequence[Node] = (), data: Any = None) -> Node:
    """The node for an operation on these arguments; raises IllTyped where the shapes do not fit."""
    # a node keeps its arguments alive, so their identities cannot be reused while the entry exists
    key = (op.name, data, *map(id, args))
    found = _INTERNED.get(key)
    if found is None:
        found = Node()
        found.op, found.args, found.data = op, tuple(args), data
        found.shape = op.shape(found)
        _INTERNED[key] = found
    return found


def unchecked(op: Op, args: Sequence[Node], data: Any) -> Node:
    """A node whose shapes nobody checked, for what was written without a meaning; never interned."""
    node = Node()
    node.op, node.args, node.data, node.shape = op, tuple(args), data, SCALAR
    return node


def walk(roots: Iterable[Node], done: Mapping[Node, object] | set[Node] = frozenset()) -> Iterator[Node]:  # type: ignore[assignment]
    """Every node below the roots once, arguments first, leaving out what is done."""
    seen: set[Node] = set()
    stack: list[Node | None] = [*reversed(list(roots))]
    while stack:
        node = stack.pop()
        if node is None:  # the arguments of the one below are done
            yield stack.pop()  # type: ignore[misc]
        elif node not in seen and node not in done:
            seen.add(node)
            if node.args:
                stack += (node, None, *reversed(node.args))
            else:
                yield node


@dataclass(frozen=True)
class Op:
    """One operation. `shape` and `meaning` are trusted; everything else is convenience, and tested against them.

    name        unique
    shape       shape of a node, or IllTyped
    meaning     its index form, from the forms of its arguments
    evaluate    the same on NumPy arrays of exact numbers, written independently of `meaning`
    classes     the SymPy classes read as this operation
    read        SymPy object -> (SymPy arguments, data)
    build       (SymPy arguments, data) -> SymPy object
    show        "text" or "latex", node, texts of its arguments -> (text, how tightly it binds)
    """

    name: str
    shape: Callable[[Node], Shape]
    meaning: Callable[[Lowering, Node], Form]
    evaluate: Callable[..., Any]
    classes: tuple[type, ...]
    read: Callable[[Any], tuple[Sequence[Any], Any]]
    build: Callable[[Sequence[Any], Any], Any]
    show: Callable[[str, Node, Callable[[int, int], str]], tuple[str, int]]

    def __hash__(self) -> int:
        return hash(self.name)
