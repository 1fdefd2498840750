"""Derivations line by line, each line judged against the one before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from derive.calculus.steps import Step, freed, named, spoken_for, steps
from derive.check.document import Explanation, Line
from derive.check.judge import judge
from derive.core.claim import Claim
from derive.core.op import Node, walk
from derive.normal.session import Session


def explain(session: Session, loss: Node, variable: Node) -> Explanation:
    """dJ = ... = tr(Gᵀ dX) and ∂J/∂X = G, every line with its verdict; a loss without a name is called J.

    A defined name as variable is free: what it stands for plays no part. The session should know no names yet. Raises
    IllTyped where there is no such gradient, NoRule where an operation has no rule, OutOfBudget where a line gets too
    long.
    """
    session.language.make("partial", loss, variable)  # raises where there is no such gradient
    loss, variable = freed(loss, variable)
    if not loss.args or loss.op.name != "symbol":
        loss = named("J", loss, spoken_for(loss))
    names = [part for part in walk([loss]) if part.op.name == "symbol" and part.args]
    return Explanation(loss, variable, tuple(names), tuple(lines(session, steps(session, loss, variable), variable)))


def lines(session: Session, steps: Sequence[Step], variable: Node) -> Iterator[Line]:
    """Each step with the verdict on its right side being that of the step before; of the first, on left = right."""
    varying, before = session.build(variable), None
    for step in steps:
        left, right = session.build(step.left), session.build(step.right)
        if step.left.op.name == "d":
            claim = Claim("", left if before is None else before, right, "differential", (varying,))
        else:
            claim = Claim("", left, right, "gradient")
        yield Line(step.left, step.right, step.words, step.rules, judge(session, claim))
        before = right
