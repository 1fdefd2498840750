"""Index form -> Kronecker form, for people to read: B ⊗ A, vec, commutation matrices and diagonals.

A term of a Jacobian has up to four free indices: the column c and row r of what is differentiated, the column l and
row k of the variable. What joins r with k and c with l is a Kronecker product, what joins r with l and c with k is
one before a commutation matrix, what joins r with c (or k with l) a diagonal on the left (or on the right).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from derive.core.form import DELTA, Factor, Form, Key
from derive.core.op import Node, Shape
from derive.core.sizes import ONE, SIZES, Size
from derive.normal.joined import NoMatrixForm
from derive.normal.khatri_rao import Samples, flat
from derive.normal.raise_ import PLAIN, Raiser, Scalar, multiplied

Pairs = tuple[tuple[str, str], ...]  # of "c", "r", "l" and "k"
STRAIGHT, CROSSED = (("c", "l"), ("r", "k")), (("c", "k"), ("r", "l"))


class KroneckerRaiser:
    """Nodes for the terms of one form whose free indices are vec of one array, then vec of another."""

    def __init__(self, raiser: Raiser, form: Form, of: Shape, by: Shape) -> None:
        self.raiser, self.form, self.make = raiser, form, raiser.make
        words = [word for word, axis in zip("crlk", (of.cols, of.rows, by.cols, by.rows), strict=True) for _ in axis]
        if len(words) != len(set(words)):
            raise NoMatrixForm("an axis is a list of sizes")
        self.names = dict(enumerate(words))
        self.places = {word: place for place, word in self.names.items()}

    def node(self) -> Node:
        """The sum of all terms."""
        if not self.places:  # of a number by a number
            return self.raiser.node(self.form, 0, 0)
        if not self.form.terms:
            zero = self.make("number", data=Fraction(0))
            return self._product([zero, self._ones("cr"), self._turned(self._ones("lk"))])
        terms = sorted(self.form.terms.items(), key=lambda term: (term[1] < 0, term[0]))
        parts, others = [], []
        for key, c in terms:
            self._scalar: Scalar = (Fraction(c), key[0])
            try:
                node = self._term(key)
            except NoMatrixForm:  # there may be one by way of the samples
                self._scalar, node = PLAIN, None
            if node is None:
                others.append((key, c))
            else:
                parts.append(self.raiser.scaled(self._scalar, node))
        parts += Samples(self.raiser, self.form.free, self.names).nodes(others)
        return parts[0] if len(parts) == 1 else self.make("add", *parts)

    def _sizes(self) -> dict[str, Size]:
        return {word: SIZES[self.form.free[place]] for place, word in self.names.items()}

    def _term(self, key: Key) -> Node | None:
        """The term, if pairs of its axes are joined at most."""
        components = self._components(key)
        scalars = [c for c in components if not self._touched(c)]
        joined = [(self._touched(c), c) for c in components if self._touched(c)]
        for way in (STRAIGHT, CROSSED):
            pairs = [set(pair) for pair in way]
            sides = [{"c", "r"}, {"l", "k"}]
            if all(any(touched <= group for group in [*pairs, *sides]) for touched, _ in joined):
                node = self._kronecker(key, way, joined)
                before = [self._matrix(key, c, None, None) for c in scalars]
                return self._product(before if before and node.op.name == "number" else [*before, *flat(node)])
        return None

    def _components(self, key: Key) -> list[list[Factor]]:
        """The factors in groups joined by bound indices; free indices that a delta equates may stand for each other."""
        width = len(self.form.free)
        factors = list(key[2])
        equal = {f[1]: f[2] for f in factors if f[0] == DELTA}
        groups: list[tuple[set[int], list[Factor]]] = []
        for factor in factors:
            bound = {i for i in factor[1:] if i >= width}
            touching = [g for g in groups if g[0] & bound]
            rest = [g for g in groups if not g[0] & bound]
            groups = [*rest, (bound.union(*[g[0] for g in touching]), [f for g in touching for f in g[1]] + [factor])]
        return [self._moved(group, equal) for _, group in groups]

    def _moved(self, group: list[Factor], equal: Mapping[int, int]) -> list[Factor]:
        """With k and c where l = c: on the side of k and l."""
        if any(f[0] == DELTA for f in group):
            return group
        for one, other in [*equal.items(), *[(b, a) for a, b in equal.items()]]:
            words = self._touched(group)
            if self.names[one] in words and len(words) == 2 and words not in ({"c", "r"}, {"l", "k"}):
                moved = [(f[0], *[other if i == one else i for i in f[1:]]) for f in group]
                if self._touched(moved) in ({"c", "r"}, {"l", "k"}):
                    return moved
        return group

    def _touched(self, factors: Iterable[Factor]) -> set[str]:
        return {self.names[i] for factor in factors for i in factor[1:] if i in self.names}

    def _kronecker(self, key: Key, way: Pairs, joined: list[tuple[set[str], list[Factor]]]) -> Node:
        sides: list[Node] = []
        taken: list[list[Factor]] = []
        across = False  # whether anything joins the two sides
        for row, col in way:
            inside = [c for touched, c in joined if touched <= {row, col} and c not in taken]
            taken += inside
            across = across or any(len(self._touched(c)) == 2 for c in inside)
            if row in self.places or col in self.places:
                sides.append(self._matrix(key, [f for c in inside for f in c], row, col))
        left = [c for touched, c in joined if touched == {"c", "r"} and c not in taken]
        right = [c for touched, c in joined if touched == {"l", "k"} and c not in taken]
        plain = all(node.op.name == "ones" for node in sides)
        if plain and not across and (left or right):  # vec(G) vec(H)ᵀ
            column = self._vec(key, left, "r", "c") if left else self._ones("cr")
            row_vector = self._turned(self._vec(key, right, "k", "l") if right else self._ones("lk"))
            return self._product([node for node in (column, row_vector) if node.op.name != "number"])
        parts = [self.make("diag", self._vec(key, left, "r", "c"))] if left else []
        after = []
        if way is CROSSED and {"l", "k"} <= self.places.keys():
            sizes = self._sizes()
            after.append(self.make("commutation", data=(sizes["k"], sizes["l"])))
        if right:
            after.append(self.make("diag", self._vec(key, right, "k", "l")))
        if not sides:
            return self.make("number", data=Fraction(1))
        if not all(node.op.name == "identity" for node in sides) or not (parts or after):
            parts.append(self.make("kron", *sides) if len(sides) > 1 else sides[0])
        return self._product(parts + after)

    def _vec(self, key: Key, components: list[list[Factor]], row: str, col: str) -> Node:
        return self.make("vec", self._matrix(key, [f for c in components for f in c], row, col))

    def _matrix(self, key: Key, factors: list[Factor], row: str | None, col: str | None) -> Node:
        """The factors as a matrix, their free indices being those of its row and column."""
        sizes = dict(enumerate(self.form.free + key[1]))
        places = self.places.get(row or ""), self.places.get(col or "")
        scalar, node = self.raiser.product_of(factors, sizes, len(self.form.free), *places)
        self._scalar = multiplied(self._scalar, scalar)
        return node

    def _ones(self, words: str) -> Node:
        """A column of ones over the axes with these names."""
        sizes = self._sizes()
        parts = [self.make("ones", data=(sizes[word], ONE)) for word in words if word in sizes]
        if not parts:
            return self.make("number", data=Fraction(1))
        return parts[0] if len(parts) == 1 else self.make("kron", *parts)

    def _turned(self, node: Node) -> Node:
        return node if node.shape == ((), ()) else self.make("transpose", node)

    def _product(self, parts: list[Node]) -> Node:
        return parts[0] if len(parts) == 1 else self.make("product", *parts)
