"""Judging claims: as a case, or by pieces on one cell of a line after another.

Of a claim that has no meaning it is looked for what was meant.
"""

from __future__ import annotations

from derive.check.case import ENOUGH, Case, read_case, varying_names
from derive.check.mend import mended
from derive.check.piecewise import judge_pieces, proved_by_parts
from derive.check.verdict import IllFormed, Refuted, Undecided, Verdict
from derive.core.claim import Claim
from derive.core.errors import DeriveError, IllTyped, NoRule, Unreadable
from derive.core.op import Node
from derive.core.text import text
from derive.normal.prove import LITTLE
from derive.normal.session import Session


def judge(session: Session, claim: Claim) -> Verdict:
    """What becomes of a claim."""
    try:
        case = read_case(session, claim)
    except IllTyped as error:
        return IllFormed(claim, str(error), error.defect, _meant(session, claim))
    except Unreadable as error:
        return IllFormed(claim, str(error))
    except NoRule as error:
        return Undecided(claim, str(error))
    lhs, rhs = case.own
    if claim.relation == "=" and rhs.op.name == "cases":
        return judge_pieces(session, claim, lhs, rhs)
    verdict = case.verdict()
    if claim.kind == "update" and isinstance(verdict, Refuted):
        # whoever climbs, or takes in a factor, says nothing false: only that this is descent can be shown
        return Undecided(claim, f"this is not the step of gradient descent, `{text(rhs)}`")
    if verdict.name != "undecided" or claim.relation != "=":
        return verdict
    return proved_by_parts(session, claim, lhs, rhs) or verdict


def _meant(session: Session, claim: Claim) -> Node | None:
    """The right side after one change that gives it a meaning, if it is proved to be equal to the left side then."""
    if claim.relation != "=":
        return None
    try:
        lhs, named = session.read(claim.lhs), [session.read(expr) for expr in claim.varying]
    except DeriveError:
        return None

    def holds(rhs: Node) -> bool:
        case = Case(session, claim, lhs, rhs, varying_names(lhs, rhs, named), (lhs, rhs))
        seen = next(case.comparisons(1), None)
        return seen is not None and seen.entry is None and case.lemma(LITTLE) is not None

    return mended(session.language, claim.rhs, lhs, holds)


def false(session: Session, claim: Claim) -> bool:
    """Whether a claim is ill-formed, or its sides differ at one of a few points; nothing is proved."""
    try:
        return any(comparison.entry is not None for comparison in read_case(session, claim).comparisons(ENOUGH))
    except (IllTyped, Unreadable):
        return True
    except NoRule:
        return False
