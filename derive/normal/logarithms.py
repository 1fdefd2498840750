"""log s = Σ log of irreducible factors + multiples of arguments of exponentials, from s as a product of powers."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from derive.core.environment import ENTRY
from derive.core.errors import OutOfBudget
from derive.core.form import Factor, Form, Open
from derive.core.kernel import Kernel
from derive.core.lemma import Lemma
from derive.normal.arguments import Equal, Multiple
from derive.normal.fraction import factored
from derive.normal.value import Values
from derive.normal.whole import WholeLaws

UNIT = ((), (), ())
Power = tuple[tuple[str, str, tuple[int, ...]], int]  # a function, its argument and the indices; and how often


class Logarithms:
    """What the arguments of logarithms are products of."""

    def __init__(self, kernel: Kernel, values: Values, equal: Equal, whole: WholeLaws) -> None:
        self.kernel, self.env, self.values, self.equal, self.whole = kernel, kernel.env, values, equal, whole

    def made_of(self, symbol: str, sums: Sequence[str], families: dict[str, Multiple]) -> Lemma | None:
        """The lemma that a symbol, times what divides it, is a product; of a sum, a product of other sums."""
        if symbol in sums:
            made = self.whole.folded(symbol, [other for other in sums if other != symbol])
            terms = made.rhs.terms.items() if made is not None else ()
            return made if len(terms) == 1 and all(c == 1 and not key[0] for key, c in terms) else None
        product = self.product(symbol, families)
        if product is None:
            return None
        constant, powers = product
        own: Factor = (self.env.head(ENTRY, symbol), *range(len(self.env.sizes[symbol])))
        sides: tuple[list[Factor], list[Factor]] = ([own], [])
        if constant != 1:
            one = Form((), {UNIT: constant})
            sides[1].append((self.env.head(ENTRY, self.env.abbreviate(one)),))
        for (name, argument, at), power in powers:
            factor = (self.env.head(name, argument), *at)
            sides[power > 0].extend([factor] * abs(power))
        if sides[1] == [own]:
            return None
        left, right = Form(self.env.sizes[symbol]), Form(self.env.sizes[symbol])
        left.add(Open(1, {}, {}, sides[0]))
        right.add(Open(1, {}, {}, sides[1]))
        lemma = self.equal(left, right)
        return lemma if isinstance(lemma, Lemma) else None

    def product(self, symbol: str, families: dict[str, Multiple]) -> tuple[Fraction | int, list[Power]] | None:
        """A symbol as constant * product of powers of irreducible positive-looking symbols and exponentials."""
        if self.values.local(symbol) is None:
            return None
        try:
            found = factored(self.env, self.kernel.functions, self.values, symbol, families, self.whole.determinants)
        except OutOfBudget:
            return None
        if found is None:
            return None
        constant, parts = found
        powers: list[Power] = []
        for form, power in parts:
            ((key, c),) = form.terms.items() if len(form.terms) == 1 else ((None, 0),)
            if key is not None and c == 1 and len(key[2]) == 1 and self.env.heads[key[2][0][0]].fn in ("exp", ENTRY):
                head = self.env.heads[key[2][0][0]]
                powers.append(((head.fn, head.symbol, key[2][0][1:]), power))
            else:
                powers.append(((ENTRY, self.env.abbreviate(form), tuple(range(len(form.free)))), power))
        return constant, powers
