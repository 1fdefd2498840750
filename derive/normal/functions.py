"""Consequences of the laws of functions: reciprocals, exponentials of related arguments, logarithms of products.

All functions that stand at the same indices are variables of one polynomial ring; their laws generate an ideal,
whose Gröbner basis (every element a lemma) rewrites any polynomial in them to a normal form.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction

from derive.core.condition import Condition
from derive.core.environment import DETERMINANT, ENTRY, NUMBER_OF
from derive.core.errors import OutOfBudget
from derive.core.form import DELTA, Factor, Form, Open, entry
from derive.core.kernel import Kernel, Proof
from derive.core.lemma import LawName, Lemma
from derive.core.property import PROPERTIES
from derive.normal import sylvester
from derive.normal.arguments import Application, Arguments, Equal, Sizes
from derive.normal.fingerprint import Fingerprints
from derive.normal.ideal import Polynomial, basis
from derive.normal.logarithms import Logarithms
from derive.normal.rewrite import Budget, Rule, index, rewrite, rule_for_head
from derive.normal.squares import squared
from derive.normal.value import Values, is_function
from derive.normal.whole import WholeLaws

UNIT = ((), (), ())
LITTLE = 4_000  # terms that one way of writing a symbol may cost
# what is rewritten by the rest
HEAVY = ("elu", "relu", "abs", "reciprocal", "exp", "tanh", "sigmoid", "sqrt", "sign", DETERMINANT)
Holds = Callable[[Condition], bool]


class FunctionLaws:
    """Rewriting by the laws of the functions that occur."""

    def __init__(
        self, kernel: Kernel, values: Values, equal: Equal, whole: WholeLaws, holds: Holds, marks: Fingerprints
    ) -> None:
        self.kernel, self.env, self.values, self.equal, self.whole = kernel, kernel.env, values, equal, whole
        self.holds, self.fingerprints = holds, marks
        self.arguments = Arguments(kernel, values, equal, whole, self.reduce)
        self.logarithms = Logarithms(kernel, values, equal, whole)
        self._rings: dict[frozenset[Application], list[Rule]] = {}

    def reduce(self, proof: Proof, budget: Budget) -> None:
        """Bring the residual to normal form."""
        present = self._closure(self._applications(proof.residual))
        if any(fn == DETERMINANT for fn, _ in present):
            rewrite(proof, index(self._determinants(present)), budget)
            present = self._closure(self._applications(proof.residual))
        for _ in range(2):  # of a quotient, then of the sum that is its denominator
            if any(fn == "log" for fn, _ in present):
                rewrite(proof, index(self._logarithms(present)), budget)
                present = self._closure(self._applications(proof.residual))
        if present not in self._rings:
            try:
                self._rings[present] = list(self._ring_rules(present))
            except OutOfBudget:
                self._rings[present] = []
        rewrite(proof, index(self._rings[present]), budget)

    def readings(self, symbol: str) -> Iterator[Lemma]:
        """Ways to write a symbol, among which one may show its sign."""
        local = self.values.local(symbol)
        if local is None:
            if symbol in self.env.definitions:
                lhs = entry(self.env.head(ENTRY, symbol), self.env.sizes[symbol])
                proof = Proof(self.kernel, lhs, Form(lhs.free))
                proof.step(1, UNIT, ("define", symbol), tuple(range(len(lhs.free))))
                defined = proof.fork().settle()
                yield defined
                self._multiplied_out(proof)
                yield from self._squares(proof.settle())
            return
        yield local
        yield from self._squares(local)
        proof = Proof(self.kernel, local.lhs, Form(local.lhs.free))
        proof.step(1, UNIT, ("lemma", local.number), tuple(range(len(local.lhs.free))))
        self.reduce(proof, Budget(LITTLE))
        yield proof.fork().settle()
        rules = self.values.local_rules(proof.residual)  # of what the laws have brought in
        if rules:
            rewrite(proof, index(rules), Budget(LITTLE))
            self.reduce(proof, Budget(LITTLE))
            yield proof.settle()
        product = self.logarithms.product(symbol, self.arguments.families(self._closure(self._applications(local.rhs))))
        if product is not None:
            constant, powers = product
            factors = [
                (self._power(fn, name, power > 0), *at) for (fn, name, at), power in powers for _ in range(abs(power))
            ]
            form = Form(local.lhs.free)
            form.add(Open(constant, {}, {}, factors))
            lemma = self.equal(local.lhs, form)
            if isinstance(lemma, Lemma):
                yield lemma

    def _multiplied_out(self, proof: Proof) -> None:
        """With names unfolded as far as that subtracts nothing."""
        budget = Budget(LITTLE)
        while True:
            heads = {n: self.env.heads[n].symbol for n in proof.residual.heads() if n and self._only_adds(n)}
            if not heads:
                return
            rewrite(proof, index([rule_for_head(self.kernel, n, ("define", s)) for n, s in heads.items()]), budget)

    def _only_adds(self, number: int) -> bool:
        head = self.env.heads[number]
        definition = self.env.definitions.get(head.symbol)
        return head.fn == ENTRY and definition is not None and all(c > 0 for c in definition.terms.values())

    def _squares(self, lemma: Lemma) -> Iterator[Lemma]:
        """The same with sums that are multiplied by themselves under names."""
        form = squared(self.env, lemma.rhs)
        found = None if form is None else self.equal(lemma.lhs, form)
        if isinstance(found, Lemma):
            yield found

    def _power(self, fn: str, symbol: str, positive: bool) -> int:
        """The head of a symbol or an exponential, or of its inverse."""
        if fn != "exp":
            return self.env.head(ENTRY if positive else "reciprocal", symbol)
        if positive:
            return self.env.head("exp", symbol)
        opposite = Form(self.env.sizes[symbol])
        opposite.add_form(entry(self.env.head(ENTRY, symbol), opposite.free), -1)
        return self.env.head("exp", self.env.abbreviate(opposite))

    # --- which functions, of which arguments -------------------------------------------------------------------------

    def _applications(self, form: Form) -> set[Application]:
        heads = [(n, self.env.heads[n]) for n in form.heads()]
        return {(h.fn, h.symbol) for n, h in heads if is_function(self.env, n) or h.fn.startswith(NUMBER_OF)}

    def _closure(self, found: set[Application]) -> frozenset[Application]:
        """With the functions that occur in the arguments of reciprocals, logarithms and exponentials of logarithms."""
        pending = list(found)
        while pending:
            fn, symbol = pending.pop()
            lemma = self.values.local(symbol) if fn in ("reciprocal", "log") else None
            split = self.arguments.without_logarithms(symbol) if fn == "exp" else None
            companions = {(name, symbol) for name in self._companions(fn, symbol)}
            if fn == DETERMINANT and (product := self.whole.determinant(symbol)) is not None:
                companions |= {(fn, self.env.heads[n].symbol) for n in product.rhs.heads() if n != DELTA}
            companions -= found
            found |= companions
            pending += companions
            if lemma is not None or split is not None:
                new = {("exp", split[1])} if split and split[1] else self._applications(lemma.rhs) if lemma else set()
                new -= found
                found |= new
                pending += new
        return frozenset(found | self._of_folded(found))

    def _of_folded(self, found: set[Application]) -> set[Application]:
        """exp(a) and exp(c), where exp(a - c) stands beside exp(-c), or 1/Σ exp(s - c) beside 1/Σ exp(s)."""
        sums = self.whole.sums({symbol for fn, symbol in found if fn == "reciprocal"})
        made = [self.whole.folded(symbol, [other for other in sums if other != symbol]) for symbol in sums]
        new = {pair for lemma in made if lemma is not None for pair in self._applications(lemma.rhs)}
        parts = {symbol: self.arguments.parts(symbol) or {symbol} for fn, symbol in found | new if fn == "exp"}
        alone = {part for inside in parts.values() for part in inside if len(inside) == 1}
        for inside in parts.values():
            if alone & inside:
                new |= {("exp", part) for part in inside}
        return new

    # --- rings -------------------------------------------------------------------------------------------------------

    def _ring_rules(self, present: frozenset[Application]) -> Iterator[Rule]:
        by_sizes: dict[Sizes, list[LawName]] = {}
        for law in self._laws(present):
            by_sizes.setdefault(self.kernel.law(law)[0].free, []).append(law)
        for laws in by_sizes.values():
            yield from self._ring(laws)

    def _laws(self, present: frozenset[Application]) -> Iterator[LawName]:
        """Laws that connect the functions present."""
        functions = self.kernel.functions
        families = self.arguments.families(present)
        members: dict[str, set[Application]] = {}
        for fn, symbol in present:
            if symbol in families:
                members.setdefault(families[symbol].base, set()).add((fn, symbol))
        together = self.arguments.together(present)
        sums = self.whole.sums({symbol for fn, symbol in present if not fn.startswith(NUMBER_OF)})
        for place, symbol in enumerate(sums):
            lemma = self.whole.folded(symbol, sums[:place]) or self.whole.folded(symbol, sums[place + 1 :])
            if lemma is not None:
                yield ("lemma", lemma.number)
        for fn, symbol in sorted(present, key=lambda pair: (self.env.rank[pair[1]], pair[0])):
            yield from self._declared(symbol)
            if fn in ("reciprocal", "log") and symbol in sums:
                yield from self._same_value(fn, symbol, sums)
            if fn == "reciprocal":
                yield self._law_of(fn, 0, symbol)
                continue
            if fn.startswith(NUMBER_OF) and fn != DETERMINANT:
                yield from self._same_argument(fn, symbol, present)
                continue
            if fn == DETERMINANT:
                lemma = self.whole.determinant(symbol)
                if lemma is not None:
                    yield ("determinants", lemma.number)
                yield from sylvester.laws(self.env, self.equal, symbol, _determinants(present))
                continue
            split = self.arguments.without_logarithms(symbol) if fn == "exp" else None
            if split is not None:
                yield ("exponentials", split[0].number)
                continue
            if symbol in together:
                yield from self.arguments.sums(symbol, together)
            if symbol not in families:
                continue
            multiple = families[symbol]
            record = functions.get(fn)
            if record is not None and record.above is not None:
                if self.holds(("nonnegative" if record.nonnegative else "positive", symbol)):
                    yield ("above", fn, symbol)
                elif record.reflection is not None:
                    yield from self._below(fn, symbol)
            if len(members[multiple.base]) < 2 and symbol not in together:
                yield from self._own_laws(fn, symbol)
                continue
            lemma = None if symbol == multiple.base else self.arguments.relation(symbol, multiple)
            if lemma is not None and multiple.times == 1:
                yield ("congruence", fn, lemma.number)
                symbol = multiple.base
            if record is not None:
                for place in range(len(record.laws) + len(record.smooth_laws)):
                    yield self._law_of(fn, place, symbol)
                if lemma is not None and multiple.times == -1 and record.reflection is not None:
                    yield ("reflection", fn, symbol, lemma.number)
            if lemma is not None and multiple.times != 1 and (fn == "exp" or (record is not None and record.laws)):
                yield ("exponentials", lemma.number)

    def _below(self, fn: str, symbol: str) -> Iterator[LawName]:
        """Of a negative argument: the reflection, and what the function is above zero."""
        whole = entry(self.env.head(ENTRY, symbol), self.env.sizes[symbol])
        turned = Form(whole.free)
        turned.add_form(whole, -1)
        opposite = self.env.abbreviate(turned)
        if not self.holds(("positive", opposite)):
            return
        whole.add_form(entry(self.env.head(ENTRY, opposite), whole.free))
        proof = Proof(self.kernel, whole, Form(whole.free))
        proof.step(1, UNIT, ("define", opposite), tuple(range(len(whole.free))))
        yield ("reflection", fn, symbol, proof.close().number)
        yield ("above", fn, opposite)

    def _determinants(self, present: frozenset[Application]) -> Iterator[Rule]:
        """det(A + u vᵀ) is taken apart, since nothing else could put it together."""
        for fn, symbol in present:
            others = _determinants(present)
            for law in sylvester.laws(self.env, self.equal, symbol, others) if fn == DETERMINANT else ():
                name = str(law[1]) if law[0] == "sylvester" else symbol
                if law[0] != "sylvester" or not self.env.sizes[str(law[2])]:
                    yield rule_for_head(self.kernel, self.env.head(DETERMINANT, name), law)

    def _same_argument(self, fn: str, symbol: str, present: frozenset[Application]) -> Iterator[LawName]:
        """An unknown function of a whole array, at an array that equals an earlier one."""
        sizes, rank = self.env.sizes[symbol], self.env.rank
        earlier = [s for f, s in present if f == fn and self.env.sizes[s] == sizes and rank[s] < rank[symbol]]
        for other in sorted(earlier, key=rank.__getitem__):
            left, right = (entry(self.env.head(ENTRY, name), sizes) for name in (symbol, other))
            lemma = self.equal(left, right)
            if isinstance(lemma, Lemma):
                yield ("congruence", fn, lemma.number)
                return

    def _same_value(self, fn: str, symbol: str, symbols: list[str]) -> Iterator[LawName]:
        """1/s and log s of what equals an earlier argument, as their values suggest."""
        mark, sizes = self.fingerprints.of(symbol), self.env.sizes[symbol]
        for other in symbols[: symbols.index(symbol)]:
            if mark is not None and self.env.sizes[other] == sizes and self.fingerprints.of(other) == mark:
                left, right = (entry(self.env.head(ENTRY, name), sizes) for name in (symbol, other))
                lemma = self.equal(left, right)
                if isinstance(lemma, Lemma):
                    yield ("congruence", fn, lemma.number)
                    return

    def _logarithms(self, present: frozenset[Application]) -> Iterator[Rule]:
        """log s, for each that is present, in terms of what s is equal to or made of."""
        families = self.arguments.families(present)
        sums = self.whole.sums({symbol for fn, symbol in present if not fn.startswith(NUMBER_OF)})
        arguments = sorted((symbol for fn, symbol in present if fn == "log"), key=self.env.rank.__getitem__)
        for symbol in arguments:
            for law in self._same_value("log", symbol, arguments):
                yield rule_for_head(self.kernel, self.env.head("log", symbol), law)
            made_of = self.logarithms.made_of(symbol, sums, families)
            if made_of is not None:
                yield rule_for_head(self.kernel, self.env.head("log", symbol), ("logarithms", made_of.number))

    def _declared(self, symbol: str) -> Iterator[LawName]:
        """What authors have declared of each entry of a variable: y² = y."""
        for name, variable in sorted(self.kernel.given):
            if variable == symbol and PROPERTIES[name].indices is None:
                for place in range(len(PROPERTIES[name].laws)):
                    yield ("assumed", name, place, symbol)

    def _companions(self, fn: str, symbol: str) -> set[str]:
        """Functions that the laws of one speak of; exponentials only come in where something else needs them, or where
        they are 1."""
        record = self.kernel.functions.get(fn)
        laws = (*record.laws, *record.smooth_laws) if record is not None else ()
        found = {name for law in laws for _, names in law for name in names} - {fn, "id"}
        local = self.values.local(symbol) if "exp" in found else None
        return found if local is not None and not local.rhs.terms else found - {"exp"}

    def _own_laws(self, fn: str, symbol: str) -> Iterator[LawName]:
        """Laws of a function that do not bring in exponentials."""
        record = self.kernel.functions.get(fn)
        laws = (*record.laws, *record.smooth_laws) if record is not None else ()
        for place, law in enumerate(laws):
            if all("exp" not in names for _, names in law):
                yield self._law_of(fn, place, symbol)

    def _law_of(self, fn: str, place: int, symbol: str) -> LawName:
        """A law of a function, its argument unfolded where that is entry by entry."""
        law: LawName = ("function", fn, place, symbol)
        record = self.kernel.functions[fn]
        poly = (*record.laws, *record.smooth_laws)[place]
        if all("id" not in names for _, names in poly) or self.values.local(symbol) is None:
            return law
        zero = Form(self.env.sizes[symbol])
        proof = Proof(self.kernel, zero, zero)
        proof.step(-1, UNIT, law, tuple(range(len(zero.free))))
        rewrite(proof, index(self.values.local_rules(proof.residual)), Budget(LITTLE))
        return ("lemma", proof.settle().number)

    def _ring(self, laws: list[LawName]) -> Iterator[Rule]:
        forms = []
        for law in dict.fromkeys(laws):
            form = self.kernel.law(law)[0]
            local = not any(scale or bound or DELTA in [f[0] for f in factors] for scale, bound, factors in form.terms)
            if form.terms and local:
                forms.append((law, form))
        variables = sorted(
            {factor for _, form in forms for _, _, factors in form.terms for factor in factors}, key=self._weight
        )
        place = {factor: k for k, factor in enumerate(variables)}
        generators: list[Polynomial] = []
        for _, form in forms:
            polynomial: Polynomial = {}
            for (_, _, factors), c in form.terms.items():
                polynomial[_exponents([place[f] for f in factors], len(variables))] = Fraction(c)
            generators.append(polynomial)
        for element in basis(generators):
            free = forms[0][1].free
            lhs = Form(free)
            for exponents, c in element.polynomial.items():
                lhs.add(Open(c, {}, {}, _factors(exponents, variables)))
            proof = Proof(self.kernel, lhs, Form(free))
            for number, cofactor in element.cofactors.items():
                for exponents, c in cofactor.items():
                    multiplier = ((), (), tuple(_factors(exponents, variables)))
                    proof.step(c, multiplier, forms[number][0], tuple(range(len(free))))
            lead = tuple(_factors(element.lead, variables))
            if {i for factor in lead for i in factor[1:]} == set(range(len(free))):
                yield Rule(lead, ("lemma", proof.close().number), Fraction(1))

    def _weight(self, factor: Factor) -> tuple[int, int, Factor]:
        """Variables that are better got rid of come first."""
        head = self.env.heads[factor[0]]
        first = HEAVY.index(head.fn) if head.fn in HEAVY else len(HEAVY)
        return first, -self.env.rank[head.symbol], factor


def _determinants(present: Iterable[Application]) -> set[str]:
    """The matrices of which the determinant occurs."""
    return {symbol for fn, symbol in present if fn == DETERMINANT}


def _exponents(places: list[int], width: int) -> tuple[int, ...]:
    powers = [0] * width
    for place in places:
        powers[place] += 1
    return tuple(powers)


def _factors(exponents: tuple[int, ...], variables: list[Factor]) -> list[Factor]:
    return sorted(variable for variable, power in zip(variables, exponents, strict=True) for _ in range(power))
