"""Products, sums and transposes as people write them: numbers in front, nothing nested, (A B)ᵀ as Bᵀ Aᵀ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from derive.core.errors import OutOfBudget
from derive.core.op import SCALAR, Node, Shape, length
from derive.core.sizes import Size
from derive.ops import language

TERMS, FACTORS = 64, 512  # that can be read; a shared graph has more of them than nodes


def bounded(count: int, most: int, word: str) -> None:
    """Raises OutOfBudget where there are too many."""
    if count > most:
        raise OutOfBudget(f"a line of the derivation has more than {most} {word}: names for what repeats shorten it")


def make(name: str, *args: Node, data: Any = None) -> Node:
    """The node of an operation of the language."""
    return language().make(name, *args, data=data)


def number(value: int | Fraction) -> Node:
    return make("number", data=Fraction(value))


@dataclass(frozen=True)
class Scale:
    """number * above / below: the scalars in front of a term."""

    number: Fraction = Fraction(1)
    above: tuple[Node, ...] = ()
    below: tuple[Node, ...] = ()

    def __mul__(self, other: Scale) -> Scale:
        above, below = Counter(self.above + other.above), Counter(self.below + other.below)
        left, right = (above - below).elements(), (below - above).elements()
        return Scale(self.number * other.number, tuple(left), tuple(right))

    def alike(self, other: Scale) -> bool:
        """Whether the two differ by a number alone."""
        return Counter(self.above) == Counter(other.above) and Counter(self.below) == Counter(other.below)

    def inverse(self) -> Scale:
        return Scale(1 / self.number, self.below, self.above)

    def factors(self) -> list[Node]:
        """Sign, numbers and sizes as one fraction, and the other scalars behind it."""
        value = abs(self.number)
        sign = [number(-1)] if self.number < 0 else []
        above = [number(value.numerator)] if value.numerator != 1 else []
        below = [number(value.denominator)] if value.denominator != 1 else []
        above += [node for node in self.above if node.op.name == "size"]
        below += [node for node in self.below if node.op.name == "size"]
        front = [make("quotient", product(*above), product(*below))] if below else above
        above, below = ([n for n in nodes if n.op.name != "size"] for nodes in (self.above, self.below))
        return sign + front + ([make("quotient", product(*above), product(*below))] if below else above)


PLAIN = Scale()


def scale_of(node: Node) -> Scale:
    """A scalar taken apart."""
    if node.op.name == "number" and node.data:
        return Scale(node.data)
    if node.op.name in ("ones", "identity"):
        return PLAIN
    if node.op.name == "product" and all(unit.shape == SCALAR for unit in factors(node)):
        result = PLAIN
        for unit in factors(node):
            result = result * scale_of(unit)
        return result
    if node.op.name == "quotient" and all(arg.shape == SCALAR for arg in node.args):
        return scale_of(node.args[0]) * scale_of(node.args[1]).inverse()
    return Scale(above=(node,))


def parted(node: Node) -> tuple[Scale, Node]:
    """The scalars in front of a matrix, and the rest of it."""
    if node.shape == SCALAR:
        return scale_of(node), number(1)
    scale = PLAIN
    if node.op.name == "quotient" and node.args[1].shape == SCALAR:
        scale, rest = parted(node.args[0])
        return scale * scale_of(node.args[1]).inverse(), rest
    if node.op.name != "product":
        return scale, node
    for unit in (units := factors(node)):
        scale = scale * (scale_of(unit) if unit.shape == SCALAR else PLAIN)
    return scale, product(*(unit for unit in units if unit.shape != SCALAR))


def scaled(scale: Scale, node: Node) -> Node:
    """scale * node"""
    if node.shape == SCALAR:
        return product(*scale.factors(), node)
    inner, core = parted(node)
    return product(*(scale * inner).factors(), core)


def factors(node: Node) -> list[Node]:
    """Factors that may be moved one by one: what becomes a number on the way from left to right is one of them."""
    units: list[Node] = []
    open_: list[Node] = []
    for arg in node.args:
        if arg.shape == SCALAR:
            units.append(arg)
            continue
        open_.append(arg)
        if make("product", *open_).shape == SCALAR:
            units.append(open_[0] if len(open_) == 1 else make("product", *open_))
            open_ = []
    if len(units) == 1 and not open_ and units[0] is node:
        return list(node.args)
    return units + open_


def product(*nodes: Node) -> Node:
    """The product in this order, without factors 1 and with the scalars of its factors in front."""
    front = PLAIN
    flat: list[Node] = []
    for place, node in enumerate(nodes):
        if place and node.shape != SCALAR and any(part.shape != SCALAR for part in flat):
            scale, node = parted(node)
            front = front * scale
        if node.op.name == "product" and (node.shape != SCALAR or _opens(node, nodes[:place], nodes[place + 1 :])):
            flat.extend(node.args)
        elif node.op.name == "identity" and any(part.shape != SCALAR and part is not node for part in nodes):
            continue
        elif node.shape != SCALAR or scale_of(node) != PLAIN:
            flat.append(node)
        bounded(len(flat), FACTORS, "factors")
    flat = front.factors() + flat
    if not flat:
        return number(1)
    return flat[0] if len(flat) == 1 else make("product", *flat)


def _opens(node: Node, before: Sequence[Node], after: Sequence[Node]) -> bool:
    """Whether a number that is a product needs no parentheses: it is one of numbers, or the only one of matrices."""
    if all(arg.shape == SCALAR for arg in node.args):
        return True
    return not after and all(part.shape == SCALAR and part.op.name != "product" for part in before)


def total(nodes: Sequence[Node]) -> Node:
    """The sum in this order."""
    flat: list[Node] = []
    for node in nodes:
        flat.extend(node.args if node.op.name == "add" else [node])
        bounded(len(flat), TERMS, "terms")
    return flat[0] if len(flat) == 1 else make("add", *flat)


def is_ones(node: Node) -> bool:
    """Whether every entry is written as 1."""
    if node.op.name == "product" and len(node.args) == 2:
        left, right = node.args
        return left.shape.cols == () and right.shape.rows == () and is_ones(left) and is_ones(right)
    return node.op.name == "ones"


def hadamard(*nodes: Node) -> Node:
    """The product entry by entry, numbers in front; of scalars, their product."""
    scale, flat = PLAIN, list(reversed(nodes))
    entries: list[Node] = []
    while flat:
        bounded(len(flat) + len(entries), FACTORS, "factors")
        node = flat.pop()
        if node.op.name == "hadamard":
            flat.extend(reversed(node.args))
            continue
        if node.shape == SCALAR:
            scale = scale * scale_of(node)
            continue
        inner, core = parted(node)
        scale = scale * inner
        entries.append(core)
    kept = [node for node in entries if not is_ones(node)] or entries[:1]
    if not kept:
        return scaled(scale, number(1))
    return scaled(scale, kept[0] if len(kept) == 1 else make("hadamard", *kept))


def quotient(top: Node, bottom: Node) -> Node:
    """top / bottom entry by entry, numbers in front."""
    if top.shape == bottom.shape == SCALAR:
        return scaled(scale_of(top) * scale_of(bottom).inverse(), number(1))
    scale, core = parted(top)
    if bottom.shape == SCALAR:
        return scaled(scale * scale_of(bottom).inverse(), core)
    return scaled(scale, make("quotient", number(1) if is_ones(core) else core, bottom))


def transposed(node: Node) -> Node:
    """The transpose, of products factor by factor."""
    if node.shape == SCALAR:
        return node
    if node.op.name == "transpose":
        return node.args[0]
    if node.op.name in ("ones", "zeros"):
        return make(node.op.name, data=(node.data[1], node.data[0]))
    if node.op.name in ("identity", "diag"):
        return node
    if node.op.name == "product":
        units = factors(node)
        front = [unit for unit in units if unit.shape == SCALAR]
        return product(*front, *(transposed(unit) for unit in reversed(units) if unit.shape != SCALAR))
    if node.op.name in ("add", "hadamard") and all(_turns(arg) for arg in node.args):
        return make(node.op.name, *(transposed(arg) for arg in node.args))
    return make("transpose", node)


def _turns(node: Node) -> bool:
    """Whether the transpose has no more transposes in it."""
    return node.shape == SCALAR or node.op.name in ("transpose", "ones")


def trace(node: Node) -> Node:
    """tr(node); a number is its own trace."""
    return node if node.shape == SCALAR else make("trace", node)


def lengths(shape: Shape) -> tuple[Size, Size]:
    """Rows and columns as one size each."""
    return length(shape.rows), length(shape.cols)


def d(node: Node) -> Node:
    return make("d", node)
