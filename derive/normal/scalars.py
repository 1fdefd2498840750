"""A product as a number, powers of sizes, scalars above and below a fraction line, and matrices in order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction

from derive.core.op import SCALAR, Node
from derive.core.sizes import Size
from derive.normal.joined import transposed

Make = Callable[..., Node]


@dataclass
class Factors:
    """number · sizes · above / below · matrices; where `matrices` is empty it is a scalar."""

    number: Fraction = Fraction(1)
    sizes: dict[Size, int] = field(default_factory=dict)
    above: list[Node] = field(default_factory=list)
    below: list[Node] = field(default_factory=list)
    matrices: list[Node] = field(default_factory=list)

    def scaled(self, other: Factors, power: int = 1) -> None:
        """Multiply by the scalars of another, or divide by them."""
        self.number *= other.number**power
        for size, exponent in other.sizes.items():
            self.sizes[size] = self.sizes.get(size, 0) + power * exponent
        self.above += other.above if power > 0 else other.below
        self.below += other.below if power > 0 else other.above


def split(make: Make, node: Node) -> Factors:
    """The factors of a node; what multiplies to a scalar on the way is one."""
    result = Factors()
    if node.op.name == "number" and node.data:
        result.number = node.data
    elif node.op.name == "size":
        result.sizes[node.data] = 1
    elif node.op.name == "quotient" and node.args[1].shape == SCALAR:
        top = split(make, node.args[0])
        result.scaled(top)
        result.matrices = top.matrices
        result.scaled(split(make, node.args[1]), -1)
    elif node.op.name == "product" or (node.op.name == "hadamard" and node.shape == SCALAR):
        run: list[Node] = []
        for arg in node.args:
            inner = split(make, arg)
            result.scaled(inner)
            run += inner.matrices
            if run and not run[0].shape.rows and not run[-1].shape.cols:
                result.above.append(product(make, run))
                run = []
        result.matrices = run
    elif node.shape == SCALAR:
        result.above.append(node)
    else:
        result.matrices.append(node)
    return result


def joined(make: Make, factors: Factors) -> Node:
    """The product as people write it: (2/m) (a/b) A B, (2/b) A, A/(2 b), -A."""
    value, sizes = abs(factors.number), factors.sizes
    tops = [make("size", data=size) for size, power in sizes.items() for _ in range(power)]
    bottoms = [make("size", data=size) for size, power in sizes.items() for _ in range(-power)]
    if value.numerator != 1:
        tops.insert(0, make("number", data=Fraction(value.numerator)))
    if value.denominator != 1:
        bottoms.insert(0, make("number", data=Fraction(value.denominator)))
    above, below, matrices = factors.above, factors.below, factors.matrices
    if below and not tops:
        below, bottoms = [*bottoms, *below], []
    elif below and not above:
        below, bottoms = [], [*bottoms, *below]
    front = [make("number", data=Fraction(-1))] if factors.number < 0 else []
    if bottoms:
        front.append(make("quotient", product(make, tops), product(make, bottoms)))
    else:
        front += tops
    if below:
        bottom = product(make, below)
        if above or not matrices:
            above = [make("quotient", product(make, above), bottom)]
        else:
            matrices = [make("quotient", product(make, matrices), bottom)]
    if front or len(above) + len(matrices) != 1:
        return product(make, [*front, *above, *matrices])
    return (above or matrices)[0]


def product(make: Make, nodes: list[Node]) -> Node:
    """The product of the nodes, with those of a product that comes first among them."""
    if not nodes:
        return make("number", data=Fraction(1))
    if len(nodes) == 1:
        return nodes[0]
    flat = [part for node in nodes for part in (node.args if _continued(node) else (node,))]
    return make("product", *flat)


def _continued(node: Node) -> bool:
    """Whether the factors of a product may be written among others: none of them is a scalar."""
    return node.op.name == "product" and node.shape != SCALAR and all(arg.shape != SCALAR for arg in node.args)


def half(make: Make, node: Node) -> Node | None:
    """B where the scalar is Bᵀ B for a column B, or tr(Bᵀ B)."""
    inner = node.args[0] if node.op.name == "trace" else node
    if inner.op.name != "product" or len(inner.args) % 2:
        return None
    middle = len(inner.args) // 2
    left, right = (product(make, list(part)) for part in (inner.args[:middle], inner.args[middle:]))
    return right if transposed(make, left) is right else None


__all__ = ["Factors", "Make", "half", "joined", "product", "split"]
