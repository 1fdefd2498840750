"""The search for proofs. It may be as clever as it likes: the kernel checks every step that it takes.

Two sides are compared as they stand; then derivatives and differentials are replaced by what they are, names by
their definitions, first those that the two sides do not share, and functions by the consequences of their laws.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import chain

from derive.core.condition import NOTHING, Condition, Rejected, Uses
from derive.core.environment import DERIVATIVE, DIFFERENTIAL, ENTRY, SECOND
from derive.core.errors import NoRule, OutOfBudget
from derive.core.form import Form, Open, content, entry
from derive.core.kernel import Kernel, Proof
from derive.core.lemma import LawName, Lemma
from derive.core.lower import LONG
from derive.normal import roots
from derive.normal.fingerprint import Fingerprints
from derive.normal.functions import FunctionLaws
from derive.normal.idle import IdleAxes
from derive.normal.rewrite import Budget, Rule, index, rewrite, rule_for_head
from derive.normal.split import Split
from derive.normal.value import Values, is_local
from derive.normal.whole import WholeLaws

WORK = 60_000  # terms that the proof of one claim may cost
LITTLE = 2_000  # ... and of a guess that two names stand for the same thing
SEARCHES = 24  # signs that are looked for behind one claim
UNIT = ((), (), ())


class Prover:
    """Proofs over the environment of one kernel; what is found once is kept as a lemma."""

    def __init__(self, kernel: Kernel) -> None:
        self.kernel, self.env = kernel, kernel.env
        self.values = Values(kernel)
        self.whole = WholeLaws(kernel, self.values, self.equal)
        self.split = Split(kernel, self.values)
        self.fingerprints = Fingerprints(self.env, kernel.functions)
        self.elsewhere = Fingerprints(self.env, kernel.functions, "elsewhere ")
        self.idle = IdleAxes(kernel, self.fingerprints)
        self.laws = FunctionLaws(kernel, self.values, self.equal, self.whole, self.holds, self.fingerprints)
        self._derivatives: dict[tuple[str, str], Lemma] = {}
        self._differentials: dict[tuple[str, tuple[str, ...]], Lemma] = {}
        self._twins: dict[object, str] = {}  # the first symbol with each fingerprint
        self._swept: dict[str, Lemma | None] = {}
        self._with_declared: dict[str, Lemma | None] = {}
        self._searches, self._assumed = SEARCHES, NOTHING
        self._doubtful: set[Condition] = set()  # what is being looked for, or was in vain

    def equal(self, lhs: Form, rhs: Form, work: int = WORK) -> Lemma | Form:
        """A lemma that the sides are equal, or what is left of their difference."""
        proof = Proof(self.kernel, lhs, rhs)
        budget = Budget(work)
        try:
            if self._closed(proof) or self.differentiated(proof, budget) or self._unfold(proof, budget):
                return proof.close()
        except (OutOfBudget, Rejected):  # the search may try what the kernel turns down
            pass
        return proof.residual

    @staticmethod
    def _closed(proof: Proof) -> bool:
        return not proof.residual.terms

    # --- derivatives and differentials -------------------------------------------------------------------------------

    def differentiated(self, proof: Proof, budget: Budget) -> bool:
        """Replace every derivative by its form and every differential of a defined name by those of variables."""
        while True:
            heads = {n: self.env.heads[n] for n in proof.residual.heads()}
            rules: list[Rule] = []
            for number, head in heads.items():
                if head.fn == DERIVATIVE:
                    lemma = self.derivative(head.symbol, head.wrt[0])
                    law: LawName = ("lemma", lemma.number)
                    if len(head.wrt) > 1:
                        law = ("derivative", head.symbol, *head.wrt, lemma.number)
                    rules.append(self._differentiating(number, law))
                elif head.fn == SECOND:
                    lemma = self._first_differential(head.symbol, head.wrt)
                    rules.append(self._differentiating(number, ("second", head.symbol, head.wrt, lemma.number)))
            defined = [h for h in heads.values() if h.fn == DIFFERENTIAL and h.symbol in self.env.definitions]
            if defined:
                top = max(defined, key=lambda head: self.env.rank[head.symbol])
                number = self.env.head(DIFFERENTIAL, top.symbol, top.wrt)
                rules.append(rule_for_head(self.kernel, number, ("differential", top.symbol, top.wrt)))
            if not rules:
                return self._closed(proof)
            rewrite(proof, index(rules), budget)
            if self._closed(proof):
                return True

    def _differentiating(self, head: int, law: LawName) -> Rule:
        """The rule of a law that differentiates a lemma; NoRule where the lemma does not hold all around a point."""
        try:
            self.kernel.law(law)
        except Rejected as error:
            words = "a derivative that was found under a condition such as z ≥ 0 is not differentiated once more"
            raise NoRule(words) from error
        return rule_for_head(self.kernel, head, law)

    def derivative(self, target: str, variable: str) -> Lemma:
        """The derivative of a symbol by another as a lemma, whose right side has at most one term."""
        known = self._derivatives.get((target, variable))
        if known is not None:
            return known
        users = self.kernel.users(target)
        needed, pending = {variable}, [variable]
        while pending:
            for user in users.get(pending.pop(), ()):
                if user not in needed and (target, user) not in self._derivatives:
                    needed.add(user)
                    pending.append(user)
        for part in sorted(needed, key=self.env.rank.__getitem__, reverse=True):
            self._derivatives[target, part] = self._adjoint(target, part)
        return self._derivatives[target, variable]

    def _first_differential(self, symbol: str, varying: tuple[str, ...]) -> Lemma:
        """ds in the differentials of variables alone."""
        if (symbol, varying) not in self._differentials:
            number = self.env.head(DIFFERENTIAL, symbol, varying)
            lhs = entry(number, self.env.sizes[symbol])
            proof = Proof(self.kernel, lhs, Form(lhs.free))
            proof.step(1, UNIT, ("differential", symbol, varying), tuple(range(len(lhs.free))))
            self.differentiated(proof, Budget(WORK))
            self._differentials[symbol, varying] = proof.settle()
        return self._differentials[symbol, varying]

    def _adjoint(self, target: str, variable: str) -> Lemma:
        env, kernel = self.env, self.kernel
        number = env.head(DERIVATIVE, target, (variable,))
        lhs = entry(number, env.heads[number].sizes)
        indices = tuple(range(len(lhs.free)))
        proof = Proof(kernel, lhs, Form(lhs.free))
        budget = Budget(WORK)
        proof.step(1, UNIT, ("adjoint", target, variable), indices)
        known = [
            rule_for_head(
                kernel,
                env.head(DERIVATIVE, target, (user,)),
                ("lemma", self._derivatives[target, user].number),
            )
            for user in kernel.users(target).get(variable, ())
            if (target, user) in self._derivatives and user != target
        ]
        rewrite(proof, index(known), budget)
        proof = self.simplified(proof)
        rest = proof.residual
        if len(rest.terms) > 1 or any(len(factors) > LONG for _, _, factors in rest.terms):
            factor, scale, rest = content(rest)
            name = env.abbreviate(rest)
            proof.step(-factor, (scale, (), ()), ("define", name), indices)
            twin = self.twin(name)
            if twin is not None:
                proof.step(factor, (scale, (), ()), ("lemma", twin.number), indices)
        return proof.settle()

    def simplified(self, proof: Proof) -> Proof:
        """The proof carried on to a smaller residual by the laws of functions, where quotients promise one."""
        if not self._has_quotient(proof.residual):
            return proof
        tried = proof.fork()
        try:
            budget = Budget(WORK)
            rewrite(tried, index(self.values.local_rules(tried.residual)), budget)
            self.laws.reduce(tried, budget)
            self._fold(tried, budget)
        except OutOfBudget:
            return proof
        return tried if _bulk(tried.residual) <= _bulk(proof.residual) else proof

    def declared(self, form: Form) -> Form:
        """The form with what is declared of variables made use of, inside of automatic names too: Σ y = 1."""
        proof = Proof(self.kernel, form, Form(form.free))
        rewrite(proof, index(self._declared_names(proof.residual)), Budget(WORK))
        rewrite(proof, index(self.whole.declared_rules(proof.residual)), Budget(WORK))
        return proof.settle().rhs

    def _declared_names(self, form: Form) -> Iterator[Rule]:
        variables = {symbol for _, symbol in self.kernel.given}
        for number in form.heads() if variables else ():
            head = self.env.heads[number]
            if number and head.fn == ENTRY and head.symbol in self.env.automatic:
                if head.symbol not in self._with_declared:
                    hidden = variables.intersection(self.kernel.reach(head.symbol))
                    self._with_declared[head.symbol] = self._with_declared_laws(head.symbol) if hidden else None
                lemma = self._with_declared[head.symbol]
                if lemma is not None:
                    yield rule_for_head(self.kernel, number, ("lemma", lemma.number))

    def _with_declared_laws(self, symbol: str) -> Lemma | None:
        """The lemma that an automatic name is a number times a simpler one, if it is."""
        definition = self.env.definitions[symbol]
        simpler = self.declared(definition)
        if simpler.key == definition.key:
            return None
        lhs = entry(self.env.head(ENTRY, symbol), definition.free)
        number, scale, rest = content(simpler)
        right = Form(lhs.free)
        if len(rest.terms) > 1:
            named = (self.env.head(ENTRY, self.env.abbreviate(rest)), *range(len(lhs.free)))
            right.add(Open(number, dict(scale), {}, [named]))
        found = self.equal(lhs, right if right.terms else simpler)
        return found if isinstance(found, Lemma) else None

    def _has_quotient(self, form: Form) -> bool:
        heads = [self.env.heads[n] for n in form.heads()]
        return any(head.fn == "reciprocal" or (head.fn == ENTRY and self.values.divides(head.symbol)) for head in heads)

    def _fold(self, proof: Proof, budget: Budget) -> None:
        """Give functions of symbols back the names that the author gave them: A for sigmoid(Z)."""
        rules = []
        heads = proof.residual.heads()
        for name, form in self.env.definitions.items():
            if name in self.env.automatic or len(form.terms) != 1:
                continue
            (((scale, bound, factors), c),) = form.terms.items()
            if c == 1 and not scale and not bound and heads >= {factor[0] for factor in factors}:
                if any(self.env.heads[f[0]].fn not in (ENTRY, DERIVATIVE, DIFFERENTIAL) for f in factors if f[0]):
                    rules.append(Rule(factors, ("define", name), Fraction(-1)))
        rewrite(proof, index(rules), budget)

    # --- names that stand for the same thing -------------------------------------------------------------------------

    def twin(self, symbol: str) -> Lemma | None:
        """The lemma that a defined symbol is a multiple of an earlier one, if one was suspected and proved."""
        pending = [symbol] if symbol not in self._swept else []
        while pending:
            part = pending[-1]
            missing = [s for s in self.env.parts.get(part, ()) if s not in self._swept]
            if part in self._swept or not missing:
                pending.pop()
            if part not in self._swept and not missing:
                self._swept[part] = None  # while the search is on, there is no twin yet
                self._swept[part] = self._sweep(part)
            pending += [] if part in self._swept else sorted(missing)
        return self._swept[symbol]

    def _sweep(self, symbol: str) -> Lemma | None:
        definition = self.env.definitions.get(symbol)
        if definition is None:
            return None
        lhs = entry(self.env.head(ENTRY, symbol), self.env.sizes[symbol])
        twins = self._twin_rules(definition)
        if twins or content(definition)[:2] != (1, ()):
            indices = tuple(range(len(lhs.free)))
            proof = Proof(self.kernel, lhs, Form(lhs.free))
            proof.step(1, UNIT, ("define", symbol), indices)
            rewrite(proof, index(twins), Budget(LITTLE))
            number, scale, rest = content(proof.residual)
            if rest.terms and (number, scale) != (1, ()):
                name = self.env.abbreviate(rest)
                twin = self.twin(name)
                proof.step(-number, (scale, (), ()), ("define", name), indices)
                if twin is not None:
                    proof.step(number, (scale, (), ()), ("lemma", twin.number), indices)
                return proof.settle()
        mark = self.fingerprints.of(symbol)
        first = self._twins.setdefault(mark, symbol) if mark is not None else symbol
        if first == symbol or self.elsewhere.of(first) != self.elsewhere.of(symbol):
            return None
        right = Form(lhs.free)
        right.add_form(entry(self.env.head(ENTRY, first), lhs.free), self.fingerprints.sign(symbol, first))
        found = self.equal(lhs, right, LITTLE)
        return found if isinstance(found, Lemma) else None

    def _merge(self, proof: Proof, budget: Budget) -> None:
        """Replace names by earlier names for the same thing."""
        rewrite(proof, index(self._twin_rules(proof.residual)), budget)

    def _twin_rules(self, form: Form) -> list[Rule]:
        rules = []
        for number in form.heads():
            head = self.env.heads[number]
            if number and head.fn == ENTRY and head.symbol in self.env.definitions:
                lemma = self.twin(head.symbol)
                if lemma is not None:
                    rules.append(rule_for_head(self.kernel, number, ("lemma", lemma.number)))
        return rules

    # --- names -------------------------------------------------------------------------------------------------------

    def _unfold(self, proof: Proof, budget: Budget) -> bool:
        """Names that not every term shares first, then what is entry by entry, then everything."""
        if roots.close(proof, self.equal, budget):
            return True
        while (name := self._next(proof.residual, shared=False)) is not None:
            self._merge(proof, budget)
            if self._closed(proof):
                return True
            if (name := self._next(proof.residual, shared=False)) is not None:
                self._define(proof, name, budget)
            if self.differentiated(proof, budget):  # of what stood inside the name
                return True
        rewrite(proof, index(self.values.local_rules(proof.residual)), budget)
        self.laws.reduce(proof, budget)
        while not self._closed(proof) and (name := self._next(proof.residual, shared=True)) is not None:
            self._define(proof, name, budget)
            if not self._closed(proof) and self._next(proof.residual, shared=True) is None:
                self.laws.reduce(proof, budget)
        while not self._closed(proof) and self.whole.reduce(proof, budget):
            self.laws.reduce(proof, budget)
        while not self._closed(proof) and (name := self._next(proof.residual, shared=True)) is not None:
            self._define(proof, name, budget)  # what a law has brought in
        while not self._closed(proof) and self.split.reduce(proof, budget):
            rewrite(proof, index(self.values.local_rules(proof.residual)), budget)
            self.laws.reduce(proof, budget)
            self.whole.reduce(proof, budget)
            while not self._closed(proof) and (name := self._next(proof.residual, shared=True)) is not None:
                self._define(proof, name, budget)
        if self._closed(proof) or self.whole.clear(proof, budget) or roots.close(proof, self.equal, budget):
            return True
        return self.idle.rewrite(proof, budget) and (self._closed(proof) or self._unfold(proof, budget))

    def _next(self, form: Form, shared: bool) -> str | None:
        """The highest defined name in a form: any, or one that does not occur in every term."""
        counts: dict[str, int] = {}
        for _, _, factors in form.terms:
            for number in {factor[0] for factor in factors}:
                head = self.env.heads[number]
                if head.fn == ENTRY and head.symbol in self.env.definitions:
                    counts[head.symbol] = counts.get(head.symbol, 0) + 1
        names = [name for name, count in counts.items() if shared or count < len(form.terms)]
        return max(names, key=lambda name: (self.env.height[name], self.env.rank[name]), default=None)

    def _define(self, proof: Proof, name: str, budget: Budget) -> None:
        rewrite(proof, index([rule_for_head(self.kernel, self.env.head(ENTRY, name), ("define", name))]), budget)

    # --- signs -------------------------------------------------------------------------------------------------------

    def discharge(self, uses: Uses) -> Uses:
        """The conditions that are left once everything that is positive has been shown to be."""
        self._searches, self._assumed = SEARCHES, uses
        for condition in sorted(uses):
            self._establish(condition)
        return self.kernel.remaining(uses)

    def holds(self, condition: Condition) -> bool:
        """Whether a condition needs no more than what is given."""
        self._establish(condition)
        return self.kernel.remaining(frozenset([condition])) <= self.kernel.given

    def _establish(self, condition: Condition) -> None:
        """Show that a condition holds, if that is found out easily; signs are positive rather than not negative."""
        kind, symbol = condition
        if condition in self._doubtful or not self.kernel.remaining(frozenset([condition])) or not self._searches:
            return
        self._searches -= 1
        self._doubtful.add(condition)
        try:
            if kind == "invertible":
                lemma = self.whole.invertible(symbol)
                if lemma is not None:
                    self.kernel.establish(condition, lemma)
                return
            for lemma in chain(self.laws.readings(symbol), self._worked_out(symbol)):
                for needed in sorted(lemma.uses):
                    self._establish(needed)
                for number in lemma.rhs.heads():
                    head = self.env.heads[number]
                    if number and head.symbol != symbol and head.fn in (ENTRY, "reciprocal"):
                        if head.symbol in self.env.definitions and is_local(self.env.definitions[head.symbol]):
                            self._establish(("positive", head.symbol))
                for sign in ("positive", kind) if kind != "positive" else (kind,):
                    try:
                        self.kernel.establish((sign, symbol), lemma, self._assumed - {condition, (sign, symbol)})
                        return
                    except Rejected:
                        continue
        except (OutOfBudget, NoRule):
            return

    def _worked_out(self, symbol: str) -> Iterator[Lemma]:
        """A symbol with the derivatives in its definition replaced by what they are."""
        definition = self.env.definitions.get(symbol)
        if definition is not None and any(self.env.heads[n].fn == DERIVATIVE for n in definition.heads()):
            lhs = entry(self.env.head(ENTRY, symbol), self.env.sizes[symbol])
            proof = Proof(self.kernel, lhs, Form(lhs.free))
            proof.step(1, UNIT, ("define", symbol), tuple(range(len(lhs.free))))
            self.differentiated(proof, Budget(WORK))
            yield self.simplified(proof).settle()


def _bulk(form: Form) -> tuple[int, int]:
    return len(form.terms), sum(len(factors) for _, _, factors in form.terms)
