"""A product of vectors and matrices at indices, joined up one bound index at a time into one expression."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from derive.core.errors import NoRule
from derive.core.op import Node
from derive.core.sizes import ONE, SIZES


class NoMatrixForm(NoRule):
    """The term has no form in matrices that this module knows how to write."""


class Joined:
    """Vectors (as columns) and matrices with the indices at which they stand, joined up one bound index at a time."""

    def __init__(
        self,
        make: Callable[..., Node],
        sizes: dict[int, int],
        scalars: list[Node],
        vectors: dict[int, list[Node]],
        matrices: list[tuple[int, int, Node]],
    ) -> None:
        self.make, self.sizes = make, sizes
        self.scalars, self.vectors, self.matrices = scalars, vectors, matrices

    @property
    def left(self) -> set[int]:
        return set(self.vectors) | {i for a, b, _ in self.matrices for i in (a, b)}

    def merge(self) -> None:
        """Matrices at the same indices become one elementwise product."""
        merged: list[tuple[int, int, Node]] = []
        for a, b, node in self.matrices:
            for place, (c, e, other) in enumerate(merged):
                if {a, b} == {c, e}:
                    aligned = node if (a, b) == (c, e) else self.transposed(node)
                    merged[place] = (c, e, self._hadamard([other, aligned]))
                    break
            else:
                merged.append((a, b, node))
        self.matrices = merged

    def contract_one(self, bound: list[int]) -> None:
        """Sum over the bound index at which least happens."""
        if not bound:
            return
        i = min(bound, key=lambda j: (self._degree(j), j))
        touching = [m for m in self.matrices if i in m[:2]]
        others = [m for m in self.matrices if i not in m[:2]]
        vectors = self.vectors.pop(i, [])
        if not touching:
            self.scalars.append(self._dot(i, vectors))
            return
        diagonals = [node for a, b, node in touching if a == b]
        if diagonals and len(touching) == 1 and not vectors:
            self.matrices = others
            self.scalars.append(self.make("trace", touching[0][2]))
            return
        if diagonals:
            self.matrices = [m for m in self.matrices if m[:2] != (i, i)]
            self.vectors[i] = vectors + [self.make("diagonal", node) for node in diagonals]
            return self.contract_one([i])
        if len(touching) == 1:
            a, node = self._towards(i, touching[0])
            column = self._hadamard(vectors) if vectors else self.make("ones", data=(SIZES[self.sizes[i]], ONE))
            self.matrices = others
            self.vectors.setdefault(a, []).append(self._times(node, column))
            return
        if len(touching) > 2:
            raise NoMatrixForm("an index joins more than two matrices")
        first, second = touching
        if vectors:
            # a vector on a joining index scales the matrix whose other index carries a vector too: an outer product
            (a, left), (b, right) = self._towards(i, first), self._towards(i, second)
            column = self._hadamard(vectors)
            if b in self.vectors and a not in self.vectors:
                a, left, b, right = b, right, a, left
            if a in self.vectors:
                scale = self._times(self._hadamard(self.vectors.pop(a)), self.transposed(column))
                left = self.make("hadamard", scale, left)
            else:
                left = self._times(left, self.make("diag", column))
        else:
            (a, left), (b, right) = self._towards(i, first), self._towards(i, second)
        self.matrices = others
        if a == b:
            self.scalars.append(self.make("trace", self._times(left, self.transposed(right))))
        else:
            self.matrices.append((a, b, self._times(left, self.transposed(right))))

    def assemble(self, row: int | None, col: int | None, sizes: tuple[object, object], broadcast: bool) -> Node:
        """What is left, in the shape that is wanted."""
        for a, b, square in [m for m in self.matrices if m[0] == m[1]]:
            self.matrices.remove((a, b, square))
            self.vectors.setdefault(a, []).append(self.make("diagonal", square))
        column = self._hadamard(self.vectors[row]) if row in self.vectors else None
        across = self._hadamard(self.vectors[col]) if col in self.vectors and col != row else None
        node: Node | None = None
        if self.matrices:
            a, b, matrix = self.matrices[0]
            if len(self.matrices) > 1:
                raise NoMatrixForm("more than one matrix is left over")
            if matrix.op.name == "identity" and (column or across):
                both = self._hadamard([*self.vectors.get(a, []), *self.vectors.get(b, [])])
                matrix, column, across = self.make("diag", both), None, None
            node = matrix if (a, b) == (row, col) else self.transposed(matrix)
            if column is not None or across is not None:
                left = column or self.make("ones", data=(sizes[0], ONE))
                right = across or self.make("ones", data=(sizes[1], ONE))
                node = self.make("hadamard", self._times(left, self.transposed(right)), node)
        elif column is not None or across is not None:
            if column is None and row is not None:
                column = self.make("ones", data=(sizes[0], ONE))
            if across is None and col is not None:
                across = self.make("ones", data=(sizes[1], ONE))
            sides = [side for side in (column, across and self.transposed(across)) if side is not None]
            node = sides[0] if len(sides) == 1 else self._times(*sides)
        elif (row is not None or col is not None) and not broadcast:
            node = self.make("ones", data=sizes)
        above, below = self._split(self.scalars)
        if below and node is None:
            return self.make("quotient", self._product(above), self._product(below))
        above += [self.make("quotient", self._product([]), self._product(below))] if below else []
        parts = [*above, *([] if node is None else node.args if node.op.name == "product" else [node])]
        if not parts:
            return self.make("number", data=Fraction(1))
        return parts[0] if len(parts) == 1 else self.make("product", *parts)

    def _degree(self, i: int) -> tuple[int, int]:
        return len(self.vectors.get(i, ())) + sum(i in m[:2] for m in self.matrices), 0

    def _towards(self, i: int, matrix: tuple[int, int, Node]) -> tuple[int, Node]:
        """The other index, and the matrix with `i` along its columns."""
        a, b, node = matrix
        return (a, node) if b == i else (b, self.transposed(node))

    def _dot(self, i: int, vectors: list[Node]) -> Node:
        size = SIZES[self.sizes[i]]
        if len(vectors) == 1:
            if vectors[0].op.name == "transpose":
                return self._times(vectors[0].args[0], self.make("ones", data=(size, ONE)))
            return self._times(self.make("ones", data=(ONE, size)), vectors[0])
        return self._times(self.transposed(vectors[0]), self._hadamard(vectors[1:]))

    def _product(self, nodes: list[Node]) -> Node:
        if not nodes:
            return self.make("number", data=Fraction(1))
        return nodes[0] if len(nodes) == 1 else self.make("product", *nodes)

    @staticmethod
    def _split(nodes: list[Node]) -> tuple[list[Node], list[Node]]:
        """What is multiplied by and what is divided by."""
        above: list[Node] = []
        below: list[Node] = []
        for node in nodes:
            if node.op.name == "quotient":
                above += [] if node.args[0].op.name == "number" else [node.args[0]]
                below.append(node.args[1])
            else:
                above += node.args if node.op.name == "hadamard" else [node]
        return above, below

    def _hadamard(self, nodes: list[Node]) -> Node:
        """The elementwise product; reciprocals become one quotient, rows stay rows."""
        if len(nodes) == 1:
            return nodes[0]
        if all(node.op.name == "transpose" for node in nodes):
            return self.make("transpose", self._hadamard([node.args[0] for node in nodes]))
        above, below = self._split(nodes)
        top = above[0] if len(above) == 1 else self.make("hadamard", *above) if above else None
        if not below:
            assert top is not None
            return top
        bottom = below[0] if len(below) == 1 else self.make("hadamard", *below)
        return self.make("quotient", top or self.make("number", data=Fraction(1)), bottom)

    def _times(self, left: Node, right: Node) -> Node:
        parts = [*(left.args if left.op.name == "product" else [left])]
        parts += right.args if right.op.name == "product" else [right]
        return self.make("product", *parts)

    def transposed(self, node: Node) -> Node:
        return transposed(self.make, node)


def transposed(make: Callable[..., Node], node: Node) -> Node:
    """The transpose, taken factor by factor."""
    if node.op.name == "transpose":
        return node.args[0]
    if node.op.name == "product" and all(part.shape != ((), ()) for part in node.args):
        return make("product", *[transposed(make, part) for part in reversed(node.args)])
    if node.op.name == "kron":
        return make("kron", *[transposed(make, part) for part in node.args])
    if node.op.name == "ones":
        return make("ones", data=(node.data[1], node.data[0]))
    return node if node.op.name in ("diag", "identity") else make("transpose", node)
