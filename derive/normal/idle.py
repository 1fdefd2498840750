"""Axes along which nothing changes: s[i,j] = t[j], and with it f(s)[i,j] = f(t)[j] for every function f of entries."""

from __future__ import annotations

import numpy as np

from derive.core.environment import ENTRY
from derive.core.errors import OutOfBudget
from derive.core.form import Form, entry, fresh_indices, opened
from derive.core.kernel import Kernel, Proof
from derive.core.lemma import LawName, Lemma
from derive.normal.fingerprint import Fingerprints
from derive.normal.rewrite import Budget, Rule, index, rewrite, rule_for_head
from derive.normal.value import is_function

UNIT = ((), (), ())
WORK = 2_000  # terms that one name may cost


class IdleAxes:
    """Lemmas that a defined name does not depend on some of its indices, made once for each name."""

    def __init__(self, kernel: Kernel, fingerprints: Fingerprints) -> None:
        self.kernel, self.env, self.fingerprints = kernel, kernel.env, fingerprints
        self._found: dict[str, Lemma | None] = {}

    def rewrite(self, proof: Proof, budget: Budget) -> bool:
        """Take idle axes away from what stands in the residual; whether there were any."""
        return rewrite(proof, index(self._rules(proof.residual)), budget)

    def _rules(self, form: Form) -> list[Rule]:
        rules = []
        for number in form.heads():
            head = self.env.heads[number]
            entrywise = head.fn == ENTRY or is_function(self.env, number)
            if entrywise and head.sizes and head.symbol in self.env.definitions:
                lemma = self._lemma(head.symbol)
                if lemma is not None:
                    kind: LawName = ("lemma",) if head.fn == ENTRY else ("congruence", head.fn)
                    rules.append(rule_for_head(self.kernel, number, (*kind, lemma.number)))
                    rules += self._zeros(lemma)
        return rules

    def _zeros(self, lemma: Lemma) -> list[Rule]:
        """The rule that what a lemma says is left is 0, if it is."""
        names = [self.env.heads[number].symbol for number in lemma.rhs.heads()]
        return [
            rule_for_head(self.kernel, self.env.head(ENTRY, name), ("define", name))
            for name in names
            if name in self.env.definitions and not self.env.definitions[name].terms
        ]

    def _lemma(self, symbol: str) -> Lemma | None:
        for part in self.kernel.reach(symbol) if symbol not in self._found else ():  # earlier names first
            if part not in self._found:
                self._found[part] = None
                self._found[part] = self._without_idle_axes(part)
        return self._found[symbol]

    def _without_idle_axes(self, symbol: str) -> Lemma | None:
        sizes = self.env.sizes[symbol]
        if symbol not in self.env.definitions or not self._seem_idle(symbol):
            return None
        lhs = entry(self.env.head(ENTRY, symbol), sizes)
        proof = Proof(self.kernel, lhs, Form(sizes))
        proof.step(1, UNIT, ("define", symbol), tuple(range(len(sizes))))
        try:
            rewrite(proof, index(self._rules(proof.residual)), Budget(WORK))
        except OutOfBudget:
            return None
        used = {i for _, _, factors in proof.residual.terms for factor in factors for i in factor[1:]}
        kept = [i for i in range(len(sizes)) if i in used]
        if len(kept) == len(sizes):
            return None
        if not self._is_entry(proof.residual):
            name = self.env.abbreviate(_restricted(proof.residual, kept))
            proof.step(-1, UNIT, ("define", name), kept)
        return proof.settle()

    def _seem_idle(self, symbol: str) -> bool:
        try:
            value = self.fingerprints.value(symbol)
        except ValueError:  # more operands than einsum takes
            return False
        return any(np.allclose(value, value.take([0], axis)) for axis in range(value.ndim))

    def _is_entry(self, form: Form) -> bool:
        """Whether it is an entry of one name: that has fewer axes already."""
        return any(
            len(form.terms) == c == 1
            and not (scale or bound)
            and [self.env.heads[factor[0]].fn for factor in factors] == [ENTRY]
            for (scale, bound, factors), c in form.terms.items()
        )


def _restricted(form: Form, kept: list[int]) -> Form:
    """The form over the free indices that it has."""
    found = Form(tuple(form.free[i] for i in kept))
    places = {i: place for place, i in enumerate(kept)}
    for key, c in form.terms.items():
        found.add(opened(key, c, [places.get(i, -1) for i in range(len(form.free))], fresh_indices()))
    return found
