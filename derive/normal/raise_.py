"""Index form -> matrices, for people to read. Nothing rests on it: what it makes is lowered again and compared.

Every term is a set of vectors and matrices joined at indices. A bound index that joins two matrices is a product,
two that stand at the same indices an elementwise product, a free index that nothing carries a row or column of ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from derive.core.environment import DERIVATIVE, DETERMINANT, DIFFERENTIAL, ENTRY, NUMBER_OF, Environment
from derive.core.form import DELTA, Factor, Form, Key, Number, Open, content, fresh_indices, opened, times
from derive.core.function import opaque_parts
from derive.core.op import SCALAR, Axis, Node
from derive.core.read import Language
from derive.core.sizes import ONE, SIZES
from derive.normal.joined import Joined, NoMatrixForm
from derive.ops.tensor import is_plain_scalar

Scalar = tuple[Fraction, tuple[tuple[int, int], ...]]  # number and powers of sizes
PLAIN: Scalar = (Fraction(1), ())


class Raiser:
    """Nodes for forms over one environment; `symbols` are the author's own.

    A ∘ B + A ∘ C is written as A ∘ (B + C) where `factored`; within a function it is recognised more easily where not.
    """

    def __init__(
        self, language: Language, env: Environment, symbols: Mapping[str, Node], factored: bool = True
    ) -> None:
        self.language, self.env, self.symbols, self.factored = language, env, symbols, factored
        self.known = len(symbols)
        self._raised: dict[str, tuple[Scalar, Node]] = {}
        self._names = self._named_functions()

    def _named_functions(self) -> dict[int, str]:
        """The author's names for functions of symbols: A for sigmoid(Z)."""
        names: dict[int, str] = {}
        for symbol in self.symbols:
            form = self.env.definitions.get(symbol)
            if form is not None and len(form.terms) == 1:
                (((scale, bound, factors), c),) = form.terms.items()
                if c == 1 and not scale and not bound and len(factors) == 1:
                    if factors[0][1:] == tuple(range(len(form.free))) and self.env.heads[factors[0][0]].fn != ENTRY:
                        names.setdefault(factors[0][0], symbol)
        return names

    def node(self, form: Form, rows: int, cols: int) -> Node:
        """The form as a matrix whose row axis has `rows` free indices (0 or 1) and whose column axis has `cols`."""
        self.prepare(form)
        scalar, node = self._sum(self._opened(form), 0 if rows else None, rows if cols else None)
        return self.scaled(scalar, node)

    def prepare(self, form: Form) -> None:
        """Raise the automatic names that a form mentions."""
        for symbol in self._automatic_below(form):
            free = len(self.env.sizes[symbol])
            if free > 2:
                raise NoMatrixForm(f"{symbol} has {free} indices")
            inner = self.env.definitions[symbol]
            if free == 1 and self._is_row(inner):
                self._raised[symbol] = self._sum(inner, None, 0)
            elif free == 2:
                self._raised[symbol] = self._better_turned(inner)
            else:
                self._raised[symbol] = self._sum(inner, 0 if free else None, 1 if free > 1 else None)

    def _opened(self, form: Form) -> Form:
        """A multiple of an automatic name, with the sum that it stands for."""
        for (scale, bound, factors), c in form.terms.items():
            if len(form.terms) == 1 and not bound and len(factors) == 1 and factors[0][0] != DELTA:
                head = self.env.heads[factors[0][0]]
                if head.fn == ENTRY and head.symbol in self.env.automatic:
                    opened_form = Form(form.free)
                    for key, inner in self.env.definitions[head.symbol].terms.items():
                        term = opened(key, c * inner, factors[0][1:], fresh_indices())
                        opened_form.add(times(term, Open(1, dict(scale), {}, [])))
                    return opened_form
        return form

    def condition(self, symbol: str) -> Node:
        """What a symbol stands for, as a column or a matrix."""
        if symbol in self.symbols:
            return self.symbols[symbol]
        free = len(self.env.sizes[symbol])
        return self.node(self.env.definitions[symbol], min(free, 1), max(free - 1, 0))

    def _better_turned(self, form: Form) -> tuple[Scalar, Node]:
        """The form as a matrix or as the transpose of one, whichever has fewer transposes inside."""
        (scalar, upright), (_, turned) = self._sum(form, 0, 1), self._sum(form, 1, 0)
        if _transposes(turned) + 1 < _transposes(upright):
            return scalar, self.make("transpose", turned)
        return scalar, upright

    def _is_row(self, form: Form) -> bool:
        """Whether everything that stands at the one free index is a row."""
        nodes = [
            self.symbols[symbol] if symbol in self.symbols else self._raised[symbol][1]
            for _, _, factors in form.terms
            for factor in factors
            if len(factor) == 2 and factor[1] == 0 and (symbol := self.env.heads[factor[0]].symbol)
        ]
        return bool(nodes) and all(not node.shape.rows for node in nodes)

    def _automatic_below(self, form: Form) -> list[str]:
        seen: set[str] = set()
        pending = [form]
        while pending:
            for symbol in self.env.mentioned(pending.pop()):
                if symbol not in seen and symbol not in self.symbols and symbol not in self._raised:
                    seen.add(symbol)
                    pending.append(self.env.definitions[symbol])
        return sorted(seen, key=self.env.rank.__getitem__)

    # --- sums --------------------------------------------------------------------------------------------------------

    def _sum(self, form: Form, row: int | None, col: int | None) -> tuple[Scalar, Node]:
        shape = (self._axis(form, row), self._axis(form, col))
        if not form.terms:
            return PLAIN, self.make("zeros", data=self._sizes(shape))
        number, scale, primitive = content(form)
        scalar: Scalar = (Fraction(number), scale)
        terms = list(primitive.terms.items())
        if number > 0 and any(key[0] for key, _ in terms):  # (2/m) A + 2 B rather than 2 ((1/m) A + B)
            scalar, terms = (Fraction(1), scale), [(key, c * number) for key, c in terms]
        terms.sort(key=lambda term: (term[1] < 0, [-self._rank(f) for f in reversed(term[0][2])]))
        if len(terms) == 1:
            key, c = terms[0]
            inner, node = self._term(key, form, row, col)
            return multiplied(multiplied(scalar, (Fraction(c), ())), inner), node
        diagonal = self._diagonal(form) if (row, col) in ((0, 1), (1, 0)) else None
        if diagonal is not None:
            inner, column = self._sum(diagonal, 0, None)
            return inner, self.make("diag", column)
        shared = self._shared(terms, form)
        if shared:
            rest = Form(form.free, {(s, (), _without(f, shared)): c for (s, _, f), c in terms})
            inner, outer = self._term(((), terms[0][0][1], shared), form, row, col)
            rest_scalar, other = self._sum(rest, row, col)
            return multiplied(multiplied(scalar, inner), rest_scalar), self.make("hadamard", outer, other)
        parts = []
        for key, c in terms:
            inner, node = self._term(key, form, row, col, broadcast=True)
            if node.shape == SCALAR and (shape[0] or shape[1]) and not is_plain_scalar(node):
                node = self.make("product", node, self.make("ones", data=self._sizes(shape)))
            parts.append(self.scaled(multiplied((Fraction(c), ()), inner), node))
        # a sum of numbers alone with nothing of the full shape would lose it
        if (shape[0] or shape[1]) and all(part.shape == ((), ()) for part in parts):
            parts[0] = self.make("product", parts[0], self.make("ones", data=self._sizes(shape)))
        return scalar, self.make("add", *parts)

    @staticmethod
    def _diagonal(form: Form) -> Form | None:
        """The column c where the form is diag(c), and each of its terms has an entry of its own for each place."""
        column = Form(form.free[:1])
        for key, c in form.terms.items():
            factors = [factor for factor in key[2] if factor[0] != DELTA or {*factor[1:]} != {0, 1}]
            if len(factors) == len(key[2]) or not any(i in (0, 1) for factor in factors for i in factor[1:]):
                return None
            column.add(opened((key[0], key[1], tuple(factors)), c, (0, 0), fresh_indices()))
        return column

    def _shared(self, terms: list[tuple[Key, Number]], form: Form) -> tuple[Factor, ...]:
        """Factors that all terms have, everything summed over among them; none where factoring does not help."""
        if not self.factored or len({key[1] for key, _ in terms}) != 1 or any(not key[2] for key, _ in terms):
            return ()
        shared = list(terms[0][0][2])
        for key, _ in terms[1:]:
            left = list(key[2])
            kept = []
            for factor in shared:
                if factor in left:
                    left.remove(factor)
                    kept.append(factor)
            shared = kept
        free = range(len(form.free))
        others = [i for key, _ in terms for factor in _without(key[2], tuple(shared)) for i in factor[1:]]
        if any(i not in free for i in others) or (form.free and not others):  # a A + b A stays
            return ()
        return tuple(shared)

    # --- products ----------------------------------------------------------------------------------------------------

    def _term(
        self, key: Key, form: Form, row: int | None, col: int | None, broadcast: bool = False
    ) -> tuple[Scalar, Node]:
        """A product of factors; with `broadcast` a number alone stays one, to be added to every entry."""
        scale, bound, factors = key
        sizes = dict(enumerate(form.free + bound))
        scalar, node = self.product_of(factors, sizes, len(form.free), row, col, broadcast)
        return multiplied((Fraction(1), scale), scalar), node

    def product_of(
        self,
        factors: Iterable[Factor],
        sizes: dict[int, int],
        start: int,
        row: int | None,
        col: int | None,
        broadcast: bool = False,
    ) -> tuple[Scalar, Node]:
        """A product of factors whose indices from `start` on are summed over."""
        scalar = PLAIN
        factors = list(factors)
        bound = sorted({i for factor in factors for i in factor[1:] if i >= start})
        scalars: list[Node] = []
        vectors: dict[int, list[Node]] = {}
        matrices: list[tuple[int, int, Node]] = []
        # a delta says that its indices are equal: what stands on its diagonal may as well stand at both
        pairs = {(f[1], f[1]): (f[1], f[2]) for f in factors if f[0] == DELTA}
        pairs |= {(j, j): (i, j) for i, j in pairs.values()}
        spread = [(f[0], *pairs.get(f[1:], f[1:])) if len(f) == 3 else f for f in factors]
        for factor in sorted(spread, key=self._rank):
            if factor[0] == DELTA:
                matrices.append((factor[1], factor[2], self.make("identity", data=SIZES[sizes[factor[1]]])))
                continue
            inner, node = self._factor(factor)
            scalar = multiplied(scalar, inner)
            if len(factor) == 1:
                scalars.append(node)
            elif len(factor) == 2:
                vectors.setdefault(factor[1], []).append(node)
            elif len(factor) == 3:
                matrices.append((factor[1], factor[2], node))
            else:
                raise NoMatrixForm("a factor has more than two indices")
        joined = Joined(self.make, sizes, scalars, vectors, matrices)
        for _ in bound:
            joined.merge()
            joined.contract_one([j for j in bound if j in joined.left])
        joined.merge()
        axes = [() if i is None else (SIZES[sizes[i]],) for i in (row, col)]
        return scalar, joined.assemble(row, col, self._sizes((axes[0], axes[1])), broadcast)

    def _factor(self, factor: Factor) -> tuple[Scalar, Node]:
        """A factor as a scalar, a column or a matrix."""
        head = self.env.heads[factor[0]]
        if head.fn == DERIVATIVE:
            raise NoMatrixForm("a derivative has not been worked out")
        scalar, named = PLAIN, self._names.get(factor[0])
        if named is not None:
            node = self.symbols[named]
        elif head.symbol in self.symbols:
            node = self._applied(head.fn, self.symbols[head.symbol])
        else:
            scalar, node = self._raised[head.symbol]
            if head.fn != ENTRY:
                scalar, node = PLAIN, self._applied(head.fn, self.scaled(scalar, node))
        if len(factor) == 2 and not node.shape.rows:
            node = self.make("transpose", node)
        return scalar, node

    def _applied(self, fn: str, node: Node) -> Node:
        if fn == ENTRY:
            return node
        if fn == DIFFERENTIAL:
            return self.make("d", node)
        if fn == "inverse":
            return self.make("inverse", node)
        if fn == DETERMINANT:
            return self.make("det", node)
        if fn.startswith(NUMBER_OF):
            name, order = opaque_parts(fn)
            return self.make("functional", node, data=(name.removeprefix(NUMBER_OF), order))
        if fn == "reciprocal":
            return self.make("quotient", self.make("number", data=Fraction(1)), node)
        return self.make("apply", node, data=fn)

    # --- parts -------------------------------------------------------------------------------------------------------

    def _rank(self, factor: Factor) -> int:
        """The order in which people write factors: parameters, then what comes back, then functions, then data."""
        head = self.env.heads[factor[0]]
        return self.env.rank.get(head.symbol, -1)

    def _axis(self, form: Form, index: int | None) -> Axis:
        return () if index is None else (SIZES[form.free[index]],)

    @staticmethod
    def _sizes(shape: tuple[Axis, Axis]) -> tuple[object, object]:
        return tuple(axis[0] if axis else ONE for axis in shape)  # type: ignore[return-value]

    def make(self, name: str, *args: Node, data: object = None) -> Node:
        return self.language.make(name, *args, data=data)

    def scaled(self, scalar: Scalar, node: Node) -> Node:
        """number * sizes * node, the way people write it: (1/m) A, -A, 2 A."""
        value, powers = scalar
        sign, value = (-1, -value) if value < 0 else (1, value)
        above = [self.make("size", data=SIZES[size]) for size, power in powers for _ in range(power) if power > 0]
        below = [self.make("size", data=SIZES[size]) for size, power in powers for _ in range(-power) if power < 0]
        if value.numerator != 1:
            above.insert(0, self.make("number", data=Fraction(value.numerator)))
        if value.denominator != 1:
            below.insert(0, self.make("number", data=Fraction(value.denominator)))
        parts: list[Node] = [self.make("number", data=Fraction(-1))] if sign < 0 else []
        if below:
            parts.append(self.make("quotient", self._product(above), self._product(below)))
        else:
            parts += above
        inner = node.args if node.op.name == "product" else (node,)
        if not parts:
            return node
        if node.op.name == "number" and node.data == 1:
            return self._product(parts)
        return self._product([*parts, *inner])

    def _product(self, parts: list[Node]) -> Node:
        if not parts:
            return self.make("number", data=Fraction(1))
        return parts[0] if len(parts) == 1 else self.make("product", *parts)


def _transposes(node: Node) -> int:
    seen, pending, count = {node}, [node], 0
    while pending:
        part = pending.pop()
        count += part.op.name == "transpose"
        below = [arg for arg in part.args if arg not in seen] if part.op.name != "symbol" else []
        seen.update(below)
        pending += below
    return count


def multiplied(left: Scalar, right: Scalar) -> Scalar:
    powers = dict(left[1])
    for size, power in right[1]:
        powers[size] = powers.get(size, 0) + power
    return left[0] * right[0], tuple(sorted((s, p) for s, p in powers.items() if p))


def _without(factors: tuple[Factor, ...], taken: tuple[Factor, ...]) -> tuple[Factor, ...]:
    left = list(factors)
    for factor in taken:
        left.remove(factor)
    return tuple(left)


__all__ = ["NoMatrixForm", "Raiser"]
