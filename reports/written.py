"""What was written, shown even where it has no meaning: an erratum quotes the formula that is wrong."""

from __future__ import annotations

from dataclasses import replace

from sympy.core.basic import Basic

from derive.check.document import Document, Judged
from derive.core.errors import DeriveError
from derive.core.op import SCALAR, Node, Op
from derive.core.read import Language
from derive.core.symbols import exact


def legible(document: Document, language: Language) -> Document:
    """The same document, in which sides that could not be read are at least shown."""
    return replace(document, claims=tuple(_legible(judged, language) for judged in document.claims))


def _legible(judged: Judged, language: Language) -> Judged:
    claim = judged.verdict.claim
    return replace(
        judged,
        lhs=judged.lhs or shown(language, claim.lhs),
        rhs=judged.rhs or shown(language, claim.rhs),
    )


def shown(language: Language, expr: object) -> Node | None:
    """A node whose shapes nobody checked, for display only; None where even the operations are unknown."""
    try:
        root = exact(expr)
        memo: dict[int, tuple[Basic, Node]] = {}  # keeps what is read alive, so that identities stay unique
        pending: list[tuple[Basic, tuple[Op | None, tuple[Basic, ...], object] | None]] = [(root, None)]
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
                nodes = tuple(memo[id(arg)][1] for arg in args)
                memo[id(part)] = (part, nodes[0] if op is None else _unchecked(op, nodes, data))
        return memo[id(root)][1]
    except DeriveError:
        return None


def _unchecked(op: Op, args: tuple[Node, ...], data: object) -> Node:
    node = Node()  # not interned: nothing else may ever meet it
    node.op, node.args, node.data, node.shape = op, args, data, SCALAR
    return node
