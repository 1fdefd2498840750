"""Inverses, determinants, and sums that stand inside functions: what is summed over is put together again.

Everything else in the search takes names apart. Here the laws are sums, and where a term contains the largest term
of one, the others take its place: Σ A⁻¹ A is the identity, and Σ exp(z) in the numerator the name s of log(s).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from itertools import islice, product

from derive.core.condition import Rejected
from derive.core.environment import ENTRY
from derive.core.form import DELTA, Factor, Form, Key, Open, entry, fresh_indices, opened
from derive.core.kernel import Kernel, Proof
from derive.core.lemma import LawName, Lemma
from derive.core.property import PROPERTIES, SYMMETRY
from derive.core.square import chained
from derive.normal.rewrite import Budget, Rule, index, rewrite, rule_for_head, rule_for_term
from derive.normal.selected import Selected
from derive.normal.symmetry import WAYS, Symmetry
from derive.normal.value import Values, is_function, is_local

UNIT: Key = ((), (), ())
DEEPEST = 3  # inverses that are cleared one inside the other
Equal = Callable[..., "Lemma | Form"]


class WholeLaws:
    """Rules for functions of whole matrices and of sums."""

    def __init__(self, kernel: Kernel, values: Values, equal: Equal) -> None:
        self.kernel, self.env, self.values, self.equal = kernel, kernel.env, values, equal
        self.symmetry = Symmetry(kernel, equal)
        self._inverses: dict[str, list[Rule]] = {}
        self._sums: dict[str, Rule | None] = {}
        self._splits: dict[str, Lemma | None] = {}
        self._depth = 0
        self.selected = Selected(kernel, values, self.declared_rules)

    # --- sums --------------------------------------------------------------------------------------------------------

    def reduce(self, proof: Proof, budget: Budget) -> bool:
        """Use the laws until none fits; whether any did."""
        changed = self.symmetry.reduce(proof, budget)
        declared = self.selected.rules, self.declared_rules
        for rules in (*declared, self._inverse_rules, self._split_rules, self._sum_rules):
            changed = rewrite(proof, index(rules(proof.residual)), budget) or changed
        return changed

    def declared_rules(self, form: Form) -> Iterator[Rule]:
        """What authors have declared of the variables that occur."""
        present = {self.env.heads[n].symbol for n in form.heads() if n and self.env.heads[n].fn == ENTRY}
        for name, symbol in sorted(self.kernel.given):
            if symbol in present:
                for place, law in enumerate(PROPERTIES[name].laws):
                    if law != SYMMETRY:
                        assumed: LawName = ("assumed", name, place, symbol)
                        rule = rule_for_term(assumed, self.kernel.law(assumed)[0])
                        if rule is not None:
                            yield rule

    def _sum_rules(self, form: Form) -> Iterator[Rule]:
        """For the arguments of functions that are sums over indices."""
        symbols = self._arguments(form)
        for symbol in list(symbols):
            local = self.values.local(symbol)
            symbols |= self._arguments(local.rhs) if local is not None else set()
        for symbol in self.sums(symbols):
            rule = self._sum_rule(symbol)
            if rule is not None:
                yield rule

    def _arguments(self, form: Form) -> set[str]:
        return {self.env.heads[n].symbol for n in form.heads() if is_function(self.env, n)}

    def sums(self, symbols: Iterable[str]) -> list[str]:
        """Those that are defined by a sum over indices, in order."""
        definitions, local = self.env.definitions, self.values.local
        found = [s for s in symbols if s in definitions and not is_local(definitions[s]) and local(s) is None]
        return sorted(found, key=self.env.rank.__getitem__)

    def _sum_rule(self, symbol: str) -> Rule | None:
        if symbol not in self._sums:
            lemma = self.values.full(symbol)
            if lemma is not None:
                lemma = self._without_constants(lemma)
            self._sums[symbol] = rule_for_term(("lemma", lemma.number), lemma.rhs, -1) if lemma else None
        return self._sums[symbol]

    def _without_constants(self, lemma: Lemma) -> Lemma:
        """The lemma with exponentials split on its right, as they are in what it is used on."""
        proof = Proof(self.kernel, lemma.lhs, Form(lemma.lhs.free))
        proof.step(1, UNIT, ("lemma", lemma.number), tuple(range(len(lemma.lhs.free))))
        return proof.settle() if rewrite(proof, index(self._split_rules(lemma.rhs)), Budget(4000)) else lemma

    def _split_rules(self, form: Form) -> Iterator[Rule]:
        """exp(x[i] + c) = exp(x[i]) exp(c): what does not depend on an index comes out of the sum over it."""
        for number in form.heads():
            head = self.env.heads[number]
            if number and head.fn == "exp":
                if head.symbol not in self._splits:
                    self._splits[head.symbol] = self._split(head.symbol)
                lemma = self._splits[head.symbol]
                if lemma is not None:
                    yield rule_for_head(self.kernel, number, ("exponentials", lemma.number))

    def _split(self, symbol: str) -> Lemma | None:
        """The lemma that a sum less its parts, one for each set of indices, is zero."""
        local = self.values.local(symbol)
        groups: dict[tuple[int, ...], Form] = {}
        for key, c in local.rhs.terms.items() if local is not None else ():
            at = tuple(sorted({i for factor in key[2] for i in factor[1:]}))
            small = groups.setdefault(at, Form(tuple(local.rhs.free[i] for i in at) if local is not None else ()))
            places = {i: place for place, i in enumerate(at)}
            moved = tuple((f[0], *[places[i] for i in f[1:]]) for f in key[2])
            small.add(Open(c, dict(key[0]), {}, list(moved)))
        if local is None or len(groups) < 2:
            return None
        lhs = local.lhs.copy()
        for at, small in groups.items():
            ((_, _, factors), c) = next(iter(small.terms.items()))
            plain = len(small.terms) == 1 and c == 1 and len(factors) == 1 and factors[0][1:] == tuple(range(len(at)))
            named = plain and self.env.heads[factors[0][0]].fn == ENTRY
            head = factors[0][0] if named else self.env.head(ENTRY, self.env.abbreviate(small))
            lhs.add(Open(-1, {}, {}, [(head, *at)]))
        found = self.equal(lhs, Form(lhs.free))
        return found if isinstance(found, Lemma) else None

    def folded(self, symbol: str, others: Iterable[str]) -> Lemma | None:
        """The lemma that a sum is made of others: (Σ x)(Σ x) of Σ x."""
        lemma = self.values.full(symbol)
        rules = [rule for other in others if (rule := self._sum_rule(other)) is not None]
        if lemma is None or not rules:
            return None
        rules += self._split_rules(lemma.rhs)
        proof = Proof(self.kernel, lemma.lhs, Form(lemma.lhs.free))
        proof.step(1, UNIT, ("lemma", lemma.number), tuple(range(len(lemma.lhs.free))))
        if not rewrite(proof, index(rules), Budget(4000)) or not is_local(proof.residual):
            return None
        return proof.settle()

    # --- inverses ----------------------------------------------------------------------------------------------------

    def _inverse_rules(self, form: Form) -> Iterator[Rule]:
        for symbol in self._inverted(form):
            if symbol not in self._inverses:
                self._inverses[symbol] = list(self._rules_for(symbol))
            yield from self._inverses[symbol]

    def _inverted(self, form: Form) -> list[str]:
        found = {self.env.heads[n].symbol for n in form.heads() if n and self.env.heads[n].fn == "inverse"}
        return sorted(found, key=self.env.rank.__getitem__)

    def _rules_for(self, symbol: str) -> Iterator[Rule]:
        """A⁻¹ A = I and A A⁻¹ = I, with A as it stands and all unfolded."""
        sizes = self.env.sizes[symbol]
        half = len(sizes) // 2
        identity = Form(sizes)
        identity.add(Open(1, {}, {}, [(DELTA, i, i + half) for i in range(half)]))
        indices = tuple(range(2 * half))
        full = self.values.full(symbol)
        for place, unfold in product((0, 1), (False, True) if full is not None else (False,)):
            proof = Proof(self.kernel, identity, Form(sizes))
            proof.step(-1, UNIT, ("function", "inverse", place, symbol), indices)
            if unfold and full is not None:
                rules = [rule_for_term(("lemma", full.number), full.lhs)]
                rewrite(proof, index(rule for rule in rules if rule is not None), Budget(4000))
            yield from self._turned(proof)

    def _turned(self, proof: Proof) -> Iterator[Rule]:
        """The rule for the largest term, in all ways in which it can be written by symmetry."""
        found = rule_for_term(("lemma", 0), proof.residual)
        if found is None:
            return
        key = next(key for key in proof.residual.terms if key[2] == found.lead and key[0] == found.scale)
        laws = [self.symmetry.law(factor[0]) for factor in key[2]]
        ways = product(*[(False, True) if law is not None else (False,) for law in laws])
        for way in islice(ways, WAYS):
            turned = proof.fork()
            factors = list(key[2])
            for place, law in enumerate(laws):
                if way[place] and law is not None:
                    rest = (key[0], key[1], tuple(factors[:place] + factors[place + 1 :]))
                    turned.step(proof.residual.terms[key], rest, law, factors[place][1:])
                    factors[place] = (factors[place][0], factors[place][2], factors[place][1])
            lemma = turned.settle()
            rule = rule_for_term(("lemma", lemma.number), lemma.rhs, -1)
            if rule is not None:
                yield rule

    def clear(self, proof: Proof, budget: Budget) -> bool:
        """R = 0 because S R = 0 (or R S = 0), S being what is inverted at a free index of R."""
        if self._depth >= DEEPEST:
            return False
        for symbol, place, axis in self._candidates(proof.residual):
            budget.spend(len(proof.residual.terms))
            if self._cleared(proof, symbol, place, axis, budget.left):
                return True
        return False

    def _candidates(self, form: Form) -> list[tuple[str, int, int]]:
        """Inverted symbols that stand at a free index of the form; the last of the definitions first."""
        found = set()
        for _, _, factors in form.terms:
            for factor in factors:
                head = self.env.heads[factor[0]]
                if factor[0] and head.fn == "inverse" and len(factor) == 3:
                    found |= {(head.symbol, place, i) for place, i in enumerate(factor[1:]) if i < len(form.free)}
        return sorted(found, key=lambda c: (-self.env.height[c[0]], -self.env.rank[c[0]], c[1:]))

    def _cleared(self, proof: Proof, symbol: str, place: int, axis: int, work: int) -> bool:
        """`place` says at which index of the inverse the free index `axis` of the residual stands."""
        residual = proof.residual
        width = len(residual.free)
        matrix, inverse = self.env.head(ENTRY, symbol), self.env.head("inverse", symbol)
        times = Form(residual.free)  # S R, or R S
        for key, c in residual.terms.items():
            fresh = fresh_indices()
            joined = next(fresh)
            at = [joined if i == axis else i for i in range(width)]
            term = opened(key, c, at, fresh)
            factor: Factor = (matrix, axis, joined) if place == 0 else (matrix, joined, axis)
            bound = {**term.bound, joined: residual.free[axis]}
            times.add(Open(c, term.scale, bound, [*term.factors, factor]))
        self._depth += 1
        try:
            zero = self.equal(times, Form(residual.free), work)
        finally:
            self._depth -= 1
        if not isinstance(zero, Lemma):
            return False
        # R = (1 - S⁻¹ S) R + S⁻¹ (S R)
        size = residual.free[axis]
        for key, c in list(residual.terms.items()):
            scale, summed, factors = key
            end = width + len(summed)
            moved = tuple((f[0], *[end if i == axis else i for i in f[1:]]) for f in factors)
            pair = (axis, end) if place == 0 else (end, axis)
            proof.step(-c, (scale, (*summed, size), moved), ("function", "inverse", place, symbol), pair)
        outer: Factor = (inverse, axis, width) if place == 0 else (inverse, width, axis)
        indices = tuple(width if i == axis else i for i in range(width))
        proof.step(1, ((), (size,), (outer,)), ("lemma", zero.number), indices)
        return not proof.residual.terms

    def invertible(self, symbol: str) -> Lemma | None:
        """The lemma that a symbol times what looks like its inverse is the identity."""
        form = self.env.definitions.get(symbol)
        if form is not None and len(form.terms) == 1 and len(form.free) > 2:
            return self._kronecker(symbol, form)
        if form is None or len(form.terms) != 1 or len(form.free) != 2:
            return None
        ((key, c),) = form.terms.items()
        fresh = fresh_indices()
        start, end = next(fresh), 1
        factors: list[Factor] = [(self.env.head(ENTRY, symbol), 0, start)]
        bound = {start: form.free[0]}
        # the factors from last to first, each inverted, so that they come after the symbol
        left, at = list(key[2]), 1
        here = start
        while left:
            touching = [f for f in left if at in f[1:]]
            if not touching and all(len(f) == 1 for f in left):
                break
            if len(touching) != 1 or len(touching[0]) != 3 or touching[0][1] == touching[0][2]:
                return None
            (factor,) = touching
            left.remove(factor)
            head = self.env.heads[factor[0]]
            if factor[0] == DELTA:
                return self._times_identity(form, symbol)
            if head.fn not in (ENTRY, "inverse") or self.env.sizes[head.symbol] != form.free:
                return None
            other = self.env.head("inverse" if head.fn == ENTRY else ENTRY, head.symbol)
            before = factor[1] + factor[2] - at
            following = end if before == 0 else next(fresh)
            factors.append((other, here, following) if factor[2] == at else (other, following, here))
            if following != end:
                bound[following] = form.free[0]
            here, at = following, before
        for factor in left:
            head = self.env.heads[factor[0]]
            if head.fn not in (ENTRY, "reciprocal"):
                return None
            factors.append((self.env.head("reciprocal" if head.fn == ENTRY else ENTRY, head.symbol),))
        times, identity = Form(form.free), Form(form.free)
        times.add(Open(1 / Fraction(c), {size: -power for size, power in key[0]}, bound, factors))
        identity.add(Open(1, {}, {}, [(DELTA, 0, 1)]))
        found = self.equal(times, identity)
        return found if isinstance(found, Lemma) else None

    def _kronecker(self, symbol: str, form: Form) -> Lemma | None:
        """(A ⊗ B)(A⁻¹ ⊗ B⁻¹) = I ⊗ I"""
        ((key, c),) = form.terms.items()
        half = len(form.free) // 2
        fresh = fresh_indices()
        summed = [next(fresh) for _ in range(half)]
        factors: list[Factor] = [(self.env.head(ENTRY, symbol), *range(half), *summed)]
        identity = Form(form.free)
        identity.add(Open(1, {}, {}, [(DELTA, i, i + half) for i in range(half)]))
        for factor in key[2]:
            head = self.env.heads[factor[0]]
            row = min(factor[1:], default=half)
            if key[0] or key[1] or head.fn not in (ENTRY, "inverse") or set(factor[1:]) != {row, row + half}:
                return None
            other = self.env.head("inverse" if head.fn == ENTRY else ENTRY, head.symbol)
            pair = (summed[row], row + half)
            factors.append((other, *(pair if factor[1] == row else reversed(pair))))
        times = Form(form.free)
        times.add(Open(1 / Fraction(c), {}, dict(zip(summed, form.free, strict=False)), factors))
        found = self.equal(times, identity)
        return found if isinstance(found, Lemma) else None

    def _times_identity(self, form: Form, symbol: str) -> Lemma | None:
        """I I = I"""
        head = self.env.head(ENTRY, symbol)
        times, identity = Form(form.free), Form(form.free)
        times.add(Open(1, {}, {9: form.free[0]}, [(head, 0, 9), (head, 9, 1)]))
        identity.add(Open(1, {}, {}, [(DELTA, 0, 1)]))
        found = self.equal(times, identity)
        return found if isinstance(found, Lemma) else None

    # --- determinants ------------------------------------------------------------------------------------------------

    def determinants(self, symbol: str) -> list[tuple[str, int]]:
        """The matrices whose determinants make up that of a symbol, with their powers; itself if nothing is known."""
        lemma = self.determinant(symbol)
        if lemma is None or ("orthogonal", symbol) in self.kernel.given:
            return [(symbol, 1)]
        ((_, _, left),), ((_, _, right),) = lemma.lhs.terms, lemma.rhs.terms
        found: list[tuple[str, int]] = []
        for factors, power in ((right, 1), (left, -1)):
            names = [self.env.heads[factor[0]].symbol for factor in factors if factor[0] != DELTA]
            found += [(part, power * k) for s in names if s != symbol for part, k in self.determinants(s)]
        return found

    def determinant(self, symbol: str) -> Lemma | None:
        """The lemma that a symbol is a product of other square matrices, or of one with its inverse the identity."""
        if ("orthogonal", symbol) in self.kernel.given:
            return self._orthogonal(symbol)
        form = self.env.definitions.get(symbol)
        if form is None or len(form.terms) != 1 or len(form.free) != 2:
            return None
        ((key, c),) = form.terms.items()
        if c != 1 or key[0] or not key[2]:
            return None
        lhs = entry(self.env.head(ENTRY, symbol), form.free)
        kinds = [self.env.heads[f[0]].fn for f in key[2]]
        if kinds == ["inverse"]:
            inner = self.env.heads[key[2][0][0]].symbol
            both = Form(form.free)
            first, second = (self.env.head(ENTRY, symbol), 0, 9), (self.env.head(ENTRY, inner), 9, 1)
            if key[2][0][1:] != (0, 1):
                return None
            both.add(Open(1, {}, {9: form.free[0]}, [first, second]))
            identity = Form(form.free)
            identity.add(Open(1, {}, {}, [(DELTA, 0, 1)]))
            found = self.equal(both, identity)
            return found if isinstance(found, Lemma) else None
        right = Form(form.free)
        factors: list[Factor] = []
        if key[2] == ((DELTA, 0, 1),):
            right.add(Open(1, {}, {}, [(DELTA, 0, 1)]))
            found = self.equal(lhs, right)
            return found if isinstance(found, Lemma) else None
        for factor in key[2]:
            head = self.env.heads[factor[0]]
            if factor[0] == DELTA or head.fn not in (ENTRY, "inverse") or len(set(factor[1:])) != 2:
                return None
            name = head.symbol if head.fn == ENTRY else self.env.abbreviate(entry(factor[0], head.sizes))
            if self.env.sizes[name] != form.free:
                return None
            factors.append((self.env.head(ENTRY, name), *factor[1:]))
        start = len(form.free)
        right.add(Open(1, {}, {start + k: size for k, size in enumerate(key[1])}, factors))
        try:
            chained(self.env, next(iter(right.terms))[2], form.free)
        except Rejected:  # entries of matrices, but not matrices in a row: A ∘ B
            return None
        found = self.equal(lhs, right)
        return found if isinstance(found, Lemma) else None

    def _orthogonal(self, symbol: str) -> Lemma:
        """QᵀQ = I"""
        law: LawName = ("assumed", "orthogonal", 0, symbol)
        form, _ = self.kernel.law(law)
        left, right = Form(form.free), Form(form.free)
        for key, c in form.terms.items():
            (left if c > 0 else right).add_key(key, c if c > 0 else -c)
        proof = Proof(self.kernel, left, right)
        proof.step(1, UNIT, law, (0, 1))
        return proof.close()
