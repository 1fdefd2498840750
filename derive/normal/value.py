"""What a symbol stands for, unfolded as far as it pays, each time as a lemma."""

from __future__ import annotations

from collections.abc import Callable

from derive.core.environment import DERIVATIVE, DIFFERENTIAL, ENTRY, NUMBER_OF, SECOND, Environment
from derive.core.errors import OutOfBudget
from derive.core.form import DELTA, Form, entry
from derive.core.kernel import Kernel, Proof
from derive.core.lemma import Lemma
from derive.normal.rewrite import Budget, Rule, index, rewrite, rule_for_head

FULL = 4000  # terms that the complete unfolding of one symbol may cost


def is_function(env: Environment, number: int) -> bool:
    """Whether a head is a function of one variable at an entry: no delta, no entry itself, nothing of a whole array."""
    fn = env.heads[number].fn
    kinds = (ENTRY, DIFFERENTIAL, DERIVATIVE, SECOND, "inverse")
    return number != DELTA and fn not in kinds and not fn.startswith(NUMBER_OF)


def is_local(form: Form) -> bool:
    """Entry by entry: nothing is summed over."""
    return all(not bound for _, bound, _ in form.terms)


class Values:
    """Lemmas `symbol = form`, made once: `local` unfolds what is entry by entry, `full` everything."""

    def __init__(self, kernel: Kernel) -> None:
        self.kernel = kernel
        self._local: dict[str, Lemma | None] = {}
        self._full: dict[str, Lemma | None] = {}
        self.selected: Callable[[str], Lemma | None] = lambda symbol: None  # what a sum with a one-hot column is
        self._dividing: dict[str, bool] = {}

    def local(self, symbol: str) -> Lemma | None:
        """The symbol in terms of functions and of symbols that are not defined entry by entry."""
        return self._lemma(symbol, self._local, is_local)

    def full(self, symbol: str) -> Lemma | None:
        """The symbol in terms of variables and functions; None where it is a variable or too large."""
        return self._lemma(symbol, self._full, lambda form: True)

    def divides(self, symbol: str) -> bool:
        """Whether a symbol, unfolded as far as that goes entry by entry, is made with reciprocals."""
        env = self.kernel.env
        pending = [symbol]
        while pending:
            part = pending[-1]
            form = env.definitions.get(part)
            heads = [env.heads[n] for n in form.heads()] if form is not None and is_local(form) else []
            inner = {head.symbol for head in heads if head.fn == ENTRY}
            missing = [other for other in inner if other not in self._dividing]
            if missing:
                pending += missing
            else:
                pending.pop()
                self._dividing[part] = any(self._dividing[other] for other in inner) or any(
                    head.fn == "reciprocal" for head in heads
                )
        return self._dividing[symbol]

    def local_rules(self, form: Form) -> list[Rule]:
        """Rules that unfold the entries of a form as far as they are local."""
        return self._rules(form, self._local, is_local)

    def _rules(self, form: Form, memo: dict[str, Lemma | None], unfolds: Callable[[Form], bool]) -> list[Rule]:
        env = self.kernel.env
        rules = []
        for number in form.heads():
            head = env.heads[number]
            if number and head.fn == ENTRY:
                lemma = self._lemma(head.symbol, memo, unfolds)
                if lemma is not None:
                    rules.append(rule_for_head(self.kernel, number, ("lemma", lemma.number)))
        return rules

    def _lemma(self, symbol: str, memo: dict[str, Lemma | None], unfolds: Callable[[Form], bool]) -> Lemma | None:
        env = self.kernel.env
        pending = [symbol]
        while pending:
            part = pending[-1]
            form = env.definitions.get(part)
            if part in memo:
                pending.pop()
            elif form is None or not unfolds(form):
                memo[part] = self.selected(part) if form is not None else None
            else:
                inner = {env.heads[n].symbol for n in form.heads() if n and env.heads[n].fn == ENTRY}
                missing = [other for other in inner if other not in memo]
                if missing:
                    pending += missing
                    continue
                lhs = entry(env.head(ENTRY, part), env.sizes[part])
                proof = Proof(self.kernel, lhs, Form(lhs.free))
                try:
                    proof.step(1, ((), (), ()), ("define", part), tuple(range(len(lhs.free))))
                    rewrite(proof, index(self._rules(form, memo, unfolds)), Budget(FULL))
                    memo[part] = proof.settle()
                except OutOfBudget:
                    memo[part] = None
        return memo[symbol]
