"""What kind of slip a false claim looks like, and what holds instead."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from derive.calculus.differential import differential
from derive.calculus.gradient import gradient
from derive.check.evaluate import Point
from derive.check.mutate import mutations
from derive.check.refute import compare_at
from derive.core.errors import DeriveError
from derive.core.form import Form
from derive.core.lemma import Lemma
from derive.core.op import Node
from derive.normal.raise_ import NoMatrixForm
from derive.normal.session import Session

TRIED = 400  # changed expressions that are looked at


def diagnose(session: Session, lhs: Node, rhs: Node, varying: tuple[str, ...], point: Point) -> tuple[str, Node | None]:
    """The one change after which the claim holds, where there is one; otherwise "other" and what was derived."""
    language = session.language
    for count, (defect, changed) in enumerate(mutations(language, rhs)):
        if count == TRIED:
            break
        try:
            comparison = compare_at(language, lhs, changed, varying, point)
            if comparison is None or comparison.entry is not None:
                continue
            left, right = session.lower(lhs, varying), session.lower(changed, varying)
            if left.free == right.free and isinstance(session.prover.equal(left, right), Lemma):
                return defect, changed
        except DeriveError:
            continue
    rest = _missing_term(session, lhs, rhs, varying)
    if rest is not None:
        return "missing-term", language.make("add", rhs, rest)
    return "other", derived(session, lhs, varying)


def _missing_term(session: Session, lhs: Node, rhs: Node, varying: tuple[str, ...]) -> Node | None:
    """What has to be added to the right side, where that is a single term."""
    try:
        left, right = session.lower(lhs, varying), session.lower(rhs, varying)
        rest = session.prover.equal(left, right) if left.free == right.free else None
        if isinstance(rest, Form) and len(rest.terms) == 1:
            return session.raised(rest, len(lhs.shape.rows), len(lhs.shape.cols), varying)
    except (DeriveError, NoMatrixForm):
        pass
    return None


def derived(session: Session, lhs: Node, varying: tuple[str, ...]) -> Node | None:
    """The right side that the program finds for what a statement is about."""
    rule = DERIVED.get(lhs.op.name)
    try:
        return rule(session, lhs, varying) if rule else None
    except (DeriveError, NoMatrixForm, KeyError):
        return None


def _differential(session: Session, lhs: Node, varying: tuple[str, ...]) -> Node:
    return differential(session, lhs.args[0], [session.symbols[name] for name in varying])


# each kind of statement, with what works it out
DERIVED: Mapping[str, Callable[[Session, Node, tuple[str, ...]], Node]] = {
    "partial": lambda session, lhs, varying: gradient(session, *lhs.args),
    "d": _differential,
}
