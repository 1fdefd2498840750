"""Expressions as plain text, or as LaTeX, in the author's own symbols."""

from __future__ import annotations

from collections.abc import Callable, Container

from derive.core.op import Node

# how tightly an expression binds, loosest first
SUM, PRODUCT, UNARY, ATOM = 10, 20, 30, 40
LONGEST = 20_000  # characters of one subexpression; beyond them it is shown as dots
ELLIPSIS = {"text": "…", "latex": r"\dots"}


def text(node: Node, style: str = "text") -> str:
    """The expression in `style` "text" or "latex", with no more parentheses than it needs."""
    shown: dict[Node, tuple[str, int]] = {}
    for part in walk_shown(node):
        words, tightness = part.op.show(style, part, _argument(style, part, shown))
        # a graph that shares its parts can be exponentially longer as text than it is as a graph
        shown[part] = (words, tightness) if len(words) <= LONGEST else (ELLIPSIS[style], ATOM)
    return shown[node][0]


def walk_shown(node: Node, known: Container[Node] = ()) -> list[Node]:
    """The nodes whose text is needed, but for those known: a defined symbol is shown by its name alone."""
    done: set[Node] = set()
    order: list[Node] = []
    stack: list[tuple[Node, bool]] = [(node, False)]
    while stack:
        part, ready = stack.pop()
        if ready:
            order.append(part)
        elif part not in done and part not in known:
            done.add(part)
            stack.append((part, True))
            if part.op.name != "symbol":
                stack.extend((arg, False) for arg in part.args)
    return order


def _argument(style: str, node: Node, shown: dict[Node, tuple[str, int]]) -> Callable[[int, int], str]:
    def argument(place: int, binding: int) -> str:
        words, tightness = shown[node.args[place]]
        if tightness >= binding:
            return words
        return rf"\left({words}\right)" if style == "latex" else f"({words})"

    return argument
