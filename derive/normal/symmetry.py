"""Matrices that equal their transpose: of all ways to write a term, the least."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice, product

from derive.core.environment import ENTRY
from derive.core.form import Factor, Form, Key, Open, canonical, entry
from derive.core.kernel import Kernel, Proof
from derive.core.lemma import LawName, Lemma
from derive.core.property import PROPERTIES, SYMMETRY
from derive.normal.rewrite import Budget

WAYS = 64  # of writing one term
Equal = Callable[..., "Lemma | Form"]


class Symmetry:
    """Which entries may change their indices, and why."""

    def __init__(self, kernel: Kernel, equal: Equal) -> None:
        self.kernel, self.env, self.equal = kernel, kernel.env, equal
        self._known: dict[int, LawName | None] = {}

    def law(self, head: int) -> LawName | None:
        """The law that a factor with this head equals itself with its indices exchanged."""
        if head not in self._known:
            self._known[head] = None  # while it is looked for, it is not known
            self._known[head] = self._found(head)
        return self._known[head]

    def _found(self, number: int) -> LawName | None:
        head = self.env.heads[number]
        if not number or len(head.sizes) != 2 or head.sizes[0] != head.sizes[1] or head.fn not in (ENTRY, "inverse"):
            return None
        if head.fn == ENTRY:
            for name, symbol in sorted(self.kernel.given):
                if symbol == head.symbol and SYMMETRY in PROPERTIES[name].laws:
                    return ("assumed", name, PROPERTIES[name].laws.index(SYMMETRY), symbol)
            return None
        if self.law(self.env.head(ENTRY, head.symbol)) is None and head.symbol not in self.env.definitions:
            return None
        if head.symbol in self.env.definitions and not self._symmetric(self.env.head(ENTRY, head.symbol)):
            return None
        lemma = self._symmetric(number)
        return None if lemma is None else ("lemma", lemma.number)

    def _symmetric(self, number: int) -> Lemma | None:
        sizes = self.env.heads[number].sizes
        turned = Form(sizes, {((), (), ((number, 1, 0),)): 1})
        found = self.equal(entry(number, sizes), turned)
        return found if isinstance(found, Lemma) else None

    def reduce(self, proof: Proof, budget: Budget) -> bool:
        """Write every term in the least of its ways; whether any changed."""
        laws = {head: law for head in proof.residual.heads() if (law := self.law(head)) is not None}
        changed = False
        for key in list(proof.residual.terms) if laws else ():
            places = [i for i, f in enumerate(key[2]) if f[0] in laws and f[1] != f[2]]
            if not places or key not in proof.residual.terms:
                continue
            budget.spend(1)
            chosen = min(
                islice(product((False, True), repeat=len(places)), WAYS),
                key=lambda way: self._key(key, [p for p, turn in zip(places, way, strict=True) if turn], proof),
            )
            factors = list(key[2])
            coefficient = proof.residual.terms[key]
            for place, turn in zip(places, chosen, strict=True):
                if turn:
                    rest = tuple(factors[:place] + factors[place + 1 :])
                    proof.step(coefficient, (key[0], key[1], rest), laws[factors[place][0]], factors[place][1:])
                    factors[place] = _turned(factors[place])
                    changed = True
        return changed

    @staticmethod
    def _key(key: Key, turned: list[int], proof: Proof) -> Key:
        start = len(proof.lhs.free)
        factors = [_turned(f) if i in turned else f for i, f in enumerate(key[2])]
        bound = {start + place: size for place, size in enumerate(key[1])}
        ((_, found),) = canonical(Open(1, dict(key[0]), bound, factors), start)
        return found


def _turned(factor: Factor) -> Factor:
    return (factor[0], factor[2], factor[1])
