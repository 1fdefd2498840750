"""Single changes to an expression: the slips that people make, to name a defect and to test that proofs refuse them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction

from derive.check.misnamed import misnamed
from derive.check.slopes import left_out, slope
from derive.core.errors import DeriveError
from derive.core.op import SCALAR, Node, walk
from derive.core.read import Language
from derive.core.sizes import Size, name

Mutation = tuple[str, Node]  # the defect that the change makes good, and the changed expression


def mutations(language: Language, root: Node, other: Node | None = None) -> Iterator[Mutation]:
    """Every expression that differs from this one by one change and still has a shape of its own.

    `other` is the other side of the claim, whose names may be meant as well.
    """
    for defect, place, part in _changes(language, root, root if other is None else other):
        changed = replaced(language, root, place, part)
        if changed is None or changed is root or (defect == "index" and changed is other):
            continue  # that A[i] = A[i] says nothing of A[i] = A[j]
        yield defect, changed


def _changes(language: Language, root: Node, other: Node) -> Iterator[tuple[str, Node, Node]]:
    sizes = sorted({s for node in walk([root]) for axis in node.shape for s in axis}, key=lambda s: s.number)
    yield "sign", root, _negated(language, root)
    for size in sizes:
        yield "missing-factor", root, _scaled(language, root, size, -1)
        yield "missing-factor", root, _scaled(language, root, size, 1)
    for value in (Fraction(2), Fraction(1, 2)):
        yield "missing-factor", root, _multiplied(language, value, root)
    yield from misnamed(language, visible(root), (root, other), lambda *parts: replaced(language, *parts))
    products = [root, *(node for node in visible(root) if node.op.name == "product" and node is not root)]
    yield from left_out(language, products, (root, other))
    for node in visible(root):
        rules = CHANGES.get(node.op.name)
        if node.op.name == "add":
            yield from _sum_changes(language, node, sizes)
        elif rules is not None:
            yield from rules(language, node)
        if (node.shape.rows != node.shape.cols or node.shape.rows) and node.op.name != "transpose":
            yield "transpose", node, _turned(language, node)
    for node in visible(root):
        if node.op.name in ("product", "hadamard", "kron"):
            yield from _single_changes(language, node)
        yield from _structural(language, root, node)


def _sum_changes(language: Language, node: Node, sizes: list[Size]) -> Iterator[tuple[str, Node, Node]]:
    make = language.make
    for place, arg in enumerate(node.args):
        before, after = node.args[:place], node.args[place + 1 :]
        yield "sign", node, make("add", *before, _negated(language, arg), *after)
        for size in sizes:
            yield "missing-factor", node, make("add", *before, _scaled(language, arg, size, -1), *after)
            yield "missing-factor", node, make("add", *before, _scaled(language, arg, size, 1), *after)
        two = make("number", data=Fraction(2))
        yield "missing-factor", node, make("add", *before, make("product", two, *flat(arg)), *after)
        others = before + after
        yield "extra-term", node, others[0] if len(others) == 1 else make("add", *others)


def _product_changes(language: Language, node: Node) -> Iterator[tuple[str, Node, Node]]:
    args = flat(node)
    matrices = [place for place, arg in enumerate(args) if arg.shape != SCALAR]
    for place, arg in enumerate(args):
        if arg.shape == SCALAR:
            others = args[:place] + args[place + 1 :]
            if others:
                yield "missing-factor", node, _product(language, others)
    for left, right in zip(matrices, matrices[1:], strict=False):
        swapped = list(args)
        swapped[left], swapped[right] = swapped[right], swapped[left]
        yield from _made(language, "order", node, "product", *swapped)
        if right == left + 1:
            try:
                both = language.make("hadamard", args[left], args[right])
                yield "product-kind", node, _product(language, [*args[:left], both, *args[right + 1 :]])
            except DeriveError:
                pass


def _function_changes(language: Language, node: Node) -> Iterator[tuple[str, Node, Node]]:
    name = node.data
    if name.endswith("'"):
        yield "missing-derivative", node, language.make("apply", *node.args, data=name[:-1])
    elif (changed := slope(language, node)) is not None:
        yield "missing-derivative", node, changed
    yield "argument", node, language.make("apply", _negated(language, node.args[0]), data=name)
    for other in ("exp", "log", "sigmoid", "tanh"):
        if other != name:
            yield "function", node, language.make("apply", *node.args, data=other)
    yield "function", node, node.args[0]


def _symbol_changes(language: Language, node: Node) -> Iterator[tuple[str, Node, Node]]:
    """f'(z) for a name of f(z)."""
    changed = slope(language, node.args[0]) if node.args and node.args[0].op.name == "apply" else None
    if changed is not None:
        yield "missing-derivative", node, changed


def _hadamard_changes(language: Language, node: Node) -> Iterator[tuple[str, Node, Node]]:
    if len(node.args) == 2:
        yield from _made(language, "product-kind", node, "product", *node.args)


def _transpose_changes(language: Language, node: Node) -> Iterator[tuple[str, Node, Node]]:
    yield "transpose", node, node.args[0]


def _quotient_changes(language: Language, node: Node) -> Iterator[tuple[str, Node, Node]]:
    yield "missing-factor", node, node.args[0]


def _kron_changes(language: Language, node: Node) -> Iterator[tuple[str, Node, Node]]:
    """A ⊗ B for B ⊗ A, and for A B or A ∘ B."""
    for place in range(len(node.args) - 1):
        before, (left, right), after = node.args[:place], node.args[place : place + 2], node.args[place + 2 :]
        yield "order", node, language.make("kron", *before, right, left, *after)
        # (B ⊗ Aᵀ) for (A ⊗ Bᵀ): the factors change places, and the transpose stays where it was
        turned = [_turned(language, part) for part in (right, left)]
        yield "order", node, language.make("kron", *before, *turned, *after)
    yield from _made(language, "product-kind", node, "product", *node.args)
    yield from _made(language, "product-kind", node, "hadamard", *node.args)


def _inverse_changes(language: Language, node: Node) -> Iterator[tuple[str, Node, Node]]:
    yield "function", node, node.args[0]


def _axis_changes(language: Language, node: Node) -> Iterator[tuple[str, Node, Node]]:
    yield "index", node, language.make(node.op.name, *node.args, data=1 - node.data)


CHANGES: Mapping[str, Callable[[Language, Node], Iterator[tuple[str, Node, Node]]]] = {
    "product": _product_changes,
    "hadamard": _hadamard_changes,
    "transpose": _transpose_changes,
    "apply": _function_changes,
    "symbol": _symbol_changes,
    "quotient": _quotient_changes,
    "kron": _kron_changes,
    "inverse": _inverse_changes,
    "softmax": _axis_changes,
    "logsumexp": _axis_changes,
}


def _structural(language: Language, root: Node, node: Node) -> Iterator[tuple[str, Node, Node]]:
    """What a matrix lacks: an inverse, det A before A⁻¹, diag, a commutation matrix, the other half of A + Aᵀ."""
    make, (rows, cols) = language.make, node.shape
    if node.op.name == "inverse" and rows:
        yield "missing-factor", root, make("product", make("det", node.args[0]), *flat(root))
    if rows and rows == cols and node.op.name not in ("identity", "inverse", "diag"):
        yield "function", node, make("inverse", node)
        if node.op.name == "product" and node.args[-1].op.name == "ones":
            yield from _made(language, "function", node, "diag", _product(language, flat(node)[:-1]))
        yield "function", node, _inside(language, node, lambda rest: make("diag", make("diagonal", rest)))
        yield "missing-term", node, make("add", node, make("transpose", node))
    if len(rows) == 2 and node.op.name != "commutation":
        yield "order", node, make("product", make("commutation", data=(rows[1], rows[0])), *flat(node))
    if node.op.name == "identity" and len(node.data.terms) == 1:
        names = [name(text) for text, power in node.data.terms[0][0] for _ in range(power)]
        if len(names) == 2:
            yield "order", node, make("commutation", data=(names[0], names[1]))
            yield "order", node, make("commutation", data=(names[1], names[0]))


def _single_changes(language: Language, node: Node) -> Iterator[tuple[str, Node, Node]]:
    """One factor among others that are perhaps the same."""
    make, factors = language.make, flat(node) if node.op.name == "product" else node.args
    for place, arg in enumerate(factors):
        before, after = factors[:place], factors[place + 1 :]
        if arg.op.name == "commutation" and node.op.name == "product":
            yield "order", node, _product(language, before + after)
        if not arg.shape.rows or arg.shape.rows != arg.shape.cols:
            continue
        yield "transpose", node, make(node.op.name, *before, _turned(language, arg), *after)
        yield "function", node, make(node.op.name, *before, make("inverse", arg), *after)
        if before and before[0].op.name == "number" and before[0].data == 2:  # 2 A for A + Aᵀ
            both = make("add", arg, make("transpose", arg))
            yield "transpose", node, _product(language, (*before[1:], both, *after))


def _turned(language: Language, node: Node) -> Node:
    """The transpose as it would be written."""
    if node.op.name == "transpose":
        return node.args[0]
    if node.op.name == "kron":
        return language.make("kron", *[_turned(language, arg) for arg in node.args])
    if node.op.name == "commutation":
        return language.make("commutation", data=node.data[::-1])
    return _inside(language, node, lambda rest: language.make("transpose", rest))


def _inside(language: Language, node: Node, change: Callable[[Node], Node]) -> Node:
    """A change of a product that leaves its scalars in front."""
    scalars = [factor for factor in flat(node) if factor.shape == SCALAR]
    rest = [factor for factor in flat(node) if factor.shape != SCALAR]
    if not scalars or not rest:
        return change(node)
    return _product(language, [*scalars, change(_product(language, rest))])


def _product(language: Language, factors: Sequence[Node]) -> Node:
    return factors[0] if len(factors) == 1 else language.make("product", *factors)


def _made(language: Language, defect: str, node: Node, name: str, *args: Node) -> Iterator[tuple[str, Node, Node]]:
    """The node made of other parts, where their shapes allow it."""
    try:
        yield defect, node, language.make(name, *args)
    except DeriveError:
        pass


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


def _multiplied(language: Language, value: Fraction, node: Node) -> Node:
    """A number times a node, as one number where it starts with one."""
    first, *others = flat(node)
    if first.op.name == "number" and others:
        value *= first.data
        if value == 1:
            return others[0] if len(others) == 1 else language.make("product", *others)
        return language.make("product", language.make("number", data=value), *others)
    if first.op.name == "quotient" and first.args[0].op.name == "number":
        top = value * first.args[0].data
        if top.denominator == 1:  # (2/m) A as (1/m) A
            front = language.make("quotient", language.make("number", data=top), first.args[1])
            return language.make("product", front, *others) if others else front
    return language.make("product", language.make("number", data=value), *flat(node))


def _scaled(language: Language, node: Node, size: Size, power: int) -> Node:
    """The size times a node, or 1/size; where the other one of these stands in front, without it."""
    factor = language.make("size", data=size)
    part_of_one = language.make("quotient", language.make("number", data=Fraction(1)), factor)
    factor, opposite = (part_of_one, factor) if power < 0 else (factor, part_of_one)
    parts = flat(node)
    if opposite in parts and len(parts) > 1:
        place = parts.index(opposite)
        return _product(language, parts[:place] + parts[place + 1 :])
    number = parts[0].data if parts[0].op.name == "number" and len(parts) > 1 else None
    if power < 0 and number is not None and number > 0 and number.denominator == 1:  # 2 A as (2/m) A
        return language.make("product", language.make("quotient", parts[0], opposite), *parts[1:])
    numbers = 0 if number is None else 1  # a number, or a sign, stays in front
    return language.make("product", *parts[:numbers], factor, *parts[numbers:])


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


def replaced(language: Language, root: Node, place: Node, part: Node) -> Node | None:
    """The expression with one subexpression exchanged wherever it is written; None where the shapes no longer fit."""
    if place is root:
        return part if part.shape.fits(root.shape) else None
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
    return result if result.shape.fits(root.shape) else None
