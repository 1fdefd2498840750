"""Single changes to an expression: the slips that people make, to name a defect and to test that proofs refuse them."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from derive.core.errors import DeriveError
from derive.core.op import Node, walk
from derive.core.read import Language
from derive.core.sizes import Size

Mutation = tuple[str, Node]  # the defect that the change makes good, and the changed expression


def mutations(language: Language, root: Node) -> Iterator[Mutation]:
    """Every expression that differs from this one by one change and still has a shape of its own."""
    for defect, place, part in _changes(language, root):
        changed = _replaced(language, root, place, part)
        if changed is not None and changed is not root:
            yield defect, changed


def _changes(language: Language, root: Node) -> Iterator[tuple[str, Node, Node]]:
    sizes = sorted({s for node in walk([root]) for axis in node.shape for s in axis}, key=lambda s: s.number)
    yield "sign", root, _negated(language, root)
    for size in sizes:
        yield "missing-factor", root, _scaled(language, root, size, -1)
        yield "missing-factor", root, _scaled(language, root, size, 1)
    for value in (Fraction(2), Fraction(1, 2)):
        yield "missing-factor", root, language.make("product", language.make("number", data=value), root)
    for node in visible(root):
        make = language.make
        if node.op.name == "add":
            for place, arg in enumerate(node.args):
                others = node.args[:place] + node.args[place + 1 :]
                before, after = node.args[:place], node.args[place + 1 :]
                yield "sign", node, make("add", *before, _negated(language, arg), *after)
                for size in sizes:
                    yield "missing-factor", node, make("add", *before, _scaled(language, arg, size, -1), *after)
                    yield "missing-factor", node, make("add", *before, _scaled(language, arg, size, 1), *after)
                two = language.make("number", data=Fraction(2))
                yield "missing-factor", node, make("add", *before, language.make("product", two, *flat(arg)), *after)
                yield "extra-term", node, others[0] if len(others) == 1 else make("add", *others)
        elif node.op.name == "product":
            yield from _product_changes(language, node)
        elif node.op.name == "hadamard" and len(node.args) == 2:
            try:
                yield "product-kind", node, make("product", *node.args)
            except DeriveError:
                pass
        elif node.op.name == "transpose":
            yield "transpose", node, node.args[0]
        elif node.op.name == "apply":
            yield from _function_changes(language, node)
        if node.shape.rows != node.shape.cols or node.shape.rows:
            if node.op.name != "transpose":
                yield "transpose", node, make("transpose", node)


def _product_changes(language: Language, node: Node) -> Iterator[tuple[str, Node, Node]]:
    args = flat(node)
    matrices = [place for place, arg in enumerate(args) if arg.shape != ((), ())]
    for place, arg in enumerate(args):
        if arg.shape == ((), ()):
            others = args[:place] + args[place + 1 :]
            if others:
                yield "missing-factor", node, others[0] if len(others) == 1 else language.make("product", *others)
    for left, right in zip(matrices, matrices[1:], strict=False):
        swapped = list(args)
        swapped[left], swapped[right] = swapped[right], swapped[left]
        try:
            yield "order", node, language.make("product", *swapped)
        except DeriveError:
            pass
        if right == left + 1:
            try:
                both = language.make("hadamard", args[left], args[right])
                rest = [*args[:left], both, *args[right + 1 :]]
                yield "product-kind", node, rest[0] if len(rest) == 1 else language.make("product", *rest)
            except DeriveError:
                pass


def _function_changes(language: Language, node: Node) -> Iterator[tuple[str, Node, Node]]:
    name = node.data
    if name.endswith("'"):
        yield "missing-derivative", node, language.make("apply", *node.args, data=name[:-1])
    elif name not in language.functions:
        yield "missing-derivative", node, language.make("apply", *node.args, data=name + "'")
    yield "argument", node, language.make("apply", _negated(language, node.args[0]), data=name)
    for other in ("exp", "log", "sigmoid", "tanh"):
        if other != name:
            yield "function", node, language.make("apply", *node.args, data=other)
    yield "function", node, node.args[0]


def flat(node: Node) -> tuple[Node, ...]:
    """The factors as they are written: a product that starts with a product continues it."""
    if node.op.name != "product":
        return (node,)
    return flat(node.args[0]) + node.args[1:]


def _negated(language: Language, node: Node) -> Node:
    if node.op.name == "product" and node.args[0].op.name == "number" and node.args[0].data == -1:
        rest = node.args[1:]
        return rest[0] if len(rest) == 1 else language.make("product", *rest)
    return language.make("product", language.make("number", data=Fraction(-1)), *flat(node))


def _scaled(language: Language, node: Node, size: Size, power: int) -> Node:
    factor = language.make("size", data=size)
    if power < 0:
        factor = language.make("quotient", language.make("number", data=Fraction(1)), factor)
    parts = flat(node)
    signed = parts[0].op.name == "number" and parts[0].data == -1  # the sign stays in front
    return language.make("product", *parts[:signed], factor, *parts[signed:])


def visible(root: Node) -> list[Node]:
    """The subexpressions that are written: definitions behind a name are not."""
    seen: dict[Node, None] = {}  # a dictionary keeps the order, so that runs can be repeated
    pending = [root]
    while pending:
        node = pending.pop()
        if node not in seen:
            seen[node] = None
            if node.op.name != "symbol":
                pending.extend(node.args)
    return list(seen)


def _replaced(language: Language, root: Node, place: Node, part: Node) -> Node | None:
    """The expression with one subexpression exchanged wherever it is written; None where the shapes no longer fit."""
    if place is root:
        return part if part.shape == root.shape else None
    changed: dict[Node, Node] = {place: part}

    def rebuilt(node: Node) -> Node:
        return changed.get(node, node)

    done: set[Node] = {place}
    stack: list[tuple[Node, bool]] = [(root, False)]
    try:
        while stack:
            node, ready = stack.pop()
            if ready:
                args = [rebuilt(arg) for arg in node.args]
                if any(new is not old for new, old in zip(args, node.args, strict=True)):
                    changed[node] = language.make(node.op.name, *args, data=node.data)
            elif node not in done and node.op.name != "symbol":
                done.add(node)
                stack.append((node, True))
                stack.extend((arg, False) for arg in node.args)
    except DeriveError:
        return None
    result = rebuilt(root)
    return result if result.shape == root.shape else None
