"""Answers inside functions: f(y z) = (1 + y)/2 f(z) + (1 - y)/2 f(-z) where y is -1 or 1, and the like for 0 or 1.

For each value v that y may have there is a mask p_v, 1 + v y or one of y and 1 - y, with p_v y = v p_v. So p_v s is
p_v t with v for y in t, inside of functions too, and p_v f(s) is p_v f(t); the masks add up to a number.
"""

from __future__ import annotations

from fractions import Fraction

from derive.core.environment import ENTRY
from derive.core.form import DELTA, Factor, Form, Open
from derive.core.kernel import Kernel, Proof
from derive.core.lemma import LawName, Lemma
from derive.normal.rewrite import Budget, Rule, index, rewrite, rule_for_head, rule_for_term
from derive.normal.value import Values, is_function, is_local

VALUES = {"entries 0 or 1": (0, 1), "entries -1 or 1": (-1, 1)}
LARGEST = 2000  # terms that one case may cost
Bit = tuple[str, tuple[int, ...]]  # a declared variable, and the indices at which it stands


class Split:
    """Rules that take apart the cases of variables with two values."""

    def __init__(self, kernel: Kernel, values: Values) -> None:
        self.kernel, self.env, self.values = kernel, kernel.env, values
        self._parts: dict[int, Lemma | None] = {}
        self._cases: dict[tuple[str, Bit, int], Lemma] = {}

    def reduce(self, proof: Proof, budget: Budget) -> bool:
        """Whether a function in the residual was taken apart."""
        return rewrite(proof, index(self.rules(proof.residual)), budget)

    def rules(self, form: Form) -> list[Rule]:
        declared = self._declared()
        found: list[Rule] = []
        for number in form.heads() if declared else ():
            if number not in self._parts and is_function(self.env, number):
                bit = self._bit(self.env.heads[number].symbol)
                self._parts[number] = None if bit is None else self._taken_apart(number, bit)
            lemma = self._parts.get(number)
            if lemma is not None:
                found.append(rule_for_head(self.kernel, number, ("lemma", lemma.number)))
        return found

    def _declared(self) -> dict[str, str]:
        return {symbol: name for name, symbol in self.kernel.given if name in VALUES}

    def _bit(self, symbol: str) -> Bit | None:
        """A variable with two values that stands in a symbol, inside of functions too."""
        declared = self._declared()
        if symbol in declared:
            return symbol, tuple(range(len(self.env.sizes[symbol])))
        local = self.values.local(symbol)
        for _, _, factors in local.rhs.terms if local is not None and is_local(local.rhs) else ():
            for factor in factors:
                inner = self._inside(factor)
                if inner is not None:
                    return inner
        return None

    def _inside(self, factor: Factor) -> Bit | None:
        """The variable with two values in a factor, at the indices of its term."""
        head = self.env.heads[factor[0]]
        if not is_function(self.env, factor[0]) and not (head.fn == ENTRY and head.symbol in self._declared()):
            return None
        found = self._bit(head.symbol)
        return None if found is None else (found[0], tuple(factor[1 + i] for i in found[1]))

    # --- the cases ---------------------------------------------------------------------------------------------------

    def _taken_apart(self, number: int, bit: Bit) -> Lemma:
        """f(s) = Σ_v p_v f(s with v for y), over the number to which the masks add up."""
        head = self.env.heads[number]
        values = VALUES[self._declared()[bit[0]]]
        weight = Fraction(1, values[1] - values[0])
        own: Factor = (number, *range(len(self.env.sizes[head.symbol])))
        form = Form(self.env.sizes[head.symbol])
        form.add(Open(1, {}, {}, [own]))
        proof = Proof(self.kernel, form, Form(form.free))
        for value in values:
            law: LawName = ("masked", head.fn, self._case(head.symbol, bit, value).number)
            proof.step(weight, ((), (), ()), law, own[1:])
        masks = {self._mask(bit[0], value) for value in values} - {self.env.head(ENTRY, bit[0])}
        rules = [rule_for_head(self.kernel, mask, ("define", self.env.heads[mask].symbol)) for mask in masks]
        rewrite(proof, index(rules), Budget(LARGEST))
        return proof.settle()

    def _mask(self, variable: str, value: int) -> int:
        """The head of what is 0 unless the variable has this value."""
        own = self.env.head(ENTRY, variable)
        if value == 1 and self._declared()[variable] == "entries 0 or 1":
            return own
        form = Form(self.env.sizes[variable])
        form.add(Open(1, {}, {}, []))
        form.add(Open(value or -1, {}, {}, [(own, *range(len(form.free)))]))
        return self.env.head(ENTRY, self.env.abbreviate(form))

    def _valued(self, variable: str, value: int) -> Rule:
        """p y -> v p"""
        own, mask = self.env.head(ENTRY, variable), self._mask(variable, value)
        lhs, rhs = Form(self.env.sizes[variable]), Form(self.env.sizes[variable])
        at = range(len(lhs.free))
        lhs.add(Open(1, {}, {}, [(mask, *at), (own, *at)]))
        rhs.add(Open(value, {}, {}, [(mask, *at)]))
        proof = Proof(self.kernel, lhs, rhs)
        if mask != own:
            rewrite(
                proof, index([rule_for_head(self.kernel, mask, ("define", self.env.heads[mask].symbol))]), Budget(99)
            )
        assumed: LawName = ("assumed", self._declared()[variable], 0, variable)
        square = rule_for_term(assumed, self.kernel.law(assumed)[0])
        assert square is not None
        rewrite(proof, index([square]), Budget(99))
        ((_, _, lead),) = lhs.terms
        return Rule(lead, ("lemma", proof.close().number), 1)

    def _case(self, symbol: str, bit: Bit, value: int) -> Lemma:
        """p s = p t, where t is s with the value for the variable."""
        key = (symbol, bit, value)
        if key in self._cases:
            return self._cases[key]
        sizes = self.env.sizes[symbol]
        mask: Factor = (self._mask(bit[0], value), *bit[1])
        local = self.values.local(symbol)
        whole = self._entry(symbol) if local is None else local.rhs
        meant, rules = Form(sizes), [self._valued(bit[0], value)]
        for (scale, _, factors), c in whole.terms.items():
            kept: list[Factor] = []
            for factor in factors:
                if self._inside(factor) != bit:
                    kept.append(factor)
                elif self.env.heads[factor[0]].fn == ENTRY:
                    c = c * value
                else:
                    inner, law = self._inner(factor, bit, value)
                    kept.append(inner)
                    term = next(k for k, number in self.kernel.law(law)[0].terms.items() if number == 1)
                    rules.append(Rule(term[2], law, 1))
            if c:
                meant.add(Open(c, dict(scale), {}, kept))
        result = self._named(meant)
        lhs, rhs = Form(sizes), Form(sizes)
        lhs.add(Open(1, {}, {}, [mask, (self.env.head(ENTRY, symbol), *range(len(sizes)))]))
        rhs.add(Open(1, {}, {}, [mask, (self.env.head(ENTRY, result), *range(len(sizes)))]))
        proof = Proof(self.kernel, lhs, rhs)
        if local is not None:
            proof.step(1, ((), (), (mask,)), ("lemma", local.number), range(len(sizes)))
        rewrite(proof, index(rules), Budget(LARGEST))
        if proof.residual.terms and result in self.env.automatic:
            proof.step(-1, ((), (), (mask,)), ("define", result), range(len(sizes)))
        self._cases[key] = proof.close()
        return self._cases[key]

    def _inner(self, factor: Factor, bit: Bit, value: int) -> tuple[Factor, LawName]:
        """f(u) with the value in u, and the law that the mask makes the two one."""
        head = self.env.heads[factor[0]]
        found = self._bit(head.symbol)
        assert found is not None
        lemma = self._case(head.symbol, found, value)
        ((_, _, factors),) = lemma.rhs.terms
        mask = self._mask(bit[0], value)
        other = next((f for f in factors if f[0] != mask), factors[0])
        return (self.env.head(head.fn, self.env.heads[other[0]].symbol), *factor[1:]), ("masked", head.fn, lemma.number)

    def _entry(self, symbol: str) -> Form:
        form = Form(self.env.sizes[symbol])
        form.add(Open(1, {}, {}, [(self.env.head(ENTRY, symbol), *range(len(form.free)))]))
        return form

    def _named(self, form: Form) -> str:
        """A name for a form: its own, where it is a single one."""
        if len(form.terms) == 1:
            (((scale, bound, factors), c),) = form.terms.items()
            plain = c == 1 and not scale and not bound and len(factors) == 1 and factors[0][0] != DELTA
            if plain and factors[0][1:] == tuple(range(len(form.free))):
                head = self.env.heads[factors[0][0]]
                if head.fn == ENTRY:
                    return head.symbol
        return self.env.abbreviate(form)
