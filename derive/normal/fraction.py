"""A symbol as a product of powers of irreducible polynomials in functions: scalar algebra, left to SymPy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, Protocol

import sympy

from derive.core.environment import DETERMINANT, ENTRY, Environment
from derive.core.form import DELTA, Factor, Form, Open
from derive.core.function import Function
from derive.core.lemma import Lemma

LARGEST = 150  # operations of a fraction that is factored


class Locals(Protocol):
    def local(self, symbol: str) -> Lemma | None: ...


class Related(Protocol):
    @property
    def base(self) -> str: ...
    @property
    def times(self) -> int: ...


class _Reader:
    """Forms as SymPy fractions in one plain symbol for each factor that stays."""

    def __init__(
        self,
        env: Environment,
        functions: Mapping[str, Function],
        values: Locals,
        families: Mapping[str, Related],
        determinants: Callable[[str], list[tuple[str, int]]],
    ) -> None:
        self.env, self.functions, self.values, self.families = env, functions, values, families
        self.determinants = determinants
        self.letters: dict[Factor, Any] = {}

    def letter(self, factor: Factor) -> Any:
        return self.letters.setdefault(factor, sympy.Dummy(f"x{len(self.letters)}"))

    def form(self, form: Form, at: tuple[int, ...]) -> Any | None:
        total = sympy.S.Zero
        for (scale, bound, factors), c in form.terms.items():
            if scale or bound:
                return None
            parts = [self.factor((f[0], *[at[i] for i in f[1:]])) for f in factors]
            if any(part is None for part in parts):
                return None
            c = Fraction(c)
            total += sympy.Rational(c.numerator, c.denominator) * sympy.Mul(*parts)
        return total

    def symbol(self, symbol: str, at: tuple[int, ...]) -> Any | None:
        lemma = self.values.local(symbol)
        return self.letter((self.env.head(ENTRY, symbol), *at)) if lemma is None else self.form(lemma.rhs, at)

    def factor(self, factor: Factor) -> Any | None:
        head, at = self.env.heads[factor[0]], factor[1:]
        if factor[0] == DELTA:
            return None
        if head.fn == DETERMINANT:
            parts = self.determinants(head.symbol)
            return sympy.Mul(*[self.letter((self.env.head(DETERMINANT, s),)) ** power for s, power in parts])
        if head.fn == "reciprocal":
            inner = self.symbol(head.symbol, at)
            return None if inner is None else 1 / inner
        related = self.families.get(head.symbol)
        if related is None or head.fn == ENTRY:
            return self.letter(factor)
        if head.fn == "exp":
            return self.letter((self.env.head("exp", related.base), *at)) ** related.times
        record = self.functions.get(head.fn)
        solved = None if record is None else self.solved(record, related, at)
        return self.letter(factor) if solved is None else solved

    def solved(self, record: Function, related: Related, at: tuple[int, ...]) -> Any | None:
        """The function from the first law that is linear in it and knows only exponentials besides."""
        exponential = self.letter((self.env.head("exp", related.base), *at)) ** related.times
        for law in record.laws:
            if {name for _, names in law for name in names} <= {record.name, "exp"}:
                slope, rest = sympy.S.Zero, sympy.S.Zero
                for c, names in law:
                    term = c * exponential ** names.count("exp")
                    if record.name in names:
                        slope += term
                    else:
                        rest += term
                return -rest / slope
        return None


def factored(
    env: Environment,
    functions: Mapping[str, Function],
    values: Locals,
    symbol: str,
    families: Mapping[str, Related],
    determinants: Callable[[str], list[tuple[str, int]]],
) -> tuple[Fraction, list[tuple[Form, int]]] | None:
    """constant, [(irreducible factor as a form, power), ...] of a symbol; None where it is no such product."""
    reader = _Reader(env, functions, values, families, determinants)
    sizes = env.sizes[symbol]
    expr = reader.symbol(symbol, tuple(range(len(sizes))))
    if expr is None or not reader.letters or expr.count_ops() > LARGEST:
        return None
    top, bottom = sympy.fraction(sympy.cancel(expr))
    constant = sympy.S.One
    parts: list[tuple[Form, int]] = []
    factors = {letter: factor for factor, letter in reader.letters.items()}
    for side, sign in ((top, 1), (bottom, -1)):
        c, found = sympy.factor_list(side, *factors)
        constant *= c**sign
        for polynomial, power in found:
            poly = sympy.Poly(polynomial, *factors)
            if sum(poly.coeffs()) < 0:  # prefer the sign that is positive where everything is 1
                poly, constant = -poly, constant * (-1) ** int(power)
            parts.append((_form(poly, list(factors.values()), sizes), sign * int(power)))
    if not constant.is_Rational or constant <= 0:
        return None
    return Fraction(int(constant.p), int(constant.q)), parts


def _form(poly: Any, factors: list[Factor], sizes: tuple[int, ...]) -> Form:
    form = Form(sizes)
    for exponents, c in poly.terms():
        inner = [factor for factor, power in zip(factors, exponents, strict=True) for _ in range(int(power))]
        form.add(Open(Fraction(int(c.p), int(c.q)), {}, {}, inner))
    return form
