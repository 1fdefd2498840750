"""What kind of slip a false claim looks like, and what holds instead."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain, combinations, islice

from derive.calculus.differential import differential
from derive.calculus.gradient import gradient
from derive.calculus.jacobian import hessian, jacobian
from derive.check.mutate import mutations, replaced, visible
from derive.check.refute import Comparison, meets
from derive.core.errors import DeriveError
from derive.core.form import Form
from derive.core.lemma import Lemma
from derive.core.op import Node
from derive.normal.raise_ import NoMatrixForm
from derive.normal.session import Session

TRIED = 400  # changed expressions that are looked at


def diagnose(
    session: Session,
    lhs: Node,
    rhs: Node,
    varying: tuple[str, ...],
    refuted: Comparison,
    slips: Iterable[tuple[str, Node]] = (),
) -> tuple[str, Node | None]:
    """The one change after which the claim holds, where there is one; otherwise "other" and what was derived.

    `slips` are changes that the reader of the claim thinks of, beside those of the right side as an expression.
    """
    for defect, changed in chain(slips, islice(mutations(session.language, rhs, lhs), TRIED)):
        try:
            if not meets(refuted, lhs, changed):
                continue
            if isinstance(_difference(session, lhs, changed, varying), Lemma):
                return defect, changed
        except DeriveError:
            continue
    whole = _with_the_missing_term(session, lhs, rhs, varying)
    if whole is not None:
        return "missing-term", whole
    found = derived(session, lhs, varying)
    shorter = islice(_with_terms_left_out(session, found), TRIED) if found is not None else ()
    lacking = any(
        meets(refuted, one, rhs) and isinstance(_difference(session, one, rhs, varying), Lemma) for one in shorter
    )
    return ("missing-term" if lacking else "other"), found


def _difference(session: Session, lhs: Node, rhs: Node, varying: tuple[str, ...]) -> Lemma | Form | None:
    """The lemma that the sides are equal, or what is left; None where they are arrays over different axes."""
    letters = session.letters(lhs, rhs)
    left, right = (session.lower(side, varying, letters) for side in (lhs, rhs))
    return session.prover.equal(left, right) if left.free == right.free else None


def _with_the_missing_term(session: Session, lhs: Node, rhs: Node, varying: tuple[str, ...]) -> Node | None:
    """The right side with what has to be added to it, where that is a single term."""
    try:
        rest = _difference(session, lhs, rhs, varying)
        if isinstance(rest, Form) and len(rest.terms) == 1 and not session.letters(lhs, rhs):
            term = session.raised(rest, len(lhs.shape.rows), len(lhs.shape.cols), varying)
            return session.language.make("add", rhs, term)
    except (DeriveError, NoMatrixForm):
        pass
    return None


def _with_terms_left_out(session: Session, whole: Node) -> Iterator[Node]:
    """The expression with one of its sums made shorter: (P + Q) X, P X and Q X are what c (P + Q + R) X may become."""
    for node in [node for node in visible(whole) if node.op.name == "add"]:
        for left in range(len(node.args) - 1, 0, -1):
            for terms in combinations(node.args, left):
                part = terms[0] if left == 1 else session.language.make("add", *terms)
                shorter = replaced(session.language, whole, node, part)
                if shorter is not None:
                    yield shorter


def derived(session: Session, lhs: Node, varying: tuple[str, ...]) -> Node | None:
    """The left side with the derivatives in it worked out, which is what the right side should be."""
    found: Node | None = lhs
    statements = [node for node in visible(lhs) if node.op.name in DERIVED and (node is lhs or node.op.name != "d")]
    try:
        for node in statements:
            result = DERIVED[node.op.name](session, node, varying)
            found = replaced(session.language, found, node, result) if found is not None else None
    except (DeriveError, NoMatrixForm, KeyError):
        return None
    return found if statements else None


def _differential(session: Session, lhs: Node, varying: tuple[str, ...]) -> Node:
    return differential(session, lhs.args[0], [session.symbols[name] for name in varying])


# each kind of statement, with what works it out
DERIVED: Mapping[str, Callable[[Session, Node, tuple[str, ...]], Node]] = {
    "partial": lambda session, lhs, varying: gradient(session, *lhs.args),
    "jacobian": lambda session, lhs, varying: jacobian(session, *lhs.args),
    "hessian": lambda session, lhs, varying: hessian(session, *lhs.args),
    "d": _differential,
}
