"""The right side that was meant, where the one that was written has no meaning: a slip of shape, mended."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain, islice

from derive.check.mutate import flat, visible
from derive.core.errors import DeriveError
from derive.core.op import Node, Op, unchecked, walk
from derive.core.read import Language, read
from derive.core.sizes import Size

WORK = 30_000  # nodes of changed expressions that are looked at


def mended(language: Language, written: object, lhs: Node, holds: Callable[[Node], bool]) -> Node | None:
    """The first right side that has a meaning after one change, and of which `holds` says that it equals the left.

    The length of a vector of ones is seldom written down: it may be another one besides.
    """
    root = read(language, written, made=unchecked)
    roots = [root, *_other_ones(lhs, root)]
    seen: set[Node] = set()
    tried = WORK // sum(1 for _ in walk([root]))
    for changed in islice(chain(roots[1:], *(_changes(language, each) for each in roots)), tried):
        try:
            checked = _rebuilt(changed, lambda op, args, data: language.make(op.name, *args, data=data))
            if checked not in seen and checked.shape.fits(lhs.shape) and holds(checked):
                return checked
            seen.add(checked)
        except DeriveError:
            continue
    return None


def _rebuilt(root: Node, make: Callable[..., Node], place: Node | None = None, part: Node | None = None) -> Node:
    """The expression made anew, with a part in one place."""
    made: dict[Node, Node] = {} if place is None or part is None else {place: part}
    for node in walk([root], made):
        made[node] = make(node.op, [made[arg] for arg in node.args], node.data)
    return made[root]


def _other_ones(lhs: Node, root: Node) -> Iterator[Node]:
    """With a vector of ones that is as long as another size of the two sides."""
    ones = [node for node in visible(root) if node.op.name == "ones"]
    sizes = {size for node in walk([lhs]) for axis in node.shape for size in axis}
    sizes |= {size for node in ones for size in node.data if size.constant is None}
    for node in ones:
        for place, old in enumerate(node.data):
            for size in sorted(sizes - {old}, key=lambda size: size.number) if old.constant is None else ():
                data: tuple[Size, ...] = (*node.data[:place], size, *node.data[place + 1 :])
                yield _rebuilt(root, unchecked, node, unchecked(node.op, (), data))


def _changes(language: Language, root: Node) -> Iterator[Node]:
    """A transpose too many or too few, factors in another order, other parentheses."""

    def make(name: str, *args: Node) -> Node:
        op: Op = language.ops[name]
        return args[0] if name == "product" and len(args) == 1 else unchecked(op, args, None)

    def changes() -> Iterator[tuple[Node, Node]]:
        parts = visible(root)
        yield from ((node, node.args[0]) for node in parts if node.op.name == "transpose")
        varied = {part for node in parts if node.op.name == "d" for part in visible(node)}
        for node in sorted(parts, key=varied.__contains__):  # Aᵀ dX is what people mean, not A (dX)ᵀ
            if node.op.name not in ("transpose", "number", "size"):
                yield node, make("transpose", node)
        for node in parts:
            factors = flat(node)
            for k in range(len(factors) - 1):
                one, other = factors[k : k + 2]
                yield node, make("product", *factors[:k], other, one, *factors[k + 2 :])
                if one.op.name == "hadamard":  # (a ∘ b) c for a ∘ (b c)
                    inner = make("product", *flat(one.args[-1]), *factors[k + 1 :])
                    yield node, make("product", *factors[:k], make("hadamard", *one.args[:-1], inner))
                if other.op.name == "hadamard":  # a (b ∘ c) for (a b) ∘ c
                    inner = make("product", *factors[: k + 1], *flat(other.args[0]))
                    yield node, make("product", make("hadamard", inner, *other.args[1:]), *factors[k + 2 :])
            if node.op.name == "hadamard" and len(flat(node.args[-1])) > 1:
                first, *rest = flat(node.args[-1])
                yield node, make("product", make("hadamard", *node.args[:-1], first), *rest)
            for k, term in enumerate(node.args if node.op.name == "add" else ()):
                first, *rest = flat(term)
                if rest:  # a b + c for a (b + c)
                    inner = make("add", *node.args[:k], make("product", *rest), *node.args[k + 1 :])
                    yield node, make("product", first, inner)

    for place, part in changes():
        yield _rebuilt(root, unchecked, place, part)
