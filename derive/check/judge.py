"""Judging claims: read, compare, prove, ask the second opinion, refute, diagnose; which of these in which order."""

from __future__ import annotations

from typing import Any

from derive.check.diagnose import diagnose
from derive.check.refute import Comparison, compare, witness
from derive.check.verdict import IllFormed, Proved, Refuted, Undecided, Verdict
from derive.core.claim import Claim
from derive.core.environment import Environment
from derive.core.errors import IllTyped, InternalError, NoRule, OutOfBudget, Unreadable
from derive.core.form import Form
from derive.core.kernel import Condition, Kernel, Lemma
from derive.core.lower import Lowering
from derive.core.op import Node
from derive.core.read import Language, read
from derive.core.text import text
from derive.normal.prove import Prover
from derive.normal.raise_ import NoMatrixForm, Raiser


class Investigation:
    """Claims over one set of names: what is read, derived and proved for one serves the next."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self.env = Environment()
        self.kernel = Kernel(self.env, language.functions)
        self.prover = Prover(self.kernel)
        self.symbols: dict[str, Node] = {}
        self._read: dict[int, Any] = {}
        self._lowerings: dict[tuple[str, ...], Lowering] = {}

    def read(self, expr: Any) -> Node:
        return read(self.language, expr, self._read)

    def lower(self, node: Node, varying: tuple[str, ...] = ()) -> Form:
        names = tuple(sorted(varying))
        lowering = self._lowerings.setdefault(names, Lowering(self.env, names, self.symbols))
        return lowering.form(node)

    def raised(self, form: Form, rows: int, cols: int) -> Node:
        """The form in matrices, lowered again and found to be the same; NoMatrixForm where there is none."""
        node = Raiser(self.language, self.env, self.symbols).node(form, rows, cols)
        if not isinstance(self.prover.equal(self.lower(node), form), Lemma):
            raise NoMatrixForm("the form in matrices could not be confirmed")
        return node

    def gradient(self, loss: Node, variable: Node) -> Node:
        """The gradient of a scalar by a symbol, in the shape of the symbol."""
        partial = self.language.make("partial", loss, variable)
        form = self.lower(partial)
        ((_, _, ((number, *_rest),)),) = form.terms
        head = self.env.heads[number]
        lemma = self.prover.derivative(head.symbol, head.wrt[0])
        return self.raised(lemma.rhs, len(variable.shape.rows), len(variable.shape.cols))

    def judge(self, claim: Claim) -> Verdict:
        try:
            lhs, rhs = self.read(claim.lhs), self.read(claim.rhs)
        except (IllTyped, Unreadable) as error:
            return IllFormed(claim, str(error))
        except NoRule as error:
            return Undecided(claim, str(error))
        if lhs.shape != rhs.shape:
            return IllFormed(claim, f"the left side `{text(lhs)}` is {lhs.shape} but the right side is {rhs.shape}")
        varying = tuple(sorted(self.read(expr).data[0] for expr in claim.varying))
        try:
            left, right = self.lower(lhs, varying), self.lower(rhs, varying)
            found = self.prover.equal(left, right)
        except IllTyped as error:
            return IllFormed(claim, str(error))
        except (NoRule, OutOfBudget) as error:
            return self._without_proof(claim, lhs, rhs, varying, str(error))
        if not isinstance(found, Lemma):
            return self._without_proof(claim, lhs, rhs, varying, "no proof was found")
        if found.lhs.key != left.key or found.rhs.key != right.key:
            raise InternalError(f"the proof for {claim.id} is of another statement")
        return self._with_proof(claim, found, lhs, rhs, varying)

    def _with_proof(self, claim: Claim, lemma: Lemma, lhs: Node, rhs: Node, varying: tuple[str, ...]) -> Verdict:
        """Proved, once the second opinion has met the two sides at a point where everything used holds."""
        conditions = self.prover.discharge(lemma.uses)
        uses = tuple(sorted({self._words(condition) for condition in conditions}))
        for comparison in compare(self.language, lhs, rhs, varying):
            if comparison.entry is not None:
                raise InternalError(
                    f"the kernel proved {claim.id or text(lhs)}, but the second opinion finds "
                    f"{comparison.lhs} on the left and {comparison.rhs} on the right"
                )
            if self._hold(conditions, comparison):
                return Proved(claim, lemma, uses, witness(comparison, lhs, rhs, varying))
        return Undecided(claim, "it was proved, but no point was found at which both sides are defined")

    def _hold(self, conditions: frozenset[Condition], comparison: Comparison) -> bool:
        try:
            for kind, symbol in sorted(conditions):
                node = Raiser(self.language, self.env, self.symbols).condition(symbol)
                values = [x.value for x in comparison.evaluator.value(node).flat]
                if not all(x > 0 if kind == "positive" else (x > 0 or x < 0) for x in values):
                    return False
        except (NoMatrixForm, ArithmeticError, NoRule, KeyError):
            return False
        return True

    def _words(self, condition: Condition) -> str:
        kind, symbol = condition
        try:
            words = text(Raiser(self.language, self.env, self.symbols).condition(symbol))
        except NoMatrixForm:
            words = symbol
        return f"{words} {'> 0' if kind == 'positive' else '≠ 0'}"

    def _without_proof(
        self, claim: Claim, lhs: Node, rhs: Node, varying: tuple[str, ...], reason: str
    ) -> Verdict:
        agreed = 0
        try:
            for comparison in compare(self.language, lhs, rhs, varying):
                if comparison.entry is not None:
                    defect, correction = diagnose(self, lhs, rhs, varying, comparison.point)
                    return Refuted(claim, witness(comparison, lhs, rhs, varying), defect, correction)
                agreed += 1
        except NoRule as error:
            reason = str(error)
        return Undecided(claim, f"{reason}; the two sides agree at {agreed} points", agreed)
