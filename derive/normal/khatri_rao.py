"""Terms of a Kronecker form in which one index, that of the samples say, joins more than two axes.

Σ_s C[c,s] R[r,s] a[r] d[s] L[l,s] K[k,s] b[k]
    = (C ⊗ I) diag(vec R) (I ⊗ a) diag(d) (I ⊗ bᵀ) diag(vec K) (Lᵀ ⊗ I)
Σ_s C[c,s] R[r,s] δ[r,k] L[l,s] = (C ⊗ I) diag(vec R) (Lᵀ ⊗ I)

Σ_s C[c,s] R[r,s] (Σ_a A[r,a] D[a,s] B[a,k]) K[k,s] L[l,s]
    = (C ⊗ I) diag(vec R) (I ⊗ A) diag(vec D) (I ⊗ B) diag(vec K) (Lᵀ ⊗ I)

The columns of (C ⊗ I) diag(vec R) (I ⊗ a) are those of C, each times that of R ∘ a 1ᵀ (Khatri and Rao).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from derive.core.form import DELTA, Factor, Form, Key, Number
from derive.core.op import SCALAR, Node
from derive.core.sizes import ONE, SIZES
from derive.normal.joined import NoMatrixForm, transposed
from derive.normal.path import path
from derive.normal.raise_ import Raiser, Scalar

Names = dict[int, str]  # of the free indices: "c", "r", "l", "k"


@dataclass(frozen=True)
class _Split:
    """A term at one of its indices s, which is renamed to the first after the free ones.

    `sides` are the factors at each axis, `rest` those at s alone; `same` where the rows of both arrays are equal.
    `across` are factors that lead from an axis of one array to one of the other, and `ends` these two.
    """

    sides: dict[str, tuple[Factor, ...]]
    rest: tuple[Factor, ...]
    bound: tuple[int, ...]  # sizes, that of s first
    same: bool
    across: tuple[Factor, ...] = ()
    ends: tuple[str, ...] = ()

    @property
    def outer(self) -> tuple[object, ...]:
        """What terms have in common that differ at s alone."""
        return tuple(sorted(self.sides.items())), self.bound, self.same


class Samples:
    """Nodes for terms over the same free indices."""

    def __init__(self, raiser: Raiser, free: tuple[int, ...], names: Names) -> None:
        self.raiser, self.make, self.free, self.names = raiser, raiser.make, free, names
        self.places = {word: place for place, word in names.items()}
        self.width = len(free)

    def nodes(self, terms: list[tuple[Key, Number]]) -> list[Node]:
        """Their sum as a list of nodes; what equates other axes than the rows is written of transposed arrays."""
        turned: dict[str, list[tuple[Key, Number]]] = {}
        for key, c in terms:
            turned.setdefault(self._to_be_turned(key), []).append((key, c))
        found = []
        for words, part in turned.items():
            samples = self._turned(words) if words else self
            for node in samples._of_rows(part):
                scalars = [part for part in flat(node) if part.shape == SCALAR]
                matrices = [part for part in flat(node) if part.shape != SCALAR]
                found.append(self._product([*scalars, *self._swap(words, "cr"), *matrices, *self._swap(words, "kl")]))
        return found

    def _to_be_turned(self, key: Key) -> str:
        """The columns among the axes that a delta joins: turned round, they are rows."""
        words = {self.names[i] for factor in key[2] if factor[0] == DELTA for i in factor[1:] if i in self.names}
        return "".join(sorted(words & {"c", "l"} - ({"l"} if "k" not in self.places else set())))

    def _turned(self, words: str) -> Samples:
        """The same with the axes of these arrays exchanged."""
        other = {"c": "r", "r": "c"} if "c" in words else {}
        other |= {"l": "k", "k": "l"} if "l" in words else {}
        return Samples(self.raiser, self.free, {i: other.get(word, word) for i, word in self.names.items()})

    def _swap(self, words: str, axes: str) -> list[Node]:
        """What takes vec of an array that was turned to vec of the array itself, or back."""
        if not set(axes) & set(words) or not set(axes) <= self.places.keys():
            return []
        first, second = (SIZES[self.free[self.places[word]]] for word in axes)
        return [self.make("commutation", data=(first, second))]

    def _product(self, parts: list[Node]) -> Node:
        return parts[0] if len(parts) == 1 else self.make("product", *parts)

    def _of_rows(self, terms: list[tuple[Key, Number]]) -> list[Node]:
        """Terms that differ at the joining index alone make one."""
        groups: dict[tuple[object, ...], list[tuple[Key, Number, _Split]]] = {}
        for number, (key, c) in enumerate(terms):
            split = self._split(key)
            alone = split.same or bool(split.ends) or len(split.bound) > 1
            groups.setdefault((key[0], number) if alone else (key[0], split.outer), []).append((key, c, split))
        return [self._node(group) for group in groups.values()]

    def _split(self, key: Key) -> _Split:
        for place in range(len(key[1])):
            found = self._at(key, self.width + place)
            if found is not None:
                return found
        raise NoMatrixForm("a term has no Kronecker form")

    def _at(self, key: Key, s: int) -> _Split | None:
        """The term taken apart at the index s; None where that leaves two axes joined."""
        order = [s, *(i for i in range(self.width, self.width + len(key[1])) if i != s)]
        renamed = {i: self.width + place for place, i in enumerate(order)}
        factors = [(f[0], *[renamed.get(i, i) for i in f[1:]]) for f in key[2]]
        deltas = [f for f in factors if f[0] == DELTA]
        if len(deltas) > 1 or any(not self._equates_rows(f) for f in deltas):
            return None
        sides: dict[str, tuple[Factor, ...]] = {}
        rest: tuple[Factor, ...] = ()
        across: tuple[Factor, ...] = ()
        ends: tuple[str, ...] = ()
        for group in self._groups([f for f in factors if f[0] != DELTA]):
            words = {self.names[i] for f in group for i in f[1:] if i in self.names}
            if deltas and words & {"k", "l"} == {self._last_right()}:
                words = words - {"k", "l"} | {"r"}
            if words in ({"r", "k"}, {"c", "l"}) and not deltas and not ends:
                across, ends = tuple(group), ("r", "k") if "r" in words else ("c", "l")
                continue
            if len(words) > 1:
                return None
            for word in words:
                sides[word] = (*sides.get(word, ()), *group)
            rest = rest if words else (*rest, *group)
        bound = tuple(key[1][i - self.width] for i in order)
        return _Split(sides, rest, bound, bool(deltas), across, ends)

    def _groups(self, factors: list[Factor]) -> list[list[Factor]]:
        """Factors joined by bound indices other than s."""
        groups: list[tuple[set[int], list[Factor]]] = []
        for factor in factors:
            inner = {i for i in factor[1:] if i > self.width}
            touching = [g for g in groups if g[0] & inner]
            groups = [g for g in groups if not g[0] & inner]
            groups.append((inner.union(*[g[0] for g in touching]), [f for g in touching for f in g[1]] + [factor]))
        return [group for _, group in groups]

    def _last_right(self) -> str:
        """The axis of the second array that counts last in vec of it."""
        return "k" if "k" in self.places else "l"

    def _equates_rows(self, delta: Factor) -> bool:
        last = self.places.get(self._last_right())
        return "r" in self.places and {*delta[1:]} == {self.places["r"], last}

    # --- nodes -------------------------------------------------------------------------------------------------------

    def _node(self, group: list[tuple[Key, Number, _Split]]) -> Node:
        key, c, split = group[0]
        sizes = dict(enumerate(self.free + split.bound))
        if split.same:
            number, parts = Fraction(c), self._equal_rows(sizes, split)
        elif split.ends:
            number, parts = Fraction(c), self._path(sizes, split)
        else:
            number, parts = Fraction(1), self._columns(sizes, split, "c", "r")
            middle = Form(split.bound[:1])
            for _, coefficient, other in group:
                factors = tuple((f[0], *[i - self.width for i in f[1:]]) for f in other.rest)
                middle.add_key(((), other.bound[1:], factors), coefficient)
            if list(middle.terms) == [((), (), ())]:
                number *= middle.terms[(), (), ()]
            else:
                parts.append(self.make("diag", self.raiser.node(middle, 1, 0)))
            parts += [transposed(self.make, part) for part in reversed(self._columns(sizes, split, "l", "k"))]
        scalar: Scalar = (number, key[0])
        return self.raiser.scaled(scalar, self._product(parts))

    def _equal_rows(self, sizes: dict[int, int], split: _Split) -> list[Node]:
        """(C ⊗ I), diag(vec R), (Lᵀ ⊗ I)"""
        row, last = self.places["r"], self.places[self._last_right()]
        factors = (*split.sides.get("r", ()), *split.rest)
        # what stands at the equal rows of the other array stands at these
        moved = tuple((f[0], *[row if i == last else i for i in f[1:]]) for f in factors)
        middle = self.make("diag", self.make("vec", self._matrix(sizes, moved, row, self.width)))
        unit = self._identity(sizes, row)
        outer = []
        for word in ("c", "l" if self._last_right() == "k" else ""):
            side = self.make("ones", data=(ONE, SIZES[sizes[self.width]]))
            if word in self.places:
                side = self._matrix(sizes, split.sides.get(word, ()), self.places[word], self.width)
            outer.append(side)
        left, right = outer
        return [self.make("kron", left, unit), middle, self.make("kron", transposed(self.make, right), unit)]

    def _path(self, sizes: dict[int, int], split: _Split) -> list[Node]:
        """(C ⊗ I), diag(vec R), (I ⊗ A), diag(vec D), (I ⊗ B), diag(vec K), (Lᵀ ⊗ I); from column to column the same
        with the factors of each Kronecker product exchanged."""
        first, last = (self.places[word] for word in split.ends)
        found = path(
            [*split.across, *(f for word in split.ends for f in split.sides.get(word, ())), *split.rest],
            first,
            last,
            self.width,
        )
        if found is None:
            raise NoMatrixForm("a term has no Kronecker form")
        rows = split.ends == ("r", "k")
        # the indices of the path come first, then those that are summed over within one matrix
        order = [*range(self.width + 1), *(i for i in found.indices if i > self.width)]
        order += [i for i in sizes if i not in order]
        now = {i: place for place, i in enumerate(order)}
        start = self.width + len(found.indices) - 1
        sizes = {place: sizes[i] for i, place in now.items()}

        def matrix(factors: tuple[Factor, ...], row: int, col: int) -> Node:
            moved = [(f[0], *[now[i] for i in f[1:]]) for f in factors]
            scalar, node = self.raiser.product_of(moved, sizes, start, now[row], now[col])
            return self.raiser.scaled(scalar, node)

        def kron(left: Node, right: Node) -> Node:
            return self.make("kron", left, right) if rows else self.make("kron", right, left)

        parts: list[Node] = []
        unit = self._identity(sizes, self.width)
        for place, i in enumerate(found.indices):
            if found.at[place]:
                across = matrix(found.at[place], *((i, self.width) if rows else (self.width, i)))
                parts.append(self.make("diag", self.make("vec", across)))
            if place < len(found.between):
                parts.append(kron(unit, matrix(found.between[place], i, found.indices[place + 1])))
        outer = []
        for word, end in zip(("c", "l") if rows else ("r", "k"), (first, last), strict=True):
            side = self.make("ones", data=(ONE, SIZES[sizes[self.width]]))
            if word in self.places:
                side = matrix(split.sides.get(word, ()), self.places[word], self.width)
            outer.append((side, self._identity(sizes, end)))
        left, right = outer
        return [kron(*left), *parts, kron(transposed(self.make, right[0]), right[1])]

    def _columns(self, sizes: dict[int, int], split: _Split, col: str, row: str) -> list[Node]:
        """(C ⊗ I), diag(vec R), (I ⊗ a); of an array with one axis its matrix alone."""
        words = [word for word in (col, row) if word in self.places]
        parts = {word: split.sides.get(word, ()) for word in words}
        if len(words) < 2:
            return [self._matrix(sizes, parts[word], self.places[word], self.width) for word in words]
        place = self.places[row]
        wide = self._matrix(sizes, parts[col], self.places[col], self.width)
        groups = self._groups(list(parts[row]))
        scaling = tuple(f for group in groups for f in group if any(self.width in other[1:] for other in group))
        column = self._matrix(sizes, tuple(f for f in parts[row] if f not in scaling), place, None)
        if not scaling:
            return [self.make("kron", wide, column)]
        middle = self.make("diag", self.make("vec", self._matrix(sizes, scaling, place, self.width)))
        outer = self.make("kron", wide, self._identity(sizes, place))
        return [outer, middle, self.make("kron", self._identity(sizes, self.width), column)]

    def _identity(self, sizes: dict[int, int], place: int) -> Node:
        return self.make("identity", data=SIZES[sizes[place]])

    def _matrix(self, sizes: dict[int, int], factors: tuple[Factor, ...], row: int, col: int | None) -> Node:
        scalar, node = self.raiser.product_of(factors, sizes, self.width + 1, row, col)
        return self.raiser.scaled(scalar, node)


def flat(node: Node) -> tuple[Node, ...]:
    """The factors of a product, or the node alone."""
    return node.args if node.op.name == "product" else (node,)
