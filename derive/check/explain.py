"""Derivations line by line, each line judged against the one before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from derive.calculus.derivation import Step, freed, named, spoken_for
from derive.calculus.steps import slope, steps
from derive.check.case import proved
from derive.check.document import Explanation, Line
from derive.check.judge import judge
from derive.check.verdict import Proved, Verdict
from derive.core.claim import Claim
from derive.core.op import Node, walk
from derive.core.text import walk_shown
from derive.normal.session import Session

DEPTHS = (0, 2)  # of definitions below the names in a line; the names that these lead to are variables


def explain(session: Session, loss: Node, variable: Node, form: str = "trace") -> Explanation:
    """dJ = ... = tr(Gᵀ dX) and ∂J/∂X = G, every line with its verdict; a loss without a name is called J.

    In the form "vec" dJ = vec(G)ᵀ vec(dX), and what is no number, called F, has vec(dF) = C vec(dX).

    A defined name as variable is free: what it stands for plays no part. The session should know no names yet. Raises
    IllTyped where there is no such gradient, NoRule where an operation has no rule, OutOfBudget where a line gets too
    long.
    """
    operation = slope(loss, form)
    session.language.make(operation, loss, variable)  # raises where there is no such derivative
    loss, variable = freed([loss, variable], {variable})
    if not loss.args or loss.op.name != "symbol":
        loss = named("J" if operation == "partial" else "F", loss, spoken_for(loss))
    names = [part for part in walk([loss]) if part.op.name == "symbol" and part.args]
    told = lines(session, steps(session, loss, variable, form), variable)
    return Explanation(loss, variable, tuple(names), tuple(told))


def lines(session: Session, steps: Sequence[Step], variable: Node) -> Iterator[Line]:
    """Each step with the verdict on its right side being that of the step before; of the first, on left = right."""
    before: Node | None = None
    told: set[str] = set()
    for step in steps:
        if step.left.op.name not in ("partial", "jacobian"):
            verdict = _follows(session, step.left if before is None else before, step.right, variable, told)
            told.update(verdict.uses if isinstance(verdict, Proved) else ())
        else:
            verdict = judge(session, Claim("", session.build(step.left), session.build(step.right), "gradient"))
        yield Line(step.left, step.right, step.words, step.rules, verdict)
        before = step.right


def _follows(session: Session, left: Node, right: Node, variable: Node, told: set[str]) -> Verdict:
    """The verdict on left = right when the variable varies.

    A proof for all values of the names far below and of their differentials, is one for those that they have, and takes
    no longer for a deep network than for a shallow one. Where there is none, that says nothing. What it uses may be
    known of what the names stand for, so what nobody was told yet is looked at more closely.
    """
    found: Proved | None = None
    for depth in () if _has_derivatives(left, right) else DEPTHS:
        local = Session(session.language, session.kernel.given)
        found = proved(local, _claim(local, *_cut(left, right, variable, depth))) or found
        if found is not None and told.issuperset(found.uses):
            break
    return found or judge(session, _claim(session, left, right, variable))


def _claim(session: Session, left: Node, right: Node, *varying: Node) -> Claim:
    lhs, rhs, *names = map(session.build, (left, right, *varying))
    return Claim("", lhs, rhs, "differential", tuple(names))


def _has_derivatives(left: Node, right: Node) -> bool:
    """Whether something is differentiated by a name, which a variable in place of a name would change."""
    return any(part.op.name in ("partial", "jacobian", "hessian") for part in walk([left, right]))


def _cut(left: Node, right: Node, variable: Node, depth: int) -> list[Node]:
    """Both sides with variables for the names far below, and the variables that vary."""
    level = [part for part in [*walk_shown(left), *walk_shown(right)] if part.op.name == "symbol"]
    kept = set(level)
    for _ in range(depth):
        below = [part for name in level for arg in name.args for part in walk_shown(arg) if part.op.name == "symbol"]
        level = [name for name in below if name not in kept]
        kept.update(level)
    everything = list(walk([left, right]))
    varying = {variable}
    for part in everything:
        if not varying.isdisjoint(part.args):
            varying.add(part)
    names = [part for part in everything if part.op.name == "symbol" and part.args and part not in kept]
    names = [name for name in names if all(len(axis) <= 1 for axis in name.shape)]  # a variable has no lists
    return freed([left, right, variable, *(name for name in names if name in varying)], set(names))
