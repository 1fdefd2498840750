"""An equality that has been read: proved and confirmed, or refuted at a point and diagnosed, or neither.

Nothing else says that something is proved: it takes a lemma of the kernel that the second opinion has confirmed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from derive.check.confirm import Checker
from derive.check.diagnose import diagnose
from derive.check.evaluate import DERIVATIVES
from derive.check.inequality import STRICT, at_point, equal_at_zero, equality
from derive.check.refute import Comparison, compare, witness
from derive.check.verdict import IllFormed, Proved, Refuted, Undecided, Verdict
from derive.core.claim import Claim
from derive.core.condition import Condition, Uses, restated
from derive.core.errors import DeriveError, IllTyped, InternalError, NoRule, OutOfBudget, Unreadable
from derive.core.lemma import Lemma
from derive.core.op import Node, walk
from derive.core.text import text
from derive.normal.prove import LITTLE, WORK
from derive.normal.raise_ import NoMatrixForm
from derive.normal.session import Session

WORDS = {"positive": "> 0", "nonnegative": "≥ 0", "nonzero": "≠ 0", "invertible": "invertible"}
HOLDS: dict[str, Callable[[Any], bool]] = {
    "positive": lambda x: bool(x > 0),
    "nonnegative": lambda x: bool(x >= 0),
    "nonzero": lambda x: bool(x > 0 or x < 0),
    "invertible": lambda x: bool(x > 0 or x < 0),  # of the determinant
}
FEW, MANY = 6, 18  # points that are looked at; more where no proof was found, since a slip may be one of signs
ENOUGH = 2  # points at which the second opinion looks at what the kernel has proved
_CHECKERS: WeakKeyDictionary[Session, Checker] = WeakKeyDictionary()


def _checker(session: Session) -> Checker:
    """One for each session, so that a lemma is confirmed once."""
    return _CHECKERS.setdefault(session, Checker(session.kernel))


def read_case(session: Session, claim: Claim) -> Case:
    """The claim, read; IllTyped where it has no meaning."""
    lhs, rhs = session.read(claim.lhs), session.read(claim.rhs)
    varying = varying_names(lhs, rhs, [session.read(expr) for expr in claim.varying])
    if not lhs.shape.fits(rhs.shape):
        raise IllTyped(f"the left side `{text(lhs)}` is {lhs.shape} but the right side is {rhs.shape}")
    sides = (lhs, rhs) if claim.relation == "=" else equality(session.language, claim.relation, lhs, rhs)
    return Case(session, claim, *sides, varying, (lhs, rhs))


def proved(session: Session, claim: Claim) -> Proved | None:
    """The verdict where a proof is found at once; nothing is refuted."""
    try:
        case = read_case(session, claim)
        found = case.lemma(LITTLE)
    except (IllTyped, Unreadable, NoRule, OutOfBudget):
        return None
    verdict = case.confirmed(found) if found is not None else None
    return verdict if isinstance(verdict, Proved) else None


def varying_names(lhs: Node, rhs: Node, named: list[Node]) -> tuple[str, ...]:
    """The names of the variables that differentials vary: those named, or all that the sides are made of."""
    everything = list(walk([lhs, rhs]))
    present = {node.data[0]: node for node in everything if node.op.name == "symbol" and not node.args}
    for node in named:
        if node.op.name != "symbol" or node.args:
            raise IllTyped(f"`{text(node)}` cannot vary: it is not a variable")
        if present.get(node.data[0], node) is not node:
            raise IllTyped(f"`{node.data[0]}` stands for two different things")
    varying = [node.data[0] for node in named] or list(present)
    if present and not present.keys() & set(varying) and any(node.op.name == "d" for node in everything):
        raise IllTyped("a differential stands in a claim in which nothing varies")
    return tuple(sorted(varying))


@dataclass(frozen=True)
class Case:
    """A claim that has been read: an equality, and the sides that its author wrote, which say what may be needed."""

    session: Session
    claim: Claim
    lhs: Node
    rhs: Node
    varying: tuple[str, ...]
    own: tuple[Node, Node]

    def verdict(self) -> Verdict:
        try:
            found = self.lemma(LITTLE) or (self.lemma(WORK) if self.agree() else None)
        except IllTyped as error:
            return IllFormed(self.claim, str(error), error.defect)
        except (NoRule, OutOfBudget) as error:
            return self.without_proof(str(error))
        return self.without_proof("no proof was found") if found is None else self.confirmed(found)

    def lemma(self, work: int) -> Lemma | None:
        """That the sides are equal, if so much work shows it."""
        letters = self.session.letters(self.lhs, self.rhs)
        left, right = (self.session.lower(side, self.varying, letters) for side in (self.lhs, self.rhs))
        if left.free != right.free:
            raise NoRule("the axes of the two sides are made up differently")
        found = self.session.prover.equal(left, right, work)
        if not isinstance(found, Lemma):
            return None
        if found.lhs.key != left.key or found.rhs.key != right.key:
            raise InternalError(f"the proof for {self.claim.id} is of another statement")
        return found

    def confirmed(self, found: Lemma) -> Verdict:
        checker = _checker(self.session)
        left, right = self.own
        needs = self.session.needs(left, self.varying) | self.session.needs(right, self.varying)
        return self.with_proof(checker, checker.confirm(found), needs)

    def slips(self) -> Iterator[tuple[str, Node]]:
        """What may have been meant, as far as it has a shape."""
        for defect, expr in self.claim.slips:
            try:
                node = self.session.read(expr)
            except DeriveError:
                continue
            if node.shape.fits(self.rhs.shape):
                yield defect, node

    def agree(self) -> bool:
        """Whether a long search for a proof is worth it."""
        try:
            return next((c.entry is None for c in self.comparisons()), True)
        except NoRule:
            return True

    def comparisons(self, count: int = FEW) -> Iterator[Comparison]:
        return compare(self.session.language, self.lhs, self.rhs, self.varying, count, self.session.kernel.given)

    def with_proof(self, checker: Checker, lemma: Lemma, needs: Uses) -> Verdict:
        """Proved, once the second opinion has met the two sides at a point where everything used holds.

        A proof may use what the sides need in order to be defined, that arguments are away from kinks, and what is
        declared. What the search alone has brought in could leave out the very points at which the claim fails; so
        could what an earlier claim took for granted when it was shown that a condition holds.
        """
        self.session.prover.discharge(lemma.uses | needs)
        own = needs | self.kinks()
        own |= {same for condition in own if (same := restated(self.session.env, condition)) is not None}
        everything = self.remaining(checker, lemma.uses | needs, own)
        conditions = everything - self.session.kernel.given
        left, right = self.own
        foreign = {c for c in conditions if c not in own and ("positive", c[1]) not in own}
        if foreign:
            beyond = " and ".join(sorted({self.words(condition) for condition in foreign}))
            return self.without_proof(f"it was proved only with {beyond}, which neither side needs")
        met = None
        try:
            for seen, comparison in enumerate(self.comparisons(), 1):
                if comparison.entry is not None:
                    raise InternalError(
                        f"the kernel proved {self.claim.id or text(self.lhs)}, but the second opinion finds "
                        f"{comparison.lhs} on the left and {comparison.rhs} on the right"
                    )
                if met is None and self.hold(conditions, comparison):
                    met = witness(comparison, left, right, self.varying)
                if met is not None and seen >= ENOUGH:
                    break
        except NoRule as error:
            return Undecided(self.claim, f"it was proved, but the second opinion has no say: {error}")
        if met is None:
            return Undecided(self.claim, "it was proved, but no point was found at which both sides are defined")
        told = {c for c in conditions if c[0] in ("positive", "invertible") or ("positive", c[1]) not in conditions}
        words = tuple(sorted({self.words(condition) for condition in told}))
        return Proved(self.claim, lemma, words, met, checker.kernel, everything)

    def remaining(self, checker: Checker, uses: Uses, own: Uses) -> Uses:
        """The conditions that are not known to hold; one of the claim's own stays itself where it was shown to hold
        only where others do."""
        left: set[Condition] = set()
        for condition in uses:
            found = checker.remaining(frozenset([condition]))
            left |= found if condition not in own or found - self.session.kernel.given <= own else {condition}
        return frozenset(left)

    def kinks(self) -> Uses:
        """What keeps the arguments in both sides away from kinks; of a strict inequality only where derivatives are
        taken, since the sides may meet at a kink and nowhere else."""
        parts: Iterable[Node] = self.own
        if self.claim.relation in STRICT:
            parts = [part for part in walk(self.own) if part.op.name in DERIVATIVES]
        return frozenset().union(*(self.session.kinks(part, self.varying) for part in parts))

    def hold(self, conditions: Uses, comparison: Comparison) -> bool:
        try:
            for kind, symbol in sorted(conditions):
                node = self.session.condition((kind, symbol))
                if kind == "invertible":
                    node = self.session.language.make("det", node)
                values = [x.value for x in comparison.evaluator.value(node).flatten().tolist()]
                if not all(HOLDS[kind](x) for x in values):
                    return False
        except (NoMatrixForm, ArithmeticError, NoRule, KeyError):
            return False
        return True

    def words(self, condition: Condition) -> str:
        kind, symbol = condition
        try:
            node = self.session.condition((kind, symbol))
        except NoMatrixForm:
            return f"an array {WORDS[kind]} that has no form in matrices"
        if kind == "nonzero" and node.op.name == "product" and node.args[0].op.name == "number":
            node = node.args[1] if len(node.args) == 2 else node  # a number in front changes nothing
        return f"{text(node)} {WORDS[kind]}"

    def without_proof(self, reason: str) -> Verdict:
        agreed = 0
        try:
            for comparison in self.comparisons(MANY):
                if comparison.entry is not None and self.claim.relation != "=":
                    return self.fails(at_point(comparison, *self.own))
                if comparison.entry is not None:
                    defect, correction = diagnose(
                        self.session, self.lhs, self.rhs, self.varying, comparison, self.slips()
                    )
                    found = witness(comparison, self.lhs, self.rhs, self.varying)
                    return Refuted(self.claim, found, defect, correction)
                agreed += 1
            if self.claim.relation in STRICT:
                for meeting in equal_at_zero(self.session.language, *self.own, self.varying, self.session.kernel.given):
                    return self.fails(meeting)
        except NoRule as error:
            reason = str(error)
        return Undecided(self.claim, f"{reason}; the two sides agree at {agreed} points", agreed)

    def fails(self, comparison: Comparison) -> Verdict:
        """The inequality does not hold at this point."""
        return Refuted(self.claim, witness(comparison, *self.own, self.varying), "inequality", None)
