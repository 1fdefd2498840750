"""The lines of a derivation, in the form that was asked for."""

from __future__ import annotations

from derive.calculus.derivation import Step
from derive.calculus.trace_form import TraceForm
from derive.calculus.vec_form import VecForm
from derive.core.errors import Unreadable
from derive.core.op import SCALAR, Node
from derive.normal.session import Session

FORMS = ("trace", "vec")


def steps(session: Session, loss: Node, variable: Node, form: str = "trace") -> list[Step]:
    """From dJ to the derivative by X; what is differentiated is a name, in the trace form of a number."""
    made = VecForm(session, loss, variable) if form == "vec" else TraceForm(session, loss, variable)
    return made.lines()


def slope(loss: Node, form: str) -> str:
    """The operation that the derivation is about. Raises Unreadable where there is no such form."""
    if form not in FORMS:
        raise Unreadable(f"a derivation has the form {' or '.join(f'`{known}`' for known in FORMS)}, not `{form}`")
    return "jacobian" if form == "vec" and loss.shape != SCALAR else "partial"
