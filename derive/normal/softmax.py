"""exp(X) over its sums along columns or rows, found in products, quotients and sums: softmax(X)."""

from __future__ import annotations

from collections.abc import Callable

from derive.core.op import SCALAR, Node, Shape, length
from derive.core.sizes import ONE
from derive.normal.joined import transposed
from derive.normal.scalars import Factors, Make, joined, product, split


class Softmax:
    """The rules; `tidy` writes what comes out of one as people write it."""

    def __init__(self, make: Make, tidy: Callable[[Node], Node]) -> None:
        self.make, self.tidy = make, tidy

    def in_scalars(self, factors: Factors) -> None:
        """exp(x)/(1ᵀ exp(x)) with the column exp(x) anywhere in the product."""
        for below in list(factors.below):
            power = summed(below)
            if power is None:
                continue
            new = self.make("softmax", power.args[0], data=0)
            for parts in (factors.matrices, factors.above):
                for place, part in enumerate(parts):
                    replaced = self._with(part, power, new)
                    if replaced and below in factors.below:
                        parts[place] = replaced
                        factors.below.remove(below)

    def in_product(self, factors: list[Node]) -> list[Node]:
        """exp(X) (v/(exp(X)ᵀ 1)) = softmax(X) v, anywhere in a product."""
        for place, (left, right) in enumerate(zip(factors, factors[1:], strict=False)):
            if right.op.name != "quotient":
                continue
            top, bottom = right.args
            for below in _entrywise(bottom):
                found = _sums_of_exp(below)
                if found and found[1] == 0:
                    replaced = self._with(left, found[0], self.make("softmax", found[0].args[0], data=0))
                    if replaced:
                        rest = self._over(top, _without(_entrywise(bottom), below))
                        if rest.op.name == "number" and rest.data == 1:
                            rest = self.make("ones", data=_column(right.shape))
                        if rest.shape == right.shape:
                            return self.in_product([*factors[:place], replaced, rest, *factors[place + 2 :]])
        return factors

    def _with(self, node: Node, old: Node, new: Node) -> Node | None:
        """The node with `new` for one factor `old` of each of its terms."""
        if node is old:
            return new
        if node.op.name == "transpose":
            inner = self._with(node.args[0], old, new)
            return self.make("transpose", inner) if inner else None
        if node.op.name == "add":
            terms = [self._with(arg, old, new) for arg in node.args]
            kept = [term for term in terms if term]
            return self.make("add", *kept) if len(kept) == len(terms) else None
        if node.op.name in ("product", "hadamard", "diag"):
            for place, arg in enumerate(node.args):
                inner = self._with(arg, old, new)
                if inner:
                    return self.make(node.op.name, *node.args[:place], inner, *node.args[place + 1 :])
        return None

    def in_quotient(self, node: Node) -> Node:
        """((Y ∘ exp(X))ᵀ 1)/(exp(X)ᵀ 1) = (Y ∘ softmax(X))ᵀ 1, and so for rows."""
        top, bottom = node.args
        for below in _entrywise(bottom):
            found = _sums_of_exp(below)
            if found:
                power, axis = found
                replaced = self._with(top, power, self.make("softmax", power.args[0], data=axis))
                if replaced:
                    return self._over(replaced, _without(_entrywise(bottom), below))
        return node

    def _over(self, top: Node, below: list[Node]) -> Node:
        if not below:
            return top
        return self.make("quotient", top, below[0] if len(below) == 1 else self.make("hadamard", *below))

    def _divided(self, node: Node, sums: Node, axis: int) -> Node | None:
        """The node times 1 sumsᵀ (axis 0) or sums 1ᵀ (axis 1), where it is divided by it; else None."""
        if sums.shape == SCALAR:
            factors = split(self.make, node)
            if sums in factors.below:
                factors.below.remove(sums)
                return joined(self.make, factors)
        if node.op.name == "add":
            terms = [self._divided(arg, sums, axis) for arg in node.args]
            kept = [term for term in terms if term]
            return self.tidy(self.make("add", *kept)) if len(kept) == len(terms) else None
        if node.op.name == "hadamard":
            for place, arg in enumerate(node.args):
                rest = self._divided(arg, sums, axis)
                if rest:
                    return self.make("hadamard", *node.args[:place], rest, *node.args[place + 1 :])
        if node.op.name == "product" and sums.shape != SCALAR:
            place = -1 if axis == 0 else 0
            turned = node.args[place]
            inner = turned.args[0] if turned.op.name in ("transpose", "diag") else turned
            if inner.op.name != "quotient" or sums not in _entrywise(inner.args[1]):
                return None
            others = list(node.args[:-1] if axis == 0 else node.args[1:])
            column = self._over(inner.args[0], _without(_entrywise(inner.args[1]), sums))
            if column.shape == SCALAR and turned.op.name == "diag":
                return product(self.make, others)  # what is left above is 1
            if column.shape == SCALAR:
                column = self.make("ones", data=_column(inner.shape))
            new = self.make("diag", column) if turned.op.name == "diag" else column
            new = transposed(self.make, new) if turned.op.name == "transpose" else new
            return self.tidy(product(self.make, [*others, new] if axis == 0 else [new, *others]))
        return None

    def in_hadamard(self, node: Node) -> Node | None:
        """exp(X) ∘ A, where A is divided by the sums of exp(X) in each of its terms."""
        for place, power in enumerate(node.args):
            if power.op.name == "apply" and power.data == "exp":
                others = [*node.args[:place], *node.args[place + 1 :]]
                rest = others[0] if len(others) == 1 else self.make("hadamard", *others)
                for axis, sums in self._sums(power):
                    other = self._divided(rest, sums, axis)
                    if other:
                        return self.make("hadamard", self.make("softmax", power.args[0], data=axis), other)
        return None

    def _sums(self, power: Node) -> list[tuple[int, Node]]:
        """The sums of exp(X) over each column and each row, as they are raised."""
        rows, cols = power.shape
        if not cols:
            ones = self.make("ones", data=_column(power.shape))
            return [(0, self.make("product", transposed(self.make, ones), power))]
        down, across = (self.make("ones", data=_column(Shape(axis, ()))) for axis in (rows, cols))
        return [
            (0, self.make("product", transposed(self.make, power), down)),
            (1, self.make("product", power, across)),
        ]


def summed(node: Node) -> Node | None:
    """exp(x) where the scalar is 1ᵀ exp(x), or its transpose."""
    if node.op.name == "product" and len(node.args) == 2 and node.shape == SCALAR:
        for ones, other in (node.args, node.args[::-1]):
            power = other.args[0] if other.op.name == "transpose" else other
            if ones.op.name == "ones" and power.op.name == "apply" and power.data == "exp" and not power.shape.cols:
                return power
    return None


def _sums_of_exp(node: Node) -> tuple[Node, int] | None:
    """exp(X) and the axis, where the column is exp(X)ᵀ 1 or exp(X) 1."""
    if node.op.name != "product" or len(node.args) != 2 or node.args[1].op.name != "ones":
        return None
    axis = 0 if node.args[0].op.name == "transpose" else 1
    power = node.args[0].args[0] if axis == 0 else node.args[0]
    return (power, axis) if power.op.name == "apply" and power.data == "exp" else None


def _entrywise(node: Node) -> list[Node]:
    return list(node.args) if node.op.name == "hadamard" else [node]


def _without(nodes: list[Node], taken: Node) -> list[Node]:
    rest = list(nodes)
    rest.remove(taken)
    return rest


def _column(shape: Shape) -> tuple[object, object]:
    """The sizes of a column of ones of this shape."""
    return length(shape.rows), ONE


__all__ = ["Softmax", "summed"]
