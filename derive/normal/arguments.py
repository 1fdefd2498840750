"""What the arguments of functions have to do with each other: multiples, sums, logarithms inside of exponentials."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from math import gcd, lcm
from typing import NamedTuple

from derive.core.environment import ENTRY, NUMBER_OF
from derive.core.errors import OutOfBudget
from derive.core.form import DELTA, Form, entry
from derive.core.kernel import Kernel, Proof
from derive.core.laws import MULTIPLE
from derive.core.lemma import LawName, Lemma
from derive.normal.rewrite import Budget, index, rewrite
from derive.normal.value import Values
from derive.normal.whole import WholeLaws

UNIT = ((), (), ())
LARGEST = 4_000  # terms that bringing an argument to normal form may cost
Equal = Callable[[Form, Form], "Lemma | Form"]
Application = tuple[str, str]  # function, symbol of its argument
Sizes = tuple[int, ...]


class Multiple(NamedTuple):
    """An argument that is a whole multiple of another."""

    base: str
    times: int


class Arguments:
    """Relations between arguments, each found once."""

    def __init__(
        self, kernel: Kernel, values: Values, equal: Equal, whole: WholeLaws, reduce: Callable[[Proof, Budget], None]
    ) -> None:
        self.kernel, self.env, self.values, self.equal, self.whole = kernel, kernel.env, values, equal, whole
        self.reduce = reduce
        self._relations: dict[tuple[str, str, int], Lemma | None] = {}
        self._primitive: dict[str, tuple[object, Fraction]] = {}
        self._split: dict[str, tuple[Lemma, str] | None] = {}

    def without_logarithms(self, symbol: str) -> tuple[Lemma, str] | None:
        """For s = c log t + ... + rest, c whole: the lemma that s - c log t - rest is 0; the rest's name, if any."""
        local = self.values.local(symbol)
        if local is None or symbol in self._split:
            return self._split.get(symbol)
        whole = self._reduced(local) if self._bent(local.rhs) else local.rhs
        rest, logarithms = whole.copy(), Form(whole.free)
        for key, c in whole.terms.items():
            scale, bound, factors = key
            if (
                not scale
                and not bound
                and len(factors) == 1
                and self.env.heads[factors[0][0]].fn == "log"
                and c == int(c)
            ):
                rest.add_key(key, -c)
                logarithms.add_key(key, c)
        self._split[symbol] = None
        if logarithms.terms or not rest.terms:
            name = self.env.abbreviate(rest) if rest.terms else ""
            lhs = local.lhs.copy()
            lhs.add_form(logarithms, -1)
            if name:
                lhs.add_form(entry(self.env.head(ENTRY, name), rest.free), -1)
            lemma = self.equal(lhs, Form(rest.free))
            self._split[symbol] = (lemma, name) if isinstance(lemma, Lemma) else None
        return self._split[symbol]

    def families(self, present: frozenset[Application]) -> dict[str, Multiple]:
        """For each argument, the simplest argument that it is a multiple of."""
        groups: dict[tuple[Sizes, object], dict[str, Fraction]] = {}
        for fn, symbol in sorted(present, key=lambda pair: self.env.rank[pair[1]]):
            if fn not in ("reciprocal", "log") and not fn.startswith(NUMBER_OF):
                key, ratio = self._primitive_part(symbol)
                groups.setdefault((self.env.sizes[symbol], key), {})[symbol] = ratio
        found: dict[str, Multiple] = {}
        for group in groups.values():
            unit = Fraction(gcd(*[r.numerator for r in group.values()]), lcm(*[r.denominator for r in group.values()]))
            base = min(group, key=lambda s: (abs(group[s]) != unit, group[s] < 0, self.env.rank[s]))
            for symbol, ratio in group.items():
                if (ratio / group[base]).denominator == 1 and abs(ratio / group[base]) <= MULTIPLE:
                    found[symbol] = Multiple(base, int(ratio / group[base]))
                else:
                    found[symbol] = Multiple(symbol, 1)
        return found

    def _primitive_part(self, symbol: str) -> tuple[object, Fraction]:
        """The argument, all unfolded, without a rational factor; and that factor."""
        found = self._primitive.get(symbol)
        if found is None:
            lemma = self.values.full(symbol)
            form = (
                self._reduced(lemma)
                if lemma is not None
                else entry(self.env.head(ENTRY, symbol), self.env.sizes[symbol])
            )
            if not form.terms:
                return symbol, Fraction(1)
            first = Fraction(form.terms[min(form.terms)])
            found = frozenset((key, c / first) for key, c in form.terms.items()), first
            self._primitive[symbol] = found
        return found

    def _reduced(self, lemma: Lemma) -> Form:
        """The right side of a lemma with what is declared, inverses, and signs of arguments made use of."""
        proof = Proof(self.kernel, lemma.lhs, Form(lemma.lhs.free))
        proof.step(1, UNIT, ("lemma", lemma.number), tuple(range(len(lemma.lhs.free))))
        try:
            self.whole.reduce(proof, Budget(LARGEST))
            if self._bent(proof.residual):
                self.reduce(proof, Budget(LARGEST))
                rewrite(proof, index(self.values.local_rules(proof.residual)), Budget(LARGEST))
        except OutOfBudget:
            return lemma.rhs
        return proof.residual

    def _bent(self, form: Form) -> bool:
        """Whether a function in it is another above zero than below, or a root may cancel."""
        names = {self.env.heads[n].fn for n in form.heads() if n != DELTA}
        records = map(self.kernel.functions.get, names)
        return names >= {"sqrt", "reciprocal"} or any(record is not None and record.above for record in records)

    def relation(self, symbol: str, multiple: Multiple) -> Lemma | None:
        """The lemma that an argument is the base (times 1), or that argument - times * base is zero."""
        key = (symbol, *multiple)
        if key not in self._relations:
            sizes = self.env.sizes[symbol]
            left = entry(self.env.head(ENTRY, symbol), sizes)
            right = entry(self.env.head(ENTRY, multiple.base), sizes)
            if multiple.times != 1:
                left.add_form(right, -multiple.times)
                right = Form(sizes)
            lemma = self.equal(left, right)
            self._relations[key] = lemma if isinstance(lemma, Lemma) else None
        return self._relations[key]

    def together(self, present: frozenset[Application]) -> set[str]:
        """Arguments of exponentials, and of functions that are made of them, that are sums of others; and those."""
        functions = self.kernel.functions
        exponential = {
            symbol
            for fn, symbol in present
            if fn == "exp"
            or (fn in functions and any("exp" in names for law in functions[fn].laws for _, names in law))
        }
        found: set[str] = set()
        for symbol in exponential:
            parts = self._summands(symbol)
            if parts and parts <= exponential:
                found |= {symbol, *parts}
        return found

    def _summands(self, symbol: str) -> set[str]:
        """The symbols whose whole multiples add up to a symbol; none where it is no such sum."""
        parts = self.parts(symbol)
        return parts if len(parts) > 1 else set()

    def parts(self, symbol: str) -> set[str]:
        """The symbols whose whole multiples a symbol is made of; none where it is made in another way."""
        local = self.values.local(symbol)
        parts: set[str] = set()
        for (scale, bound, factors), c in local.rhs.terms.items() if local is not None else ():
            heads = [self.env.heads[factor[0]] for factor in factors if factor[0] != DELTA]
            if scale or bound or len(factors) != 1 or not heads or c != int(c) or abs(int(c)) > MULTIPLE:
                return set()
            if heads[0].fn != ENTRY:
                return set()
            parts.add(heads[0].symbol)
        return parts

    def sums(self, symbol: str, together: set[str]) -> Iterator[LawName]:
        """exp(a + b) = exp(a) exp(b), where all of them occur."""
        local, parts = self.values.local(symbol), self._summands(symbol)
        if local is None or not parts or not parts <= together:
            return
        lhs = local.lhs.copy()
        lhs.add_form(local.rhs, -1)
        lemma = self.equal(lhs, Form(lhs.free))
        if isinstance(lemma, Lemma):
            yield ("exponentials", lemma.number)
