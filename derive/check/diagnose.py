"""What kind of slip a false claim looks like, and what holds instead."""

from __future__ import annotations

from derive.calculus.differential import differential
from derive.calculus.gradient import gradient
from derive.check.mutate import mutations
from derive.check.refute import Comparison, meets
from derive.core.errors import DeriveError, NoRule
from derive.core.form import Form
from derive.core.lemma import Lemma
from derive.core.op import Node
from derive.normal.raise_ import NoMatrixForm
from derive.normal.session import Session

TRIED = 400  # changed expressions that are looked at


def diagnose(
    session: Session, lhs: Node, rhs: Node, varying: tuple[str, ...], refuted: Comparison
) -> tuple[str, Node | None]:
    """The one change after which the claim holds, where there is one; otherwise "other" and what was derived."""
    language = session.language
    for count, (defect, changed) in enumerate(mutations(language, rhs)):
        if count == TRIED:
            break
        try:
            if not meets(refuted, lhs, changed):
                continue
            if isinstance(_compared(session, lhs, changed, varying), Lemma):
                return defect, changed
        except DeriveError:
            continue
    rest = _missing_term(session, lhs, rhs, varying)
    if rest is not None:
        return "missing-term", language.make("add", rhs, rest)
    return "other", derived(session, lhs, varying)


def _compared(session: Session, lhs: Node, rhs: Node, varying: tuple[str, ...]) -> Lemma | Form:
    """The lemma that the sides are equal, or what is left of their difference."""
    left, right = session.lower(lhs, varying), session.lower(rhs, varying)
    if left.free != right.free:
        raise NoRule("the axes of the two sides are made up differently")
    return session.prover.equal(left, right)


def _missing_term(session: Session, lhs: Node, rhs: Node, varying: tuple[str, ...]) -> Node | None:
    """What has to be added to the right side, where that is a single term."""
    try:
        rest = _compared(session, lhs, rhs, varying)
        if isinstance(rest, Form) and len(rest.terms) == 1:
            return session.raised(rest, len(lhs.shape.rows), len(lhs.shape.cols), varying)
    except (DeriveError, NoMatrixForm):
        pass
    return None


def derived(session: Session, lhs: Node, varying: tuple[str, ...]) -> Node | None:
    """The right side that the program finds for a gradient, or for the differential of a scalar."""
    try:
        if lhs.op.name == "partial":
            return gradient(session, *lhs.args)
        if lhs.op.name == "d":
            return differential(session, lhs.args[0], [session.symbols[name] for name in varying])
    except (DeriveError, NoMatrixForm, KeyError):
        pass
    return None
