"""SymPy expression -> shared graph: every distinct subexpression once, its shape checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sympy.core.basic import Basic

from derive.core.errors import Unreadable
from derive.core.function import Function, MatrixFunction
from derive.core.op import Node, Op, make, walk
from derive.core.sizes import Size, is_size_symbol
from derive.core.symbols import exact


@dataclass(frozen=True)
class Language:
    """The operations by name and by SymPy class, the scalar functions, and those of whole matrices."""

    ops: Mapping[str, Op]
    classes: Mapping[type, Op]
    macros: Mapping[type, Callable[[Any], Any]]
    functions: Mapping[str, Function]
    matrix_functions: Mapping[str, MatrixFunction]

    @property
    def records(self) -> Mapping[str, Function | MatrixFunction]:
        """The functions of both kinds, as the kernel wants them."""
        return {**self.functions, **self.matrix_functions}

    def opened(self, expr: Basic) -> tuple[Op | None, tuple[Basic, ...], Any]:
        """The operation, arguments and data of an expression; no operation where it is only another way of writing."""
        for cls in (Size, *type(expr).__mro__) if is_size_symbol(expr) else type(expr).__mro__:
            if cls in self.macros:
                rewritten = exact(self.macros[cls](expr))
                if rewritten is not expr:
                    return None, (rewritten,), None
            if cls in self.classes:
                op = self.classes[cls]
                try:
                    args, data = op.read(expr)
                except (IndexError, ValueError, TypeError, AttributeError) as error:
                    raise Unreadable(f"an object of type {type(expr).__name__} is not made as it should be") from error
                # arguments that reading made afresh are kept alive by the caller
                return op, tuple(exact(arg) for arg in args), data
        raise Unreadable(f"`{type(expr).__name__}` is not an operation of this language")

    def make(self, name: str, *args: Node, data: Any = None) -> Node:
        return make(self.ops[name], args, data)


def read(
    language: Language,
    expr: object,
    memo: dict[int, tuple[Basic, Node]] | None = None,
    made: Callable[[Op, Sequence[Node], Any], Node] = make,
) -> Node:
    """The node of an expression. `memo` keeps what was read, so that expressions read in turn share their parts;
    `made` makes the nodes: interned, with their shapes checked, unless they are for display only.

    The walk goes by identity and without recursion: SymPy's own traversals take time exponential in the depth of an
    expression that shares subexpressions.
    """
    root = exact(expr)
    if memo is None:
        memo = {}
    pending: list[tuple[Basic, tuple[Op | None, tuple[Basic, ...], Any] | None]] = [(root, None)]
    while pending:
        part, opened = pending.pop()
        if id(part) in memo:
            continue
        if opened is None:
            opened = language.opened(part)
            pending.append((part, opened))
            pending.extend((arg, None) for arg in opened[1] if id(arg) not in memo)
        else:
            op, args, data = opened
            nodes = [memo[id(arg)][1] for arg in args]
            try:
                memo[id(part)] = (part, nodes[0] if op is None else made(op, nodes, data))
            except (IndexError, ValueError) as error:
                raise Unreadable(f"an object of type {type(part).__name__} is not made as it should be") from error
    return memo[id(root)][1]


def build(node: Node, memo: dict[Node, Any] | None = None) -> Any:
    """The SymPy expression of a node."""
    built: dict[Node, Any] = {} if memo is None else memo
    for part in walk([node], built):
        built[part] = part.op.build([built[arg] for arg in part.args], part.data)
    return built[node]
